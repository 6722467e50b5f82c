import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { digest } from '@nightlight/fingerprint'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { extractImages } from '../extract/extract-images.ts'
import { html, jpeg } from '../testing-crawl.ts'
import { processTree } from './process-tree.ts'
import {
  createStage,
  enclosuresNamed,
  htmlOf,
  pathsOf,
  picture,
  serveScript,
  UNENCLOSED,
  type Stage,
} from './testing-render.ts'

let stage: Stage
beforeAll(async () => {
  stage = await createStage()
})
afterAll(() => stage[Symbol.asyncDispose]())

const servePictures = (...names: string[]): void => {
  for (const name of names) stage.site.serve(`/${name}.jpg`, jpeg('scene-1'))
}

describe('a page built by script', () => {
  it('shows the pictures that a script asks for and puts on the page', async () => {
    servePictures('one', 'two')
    stage.site.serve('/list.json', { body: '["one.jpg","two.jpg"]', type: 'application/json' })
    const script = `fetch('list.json').then((answer) => answer.json()).then((names) => {
      for (const name of names) document.body.append(Object.assign(new Image(), { src: name }))
    })`
    serveScript(stage.site, '/built', script)
    const outcome = await stage.render('/built')
    expect(outcome).toMatchObject({ status: 'rendered', truncated: false, pictures: 2 })
    expect(pathsOf(outcome.seen)).toEqual(['/one.jpg', '/two.jpg'])
    for (const { answer } of outcome.seen) {
      expect(answer.digests).toEqual(digest(picture('scene-1')))
    }
    const markup = Buffer.from(htmlOf(outcome))
    const { images } = extractImages(markup, 'text/html; charset=utf-8', stage.site.url('/built'))
    expect(images.map(({ url }) => url.pathname)).toEqual(['/one.jpg', '/two.jpg'])
  })

  it('is scrolled, so that what waits to be seen is loaded', async () => {
    servePictures('far0', 'far1', 'far2', 'far3')
    const script = `for (let n = 0; n < 4; n++) {
      const box = document.body.appendChild(document.createElement('div'))
      box.style.height = '1500px'
      new IntersectionObserver(([entry], observer) => {
        if (!entry.isIntersecting) return
        observer.disconnect()
        box.append(Object.assign(new Image(), { src: 'far' + n + '.jpg' }))
      }).observe(box)
    }`
    serveScript(stage.site, '/lazy', script)
    const outcome = await stage.render('/lazy')
    expect(pathsOf(outcome.seen)).toEqual(['/far0.jpg', '/far1.jpg', '/far2.jpg', '/far3.jpg'])
    expect(outcome).toMatchObject({ truncated: false })
  })

  it('loads what says loading=lazy far below', async () => {
    servePictures('below')
    stage.site.serve(
      '/native',
      html('<div style="height:9000px"></div><img loading=lazy src=below.jpg>'),
    )
    expect(pathsOf((await stage.render('/native')).seen)).toEqual(['/below.jpg'])
  })

  it('is read into its shadow roots, closed ones too, and its own frames', async () => {
    servePictures('open', 'closed', 'framed')
    stage.site.serve('/frame', html('<img src=framed.jpg>'))
    const script = `for (const mode of ['open', 'closed']) {
      const host = document.body.appendChild(document.createElement('div'))
      host.attachShadow({ mode }).innerHTML = '<p title="&quot;<">' + mode + ' &amp; <img src=' + mode + '.jpg>'
    }`
    serveScript(stage.site, '/shadow', script, '<iframe src=frame></iframe>')
    const outcome = await stage.render('/shadow')
    expect(htmlOf(outcome)).toContain(
      '<div><p title="&quot;&lt;">closed &amp; <img src="closed.jpg"></p></div>',
    )
    expect(outcome).toMatchObject({ frames: [{ url: stage.site.url('/frame') }] })
    expect(pathsOf(outcome.seen)).toEqual(['/closed.jpg', '/framed.jpg', '/open.jpg'])
  })

  it('gets a stand-in as large as the picture, however it asks, and never the picture', async () => {
    servePictures('asked')
    const script = `const show = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, 0)).join('')
    const note = (name, text) => document.body.setAttribute('data-' + name, text)
    const image = Object.assign(new Image(), { src: 'asked.jpg', onload: () => note('image', image.naturalWidth + 'x' + image.naturalHeight) })
    fetch('asked.jpg?fetch').then((answer) => answer.arrayBuffer()).then((bytes) => note('fetch', show(bytes)))
    const request = Object.assign(new XMLHttpRequest(), { responseType: 'arraybuffer', onload: () => note('xhr', show(request.response)) })
    request.open('GET', 'asked.jpg?xhr')
    request.send()
    fetch('asked.jpg?blob').then((answer) => answer.blob()).then((blob) => {
      const made = Object.assign(new Image(), { src: URL.createObjectURL(blob), onload: () => note('blob', made.naturalWidth + 'x' + made.naturalHeight) })
      document.body.append(made)
    })
    new Worker(URL.createObjectURL(new Blob(["fetch('" + new URL('asked.jpg?worker', location) + "').then((a) => a.arrayBuffer()).then((b) => postMessage(b))"]))).onmessage = ({ data }) => note('worker', show(data))`
    for (const from of ['fetch', 'xhr', 'blob', 'worker']) {
      stage.site.serve(`/asked.jpg?${from}`, jpeg('scene-1'))
    }
    serveScript(stage.site, '/asking', script)
    const outcome = await stage.render('/asking')
    const markup = htmlOf(outcome)
    expect(markup).toContain('data-image="668x900"')
    expect(markup).toContain('data-blob="668x900"')
    for (const way of ['fetch', 'xhr', 'worker']) {
      expect(markup).toMatch(new RegExp(`data-${way}="474946383961[0-9a-f]{74}"`))
    }
    expect(outcome.seen).toHaveLength(5)
  })

  it('that moves is read where it ends, and links are those of the end', async () => {
    servePictures('moved/end')
    stage.site.serve('/moves', { body: '', status: 302, headers: { location: '/moved/here' } })
    serveScript(stage.site, '/moved/here', `location = 'there'`)
    stage.site.serve('/moved/there', html('<img src=end.jpg>'))
    const outcome = await stage.render('/moves')
    expect(outcome).toMatchObject({ status: 'rendered', url: stage.site.url('/moved/there') })
    expect(pathsOf(outcome.seen)).toEqual(['/moved/end.jpg'])
  })

  it('says of each request what became of it', async () => {
    servePictures('there')
    const body = `<img src=there.jpg><img src=missing.jpg><img src="http://10.0.0.1/x.jpg">
      <link rel=stylesheet href=style.css><iframe src="http://elsewhere.other.com/"></iframe>`
    stage.site.serve('/style.css', { body: 'p { color: red }', type: 'text/css' })
    serveScript(stage.site, '/told', `fetch('post', { method: 'POST' })`, body)
    const { requested } = await stage.render('/told')
    const told = Object.fromEntries(
      requested.map(({ url, kind, outcome }) => [url, [kind, outcome]]),
    )
    expect(told).toEqual({
      [stage.site.url('/told').href]: ['page', 'http-200'],
      [stage.site.url('/there.jpg').href]: ['picture', 'http-200'],
      [stage.site.url('/missing.jpg').href]: ['picture', 'http-404'],
      'http://10.0.0.1/x.jpg': ['picture', 'address-refused'],
      [stage.site.url('/style.css').href]: ['stylesheet', 'http-200'],
      'http://elsewhere.other.com/': ['frame', 'frame-not-read'],
      [stage.site.url('/post').href]: ['data', 'method-refused'],
    })
  })

  it('finds nothing of the page before it', async () => {
    const script = `document.body.dataset.kept = 'kept:' + document.cookie + (localStorage.kept ?? '') + (sessionStorage.kept ?? '')
    document.cookie = 'kept=cookie; max-age=9999'
    localStorage.kept = 'local'
    sessionStorage.kept = 'session'`
    serveScript(stage.site, '/keeps', script)
    await stage.render('/keeps')
    expect(htmlOf(await stage.render('/keeps'))).toContain('data-kept="kept:"')
  })

  it('that is none is told apart', async () => {
    servePictures('alone')
    expect(await stage.render('/nothing-there')).toMatchObject({
      status: 'rendered',
      html: expect.any(String),
    })
    expect(await stage.render('/alone.jpg')).toMatchObject({ code: 'render-no-page', pictures: 1 })
    const closed = new URL('http://10.0.0.1/')
    const request = {
      fetch: () => Promise.reject(new Error('the caller failed')),
      onPicture: () => undefined,
    }
    await expect(stage.renderer.render(closed, request)).rejects.toThrow('the caller failed')
  })
})

