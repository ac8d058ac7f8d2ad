// Unsaved changes: a form marked data-guard keeps the page until it is saved or discarded on purpose.
const dirty = (form) => form?.hasAttribute('data-dirty')

export const unsaved = (within) => [...within.querySelectorAll('form[data-guard]')].some(dirty)

for (const event of ['input', 'change']) {
  document.addEventListener(event, ({ target }) => target.form?.matches('[data-guard]') && target.form.setAttribute('data-dirty', ''))
}
document.addEventListener('submit', ({ target }) => target.removeAttribute('data-dirty'))
document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
  // a refused save is still unsaved
  if (ctx.response.status >= 400 && ctx.sourceElement.matches?.('form[data-guard]')) ctx.sourceElement.setAttribute('data-dirty', '')
})
addEventListener('beforeunload', (event) => { if (unsaved(document)) event.preventDefault() })
