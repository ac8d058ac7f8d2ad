// What a form changes, said while it is being filled in: in a form marked data-changes every select and radio knows what it was.
const MOST = 3 // changes that are named; the others are counted

const label = (control) => control.getAttribute('aria-label')
const changedSelect = (select) => [...select.options].some((option) => option.selected !== option.defaultSelected)

function told(control) {
  if (control.type === 'radio') return label(control)
  const [was] = [...control.options].filter((option) => option.defaultSelected)
  return `${label(control)}: ${was.text} → ${control.selectedOptions[0].text}`
}

function tell(form) {
  const changed = [
    ...[...form.querySelectorAll('select')].filter(changedSelect),
    ...[...form.querySelectorAll('input[type="radio"]')].filter((radio) => radio.checked && !radio.defaultChecked),
  ]
  const mark = form.querySelector('[data-changed]')
  const line = form.querySelector('[data-told]')
  line.dataset.usual ??= line.textContent
  mark.hidden = changed.length === 0
  mark.querySelector('[data-count]').textContent = changed.length
  const named = changed.slice(-MOST).map(told).join('; ')
  line.textContent = changed.length > MOST ? `… ${named}` : named || line.dataset.usual
}

document.addEventListener('change', ({ target }) => {
  const form = target.closest('form[data-changes]')
  if (form) tell(form)
})
