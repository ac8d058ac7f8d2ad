// The groups of a list: they fold; and when a row was changed in its place, their counts and sums follow, and the row goes
// to the group in which it stands now.
import { toast } from './toasts.js'

const waiting = new Map() // rows whose group is not there yet, by id

const heads = () => document.getElementById('group-heads')
const bodies = () => [...document.querySelectorAll('.dw-list > tbody[data-group]')]
const bodyOf = (key) => bodies().find((body) => body.dataset.group === key)
const rowOf = (id) => document.querySelector(`.dw-list tr[data-id="${CSS.escape(id)}"]`)

function fold(button) {
  const folded = button.closest('[data-group]').toggleAttribute('data-folded')
  button.setAttribute('aria-expanded', String(!folded))
}

// a group that was never open loads its rows by htmx at the first click
document.addEventListener('click', ({ target }) => {
  const button = target.closest('[data-fold-group]')
  if (button) fold(button)
})

// the row stays in sight, and keeps the focus: its group opens, and holds it first until the list is loaded again
function move(row, body) {
  const active = row.contains(document.activeElement) ? document.activeElement : null
  body.rows[0].after(row)
  if (body.hasAttribute('data-folded')) body.querySelector('[data-fold-group]').click()
  active?.focus()
  row.scrollIntoView({ block: 'center' })
}

function settle(id) {
  const row = rowOf(id)
  const { group, said } = waiting.get(id)
  const body = bodyOf(group)
  if (row && !body) return // its group comes with the heads
  waiting.delete(id)
  if (!row || row.parentElement === body) return
  move(row, body)
  toast({ text: said })
}

document.addEventListener('dw:grouped', ({ detail }) => {
  waiting.set(detail.id, detail)
  settle(detail.id)
})

function renew(body, now) {
  body.querySelector('.dw-fold small').textContent = now?.querySelector('.dw-fold small').textContent ?? '0'
  const sums = [...body.rows[0].cells].slice(1)
  for (const [at, cell] of sums.entries()) cell.textContent = now?.rows[0].cells[at + 1].textContent ?? ''
}

// each head as it is now; new groups in their places, and none that has neither count nor row
function follow(place) {
  let last = null
  const known = new Map(bodies().map((body) => [body.dataset.group, body]))
  const list = document.querySelector('.dw-list')
  for (const now of [...place.querySelectorAll('tbody')]) {
    const body = known.get(now.dataset.group)
    known.delete(now.dataset.group)
    if (body) renew(body, now)
    else if (last) last.after(now)
    else list.tHead.after(now)
    last = body ?? now
  }
  for (const body of known.values()) {
    if (body.querySelector('tr[data-id]')) renew(body)
    else body.remove()
  }
  place.replaceChildren()
  for (const id of [...waiting.keys()]) settle(id)
  waiting.clear()
}

// a row that went before its group was loaded comes with that a second time
function once(body) {
  const seen = new Set()
  for (const row of [...body.querySelectorAll('tr[data-id]')]) {
    if (seen.has(row.dataset.id)) row.remove()
    seen.add(row.dataset.id)
  }
}

document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
  if (ctx.target === heads()) follow(ctx.target)
  else bodies().forEach(once)
})
