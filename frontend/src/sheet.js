// The lines of a document, typed without a mouse: Enter and the arrows go from row to row in a column, the last row
// leads to the field for a new line; Alt and an arrow moves the line.
import htmx from 'htmx.org'

const BY = { ArrowUp: -1, ArrowDown: +1, Enter: +1 }

function move(line, by) {
  const address = line.dataset.move.replace(/to$/, by < 0 ? 'up' : 'down')
  htmx.ajax('POST', address, { source: line, target: '#quote', swap: 'none' })
}

function walk(cell, by) {
  const column = [...document.querySelectorAll(`[data-line] input[name="${CSS.escape(cell.name)}"]`)]
  const next = column[column.indexOf(cell) + by]
  if (next) { next.focus(); next.select() } else if (by > 0) document.getElementById('new-product')?.focus()
}

document.addEventListener('keydown', (event) => {
  const line = event.target.closest?.('[data-line]')
  const by = BY[event.key]
  if (!line || !by || event.ctrlKey || event.metaKey || event.shiftKey) return
  if (event.altKey && event.key !== 'Enter') {
    event.preventDefault()
    move(line, by)
  } else if (!event.altKey && event.target.matches('input')) {
    event.preventDefault()
    walk(event.target, by)
  }
})
