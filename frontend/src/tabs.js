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
