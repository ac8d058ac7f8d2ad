// The command palette: records and places come from the server; what can be done on this page is read off it.
import htmx from 'htmx.org'

const palette = () => document.getElementById('palette')
const input = () => palette().querySelector('input')
const options = () => [...palette().querySelectorAll('[role="option"]')].filter((option) => !option.hidden)

export function openPalette() {
  const box = palette()
  if (box.open) return
  box.showModal()
  fillCommands()
  input().value = ''
  htmx.trigger(input(), 'dw:search')
}

// every visible element with data-command becomes a line; choosing the line clicks the element
function fillCommands() {
  const list = palette().querySelector('[data-page-commands]')
  const template = document.getElementById('palette-command').content.firstElementChild
  const found = [...document.querySelectorAll('main [data-command]')].filter((element) => element.checkVisibility() || element.closest('[popover]'))
  list.replaceChildren(...found.map((element, index) => {
    const line = template.cloneNode(true)
    line.id = `command-${index}`
    line.querySelector('[data-text]').textContent = element.dataset.command
    const key = line.querySelector('kbd')
    if (element.dataset.key) key.textContent = element.dataset.key
    else key.remove()
    const drawing = element.querySelector('svg')
    if (drawing) line.querySelector('svg').replaceWith(drawing.cloneNode(true))
    line.chosen = element
    return line
  }))
}

function filterCommands(query) {
  const group = palette().querySelector('[data-page-group]')
  const words = query.replace(/^>/, '').trim().toLowerCase()
  let left = 0
  for (const line of group.querySelectorAll('[role="option"]')) {
    line.hidden = !line.textContent.toLowerCase().includes(words)
    if (!line.hidden) left += 1
  }
  group.hidden = left === 0
}

function mark(option) {
  for (const other of palette().querySelectorAll('[aria-selected="true"]')) other.setAttribute('aria-selected', 'false')
  option?.setAttribute('aria-selected', 'true')
  option?.scrollIntoView({ block: 'nearest' })
  if (option) input().setAttribute('aria-activedescendant', option.id)
  else input().removeAttribute('aria-activedescendant')
}

function choose(option, event) {
  palette().close()
  if (option.chosen) return option.chosen.click()
  const link = option.querySelector('a') ?? option
  if (event.ctrlKey || event.metaKey) window.open(link.href, '_blank', 'noopener')
  else link.click()
}

document.addEventListener('click', (event) => {
  if (event.target.closest('[data-palette]')) return openPalette()
  const option = event.target.closest('.dw-palette [role="option"]')
  if (option && !event.target.closest('a')) choose(option, event)
  else if (option) palette().close()
})
// Enter that comes before the answer to what was typed waits for it: what is shown until then belongs to other words
let askedFor = null
let shownFor = null
let pressed = null

function enter(option, event) {
  if (option) choose(option, event)
  else if (input().value.trim()) location.assign(`${input().dataset.all}?q=${encodeURIComponent(input().value.trim())}`)
}

document.addEventListener('input', ({ target }) => {
  if (!target.closest('.dw-palette')) return
  pressed = null
  filterCommands(target.value)
  mark(options()[0])
})
document.addEventListener('htmx:before:request', ({ target }) => { if (target === input()) askedFor = target.value })
document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
  if (!ctx.target?.closest?.('.dw-palette')) return
  shownFor = askedFor
  filterCommands(input().value)
  mark(options()[0])
  if (!pressed || shownFor !== input().value) return
  const event = pressed
  pressed = null
  enter(options()[0], event)
})
document.addEventListener('keydown', (event) => {
  if (!event.target.closest?.('.dw-palette')) return
  const all = options()
  const here = all.findIndex((option) => option.getAttribute('aria-selected') === 'true')
  const by = { ArrowDown: +1, ArrowUp: -1 }[event.key]
  if (by && all.length) { event.preventDefault(); mark(all[(here + by + all.length) % all.length]) }
  if (event.key !== 'Enter' || event.target !== input()) return
  event.preventDefault()
  if (shownFor === input().value) enter(all[here], event)
  else pressed = event
})
