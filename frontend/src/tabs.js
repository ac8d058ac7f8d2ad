// Tabs: click or arrow keys; a lazy panel loads when it is first shown; the address remembers the tab.
function show(tab) {
  for (const other of tab.closest('[role="tablist"]').querySelectorAll('[role="tab"]')) {
    const chosen = other === tab
    other.setAttribute('aria-selected', String(chosen))
    other.tabIndex = chosen ? 0 : -1
    const panel = document.getElementById(other.getAttribute('aria-controls'))
    if (!panel) continue
    panel.hidden = !chosen
    if (chosen) panel.dispatchEvent(new CustomEvent('dw:show'))
  }
  const name = tab.dataset.tab
  if (!name) return
  const address = new URL(location)
  address.searchParams.set('tab', name)
  history.replaceState(history.state, '', address)
}

// a row of links that scrolls on a phone begins with the page that is open in sight
for (const row of document.querySelectorAll('[data-scrolls]')) {
  const here = row.querySelector('[aria-current]')
  if (here && row.scrollWidth > row.clientWidth) row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2
}

// a page that was loaded, or came anew from the server, shows the tab that its address names
function restore() {
  const name = new URL(location).searchParams.get('tab')
  const tab = name && document.querySelector(`[role="tab"][data-tab="${CSS.escape(name)}"][aria-selected="false"]`)
  if (!tab) return
  show(tab)
  const panel = document.getElementById(tab.getAttribute('aria-controls'))
  setTimeout(() => panel?.dispatchEvent(new CustomEvent('dw:reload'))) // when htmx has come to know it
}
addEventListener('load', restore)
document.addEventListener('htmx:after:swap', restore)

// something changed: what is looked at loads again
document.addEventListener('dw:changed', () => {
  // a panel that holds something half typed says data-live and reloads only what lies around it, by itself
  for (const panel of document.querySelectorAll('[role="tabpanel"]:not([hidden], :has([data-live]))')) panel.dispatchEvent(new CustomEvent('dw:reload'))
})
document.addEventListener('click', ({ target }) => {
  const tab = target.closest('[role="tab"][aria-controls]')
  if (tab) show(tab)
})
document.addEventListener('keydown', (event) => {
  const tab = event.target.closest?.('[role="tab"][aria-controls]')
  const step = { ArrowRight: +1, ArrowLeft: -1 }[event.key]
  if (!tab || !step) return
  const all = [...tab.closest('[role="tablist"]').querySelectorAll('[role="tab"]')]
  const next = all[(all.indexOf(tab) + step + all.length) % all.length]
  show(next)
  next.focus()
})
