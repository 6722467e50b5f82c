// Has a file of hashes chosen by dropping it, looked at before it leaves, and its way shown; the form does without.
const form = document.querySelector('form[data-upload]')
if (form) {
  const words = form.dataset
  const input = form.querySelector('input[type=file]')
  const zone = form.querySelector('.drop')
  const said = form.querySelector('.upload-said')
  const bar = form.querySelector('progress')
  const [send, cancel] = ['.upload-send', '.upload-cancel'].map((name) => form.querySelector(name))
  const MiB = 2 ** 20
  const RETRIES = 5
  const RETRY_MS = 4000

  // The same table stands in hand-in/file-head.ts.
  const SIGNS = [
    [/^ffd8ff/, 'picture'],
    [/^89504e470d0a/, 'picture'],
    [/^474946383[79]61/, 'picture'],
    [/^424d.{8}00000000/, 'picture'],
    [/^49492a00/, 'picture'],
    [/^4d4d002a/, 'picture'],
    [/^384250530001/, 'picture'],
    [/^00000100/, 'picture'],
    [/^ff0a/, 'picture'],
    [/^0000000c4a584c20/, 'picture'],
    [/^52494646.{8}57454250/, 'picture'],
    [/^0{4}.{4}66747970(61766966|61766973|68656963|68656978|6d696631|6d736631)/, 'picture'],
    [/^0{4}.{4}66747970/, 'video'],
    [/^52494646.{8}41564920/, 'video'],
    [/^1a45dfa3/, 'video'],
    [/^000001b[a3]/, 'video'],
    [/^464c5601/, 'video'],
    [/^3026b2758e66cf11/, 'video'],
    [/^504b0[35]0[46]/, 'archive'],
    [/^526172211a07/, 'archive'],
    [/^377abcaf271c/, 'archive'],
    [/^fd377a585a00/, 'archive'],
    [/^425a683[1-9]314159265359/, 'archive'],
    [/^.{514}7573746172/, 'archive'],
    [/^255044462d/, 'document'],
    [/^d0cf11e0a1b11ae1/, 'document'],
  ]

  const foreign = async (file) => {
    const head = new Uint8Array(await file.slice(0, 512).arrayBuffer())
    const hex = [...head].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    return SIGNS.find(([sign]) => sign.test(hex))?.[1]
  }
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole)
  const sizeOf = (bytes) => {
    const unit = bytes >= 1024 * MiB ? 'gigabyte' : 'megabyte'
    const count = bytes / (unit === 'gigabyte' ? 1024 * MiB : MiB)
    const format = { style: 'unit', unit, maximumFractionDigits: 1 }
    return new Intl.NumberFormat(document.documentElement.lang, format).format(count)
  }
  const say = (text, isBad = false) => {
    said.textContent = text
    said.classList.toggle('error', isBad)
  }

  const look = async () => {
    const file = input.files[0]
    if (!file) return false
    const kind = await foreign(file)
    input.setCustomValidity(kind ? words[kind] : '')
    if (kind) say(words[kind], true)
    else say(fill(words.chosen, { name: file.name, size: sizeOf(file.size) }))
    form.elements.size.value = String(file.size)
    return !kind
  }

  let request = null
  let tries = 0
  let isCancelled = false
  const busy = (isBusy) => {
    send.disabled = isBusy
    bar.hidden = !isBusy
    cancel.hidden = !isBusy
    form.setAttribute('aria-busy', String(isBusy))
    if (isBusy) addEventListener('beforeunload', warn)
    else removeEventListener('beforeunload', warn)
  }
  const warn = (event) => event.preventDefault()
  const stop = (text) => {
    busy(false)
    send.textContent = words.again
    say(text, true)
    send.focus()
  }

  const upload = () => {
    let spoken = -1
    request = new XMLHttpRequest()
    request.open('POST', form.action)
    request.setRequestHeader('accept', 'application/json')
    request.responseType = 'json'
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      const percent = Math.floor((loaded / total) * 100)
      bar.value = percent
      // a screen reader is told every tenth
      if (Math.floor(percent / 10) > spoken) {
        spoken = Math.floor(percent / 10)
        say(fill(words.sent, { percent, done: sizeOf(loaded), all: sizeOf(total) }))
      }
    })
    request.upload.addEventListener('load', () => say(words.reading))
    request.addEventListener('load', () => {
      const answer = request.response ?? {}
      if (answer.location) {
        busy(false)
        location.assign(answer.location)
      } else if (answer.code === 'submission-being-received' && tries < RETRIES) later()
      else if (answer.words) stop(answer.words)
      else stop(words.failed)
    })
    request.addEventListener('error', () => (tries < RETRIES ? later() : stop(words.cut)))
    request.addEventListener('abort', () => stop(words.cancelled))
    request.send(new FormData(form))
  }
  const later = () => {
    tries++
    say(words.retrying, true)
    setTimeout(() => !isCancelled && upload(), RETRY_MS)
  }

  zone.classList.add('ready')
  input.addEventListener('change', () => void look())
  for (const name of ['dragover', 'dragenter'])
    zone.addEventListener(name, (event) => {
      event.preventDefault()
      zone.classList.add('over')
    })
  for (const name of ['dragleave', 'drop'])
    zone.addEventListener(name, () => zone.classList.remove('over'))
  zone.addEventListener('drop', (event) => {
    event.preventDefault()
    if (event.dataTransfer.files.length !== 1) return say(words.one, true)
    input.files = event.dataTransfer.files
    void look()
  })
  form.addEventListener('submit', (event) => {
    const { submitter } = event
    if (submitter?.dataset.looked) return
    event.preventDefault()
    void begin(submitter)
  })
  const begin = async (submitter) => {
    if (request && request.readyState !== XMLHttpRequest.DONE) return
    if (!(await look())) return input.focus()
    if (submitter && submitter !== send) {
      // a try is answered with a page of its own
      submitter.dataset.looked = 'yes'
      form.requestSubmit(submitter)
      delete submitter.dataset.looked
      return
    }
    isCancelled = false
    tries = 0
    busy(true)
    cancel.focus()
    upload()
  }
  cancel.addEventListener('click', () => {
    isCancelled = true
    if (request.readyState === XMLHttpRequest.DONE) stop(words.cancelled)
    else request.abort()
  })
}
