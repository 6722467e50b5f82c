// Has a file of hashes chosen by dropping it, looked at before it leaves, and its way shown; the form does without.
const form = document.querySelector('form[data-upload]')
if (form) {
  const words = form.dataset
  const input = form.querySelector('input[type=file]')
  const zone = form.querySelector('.drop')
  const said = form.querySelector('.upload-said')
  const bar = form.querySelector('progress')
  const [send, pause, cancel, at] = ['send', 'pause', 'cancel', 'at'].map((name) =>
    form.querySelector(`.upload-${name}`),
  )
  const MiB = 2 ** 20

  // The same table stands in lists/file-head.ts.
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
    const unit = bytes >= 1024 * MiB ? 'gigabyte' : bytes >= MiB ? 'megabyte' : 'kilobyte'
    const size = { gigabyte: 1024 * MiB, megabyte: MiB, kilobyte: 1024 }[unit]
    const count = bytes === 0 ? 0 : Math.max(0.1, bytes / size)
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

  let isRunning = false
  let id = null
  const halted = { isStopped: false, isDropped: false }
  let asking = null
  const busy = (isBusy) => {
    isRunning = isBusy
    send.disabled = isBusy
    // what is sent is the file that was looked at
    for (const field of form.querySelectorAll('input, select, textarea')) field.disabled = isBusy
    for (const part of [bar, at, pause, cancel]) part.hidden = !isBusy
    form.setAttribute('aria-busy', String(isBusy))
    if (isBusy) addEventListener('beforeunload', warn)
    else removeEventListener('beforeunload', warn)
  }
  const warn = (event) => event.preventDefault()
  const stop = (text) => {
    busy(false)
    send.textContent = id === null ? words.begin : words.again
    at.textContent = ''
    say(text, true)
    send.focus()
  }
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

  // An answer, or null where there is none to be had now: the connection is gone, or the session.
  const ask = async (url, options = {}) => {
    asking = new AbortController()
    try {
      const headers = { accept: 'application/json', ...options.headers }
      const answer = await fetch(url, {
        redirect: 'manual',
        signal: asking.signal,
        ...options,
        headers,
      })
      if (answer.type === 'opaqueredirect') return { code: 'signed-out' }
      return { status: answer.status, ...(await answer.json().catch(() => ({}))) }
    } catch {
      return { code: 'cut' }
    }
  }
  const tell = (url, fields) =>
    ask(url, { method: 'POST', body: new URLSearchParams({ form: token(), ...fields }) })
  const token = () => form.elements.form.value
  const PASSING = [
    'cut',
    'parts-busy',
    'upload-busy',
    'uploads-busy',
    'upload-cut',
    'upload-stalled',
  ]

  // of the server, and not for a moment
  const FINAL = ['uploads-in-parts-off', 'uploads-full']

  // Whoever signs in anew, in another window, has another token: the page is read again for it.
  const isSignedIn = async () => {
    const page = await fetch(location.href, { redirect: 'manual' }).catch(() => null)
    if (!page || !page.ok) return false
    const text = await page.text()
    const found = /name="form"\s+value="([\w-]+)"/.exec(text)
    if (found) form.elements.form.value = found[1]
    return found !== null
  }

  // Asks until it is answered, for as long as that takes.
  const surely = async (once) => {
    let isWaiting = false
    for (let wait = 1000; !halted.isStopped; wait = Math.min(2 * wait, 30_000)) {
      const answer = await once()
      if (halted.isStopped) break
      const isOut = answer.code === 'signed-out' || answer.code === 'cross-site'
      if (isOut) {
        if (!(await isSignedIn())) say(words.signin, true)
        while (!halted.isStopped && !(await isSignedIn())) await sleep(5000)
        say(words.goeson)
        await sleep(wait)
        continue
      }
      const isPassing = PASSING.includes(answer.code) || answer.status >= 500
      if (!isPassing || FINAL.includes(answer.code)) {
        if (isWaiting) say('')
        return answer
      }
      isWaiting = true
      say(words.retrying, true)
      await sleep(wait)
    }
    throw new Stopped()
  }
  class Stopped extends Error {}
  class Refused extends Error {}
  const must = (answer) => {
    if (answer.code) throw Object.assign(new Refused(answer.words ?? words.failed), answer)
    return answer
  }

  // Sends one part. Whether it came is asked where that is not sure; it answers where to go on.
  const sendPart = async (offset, bytes) => {
    const headers = { 'content-type': 'application/octet-stream' }
    let isSure = true
    return surely(async () => {
      if (!isSure) {
        const found = await tell(`/console/uploads/${id}`, {})
        if (found.code || found.offset > offset) return found
      }
      isSure = false
      const sent = await ask(`/console/uploads/${id}/parts?offset=${offset}`, {
        method: 'POST',
        headers: { ...headers, 'form-token': token() },
        body: bytes,
      })
      return sent.code === 'upload-offset-differs' ? { code: 'cut' } : sent
    })
  }

  const showAt = (done, file, begun) => {
    const percent = Math.floor((done / file.size) * 100)
    bar.value = percent
    const perMs = (done - begun.offset) / (Date.now() - begun.at)
    const left = perMs > 0 ? timeOf((file.size - done) / perMs) : '…'
    const values = { percent, done: sizeOf(done), all: sizeOf(file.size), left }
    at.textContent = fill(words.sent, values)
    return percent
  }
  const timeOf = (ms) => {
    const unit = ms < 90_000 ? 'second' : ms < 5_400_000 ? 'minute' : 'hour'
    const count = ms / { second: 1000, minute: 60_000, hour: 3_600_000 }[unit]
    const format = { style: 'unit', unit, maximumFractionDigits: unit === 'hour' ? 1 : 0 }
    return new Intl.NumberFormat(document.documentElement.lang, format).format(Math.max(1, count))
  }
  const read = async (file, from, to) => {
    try {
      return new Uint8Array(await file.slice(from, to).arrayBuffer())
    } catch {
      throw new Refused(words.changed)
    }
  }

  const upload = async (file, fields) => {
    const head = createSha256()
    head.update(await read(file, 0, MiB))
    const url = form.action.replace(/\/hand-in$/, '/uploads')
    const said = { ...fields, size: String(file.size), headSha256: head.hex() }
    const begun = must(await surely(() => tell(url, { ...said, form: token() })))
    if (begun.location) return begun.location
    id = begun.id
    const sha256 = createSha256()
    let [offset, done, spoken] = [begun.offset, 0, 0]
    const from = { offset, at: Date.now() }
    if (offset > 0) say(fill(words.resumed, { done: sizeOf(offset) }))
    while (done < file.size) {
      if (halted.isStopped) throw new Stopped()
      const isThere = done < offset
      const end = Math.min(isThere ? offset : file.size, done + begun.partBytes, file.size)
      const bytes = await read(file, done, end)
      const sending = isThere ? null : sendPart(done, bytes)
      sending?.catch(() => undefined)
      sha256.update(bytes)
      if (sending) offset = must(await sending).offset
      else from.at = Date.now()
      done = end
      const percent = showAt(Math.max(done, offset), file, from)
      // a screen reader is told every tenth
      if (Math.floor(percent / 10) > spoken) {
        spoken = Math.floor(percent / 10)
        say(at.textContent)
      }
    }
    say(words.reading)
    const whole = sha256.hex()
    return must(await surely(() => tell(`/console/uploads/${id}/finish`, { sha256: whole })))
      .location
  }
  const run = async () => {
    const file = input.files[0]
    const fields = Object.fromEntries(new FormData(form))
    delete fields.file
    Object.assign(halted, { isStopped: false, isDropped: false })
    busy(true)
    say(words.begins)
    pause.focus()
    try {
      const to = await upload(file, fields)
      busy(false)
      location.assign(to)
    } catch (error) {
      if (error.code === 'uploads-in-parts-off') {
        busy(false)
        form.submit()
      } else if (error instanceof Stopped) await stopped()
      else stop(error instanceof Refused ? error.message : words.failed)
    }
  }
  const stopped = async () => {
    if (!halted.isDropped) return stop(words.paused)
    const dropped = id === null ? { status: 200 } : await tell(`/console/uploads/${id}/drop`, {})
    if (dropped.status !== 200) {
      // it may have gone all the same, or be whole and read already: its page says how it is thrown away then
      const found = await tell(`/console/uploads/${id}`, {})
      if (found.location) {
        busy(false)
        return location.assign(found.location)
      }
      if (found.code !== 'upload-not-found') {
        stop(words.stillkept)
        cancel.hidden = false
        return cancel.focus()
      }
    }
    id = null
    stop(words.cancelled)
  }
  const halt = (isForGood) => {
    Object.assign(halted, { isStopped: true, isDropped: isForGood })
    asking?.abort()
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
    if (isRunning) return
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
    if (isRunning) return
    if (!(await look())) return input.focus()
    if (submitter && submitter !== send) {
      if (input.files[0].size > Number(words.trymost)) return say(words.trylarge, true)
      // a try is answered with a page of its own
      submitter.dataset.looked = 'yes'
      form.requestSubmit(submitter)
      delete submitter.dataset.looked
      return
    }
    if (input.files[0].size === 0) return say(words.empty, true)
    if (input.files[0].size > Number(words.most)) return say(words.large, true)
    await run()
  }
  pause.addEventListener('click', () => halt(false))
  cancel.addEventListener('click', () => {
    if (isRunning) return halt(true)
    cancel.hidden = true
    void stopped()
  })
}