describe('a renderer', () => {
  it.each(['bubblewrap+chromium-sandbox', 'network-namespace+chromium-sandbox'])(
    'runs in %s, and says so',
    async (name) => {
      await using stage = await createStage(enclosuresNamed(name))
      stage.site.serve('/', html('here'))
      expect(htmlOf(await stage.render('/'))).toContain('here')
      expect(stage.renderer.enclosure, 'user namespaces are needed').toBe(name)
      const [started] = stage.events
      expect(started).toMatchObject({
        fields: { meaning: expect.stringContaining('has no network') },
      })
    },
  )

  it('does not use an enclosure that does not give the network it promises', async () => {
    const [open] = enclosuresNamed('chromium-sandbox')
    const lying = { ...open!, flags: ['--no-sandbox'], ownNetwork: true }
    await using stage = await createStage([lying])
    stage.site.serve('/', html('here'))
    expect(await stage.render('/')).toMatchObject({ status: 'failed', code: 'renderer-missing' })
    expect(stage.fetched).toEqual([])
  })

  it('is missing where there is no browser to shut in', async () => {
    await using stage = await createStage([])
    expect(await stage.render('/')).toMatchObject({ status: 'failed', code: 'renderer-missing' })
  })

  it('starts anew after so many pages, and when a process of the page died', async () => {
    await using stage = await createStage(undefined, { recycleAfter: 2 })
    stage.site.serve('/', html('here'))
    stage.site.serve('/waits', html('<img src=never>'))
    const started = Promise.withResolvers<void>()
    stage.site.serve('/never', () => started.resolve())
    for (let n = 0; n < 3; n++) expect(htmlOf(await stage.render('/'))).toContain('here')
    const dying = stage.render('/waits')
    await started.promise
    killBelow(stage.processId())
    expect(await dying).toMatchObject({ status: 'failed', code: 'render-crashed' })
    expect(htmlOf(await stage.render('/'))).toContain('here')
    const ends = stage.events.filter(({ event }) => event === 'renderer ended')
    expect(ends.map(({ fields }) => [fields['reason'], fields['pages']])).toEqual([
      ['recycled', 2],
      ['render-crashed', 2],
    ])
  })

  it('keeps no word of a page in a file while it runs, and no file after it', async () => {
    const profiles = (): string[] => globSync('{/dev/shm,/tmp}/nightlight-render-*')
    const before = profiles()
    await using stage = await createStage([UNENCLOSED])
    const word = 'a-word-that-is-nowhere-else'
    stage.site.serve('/script.js', { body: `// ${word}`, type: 'text/javascript' })
    serveScript(
      stage.site,
      `/${word}`,
      `localStorage.kept = '${word}'`,
      '<script src=script.js></script>',
    )
    expect(htmlOf(await stage.render(`/${word}`))).toContain(word)
    const [profile = ''] = profiles().filter((path) => !before.includes(path))
    const files = globSync(`${profile}/**/*`).filter((path) => statSync(path).isFile())
    expect(files.length).toBeGreaterThan(0)
    expect(files.filter((path) => readFileSync(path).includes(word))).toEqual([])
    await stage.renderer[Symbol.asyncDispose]()
    expect(existsSync(profile)).toBe(false)
  })

  it('ends every process when its caller gives up, and when it is disposed', async () => {
    await using stage = await createStage()
    stage.site.serve('/', html('here'))
    stage.site.serve('/waits', html('<img src=never>'))
    const started = Promise.withResolvers<void>()
    stage.site.serve('/never', () => started.resolve())
    const stop = new AbortController()
    const waiting = stage.render('/waits', {}, { signal: stop.signal })
    await started.promise
    const first = processTree(stage.processId())
    stop.abort(new Error('given up'))
    await expect(waiting).rejects.toThrow('given up')
    await stage.render('/')
    const second = processTree(stage.processId())
    await stage.renderer[Symbol.asyncDispose]()
    expect(first.length).toBeGreaterThan(3)
    // a killed process is there until it has its turn to end
    await vi.waitFor(
      () => expect([...first, ...second].filter((id) => existsSync(`/proc/${id}/exe`))).toEqual([]),
      60_000,
    )
    await expect(stage.render('/')).rejects.toThrow('renderer is closed')
  })
})

/** Kills all that descend from a process; some end before their turn. */
function killBelow(processId: number): void {
  for (const id of processTree(processId).slice(1)) {
    try {
      process.kill(id, 'SIGKILL')
    } catch (error) {
      expect(error).toMatchObject({ code: 'ESRCH' })
    }
  }
}
