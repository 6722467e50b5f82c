import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { html, jpeg } from '../testing-crawl.ts'
import { memoryOf, processTree } from './process-tree.ts'
import { createStage, htmlOf, serveScript, type Stage } from './testing-render.ts'

/** Time enough for the page to begin, on a slow machine too. */
const SOON = { totalMs: 8_000 }

let stage: Stage
beforeAll(async () => {
  stage = await createStage()
  stage.site.serve('/a.jpg', jpeg('scene-1'))
})
afterAll(() => stage[Symbol.asyncDispose]())

const openPages = (outcome: { requested: { kind: string }[] }): number =>
  outcome.requested.filter(({ kind }) => kind === 'page').length

describe('a page that does not let go', () => {
  it.each([
    ['in a loop', `document.body.append('before'); while (true);`],
    [
      'in loops that follow each other',
      `document.body.append('before'); setInterval(() => { while (true); })`,
    ],
    [
      'in a chain of promises',
      `document.body.append('before'); (function again() { Promise.resolve().then(again) })()`,
    ],
  ])('%s is read as it is when the time is over', async (_, script) => {
    serveScript(stage.site, '/loop', script)
    const outcome = await stage.render('/loop', SOON)
    expect(outcome).toMatchObject({ truncated: true, reached: ['time'] })
    expect(htmlOf(outcome)).toContain('before')
  })

  it('with a worker in a loop is read all the same', async () => {
    const script = `new Worker(URL.createObjectURL(new Blob(['while (true);']))); document.body.append('on')`
    serveScript(stage.site, '/worker', script)
    expect(htmlOf(await stage.render('/worker', SOON))).toContain('on')
  })

  it('with requests that never end is read when the time is over', async () => {
    stage.site.serve('/never', () => undefined)
    stage.site.serve('/waits', html('<img src=a.jpg><img src=never>'))
    const outcome = await stage.render('/waits', SOON)
    expect(outcome).toMatchObject({ status: 'rendered', pictures: 1, reached: ['time'] })
    expect(outcome.requested.at(-1)).toMatchObject({ outcome: 'stopped' })
  })

  it('is given up with a code when it cannot even be read', async () => {
    serveScript(stage.site, '/busy', `setInterval(() => { while (true); })`)
    const outcome = await stage.render('/busy', { ...SOON, readMs: 1 })
    expect(outcome).toMatchObject({ status: 'failed', code: 'render-timeout' })
    stage.site.serve('/', html('next'))
    expect(htmlOf(await stage.render('/'))).toContain('next')
  })
})

describe('a page that asks a person', () => {
  it('gets no answer, however often it asks', async () => {
    const script = `for (let n = 0; n < 500; n++) alert('!')
      document.body.append('after ', String(confirm('?')), ' ', String(prompt('?')))`
    serveScript(stage.site, '/alerts', script)
    const outcome = await stage.render('/alerts')
    expect(htmlOf(outcome)).toContain('after false null')
    expect(outcome).toMatchObject({ truncated: false })
  })

  it.each([`alert('!')`, `console.log('!')`])('without end, %s, is over in time', async (ask) => {
    serveScript(stage.site, '/asks', `for (;;) ${ask}`)
    const outcome = await stage.render('/asks', { ...SOON, readMs: 1_000 })
    // What the browser has to write down may keep it from reading the page.
    const told = outcome.status === 'failed' ? outcome.code : outcome.reached[0]
    expect(['render-timeout', 'time']).toContain(told)
    stage.site.serve('/', html('next'))
    expect(htmlOf(await stage.render('/'))).toContain('next')
  })

  it('to print, or for a place, is not held up', async () => {
    const script = `for (let n = 0; n < 5; n++) print()
      Notification.requestPermission(); navigator.geolocation.getCurrentPosition(() => 0)
      document.body.append('after')`
    serveScript(stage.site, '/print', script)
    const outcome = await stage.render('/print')
    expect(htmlOf(outcome)).toContain('after')
    expect(outcome).toMatchObject({ truncated: false })
  })
})

