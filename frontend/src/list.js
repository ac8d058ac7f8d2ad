// A list: columns that are made wider by pointer and keyboard and put in order; and its groups.
import htmx from 'htmx.org'
import Sortable from 'sortablejs'
import './groups.js'

const NARROWEST = 48
const WIDEST = 800
const STEP = 16
const AFTER = 500 // ms after the last key

// widths are rules of a sheet of our own: the policy forbids style attributes, and rows that come later obey them too
const sheet = new CSSStyleSheet()
document.adoptedStyleSheets.push(sheet)

const fit = (width) => Math.round(Math.min(Math.max(width, NARROWEST), WIDEST))
// money and days are never cut off: of their columns only the head is clipped, and no column is narrower than its values
const rule = (head, width) => `.dw-list :is(thead tr, tr[data-id]) > :nth-child(${head.cellIndex + 1}):not(.edit) { min-width: ${width}px; width: ${width}px }
.dw-list :is(thead tr, tr[data-id]) > :nth-child(${head.cellIndex + 1}):not(.edit, td.r) { max-width: ${width}px; overflow: hidden; text-overflow: ellipsis }`

function draw(changing, width) {
  const heads = [...document.querySelectorAll('.dw-list th[data-width]')].filter((head) => head !== changing)
  const rules = heads.filter((head) => Number(head.dataset.width)).map((head) => rule(head, Number(head.dataset.width)))
  sheet.replaceSync([...rules, ...(changing ? [rule(changing, width)] : [])].join('\n'))
}

function keep(handle, width) {
  const results = handle.closest('#results')
  const address = handle.dataset.resize.replace('WIDTH', width)
  htmx.ajax('GET', results.dataset.path + address, { source: results, target: results, swap: 'outerHTML', push: 'true' }).then(() => document.getElementById(handle.id)?.focus())
}

document.addEventListener('pointerdown', (event) => {
  const handle = event.target.closest('[data-resize]')
  if (!handle || event.button !== 0) return
  event.preventDefault()
  const head = handle.closest('th')
  const begun = head.getBoundingClientRect().width
  const from = event.clientX
  let width = begun
  const move = ({ clientX }) => { width = fit(begun + clientX - from); draw(head, width) }
  handle.setPointerCapture(event.pointerId)
  handle.addEventListener('pointermove', move)
  handle.addEventListener('lostpointercapture', () => {
    handle.removeEventListener('pointermove', move)
    if (width !== begun) keep(handle, width)
  }, { once: true })
})

let waiting = null
document.addEventListener('keydown', (event) => {
  const handle = event.target.closest?.('[data-resize]')
  const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key]
  if (!handle || !by) return
  event.preventDefault()
  const head = handle.closest('th')
  const width = fit(head.getBoundingClientRect().width + by)
  handle.setAttribute('aria-valuenow', width)
  draw(head, width)
  clearTimeout(waiting)
  waiting = setTimeout(() => keep(handle, width), AFTER)
})

// the columns menu: arrows and Alt with the arrow keys move a line, besides dragging
function shift(line, by) {
  const list = line.parentElement
  const lines = [...list.children]
  const to = lines.indexOf(line) + by
  if (to < 0 || to >= lines.length) return
  list.insertBefore(line, by > 0 ? lines[to].nextSibling : lines[to])
}

document.addEventListener('click', ({ target }) => {
  const button = target.closest('[data-arrange] [data-shift]')
  if (!button) return
  shift(button.closest('li'), Number(button.dataset.shift))
  button.focus()
})
document.addEventListener('keydown', (event) => {
  const line = event.target.closest?.('[data-arrange] > li')
  const by = { ArrowUp: -1, ArrowDown: +1 }[event.key]
  if (!line || !by || !event.altKey) return
  event.preventDefault()
  const { target } = event
  shift(line, by)
  target.focus()
})

function wire(root) {
  draw()
  for (const handle of root.querySelectorAll('[data-resize]')) handle.setAttribute('aria-valuenow', Math.round(handle.closest('th').getBoundingClientRect().width))
  for (const list of root.querySelectorAll('[data-arrange]:not([data-wired])')) {
    list.dataset.wired = ''
    new Sortable(list, { handle: '[data-grip]', animation: 120, ghostClass: 'ghost', delay: 180, delayOnTouchOnly: true })
  }
}
htmx.onLoad(wire)
wire(document)
