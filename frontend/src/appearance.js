// Theme, density and the folded navigation: changed at once, remembered for the server, never a flash.
import { remember } from './cookies.js'

const root = document.documentElement
const THEMES = { light: 'dealwright', dark: 'dealwright-dark' }

const choices = {
  theme(value) {
    if (THEMES[value]) root.dataset.theme = THEMES[value]
    else delete root.dataset.theme // follow the system
  },
  density(value) { root.dataset.density = value },
}

function choose(kind, value) {
  choices[kind](value)
  remember(kind, value)
  for (const button of document.querySelectorAll(`[data-choose="${kind}"]`)) {
    const chosen = String(button.value === value)
    const state = button.hasAttribute('aria-checked') ? 'aria-checked' : 'aria-pressed'
    button.setAttribute(state, chosen)
  }
}

export function foldNavigation() {
  const narrow = document.body.classList.toggle('narrow')
  remember('nav', narrow ? 'narrow' : 'wide')
  document.querySelector('[data-fold]')?.setAttribute('aria-expanded', String(!narrow))
}

document.addEventListener('click', (event) => {
  const choice = event.target.closest('[data-choose]')
  if (choice) choose(choice.dataset.choose, choice.value)
  if (event.target.closest('[data-fold]')) foldNavigation()
})