describe('a page that leads elsewhere', () => {
  it('opens no windows', async () => {
    stage.site.serve('/window', html('a window'))
    const script = `let opened = 0
      for (let n = 0; n < 200; n++) opened += window.open('/window?' + n) ? 1 : 0
      document.body.append('opened ' + opened)`
    serveScript(stage.site, '/storm', script)
    const outcome = await stage.render('/storm')
    expect(htmlOf(outcome)).toContain('opened 0')
    expect(openPages(outcome)).toBe(1)
  })

  it.each([
    ['refreshes', '<meta http-equiv=refresh content="0">', ''],
    ['navigates', '', `location = '/around?' + Math.random()`],
  ])('%s only so often', async (_, body, script) => {
    stage.fetched.length = 0
    stage.site.serve('/around', html(`round ${body}<script>${script}</script>`))
    const page = html(`round ${body}<script>${script}</script>`)
    for (let n = 0; n < 5; n++) stage.site.serve(`/around${n}`, page)
    serveScript(stage.site, '/start', `location = '/around0'`)
    for (let n = 0; n < 5; n++) {
      serveScript(
        stage.site,
        `/around${n}`,
        script && `location = '/around${n + 1}'`,
        `round ${body}`,
      )
    }
    const outcome = await stage.render('/start')
    expect(htmlOf(outcome)).toContain('round')
    expect(stage.fetched).toHaveLength(3)
    expect(outcome.status === 'rendered' && outcome.reached).toContain('navigations')
  })

  it('downloads nothing and stays', async () => {
    stage.site.serve('/file', { body: 'x'.repeat(1000), type: 'application/octet-stream' })
    const script = `Object.assign(document.createElement('a'), { href: '/file', download: 'file' }).click()
      setTimeout(() => { location = '/file' }, 100); document.body.append('stays')`
    serveScript(stage.site, '/download', script)
    expect(htmlOf(await stage.render('/download'))).toContain('stays')
  })
})

describe('a page that wants too much', () => {
  it('has its requests counted', async () => {
    stage.fetched.length = 0
    const script = `for (let n = 0; n < 10_000; n++) new Image().src = 'a.jpg?' + n`
    for (let n = 0; n < 50; n++) stage.site.serve(`/a.jpg?${n}`, jpeg('scene-1'))
    serveScript(stage.site, '/greedy', script)
    const outcome = await stage.render('/greedy', { requests: 20 })
    expect(outcome).toMatchObject({ truncated: true, pictures: 19 })
    expect(outcome.status === 'rendered' && outcome.reached).toContain('requests')
    expect(stage.fetched).toHaveLength(20)
    expect(outcome.requested.length).toBeLessThanOrEqual(40)
  })

  it('has its bytes counted', async () => {
    const script = `(async () => { for (let n = 0; n < 9; n++) await fetch('large').catch(() => 0) })()`
    stage.site.serve('/large', { body: 'x'.repeat(100_000), type: 'text/plain' })
    serveScript(stage.site, '/bytes', script)
    const outcome = await stage.render('/bytes', { bytes: 250_000 })
    expect(outcome).toMatchObject({ reached: ['bytes'] })
    expect(outcome.requested.filter(({ outcome }) => outcome === 'http-200')).toHaveLength(4)
  })

  it('is not read when it is too large', async () => {
    const script = `for (let n = 0; n < 5000; n++) document.body.append(document.createElement('p'))`
    serveScript(stage.site, '/huge', script)
    const outcome = await stage.render('/huge', { nodes: 4000 })
    expect(outcome).toMatchObject({ status: 'failed', code: 'render-over-budget' })
  })

  it('is cut where its markup is too long, and no deeper nesting harms', async () => {
    const script = `let at = document.body
      for (let n = 0; n < 400; n++) at = at.appendChild(document.createElement('div'))
      at.title = 'x'.repeat(100_000)`
    serveScript(stage.site, '/long', script)
    const outcome = await stage.render('/long', { htmlLength: 10_000 })
    expect(outcome).toMatchObject({ truncated: true, reached: ['html'] })
    expect(htmlOf(outcome)).toHaveLength(10_000)
  })

  it.each([
    ['in buffers', `for (let n = 0; n < 4; n++) kept.push(new Uint8Array(2e7).fill(1))`],
    ['in objects', `for (let n = 0; n < 1e6; n++) kept.push({ a: [n, n], b: {} })`],
  ])('is ended when it hogs memory %s, and the next one has a fresh browser', async (_, hog) => {
    serveScript(
      stage.site,
      '/hog',
      `const kept = []; (function more() { ${hog}; setTimeout(more) })()`,
    )
    const outcome = await stage.render('/hog', { memoryBytes: 400e6 })
    expect(outcome).toMatchObject({ status: 'failed', code: 'render-over-budget' })
    stage.site.serve('/', html('next'))
    expect(htmlOf(await stage.render('/'))).toContain('next')
    expect(memoryOf(processTree(stage.processId()))).toBeLessThan(400e6)
  })
})
