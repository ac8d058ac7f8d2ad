// The board: a card is moved on the screen first, then on the server; a refusal puts it back where it was.
import htmx from 'htmx.org'
import Sortable from 'sortablejs'

const CARD = '[data-card]'
const COLUMN = '[data-column]'
let from = null // where the card that is on its way came from: { list, before }

// the places to drop a card on show themselves while one is carried
const carry = (card, carried) => card.closest('[data-board]')?.toggleAttribute('data-carrying', carried)
const inTray = (list) => list.closest('[data-tray]')
const cards = (list) => [...list.querySelectorAll(`:scope > ${CARD}`)]

function putBack(card) {
  if (!from) return
  from.list.insertBefore(card, from.before?.isConnected ? from.before : null)
  from = null
}

function ask(card, column, list) {
  card.setAttribute('aria-busy', 'true')
  htmx.ajax('POST', card.dataset.move, { source: card, target: card, swap: 'outerHTML', values: { to: column, after: card.previousElementSibling?.dataset.card ?? '' } })
  list.closest('[data-board]').dataset.moving = card.dataset.card
}

function sortable(list) {
  return new Sortable(list, {
    group: 'cards', draggable: CARD, filter: '.ask', preventOnFilter: false, animation: 120, ghostClass: 'ghost', dragClass: 'dragged', delay: 180, delayOnTouchOnly: true,
    emptyInsertThreshold: 0, // an empty column must not catch what is dropped on the tray above it
    onStart({ item }) { from = { list: item.parentElement, before: item.nextElementSibling }; carry(item, true) },
    onEnd({ item, to }) { carry(item, false); put(item, to) },
  })
}

// in a column it stays while the server answers; what is dropped on a verb goes home and asks there
function put(card, list) {
  const home = from
  if (list === home.list) return
  if (inTray(list)) putBack(card)
  from = home
  ask(card, list.closest(COLUMN).dataset.column, list)
}

// m picks a card up; arrows choose the column; Enter moves it, Esc puts it back
function walk(event) {
  const card = event.target.closest(CARD)
  if (!card || event.target !== card) return
  const lifted = card.hasAttribute('data-lifted')
  const lists = [...document.querySelectorAll(`${COLUMN} [data-cards]`)]
  const here = lists.indexOf(card.parentElement)
  const sideways = { ArrowLeft: -1, ArrowRight: +1 }[event.key]
  const along = { ArrowUp: -1, ArrowDown: +1 }[event.key]
  if (event.key === 'm' && !lifted) lift(card)
  else if (lifted && sideways) shift(card, lists[here + sideways])
  else if (lifted && event.key === 'Enter') drop(card)
  else if (lifted && event.key === 'Escape') { card.removeAttribute('data-lifted'); carry(card, false); putBack(card); card.focus() }
  else if (!lifted && sideways) cards(lists[here + sideways] ?? card.parentElement)[0]?.focus()
  else if (!lifted && along) cards(card.parentElement)[cards(card.parentElement).indexOf(card) + along]?.focus()
  else return
  event.preventDefault()
  event.stopPropagation()
}

function lift(card) {
  from = { list: card.parentElement, before: card.nextElementSibling }
  card.setAttribute('data-lifted', '')
  carry(card, true)
}

function shift(card, list) {
  if (!list) return
  list.prepend(card)
  card.focus()
  card.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}

function drop(card) {
  card.removeAttribute('data-lifted')
  carry(card, false)
  put(card, card.parentElement)
}

// the card that asks for something is answered no: it goes home
document.addEventListener('click', ({ target }) => {
  if (!target.closest('[data-put-back]')) return
  const card = target.closest(CARD)
  card.querySelector('.ask').remove()
  document.querySelector(`[data-column="${CSS.escape(card.dataset.home)}"] [data-cards]`)?.prepend(card)
  card.focus()
})

// 200: the server sends the card (moved, or still asking for something); any refusal puts it back
document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
  const card = ctx.sourceElement
  if (!card.matches?.(CARD)) return
  card.removeAttribute('aria-busy')
  if (ctx.response.status >= 400) putBack(card)
  from = null
})
document.addEventListener('htmx:error', ({ detail: { ctx } }) => { if (ctx?.sourceElement?.matches?.(CARD)) putBack(ctx.sourceElement) })
document.addEventListener('keydown', walk, true)

const wire = (root) => { for (const list of root.querySelectorAll('[data-cards]:not([data-wired])')) { list.dataset.wired = ''; sortable(list) } }
htmx.onLoad(wire)
wire(document)
