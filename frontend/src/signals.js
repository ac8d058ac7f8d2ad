// News under the bell without a click: asked for when the page is looked at again, and gently while it is.
const EVERY = 60_000

let last = Date.now()

function ask() {
  if (document.visibilityState !== 'visible' || Date.now() - last < EVERY / 2) return
  last = Date.now()
  document.body.dispatchEvent(new CustomEvent('dw:signals'))
}

if (document.querySelector('[data-signals]')) {
  document.addEventListener('visibilitychange', ask)
  addEventListener('focus', ask)
  setInterval(ask, EVERY)
}
