// htmx under a strict content security policy, and what happens when an answer is not the fragment that was asked for.
import htmx from 'htmx.org'
import { toast } from './toasts.js'

// the settle step copies style attributes, which the policy forbids; nothing here needs it
htmx.config.defaultSettleDelay = 0
htmx.config.includeIndicatorCSS = false

const root = document.documentElement
let running = 0

function busy(change) {
  running = Math.max(0, running + change)
  root.toggleAttribute('data-busy', running > 0)
}

const isPage = (text) => /^\s*<!doctype/i.test(text ?? '')

// a whole page that comes where a part was asked for: signed out (follow it), or an error page (say its sentence)
function refusePage(context) {
  const [, sentence] = context.text.match(/data-problem>([^<]*)</) ?? []
  context.swap = 'none'
  context.text = ''
  if (context.response.raw.redirected) return location.assign(context.response.raw.url)
  const words = sentence && new DOMParser().parseFromString(sentence, 'text/html').body.textContent.trim()
  if (context.sourceElement.closest?.('[data-quiet]')) return // it loads by itself; nobody waits for it
  toast({ text: words || root.dataset.failed, tone: 'danger' })
}

document.addEventListener('htmx:before:request', () => busy(+1))
document.addEventListener('htmx:finally:request', () => busy(-1))
document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
  const wantsPart = ctx.request.headers['HX-Request-Type'] === 'partial'
  if (wantsPart && isPage(ctx.text) && !ctx.hx.redirect && !ctx.hx.location) refusePage(ctx)
})
document.addEventListener('htmx:error', ({ detail: { ctx } }) => {
  if (ctx?.request && !ctx.sourceElement.closest?.('[data-quiet]')) toast({ text: root.dataset.offline, tone: 'danger' })
})

// a full page load has no request events: show the line until the browser leaves
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[href]')
  const leaves = link && link.origin === location.origin && !link.target && !link.hasAttribute('download') && link.pathname + link.search !== location.pathname + location.search
  if (leaves && !event.defaultPrevented && event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey)) busy(+1)
})
addEventListener('pageshow', () => { running = 0; busy(0) })

// an address keeps only what says something: empty controls of a search or a filter stay out of it, but an empty part of
// a list's state says "none", against what its view says
const SAYS_NONE = new Set(['filter', 'sort', 'group', 'cols'])

document.addEventListener('htmx:config:request', ({ detail: { ctx } }) => {
  const { method, body } = ctx.request
  if (method !== 'GET' || !body) return
  if (!ctx.sourceElement.matches?.('[role="combobox"]')) body.delete('term') // what a lookup showed, not what it holds
  for (const name of [...new Set(body.keys())].filter((one) => !SAYS_NONE.has(one))) {
    const values = body.getAll(name).filter(Boolean)
    body.delete(name)
    for (const value of values) body.append(name, value)
  }
})
