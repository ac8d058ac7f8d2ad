// Rows of a page. In a list with a panel beside it a click shows the row there; elsewhere a row is one large link. Ctrl-click
// opens the record in a new tab; links, buttons and inputs inside keep their own meaning.
const OWN = 'a, button, input, select, textarea, label, summary, [contenteditable], [role="option"], td[data-edit]:not(:has(a.name))'

export const rowsOf = (list) => [...(list?.querySelectorAll('tr[data-id]') ?? [])]
export const linkOf = (row) => row?.querySelector('a.name, a[href]')

function open(row, event) {
  if (event.ctrlKey || event.metaKey || event.button === 1) window.open(row.dataset.href, '_blank', 'noopener')
  else if (row.closest('[data-rows]')) row.dispatchEvent(new CustomEvent('dw:quick', { bubbles: true }))
  else row.querySelector('a[href]').click()
}

for (const kind of ['click', 'auxclick']) {
  document.addEventListener(kind, (event) => {
    const row = event.target.closest?.('[data-href]')
    const wanted = kind === 'click' ? event.button === 0 : event.button === 1
    if (row && wanted && !event.defaultPrevented && !event.target.closest(OWN) && !getSelection().toString()) open(row, event)
  })
}

// the rows from one to another, both with them
export function range(from, to) {
  const all = rowsOf(to?.closest('[data-rows]'))
  const ends = [all.indexOf(from), all.indexOf(to)].sort((one, other) => one - other)
  return all.slice(Math.max(ends[0], 0), ends[1] + 1)
}

// j and k walk the rows of the page
export function step(by) {
  const links = [...document.querySelectorAll('[data-href] a[href]')].filter((link) => link.checkVisibility() && link === linkOf(link.closest('[data-href]')))
  const here = links.findIndex((link) => link.closest('[data-href]').contains(document.activeElement))
  const next = links[Math.min(Math.max(here + by, 0), links.length - 1)]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}
