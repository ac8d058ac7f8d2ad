// The keyboard map. Keys are written on the elements they press: data-key="c" on a button, data-go="o" on a link
// (after g), so the map that ? shows is read off the page and never differs from it.
import { foldNavigation } from './appearance.js'
import { openPalette } from './palette.js'
import { step } from './rows.js'

const CHORD = 1200 // milliseconds in which the second key of "g o" may follow
let chord = 0

const typing = (element) => element.matches?.('input:not([type="checkbox"]):not([type="radio"]), textarea, select, [contenteditable]')
const shown = (selector) => [...document.querySelectorAll(selector)].find((element) => element.checkVisibility())

const KEYS = {
  '?': () => document.getElementById('keyboard').showModal(),
  '[': foldNavigation,
  j: () => step(+1),
  k: () => step(-1),
  g: () => { chord = Date.now() },
}

function save(event) {
  const form = event.target.closest?.('form') ?? document.querySelector('dialog[open] form')
  const button = form?.querySelector(event.shiftKey ? '[data-save-new]' : '[data-save]')
  if (!button) return
  event.preventDefault()
  form.requestSubmit(button)
}

function press(selector, event) {
  const element = shown(selector)
  if (!element) return false
  event.preventDefault()
  if (element.matches('input')) element.select()
  else { element.focus(); element.click() }
  return true
}

document.addEventListener('keydown', (event) => {
  const command = event.ctrlKey || event.metaKey
  if (command && event.key.toLowerCase() === 'k') { event.preventDefault(); return openPalette() }
  if (command && event.key === 'Enter') return save(event)
  if (command || event.altKey || typing(event.target) || document.querySelector('dialog[open], .dw-menu:popover-open')) return
  const key = CSS.escape(event.key)
  const going = Date.now() - chord < CHORD
  chord = 0
  if (going && press(`[data-go="${key}"]`, event)) return
  if (event.key in KEYS) { event.preventDefault(); return KEYS[event.key]() }
  press(`[data-key="${key}"]`, event)
})
