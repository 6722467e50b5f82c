import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startHttp, type TestServer } from '../fetch/testing.ts'
import { html, jpeg } from '../testing-crawl.ts'
import { startBrowser } from './browser.ts'
import { networkOf, processTree } from './process-tree.ts'
import {
  chromiumOfTests,
  createStage,
  enclosuresNamed,
  htmlOf,
  serveScript,
  START_MS,
  UNENCLOSED,
} from './testing-render.ts'

/** A server that no fetcher may reach, for TCP and UDP; a page that is held back reaches neither. */
type Forbidden = Awaited<ReturnType<typeof startForbidden>>

let forbidden: Forbidden
let resources: AsyncDisposableStack
beforeEach(async () => {
  resources = new AsyncDisposableStack()
  forbidden = resources.use(await startForbidden())
})
afterEach(() => resources.disposeAsync())

/** Every way that a script has to reach something. */
const attempts = ({ origin, port }: Forbidden): string => `
  const at = (name) => ${JSON.stringify(origin)} + '/' + name
  const quietly = (attempt) => { try { Promise.resolve(attempt()).catch(() => 0) } catch {} }
  const add = (tag, values) => document.head.append(Object.assign(document.createElement(tag), values))
  for (const attempt of [
    () => fetch(at('fetch')),
    () => fetch(at('no-cors'), { mode: 'no-cors' }),
    () => fetch(at('keepalive'), { method: 'POST', body: 'x', keepalive: true }),
    () => { const request = new XMLHttpRequest(); request.open('GET', at('xhr')); request.send() },
    () => { new Image().src = at('image') },
    () => new WebSocket(at('websocket').replace('http', 'ws')),
    () => new EventSource(at('events')),
    () => navigator.sendBeacon(at('beacon'), 'x'),
    () => new Worker(URL.createObjectURL(new Blob(["fetch('" + at('from-worker') + "', { mode: 'no-cors' })"]))),
    () => new Worker(URL.createObjectURL(new Blob(["new WebSocket('" + at('ws-worker').replace('http', 'ws') + "')"]))),
    () => navigator.serviceWorker.register('/service.js'),
    () => add('link', { rel: 'prefetch', href: at('prefetch') }),
    () => add('link', { rel: 'preload', as: 'image', href: at('preload') }),
    () => add('link', { rel: 'preconnect', href: at('') }),
    () => add('link', { rel: 'dns-prefetch', href: 'http://prefetched.example.com/' }),
    () => add('link', { rel: 'modulepreload', href: at('module') }),
    () => add('link', { rel: 'stylesheet', href: at('style') }),
    () => add('link', { rel: 'icon', href: at('icon') }),
    () => add('link', { rel: 'manifest', href: at('manifest') }),
    () => add('script', { src: at('script') }),
    () => add('iframe', { src: at('frame') }),
    () => add('object', { data: at('object') }),
    () => new Audio(at('sound')).play(),
    () => new FontFace('far', 'url(' + at('font') + ')').load(),
    () => import(at('import')),
    () => add('script', { type: 'speculationrules', textContent: JSON.stringify({ prefetch: [{ source: 'list', urls: [at('rules')] }], prerender: [{ source: 'list', urls: [at('prerender')] }] }) }),
    () => { Object.assign(document.createElement('a'), { href: location.href + '#a', ping: at('ping') }).click() },
    () => open(at('window')),
    () => new WebTransport('https://127.0.0.1:${port}/transport').ready,
    async () => {
      const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:127.0.0.1:${port}' }, { urls: 'turn:127.0.0.1:${port}', username: 'u', credential: 'c' }, { urls: 'turn:127.0.0.1:${port}?transport=tcp', username: 'u', credential: 'c' }] })
      peer.createDataChannel('x')
      await peer.setLocalDescription(await peer.createOffer())
    },
  ]) quietly(attempt)
  document.body.append('tried')
  setTimeout(() => { location = at('navigation') }, 1500)`

