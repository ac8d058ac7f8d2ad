// Passkeys: a form marked data-passkey asks the browser for one when it is submitted, and carries its answer on.
// The server's options and our answer are JSON with bytes in base64url (WebAuthn level 3).
const decode = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))
const encode = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
const known = (list = []) => list.map((each) => ({ ...each, id: decode(each.id) }))

const CEREMONIES = {
  create: ({ publicKey }) => navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: decode(publicKey.challenge),
      user: { ...publicKey.user, id: decode(publicKey.user.id) },
      excludeCredentials: known(publicKey.excludeCredentials),
    },
  }),
  get: ({ publicKey }) => navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: decode(publicKey.challenge),
      allowCredentials: known(publicKey.allowCredentials),
    },
  }),
}

// an answer has some of these, depending on the ceremony
const PARTS = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']

function answered(credential) {
  const response = {}
  for (const part of PARTS) if (credential.response[part]) response[part] = encode(credential.response[part])
  if (credential.response.getTransports) response.transports = credential.response.getTransports()
  return {
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  }
}

async function options(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options)
  const answer = await fetch(form.dataset.optionsFrom, { headers: { Accept: 'application/json' } })
  if (!answer.ok) throw new Error(answer.statusText)
  return (await answer.json()).request_options
}

async function run(form) {
  const failed = form.querySelector('[data-passkey-failed]')
  failed.hidden = true
  try {
    const credential = await CEREMONIES[form.dataset.passkey](await options(form))
    form.elements.credential.value = JSON.stringify(answered(credential))
    form.submit()
  } catch {
    failed.hidden = false // refused, timed out, no such passkey: the browser has told the person why
  }
}

document.addEventListener('submit', (event) => {
  const form = event.target.closest('[data-passkey]')
  if (!form) return
  event.preventDefault()
  run(form)
})

// where the browser knows no passkeys, nobody is offered any
if (globalThis.PublicKeyCredential) for (const form of document.querySelectorAll('[data-passkey]')) form.hidden = false
