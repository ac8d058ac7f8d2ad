// One native dialog whose content htmx brings. Whatever lands in #dialog-body opens it; dw:close shuts it;
// the browser gives the focus back to where it was.
import { unsaved } from './guard.js'
import { toast } from './toasts.js'

const dialog = () => document.getElementById('dialog')
let warned = 0

function close() {
  const box = dialog()
  for (const form of box.querySelectorAll('form[data-dirty]')) form.removeAttribute('data-dirty')
  if (box.open) box.close()
}

// the first Esc on an unsaved form warns, the second within four seconds discards
function mayClose(box) {
  if (!unsaved(box) || Date.now() - warned < 4000) return true
  warned = Date.now()
  toast({ text: document.documentElement.dataset.unsaved, tone: 'danger' })
  return false
}

document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
  const body = document.getElementById('dialog-body')
  const target = typeof ctx.target === 'string' ? document.querySelector(ctx.target) : ctx.target // HX-Retarget leaves a selector
  if (target !== body || !body.childElementCount) return
  const box = dialog()
  box.classList.toggle('wide', !!body.querySelector('[data-wide]'))
  if (!box.open) box.showModal()
  const first = body.querySelector('[aria-invalid="true"], [autofocus], input:not([type="hidden"]):not([disabled]), select, textarea')
  first?.focus()
})
document.addEventListener('dw:close', close)
// a form whose answer is a file leaves the page as it is
document.addEventListener('submit', ({ target }) => { if (target.matches('[data-closes]')) setTimeout(close) })
document.addEventListener('cancel', (event) => {
  if (event.target === dialog() && !mayClose(event.target)) event.preventDefault()
}, true)
document.addEventListener('close', (event) => {
  if (event.target === dialog()) document.getElementById('dialog-body').replaceChildren()
}, true)
document.addEventListener('click', ({ target }) => {
  const box = target.closest('dialog')
  const dismisses = target.closest('[data-close]') || target === box // a click on the backdrop hits the dialog itself
  if (box?.open && dismisses && (box !== dialog() || mayClose(box))) {
    if (box === dialog()) close()
    else box.close()
  }
  const opens = target.closest('[data-open]')
  if (opens) document.getElementById(opens.dataset.open)?.showModal()
})
