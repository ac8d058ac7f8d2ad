// Menus are popovers: the browser closes them, gives the focus back and keeps them above everything.
// What is left to do: place them beside their button, and walk them by arrow keys.
const GAP = 4
const EDGE = 8

const items = (menu) => [...menu.querySelectorAll('[role^="menuitem"]:not([disabled])')]
const opener = (menu) => document.querySelector(`[popovertarget="${menu.id}"][aria-expanded="true"]`) ?? document.querySelector(`[popovertarget="${menu.id}"]`)

function place(menu, button) {
  const at = button.getBoundingClientRect()
  const size = menu.getBoundingClientRect()
  const below = at.bottom + GAP + size.height <= innerHeight - EDGE
  const left = menu.dataset.align === 'end' ? at.right - size.width : at.left
  menu.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - size.width - EDGE))}px`
  menu.style.top = `${Math.max(EDGE, below ? at.bottom + GAP : at.top - GAP - size.height)}px`
}

document.addEventListener('click', ({ target }) => {
  const button = target.closest('[popovertarget]')
  for (const other of document.querySelectorAll('[popovertarget][aria-expanded="true"]')) if (other !== button) other.setAttribute('aria-expanded', 'false')
  button?.setAttribute('aria-expanded', 'true')
}, true)

document.addEventListener('toggle', ({ target: menu, newState }) => {
  if (!menu.matches?.('.dw-menu')) return
  const button = opener(menu)
  button?.setAttribute('aria-expanded', String(newState === 'open'))
  if (newState !== 'open' || !button) return
  place(menu, button)
  menu.dispatchEvent(new CustomEvent('dw:show')) // lazy menus load now
  items(menu)[0]?.focus()
}, true)

const STEPS = { ArrowDown: +1, ArrowUp: -1 }

document.addEventListener('keydown', (event) => {
  const menu = event.target.closest?.('.dw-menu')
  if (!menu) return
  const all = items(menu)
  if (!all.length) return // a form in a popover, not a menu
  const here = all.indexOf(document.activeElement)
  let next
  if (event.key in STEPS) next = all[(here + STEPS[event.key] + all.length) % all.length]
  else if (event.key === 'Home') next = all[0]
  else if (event.key === 'End') next = all.at(-1)
  else if (event.key === 'Tab') menu.hidePopover()
  else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) next = all.find((item) => item.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()))
  if (!next) return
  event.preventDefault()
  next.focus()
})

document.addEventListener('click', ({ target }) => {
  const item = target.closest('.dw-menu :is([role="menuitem"], [data-hides])')
  item?.closest('.dw-menu').hidePopover()
})
document.addEventListener('submit', ({ target }) => target.closest('[data-hide-menu]')?.closest('.dw-menu')?.hidePopover())
document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
  const menu = ctx.target?.closest?.('.dw-menu:popover-open')
  if (!menu) return
  place(menu, opener(menu))
  if (!menu.contains(document.activeElement)) refocus(menu, ctx.sourceElement)
})
document.addEventListener('dw:hide', () => {
  for (const menu of document.querySelectorAll('.dw-menu:popover-open')) {
    menu.hidePopover()
    opener(menu)?.focus() // the one it was opened by may have been drawn anew
  }
})

// a form in a menu that was drawn anew goes on where it was, or begins at its first control
function refocus(menu, source) {
  const again = source?.id && menu.querySelector(`#${CSS.escape(source.id)}`)
  const chosen = menu.matches('.long') && items(menu).findLast((item) => item.getAttribute('aria-checked') === 'true') // in sight at once
  ;(again || chosen || items(menu)[0] || menu.querySelector('select, input:not([type="hidden"]), textarea, button'))?.focus()
}
