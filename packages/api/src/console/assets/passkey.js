// Asks the browser for a passkey and tells the server what it said. `data-passkey` says what for: sign-in, enrol or
// step-up. Bytes travel as base64url.
const box = document.querySelector('[data-passkey]')
const what = box?.dataset.passkey

const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) =>
    sign.charCodeAt(0),
  )
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

async function post(path, body) {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const read = await answer.json().catch(() => ({}))
  if (answer.ok) return read
  throw Object.assign(new Error('refused'), { code: read.code })
}

const named = (list) => (list ?? []).map((one) => ({ ...one, id: toBytes(one.id) }))

async function make(options) {
  const publicKey = {
    ...options,
    challenge: toBytes(options.challenge),
    user: { ...options.user, id: toBytes(options.user.id) },
    excludeCredentials: named(options.excludeCredentials),
  }
  const { id, rawId, type, response } = await navigator.credentials.create({ publicKey })
  return {
    id,
    rawId: toText(rawId),
    type,
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      attestationObject: toText(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  }
}

async function show(options) {
  const publicKey = {
    ...options,
    challenge: toBytes(options.challenge),
    allowCredentials: named(options.allowCredentials),
  }
  const { id, rawId, type, response } = await navigator.credentials.get({ publicKey })
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  return {
    id,
    rawId: toText(rawId),
    type,
    response: {
      clientDataJSON: toText(clientDataJSON),
      authenticatorData: toText(authenticatorData),
      signature: toText(signature),
      ...(userHandle ? { userHandle: toText(userHandle) } : {}),
    },
  }
}

function goOn({ to }) {
  const asked = document.getElementById('asked')
  if (asked) asked.submit()
  else location.assign(to)
}

/** Says that it went on where that leads to no other page: what was asked for is a file, and the browser saves it. */
function stay(button) {
  const sent = box.querySelector('[data-sent]')
  if (!sent) return
  sent.textContent = sent.dataset.sent
  button.disabled = false
  button.focus()
}

const SAID = {
  'passkey-suspect': 'suspect',
  'too-many-tries': 'wait',
  'passkey-unavailable': 'unavailable',
}

/** Runs with the button out of use, and says in words what went wrong. */
async function run(button, steps, failed) {
  const words = box.querySelector('[data-problems]')
  words.hidden = true
  button.disabled = true
  try {
    await steps()
    stay(button)
  } catch (error) {
    if (error.code === 'step-up-needed') return location.assign('/console/account/fresh')
    const code = error.name === 'NotAllowedError' ? 'cancelled' : (SAID[error.code] ?? failed)
    words.dataset.problem = code
    words.textContent = JSON.parse(words.dataset.problems)[code]
    words.hidden = false
    button.disabled = false
    button.focus()
  }
}

if (box) {
  const { form } = box.dataset
  const start = box.querySelector('button')
  const name = box.querySelector('input[name="name"]')
  // It stands in no form, which would do so by itself.
  name?.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing) return
    event.preventDefault()
    start.click()
  })
  start.addEventListener('click', () => {
    if (name && !name.reportValidity()) return
    void run(
      start,
      async () => {
        const options = await post(`/passkey/${what}/options`, { form })
        const credential = what === 'enrol' ? await make(options) : await show(options)
        goOn(await post(`/passkey/${what}`, { form, name: name?.value, credential }))
      },
      'failed',
    )
  })
  const typed = box.querySelector('form[data-code]')
  typed?.addEventListener('submit', (event) => {
    event.preventDefault()
    const { code } = typed.elements
    const send = async () => goOn(await post('/passkey/step-up/code', { form, code: code.value }))
    void run(typed.querySelector('button'), send, 'code')
  })
}
