// Toasts: the server sends HX-Trigger {"dw:toast": {"text": …, "undo": …}}, or renders them with the page.
import htmx from 'htmx.org'

const SECONDS = 6

const host = () => document.getElementById('toasts')

function start(element) {
  let left
  const wait = () => { left = setTimeout(() => element.remove(), SECONDS * 1000) }
  const hold = () => clearTimeout(left)
  for (const [event, act] of [['pointerenter', hold], ['pointerleave', wait], ['focusin', hold], ['focusout', wait]]) element.addEventListener(event, act)
  wait()
}

// a popover lies above a dialog that is open; shown again it lies above one that opened later
function raise() {
  host().togglePopover(false)
  host().togglePopover(true)
}

export function toast({ text, undo, tone = '' }) {
  const element = document.getElementById('toast').content.firstElementChild.cloneNode(true)
  element.querySelector('[data-text]').textContent = text
  element.classList.toggle('danger', tone === 'danger')
  for (const icon of element.querySelectorAll('[data-tone]')) if (icon.dataset.tone !== (tone || 'ok')) icon.remove()
  const button = element.querySelector('[data-undo]')
  if (undo) button.dataset.undo = undo
  else button.remove()
  host().append(element)
  raise()
  start(element)
}

document.addEventListener('dw:toast', ({ detail }) => toast(detail))
document.addEventListener('click', ({ target }) => {
  const element = target.closest('.dw-toast')
  if (!element || !target.closest('button')) return
  const undo = target.closest('[data-undo]')?.dataset.undo
  if (undo) htmx.ajax('POST', undo, { source: host(), swap: 'none' })
  element.remove()
})
const first = document.querySelectorAll('#toasts > .dw-toast')
if (first.length) raise()
for (const element of first) start(element)