describe('a page that tries every way out', () => {
  it.each([
    ['in bubblewrap', () => enclosuresNamed('bubblewrap')],
    ['held by nothing but flags and interception', () => [UNENCLOSED]],
  ])('reaches nothing but what the fetcher fetches, %s', async (_, choices) => {
    const stage = resources.use(await createStage(choices()))
    serveScript(stage.site, '/', attempts(forbidden), '<img src=a.jpg>')
    stage.site.serve('/a.jpg', jpeg('scene-1'))
    stage.site.serve('/service.js', { body: '1', type: 'text/javascript' })
    const outcome = await stage.render('/', { quietMs: 5_000, totalMs: 30_000 })
    expect(htmlOf(outcome)).toContain('tried')
    expect(forbidden.hits()).toEqual([])
    const own = stage.fetched.filter((url) => url.startsWith(stage.site.url('/').href))
    expect(own).toEqual([stage.site.url('/').href, stage.site.url('/a.jpg').href])
    expect(stage.site.hits('/') + stage.site.hits('/a.jpg')).toBe(own.length)
    expect(refusals(outcome.requested)).toMatchObject({
      fetch: 'port-refused',
      xhr: 'port-refused',
      image: 'port-refused',
      keepalive: 'method-refused',
      beacon: 'method-refused',
      websocket: 'kind-refused',
      events: 'kind-refused',
      prefetch: 'kind-refused',
      'from-worker': 'port-refused',
      frame: 'port-refused',
      'service.js': 'kind-refused',
      navigation: 'port-refused',
    })
  })

  it('does reach it from a browser that nothing holds', async () => {
    const flags = (profile: string): string[] => [
      '--headless',
      '--remote-debugging-pipe',
      '--disable-gpu',
      '--no-first-run',
      `--user-data-dir=${profile}`,
    ]
    const browser = await startBrowser(chromiumOfTests(), [UNENCLOSED], flags, START_MS)
    resources.defer(async () => browser?.kill())
    const stage = resources.use(await createStage())
    serveScript(stage.site, '/', attempts(forbidden))
    stage.site.serve('/service.js', { body: `fetch('/x')`, type: 'text/javascript' })
    await browser!.devtools.send('Target.createTarget', { url: stage.site.url('/').href })
    const expected = ['fetch', 'xhr', 'image', 'websocket', 'from-worker', 'navigation', 'udp']
    await forbidden.reachedBy(expected)
    expect(forbidden.hits()).toEqual(expect.arrayContaining(expected))
  })

  it('runs in processes that have a network of their own', async () => {
    const stage = resources.use(await createStage())
    stage.site.serve('/', html('<img src=never>'))
    const { promise, resolve } = Promise.withResolvers<void>()
    stage.site.serve('/never', () => resolve())
    const stop = new AbortController()
    const rendering = stage.render('/', {}, { signal: stop.signal })
    await promise
    const networks = processTree(stage.processId()).slice(1).map(networkOf)
    stop.abort(new Error('seen enough'))
    await expect(rendering).rejects.toThrow('seen enough')
    expect(networks.filter((network) => network === 'its-own').length).toBeGreaterThan(3)
    // One that has ended meanwhile tells nothing.
    expect(networks).not.toContain('ours')
  })
})

/** What became of each request, by the last part of its path. */
const refusals = (requested: readonly { url: string; outcome: string }[]): Record<string, string> =>
  Object.fromEntries(requested.map(({ url, outcome }) => [url.replace(/^.*\//, ''), outcome]))

async function startForbidden() {
  const hits: string[] = []
  const listeners = new Set<() => void>()
  const note = (hit: string): void => {
    hits.push(hit)
    for (const listener of listeners) listener()
  }
  const server: TestServer = await startHttp((request, response) => {
    note((request.url ?? '').slice(1))
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end('1')
  })
  const socket: Socket = createSocket('udp4').on('message', () => note('udp'))
  socket.bind(server.port, '127.0.0.1')
  await once(socket, 'listening')
  return {
    origin: server.origin,
    port: socket.address().port,
    /** Requests by their path, datagrams, and connections that asked for nothing. */
    hits: () => (server.connections() > 0 && hits.length === 0 ? ['connection'] : hits),
    async reachedBy(expected: readonly string[]): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>()
      const look = (): void => {
        if (expected.every((hit) => hits.includes(hit))) resolve()
      }
      listeners.add(look)
      look()
      await promise
    },
    async [Symbol.asyncDispose]() {
      socket.close()
      await server[Symbol.asyncDispose]()
    },
  }
}
