// A row is one large link: click opens it, Ctrl-click opens it in a new tab; links, buttons and inputs inside keep their own meaning.
const OWN = 'a, button, input, select, label, summary, [contenteditable]'

function open(row, event) {
  if (event.ctrlKey || event.metaKey || event.button === 1) window.open(row.dataset.href, '_blank', 'noopener')
  else row.querySelector('a[href]').click()
}

for (const kind of ['click', 'auxclick']) {
  document.addEventListener(kind, (event) => {
    const row = event.target.closest?.('[data-href]')
    const wanted = kind === 'click' ? event.button === 0 : event.button === 1
    if (row && wanted && !event.target.closest(OWN) && !getSelection().toString()) open(row, event)
  })
}

// j and k walk the rows of the page
export function step(by) {
  const links = [...document.querySelectorAll('[data-href] a[href]')].filter((link) => link.checkVisibility() && link === link.closest('[data-href]').querySelector('a[href]'))
  const here = links.indexOf(document.activeElement)
  const next = links[Math.min(Math.max(here + by, 0), links.length - 1)]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}
