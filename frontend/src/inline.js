// A value is edited where it stands: by a click, or by Enter or F2 on its cell. Enter saves and goes down, Tab saves and goes
// on, Esc leaves it as it was. What is wrong stands beside the value until it is put right.
import htmx from 'htmx.org'
import { show, shown } from './quick.js'
import { rowsOf } from './rows.js'
import { tick } from './selection.js'

const CONTROL = '[data-cell] :is(input:not([type="hidden"]), select, textarea)'
let before = null // what stood in the cell that is open
let then = null // where to go when it is saved
let opening = null // the cell whose control is on its way

const list = () => document.querySelector('[data-rows]')
const cellOf = (element) => element.closest?.('[data-rows] td, #side [data-edit]')
const openCell = () => document.querySelector('[data-cell]')?.closest('td, dd')
const idOf = (cell) => cell.closest('tr[data-id]')?.dataset.id ?? shown()
const base = () => list().dataset.rows

function focus(cell) {
  if (!cell) return
  cell.tabIndex = -1
  cell.focus()
  cell.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}

function enter(cell) {
  cell.classList.add('edit')
  const control = cell.querySelector('[data-cell] [aria-invalid="true"]') ?? cell.querySelector(CONTROL)
  control?.focus()
  control?.select?.()
}

export async function open(cell) {
  if (!cell || opening === cell || openCell() === cell) return
  if (then) { then.next = spec(cell); return } // the cell before is still being saved
  if (openCell()) cancel(openCell())
  const held = [...cell.childNodes]
  const address = new URL(`${base()}${idOf(cell)}/cell/${cell.dataset.edit}`, location)
  address.searchParams.set('list', list().dataset.list)
  if (cell.matches('dd')) address.searchParams.set('place', 'side')
  before = held
  opening = cell
  await htmx.ajax('GET', address.pathname + address.search, { source: cell, target: cell, swap: 'innerHTML' })
  if (opening !== cell) return cell.replaceChildren(...held) // another was chosen meanwhile, or none
  opening = null
  if (cell.querySelector('[data-cell]')) enter(cell)
  else focus(cell) // refused; the toast says why
}

function turnBack() {
  focus(opening)
  opening = null
}

function cancel(cell) {
  cell.classList.remove('edit')
  cell.replaceChildren(...before)
  before = then = null
  focus(cell)
}

function changed(form) {
  const name = form.querySelector('[name^="was."]').name.slice('was.'.length)
  const now = new FormData(form).getAll(name).join()
  const boxes = [...form.querySelectorAll(`[name^="${name}."]:checked`)].map((box) => box.name.slice(name.length + 1)).join()
  return (now || boxes) !== form.elements[`was.${name}`].value
}

// Tab goes along the cells of a row and on to the next; Enter goes down its column
function neighbour(cell, move) {
  if (cell.matches('dd')) {
    const fields = [...document.querySelectorAll('#side dd[data-edit]')].filter((each) => each.checkVisibility())
    return { side: true, name: fields[fields.indexOf(cell) + (move === 'back' ? -1 : 1)]?.dataset.edit }
  }
  const rows = rowsOf(list())
  const at = rows.indexOf(cell.closest('tr'))
  if (move === 'down') return { id: rows[at + 1]?.dataset.id, name: cell.dataset.edit }
  const names = [...rows[at].querySelectorAll('td[data-edit]')].map((each) => each.dataset.edit)
  const next = names.indexOf(cell.dataset.edit) + (move === 'back' ? -1 : 1)
  if (names[next]) return { id: rows[at].dataset.id, name: names[next] }
  return { id: rows[at + (move === 'back' ? -1 : 1)]?.dataset.id, name: names.at(move === 'back' ? -1 : 0) }
}

function find({ side, id, name } = {}) {
  if (!name) return null
  const field = `[data-edit="${CSS.escape(name)}"]`
  return side ? document.querySelector(`#side dd${field}`) : id && list().querySelector(`tr[data-id="${CSS.escape(id)}"] td${field}`)
}

const spec = (cell) => ({ side: cell.matches('dd'), id: idOf(cell), name: cell.dataset.edit })

// a name that was typed into a lookup and not chosen is no value yet
function isUndecided(form) {
  const text = form.querySelector('[role="combobox"]')
  return !!text?.value && !text.closest('.dw-lookup').querySelector('input[type="hidden"]').value
}

