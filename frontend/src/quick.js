// The panel beside a list: opened by a click on a row, by o or Space; j and k move it along, Esc closes it. The address keeps
// which record is open, so that a reload shows it again.
import htmx from 'htmx.org'
import { linkOf, rowsOf, step } from './rows.js'

const NARROW = 1600 // below which the navigation makes room
const PAUSE = 120 // milliseconds on a row before the panel follows

const side = () => document.getElementById('side')
const list = () => document.querySelector('[data-rows]')
const rowOf = (id) => list()?.querySelector(`tr[data-id="${CSS.escape(id)}"]`)
const desk = matchMedia('(min-width: 768px)')
let following
let folded = false // by us, to be unfolded by us

export const shown = () => side()?.dataset.shows ?? ''

function keep(id) {
  const address = new URL(location)
  if (id) address.searchParams.set('open', id)
  else address.searchParams.delete('open')
  history.replaceState(history.state, '', address)
}

function mark() {
  const id = shown()
  const rows = rowsOf(list())
  for (const row of rows) row.classList.toggle('open', row.dataset.id === id)
  const place = side()?.querySelector('[data-place]')
  const at = rows.findIndex((row) => row.dataset.id === id)
  if (place) place.textContent = at < 0 ? '' : `${at + 1} / ${rows.length}`
}

function fold() {
  if (innerWidth >= NARROW || document.body.classList.contains('narrow')) return
  document.body.classList.add('narrow')
  folded = true
}

export async function show(id) {
  const panel = side()
  if (!panel || !id || !desk.matches) return
  panel.dataset.shows = id
  fold()
  keep(id)
  mark()
  await htmx.ajax('GET', `${list()?.dataset.rows ?? panel.dataset.rows}${id}/quick`, { source: panel, target: panel, swap: 'innerHTML' })
  panel.hidden = !panel.querySelector('[data-quick]')
  if (panel.hidden) close()
  else mark()
}

export function close() {
  const panel = side()
  const row = rowOf(shown())
  delete panel.dataset.shows
  panel.hidden = true
  panel.replaceChildren()
  if (folded) document.body.classList.remove('narrow')
  folded = false
  keep('')
  mark()
  linkOf(row)?.focus()
}

function go(by) {
  if (!rowOf(shown())?.contains(document.activeElement)) linkOf(rowOf(shown()))?.focus()
  step(by)
}

document.addEventListener('dw:quick', ({ target }) => show(target.dataset.id))
document.addEventListener('focusin', ({ target }) => {
  const row = target.closest?.('[data-rows] tr[data-id]')
  clearTimeout(following)
  if (row && shown() && shown() !== row.dataset.id) following = setTimeout(() => show(row.dataset.id), PAUSE)
})
document.addEventListener('click', ({ target }) => {
  if (target.closest?.('#side [data-shut]')) close()
  const by = target.closest?.('#side [data-step]')?.dataset.step
  if (by) go(Number(by))
})
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.defaultPrevented || !shown()) return
  if (document.querySelector('dialog[open], .dw-menu:popover-open') || event.target.closest?.('[data-cell]')) return
  event.preventDefault()
  close()
})
document.addEventListener('dw:changed', () => { if (shown()) show(shown()) })
document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => { if (ctx.target !== side()) mark() })
show(new URL(location).searchParams.get('open'))
