// Ticked rows of a list. The ticks stay while more rows come and while the list loads again; they go when it shows others.
// Cards show no ticks until someone wants to select: from then on a tap ticks a card.
import { range, rowsOf } from './rows.js'

const chosen = new Set()
let all = false // every row that the list finds, loaded or not
let selecting = false // whether cards are ticked by a tap
let state = null // the list that the ticks belong to
let anchor = null // where a range begins

const list = () => document.querySelector('[data-rows]')
const bar = () => document.getElementById('bulk')
const ticks = () => [...document.querySelectorAll('[data-tick]')]
const tickOf = (row) => row?.querySelector('[data-tick]')
const cardOf = (element) => element.closest?.('.dw-card:has([data-tick])')

function draw() {
  for (const box of ticks()) box.checked = all || chosen.has(box.value)
  const head = document.querySelector('[data-tick-page]')
  if (head) {
    const boxes = rowsOf(list()).map(tickOf)
    const count = boxes.filter((box) => box?.checked).length
    head.checked = count > 0 && count === boxes.length
    head.indeterminate = count > 0 && count < boxes.length
  }
  document.getElementById('main')?.toggleAttribute('data-selecting', selecting)
  document.querySelector('[data-select]')?.setAttribute('aria-pressed', String(selecting))
}

// the bar says at once how many are ticked; the exact number and the sums come from the server
function tell() {
  draw()
  const form = bar()
  if (!form) return
  const none = !all && chosen.size === 0
  form.hidden = none && !selecting
  form.elements.ids.value = all ? '' : [...chosen].join()
  form.elements.all.value = all ? '1' : ''
  form.elements.list.value = list()?.dataset.list ?? ''
  const words = form.querySelector('[data-words]')
  if (!all) words.textContent = words.dataset.words.replace('{n}', chosen.size)
  for (const act of form.querySelectorAll('[data-least]')) {
    const most = Number(act.dataset.most || Infinity)
    act.hidden = all ? most < Infinity : chosen.size < Number(act.dataset.least) || chosen.size > most
  }
  const every = form.querySelector('[data-all]')
  every.disabled = all // and not hidden: nothing else may come under the pointer that pressed it
  every.setAttribute('aria-pressed', String(all))
  if (none) words.dispatchEvent(new CustomEvent('htmx:abort')) // no late answer for what was ticked before
  else document.body.dispatchEvent(new CustomEvent('dw:selected'))
}

function set(box, on) {
  if (on) chosen.add(box.value)
  else chosen.delete(box.value)
}

function select(on) {
  selecting = on
  if (on) tell()
  else clear()
}

export function clear() {
  chosen.clear()
  all = selecting = false
  anchor = null
  tell()
}

function toggle(box, withRange) {
  const on = all ? false : !chosen.has(box.value)
  if (all) { // from all that match back to those that are in sight
    all = false
    for (const each of ticks()) chosen.add(each.value)
  }
  const from = withRange && anchor?.isConnected ? anchor : box
  const boxes = from === box ? [box] : range(from.closest('tr'), box.closest('tr')).map(tickOf)
  for (const each of boxes) if (each) set(each, on)
  anchor = box
  tell()
}

export function tick(row, withRange = false) {
  const box = tickOf(row)
  if (box) toggle(box, withRange)
}

document.addEventListener('click', (event) => {
  const { target } = event
  const cell = target.closest?.('td.tick')
  const card = selecting && cardOf(target)
  if (cell) {
    event.stopPropagation()
    toggle(cell.querySelector('[data-tick]'), event.shiftKey)
  } else if (card && (event.detail || target.matches('[data-tick]'))) { // Enter on its link still opens it
    event.stopPropagation()
    if (!target.matches('[data-tick]')) event.preventDefault()
    tick(card)
  } else if (target.closest?.('[data-tick-page]')) {
    const on = target.checked
    all = false
    for (const row of rowsOf(list())) if (tickOf(row)) set(tickOf(row), on)
    tell()
  } else if (target.closest?.('[data-all]')) {
    all = true
    tell()
  } else if (target.closest?.('[data-select]')) select(!selecting)
  else if (target.closest?.('#bulk [data-clear]')) leave()
}, true)
// shift-click marks text, and marked text would keep the row from opening later
document.addEventListener('mousedown', (event) => { if (event.shiftKey && event.target.closest?.('td.tick')) event.preventDefault() })
document.addEventListener('dw:unselect', clear)
document.addEventListener('keydown', (event) => {
  const busy = 'dialog[open], .dw-menu:popover-open, [data-cell]'
  if (event.key === 'Escape' && !event.defaultPrevented && (all || selecting || chosen.size) && !document.querySelector(busy)) leave()
})

// where one began to select, one goes on
function leave() {
  const began = selecting
  clear()
  if (began) document.querySelector('[data-select]')?.focus()
}

function arrive() {
  const now = list()?.dataset.finds
  if (now !== undefined && now !== state) {
    if (state !== null && (chosen.size || all)) clear()
    state = now
  }
  draw()
}
document.addEventListener('htmx:after:swap', arrive)
arrive()
