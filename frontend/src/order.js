// A list put in order by dragging: the server is told where the row came to lie and answers with the list.
import htmx from 'htmx.org'
import Sortable from 'sortablejs'

function sortable(list) {
  return new Sortable(list, {
    handle: '[data-grip]', draggable: '[data-move]', animation: 120, ghostClass: 'ghost', dragClass: 'dragged', delay: 180, delayOnTouchOnly: true,
    onEnd({ item, oldDraggableIndex, newDraggableIndex }) {
      if (oldDraggableIndex === newDraggableIndex) return
      const panel = list.closest('[id]')
      htmx.ajax('POST', item.dataset.move, { source: item, target: panel, swap: 'outerHTML', values: { position: newDraggableIndex + 1 } })
    },
  })
}

const wire = (root) => { for (const list of root.querySelectorAll('[data-order]:not([data-wired])')) { list.dataset.wired = ''; if (!Sortable.get(list)) sortable(list) } }
htmx.onLoad(wire)
wire(document)