function leave(cell, next = null) {
  if (then) return // what was typed is on its way; a second press sends it no second time
  const form = cell.querySelector('[data-cell]')
  if (isUndecided(form)) return
  if (!changed(form)) {
    cancel(cell)
    return open(find(next))
  }
  then = { next, at: spec(cell) }
  form.requestSubmit()
}

// saved: the row or the panel stands there anew
document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
  const form = ctx.request?.form
  if (!form?.matches('[data-cell]')) return
  if (ctx.response.status >= 400) {
    then = null
    return openCell() && enter(openCell())
  }
  const { next, at } = then ?? {}
  before = then = null
  if (at?.side) refresh(at.id)
  else if (at?.id === shown()) show(at.id)
  const cell = find(next)
  if (cell) open(cell)
  else focus(find(at))
})

// the row in the list, after its record was changed in the panel
function refresh(id) {
  const row = list()?.querySelector(`tr[data-id="${CSS.escape(id)}"]`)
  const address = `${base()}${id}/cells?list=${encodeURIComponent(list().dataset.list)}`
  if (row) htmx.ajax('GET', address, { source: row, target: row, swap: 'innerHTML' })
}

document.addEventListener('click', (event) => {
  const cell = cellOf(event.target)
  if (event.target.closest?.('[data-take-theirs]')) return cancelToTheirs()
  if (!cell?.dataset.edit || cell.matches('.edit') || event.target.closest('a, button, input')) return
  if (cell.querySelector('a.name') || event.ctrlKey || event.metaKey || getSelection().toString()) return
  event.preventDefault()
  open(cell)
})

// theirs is what stands in the record: show it
function cancelToTheirs() {
  const cell = openCell()
  const id = idOf(cell)
  const isSide = cell.matches('dd')
  before = then = null
  if (isSide) show(id)
  else refresh(id)
}

// a press anywhere else keeps what was typed
document.addEventListener('mousedown', ({ target }) => {
  const cell = openCell()
  if (cell && !then && !cell.contains(target) && !target.closest('dialog, .dw-toasts')) leave(cell)
})
document.addEventListener('htmx:error', () => { then = opening = null })

function inControl(event, cell) {
  const many = event.target.matches('textarea') && !(event.ctrlKey || event.metaKey)
  if (event.key === 'Escape') cancel(cell)
  else if (event.key === 'Tab') {
    cell.querySelector('[role="option"][aria-selected="true"]')?.click()
    leave(cell, neighbour(cell, event.shiftKey ? 'back' : 'on'))
  } else if (event.key === 'Enter' && !many && !event.target.matches('button')) leave(cell, neighbour(cell, 'down'))
  else return
  event.preventDefault()
  event.stopPropagation()
}

const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }

function move(cell, [down, right]) {
  const rows = rowsOf(list())
  const row = cell.closest('tr')
  const at = [...row.cells].indexOf(cell.closest('td'))
  const to = rows[rows.indexOf(row) + down]?.cells[at + right]
  if (!to || to.matches('.tick')) return
  const link = to.querySelector('a.name')
  if (link) link.focus()
  else focus(to)
}

function onRow(event, row) {
  const cell = event.target.closest('td')
  const onLink = event.target.matches('a')
  if (event.key in MOVES && cell) move(cell, MOVES[event.key])
  else if (event.key === 'F2' || (event.key === 'Enter' && !onLink && cell === event.target)) open(cell.dataset.edit ? cell : row.querySelector('td[data-edit]'))
  else if (event.key === 'x' || event.key === 'X') tick(row, event.shiftKey)
  else if (event.key === 'o' || event.key === ' ') show(row.dataset.id)
  else return
  event.preventDefault()
  event.stopPropagation()
}

document.addEventListener('keydown', (event) => {
  if (event.isComposing || event.defaultPrevented) return
  if (opening && event.key === 'Escape') { event.preventDefault(); return turnBack() }
  const form = event.target.closest?.('[data-cell]')
  if (form) return inControl(event, form.closest('td, dd'))
  const row = event.target.closest?.('[data-rows] tr[data-id]')
  if (row && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.matches('input, button, select, textarea')) onRow(event, row)
  const field = event.target.matches?.('#side dd[data-edit]') && event.target
  if (field && (event.key === 'Enter' || event.key === 'F2')) { event.preventDefault(); open(field) }
})
