// "@" in a text and the beginning of a name offers colleagues; the one that is chosen is written out in full.
const BEFORE = /(?:^|\s)@([\p{L}\p{N}.'-]*(?: [\p{L}\p{N}.'-]*)?)$/u
const WAIT = 120

let waiting
let asked = 0

const box = (element) => element.closest?.('[data-mentions]')
const list = (root) => root.querySelector('.dw-mentions')
const options = (root) => [...root.querySelectorAll('.dw-mentions [role="option"]')]
const marked = (root) => root.querySelector('.dw-mentions [aria-selected="true"]')
const typed = (text) => BEFORE.exec(text.value.slice(0, text.selectionStart))?.[1]

function mark(root, option) {
  marked(root)?.setAttribute('aria-selected', 'false')
  option?.setAttribute('aria-selected', 'true')
  option?.scrollIntoView({ block: 'nearest' })
  const text = root.querySelector('textarea')
  if (option) text.setAttribute('aria-activedescendant', option.id)
  else text.removeAttribute('aria-activedescendant')
}

function close(root) {
  asked += 1
  clearTimeout(waiting)
  list(root).replaceChildren()
  mark(root)
}

async function offer(root, term) {
  const turn = ++asked
  const answer = await fetch(`${root.dataset.mentions}?term=${encodeURIComponent(term)}`)
  const html = await answer.text()
  if (turn !== asked || !answer.ok) return
  const found = new DOMParser().parseFromString(html, 'text/html')
  list(root).replaceChildren(...found.body.children)
  mark(root, options(root)[0])
}

function write(root, option) {
  const text = root.querySelector('textarea')
  const term = typed(text) ?? ''
  const end = text.selectionStart
  text.setRangeText(`${option.dataset.called} `, end - term.length, end, 'end')
  close(root)
  text.focus()
}

document.addEventListener('input', ({ target }) => {
  const root = box(target)
  if (!root) return
  const term = typed(target)
  clearTimeout(waiting)
  if (term === undefined) close(root)
  else waiting = setTimeout(() => offer(root, term), WAIT)
})

document.addEventListener('keydown', (event) => {
  const root = box(event.target)
  const all = root ? options(root) : []
  if (!all.length) return
  const by = { ArrowDown: +1, ArrowUp: -1 }[event.key]
  const isChosen = event.key === 'Tab' || (event.key === 'Enter' && !event.ctrlKey && !event.metaKey)
  if (by) mark(root, all[(all.indexOf(marked(root)) + by + all.length) % all.length])
  else if (isChosen && marked(root)) write(root, marked(root))
  else if (event.key === 'Escape') close(root)
  else return
  event.preventDefault()
  event.stopPropagation()
}, true)

document.addEventListener('mousedown', (event) => {
  const option = event.target.closest?.('.dw-mentions [role="option"]')
  if (!option) return
  event.preventDefault() // the text keeps the focus
  write(box(option), option)
})

document.addEventListener('focusout', ({ target, relatedTarget }) => {
  const root = box(target)
  if (root && !root.contains(relatedTarget)) close(root)
})
