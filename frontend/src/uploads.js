// Uploads: a form marked data-upload sends each of its files by itself and shows how far it has come. Files are chosen,
// dropped anywhere on the page, or pasted. Without this script the form sends them as forms do.
import { toast } from './toasts.js'

const AT_ONCE = 2
const waiting = []
const arrived = []
let running = 0

const visible = (element) => element.getClientRects().length > 0
const form = () => [...document.querySelectorAll('form[data-upload]')].find(visible)
const isInput = (element) => element.closest?.('input[type="file"]') // takes what is dropped by itself
const hasFiles = (transfer) => [...(transfer?.types ?? [])].includes('Files')
const told = (request) => {
  try { return JSON.parse(request.getResponseHeader('HX-Trigger') ?? '{}')['dw:toast']?.text } catch { return '' }
}

function row(target, file) {
  const list = target.parentElement.querySelector('[data-uploads]')
  const element = list.querySelector('[data-model]').cloneNode(true)
  element.removeAttribute('data-model')
  element.hidden = false
  element.querySelector('[data-name]').textContent = file.name
  list.append(element)
  return element
}

function fail(job, sentence) {
  job.row.querySelector('progress').hidden = true
  const about = job.row.querySelector('[data-failed]')
  about.textContent = sentence
  about.hidden = false
  const again = job.row.querySelector('[data-again]')
  again.hidden = false
  again.onclick = () => { job.row.remove(); enqueue(job.form, [job.file]) }
}

function progress(job, done) {
  const percent = Math.round(done * 100)
  const bar = job.row.querySelector('progress')
  bar.value = percent
  job.row.querySelector('[data-percent]').textContent = `${percent} %`
}

const announce = (name) => document.body.dispatchEvent(new CustomEvent(name, { bubbles: true }))

function succeed(job, request) {
  job.row.remove()
  arrived.push(told(request))
  announce('dw:files')
}

// one sentence for all that were sent together, and the rest of the page when no more progress is to be seen on it
function tell(target) {
  if (running || waiting.length || !arrived.length) return
  announce('dw:changed')
  toast({ text: arrived.length > 1 ? target.dataset.arrived.replace('{count}', arrived.length) : arrived[0] })
  arrived.length = 0
}

function send(job) {
  const request = new XMLHttpRequest()
  const data = new FormData(job.form)
  data.delete('file')
  data.append('file', job.file, job.file.name)
  request.open('POST', job.form.action)
  request.setRequestHeader('HX-Request-Type', 'partial') // a refusal comes as a sentence, not as a page
  request.upload.addEventListener('progress', (event) => { if (event.lengthComputable) progress(job, event.loaded / event.total) })
  request.addEventListener('load', () => {
    if (request.status === 200 && !request.responseURL.includes('/login')) succeed(job, request)
    else fail(job, told(request) || job.form.dataset.failed)
  })
  request.addEventListener('error', () => fail(job, job.form.dataset.failed))
  request.addEventListener('loadend', () => { running -= 1; next(); tell(job.form) })
  job.row.querySelector('[data-cancel]').onclick = () => { request.abort(); job.row.remove() }
  running += 1
  request.send(data)
}

function next() {
  while (running < AT_ONCE && waiting.length) send(waiting.shift())
}

// one that was too large never waited
function drop(job) {
  const at = waiting.indexOf(job)
  if (at >= 0) waiting.splice(at, 1)
}

function enqueue(target, files) {
  for (const file of files) {
    const job = { form: target, file, row: row(target, file) }
    job.row.querySelector('[data-cancel]').onclick = () => { drop(job); job.row.remove() }
    if (file.size > Number(target.dataset.most)) fail(job, target.dataset.tooLarge)
    else waiting.push(job)
  }
  next()
}

document.addEventListener('change', ({ target }) => {
  const owner = target.closest('form[data-upload]')
  if (!owner || target.type !== 'file') return
  enqueue(owner, target.files)
  target.value = ''
})
document.addEventListener('submit', (event) => {
  if (event.target.matches?.('form[data-upload]')) event.preventDefault() // what was chosen is underway already
})
document.addEventListener('dragover', (event) => {
  if (!hasFiles(event.dataTransfer) || isInput(event.target)) return
  event.preventDefault() // else the browser leaves the page and opens what is dropped
  form()?.toggleAttribute('data-over', true)
})
const leave = () => form()?.removeAttribute('data-over')
document.addEventListener('dragleave', (event) => { if (!event.relatedTarget) leave() })
document.addEventListener('drop', (event) => {
  if (!hasFiles(event.dataTransfer)) return
  leave()
  if (isInput(event.target)) return
  event.preventDefault()
  const target = form()
  if (target) enqueue(target, event.dataTransfer.files)
})
document.addEventListener('paste', (event) => {
  const { files, types } = event.clipboardData ?? {}
  const target = form()
  const isTyping = event.target.matches?.('input, textarea') && [...types].includes('text/plain')
  if (!target || !files?.length || isTyping) return
  event.preventDefault()
  enqueue(target, files)
})
addEventListener('beforeunload', (event) => { if (running) event.preventDefault() })
