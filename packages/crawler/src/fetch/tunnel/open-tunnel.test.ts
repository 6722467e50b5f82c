import type { Socket } from 'node:net'
import { createSecureServer } from 'node:http2'
import { describe, expect, it } from 'vitest'
import { withoutPicture } from '../../removal/verdict.ts'
import { failureOf } from '../../visit-location.ts'
import {
  codeOf,
  createFetcher,
  fetchFrom,
  makeBadCertificate,
  makeGoodCertificate,
  start,
  startHttp,
  startRaw,
  textOf,
} from '../testing.ts'
import type { Proxy } from './proxy.ts'
import {
  startHttpProxy,
  startSocks5,
  type ProxyBehaviour,
  type TestProxy,
} from './testing-proxy.ts'

const KINDS = [
  ['http', startHttpProxy],
  ['socks5', startSocks5],
] as const

const proxyOf = (
  type: 'http' | 'socks5',
  { host, port }: TestProxy,
  credentials: { username?: string; password?: string } = {},
): Proxy => ({ type, host, port, ...credentials })

describe.each(KINDS)('a proxy of kind %s', (type, startProxy) => {
  const through = async (
    behaviour: ProxyBehaviour,
    setup: Partial<Parameters<typeof fetchFrom>[1]> & {
      credentials?: { username: string; password: string }
      origin?: (port: number) => string
    } = {},
  ) => {
    await using server = await startHttp((_request, response) => response.end('seen'))
    await using proxy = await startProxy(behaviour)
    const { credentials, origin = (port) => `http://127.0.0.1:${port}`, ...rest } = setup
    const outcome = await fetchFrom(
      { origin: origin(server.port), port: server.port },
      { proxy: proxyOf(type, proxy, credentials), ...rest },
    )
    return { outcome, proxy, server: { port: server.port, connections: server.connections() } }
  }

  it('is told the checked address, never the name', async () => {
    const { outcome, proxy, server } = await through(
      {},
      { origin: (port) => `http://site.com:${port}`, resolve: async () => ['127.0.0.1'] },
    )
    expect(textOf(outcome)).toBe('seen')
    expect(proxy.asked).toEqual([`127.0.0.1:${server.port}`])
    expect(outcome.observation).toMatchObject({ address: '127.0.0.1', proxy: type, egress: 'lab' })
  })

  it('is told addresses of the sixth version', async () => {
    const { outcome, proxy } = await through(
      { route: (_host, port) => ({ host: '127.0.0.1', port }) },
      {
        origin: (port) => `http://site.com:${port}`,
        resolve: async () => ['2606:4700:4700::1111'],
      },
    )
    expect(textOf(outcome)).toBe('seen')
    const named = type === 'http' ? '[2606:4700:4700::1111]' : 'v6 26064700470000000000000000001111'
    expect(proxy.asked[0]?.startsWith(named)).toBe(true)
  })

  it.each([
    ['a closed address', 'http://169.254.169.254/', 'address-refused'],
    ['a name that leads inside', 'http://site.com/', 'address-refused'],
    ['a name of the inside', 'http://metadata.google.internal/', 'host-refused'],
    ['an onion service', `http://${'a'.repeat(56)}.onion/`, 'onion-refused'],
  ])('is never asked for %s', async (_name, url, code) => {
    await using proxy = await startProxy()
    await using fetcher = createFetcher({
      proxy: proxyOf(type, proxy),
      resolve: async () => ['10.0.0.1'],
    })
    expect(codeOf(await fetcher.fetch(url, { expect: 'page' }))).toBe(code)
    expect([proxy.asked, proxy.connections()]).toEqual([[], 0])
  })

  it('is not made to reach inside by a redirect', async () => {
    await using server = await startHttp((_request, response) => {
      response.writeHead(302, { location: 'http://127.0.0.2/' }).end()
    })
    await using proxy = await startProxy()
    const setup = { proxy: proxyOf(type, proxy), allowNetworks: ['127.0.0.1'] }
    expect(codeOf(await fetchFrom(server, setup))).toBe('address-refused')
    expect(proxy.asked).toEqual([`127.0.0.1:${server.port}`])
  })

  it('carries TLS and HTTP/2', async () => {
    const certificate = makeBadCertificate()
    await using server = await start(
      createSecureServer(certificate, (_request, response) => response.end('secret')),
      'https',
    )
    await using proxy = await startProxy()
    const outcome = await fetchFrom(server, { proxy: proxyOf(type, proxy) })
    expect(textOf(outcome)).toBe('secret')
    expect(outcome.observation).toMatchObject({
      httpVersion: '2',
      certificateSha256: certificate.sha256,
    })
  })

  it('gets its credentials', async () => {
    const credentials = { username: 'ann', password: 'secret' }
    const { outcome, proxy } = await through({ wants: 'ann:secret' }, { credentials })
    expect([textOf(outcome), proxy.credentials]).toEqual(['seen', ['ann:secret']])
  })

  it.each([
    ['wrong', { username: 'ann', password: 'wrong' }],
    ['no', undefined],
  ])('that refuses %s credentials is no answer of the site', async (_name, credentials) => {
    const setup = credentials ? { credentials } : {}
    const { outcome, server } = await through({ wants: 'ann:secret' }, setup)
    expect([codeOf(outcome), outcome.observation.httpStatus, server.connections]).toEqual([
      'proxy-refused',
      null,
      0,
    ])
  })

  it('that reaches no target says so, and is asked for the next address', async () => {
    const { outcome, proxy } = await through(
      { route: () => ({ host: '127.0.0.1', port: 1 }) },
      {
        origin: (port) => `http://site.com:${port}`,
        resolve: async () => ['127.0.0.1', '127.0.0.2'],
      },
    )
    expect([codeOf(outcome), proxy.asked.length]).toEqual(['proxy-target-failed', 2])
  })

  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
    ['an endless answer', 'x'.repeat(20_000)],
  ])('that speaks %s fails', async (_name, answer) => {
    await using proxy = await startRaw((socket) => void socket.end(answer))
    await using fetcher = createFetcher({
      proxy: { type, host: '127.0.0.1', port: proxy.port },
      ports: [1],
    })
    const outcome = await fetcher.fetch('http://127.0.0.1:1/', { expect: 'page' })
    expect(codeOf(outcome)).toBe('proxy-failed')
  })

  it.each([
    ['is silent', () => undefined],
    [
      'drips',
      (socket: Socket) => {
        const timer = setInterval(() => socket.write('H'), 10)
        socket.on('close', () => clearInterval(timer))
      },
    ],
  ])('that %s fails in time', async (_name, serve) => {
    await using proxy = await startRaw(serve)
    await using fetcher = createFetcher({
      proxy: { type, host: '127.0.0.1', port: proxy.port },
      ports: [1],
      limits: { tunnelMs: 100 },
    })
    const outcome = await fetcher.fetch('http://127.0.0.1:1/', { expect: 'page' })
    expect(codeOf(outcome)).toBe('proxy-failed')
  })

  it('that hangs up, or is not there, fails', async () => {
    const proxy = await startRaw((socket) => socket.destroy())
    const setup = { proxy: { type, host: '127.0.0.1', port: proxy.port }, ports: [1] }
    await using fetcher = createFetcher(setup)
    const url = 'http://127.0.0.1:1/'
    expect(codeOf(await fetcher.fetch(url, { expect: 'page' }))).toBe('proxy-failed')
    await proxy[Symbol.asyncDispose]()
    expect(codeOf(await fetcher.fetch(url, { expect: 'page' }))).toBe('proxy-failed')
  })

  it('is left when the caller aborts', async () => {
    const met = Promise.withResolvers<void>()
    await using proxy = await startRaw(() => met.resolve())
    await using fetcher = createFetcher({
      proxy: { type, host: '127.0.0.1', port: proxy.port },
      ports: [1],
    })
    const control = new AbortController()
    const closed = proxy.nextClose()
    const fetching = fetcher.fetch('http://127.0.0.1:1/', {
      expect: 'page',
      signal: control.signal,
    })
    await met.promise
    control.abort(new Error('stopped'))
    await expect(fetching).rejects.toThrow('stopped')
    await closed
  })
})

describe('an HTTP proxy', () => {
  it.each([
    [403, 'proxy-refused'],
    [404, 'proxy-failed'],
    [407, 'proxy-refused'],
    [410, 'proxy-failed'],
    [500, 'proxy-failed'],
    [502, 'proxy-target-failed'],
    [504, 'proxy-target-failed'],
    [100, 'proxy-failed'],
  ])('that answers %i itself is %s, not the site', async (status, code) => {
    await using proxy = await startHttpProxy({
      answer: `HTTP/1.1 ${status} Whatever\r\ncontent-length: 4\r\n\r\ngone`,
    })
    await using fetcher = createFetcher({ proxy: proxyOf('http', proxy), ports: [1] })
    const outcome = await fetcher.fetch('http://127.0.0.1:1/', { expect: 'page' })
    expect([codeOf(outcome), outcome.status]).toEqual([code, 'failed'])
    expect(withoutPicture(failureOf(outcome)).outcome).toBe('unknown')
    expect(outcome.observation).toMatchObject({ httpStatus: null, address: null })
  })

  it('within TLS is checked, and carries TLS', async () => {
    const certificate = makeGoodCertificate()
    await using server = await start(
      createSecureServer(makeBadCertificate(), (_request, response) => response.end('secret')),
      'https',
    )
    await using proxy = await startHttpProxy({ certificate, wants: 'ann:secret' })
    const settings = {
      type: 'https',
      host: '127.0.0.1',
      port: proxy.port,
      username: 'ann',
      password: 'secret',
    } as const
    expect(textOf(await fetchFrom(server, { proxy: { ...settings, ca: certificate.cert } }))).toBe(
      'secret',
    )
    expect(codeOf(await fetchFrom(server, { proxy: settings }))).toBe('proxy-failed')
    expect(proxy.credentials).toEqual(['ann:secret'])
  })
})

describe('a SOCKS5 proxy', () => {
  it.each([
    [1, 'proxy-failed'],
    [2, 'proxy-refused'],
    [3, 'proxy-target-failed'],
    [4, 'proxy-target-failed'],
    [5, 'proxy-target-failed'],
    [6, 'proxy-target-failed'],
    [7, 'proxy-failed'],
    [8, 'proxy-failed'],
    [0xf0, 'proxy-failed'],
  ])('that replies %i is %s', async (reply, code) => {
    await using proxy = await startSocks5({
      answer: Buffer.from([5, reply, 0, 1, 0, 0, 0, 0, 0, 0]),
    })
    await using fetcher = createFetcher({ proxy: proxyOf('socks5', proxy), ports: [1] })
    const outcome = await fetcher.fetch('http://127.0.0.1:1/', { expect: 'page' })
    expect([codeOf(outcome), outcome.observation.httpStatus]).toEqual([code, null])
    expect(withoutPicture(failureOf(outcome)).outcome).toBe('unknown')
  })

  it.each([
    ['a method that was not offered', Buffer.from([5, 3])],
    ['an unknown kind of address', Buffer.from([5, 0, 5, 0, 0, 9, 0, 0])],
    ['half a reply', Buffer.from([5, 0, 5, 0])],
  ])('that answers with %s fails', async (_name, answer) => {
    await using proxy = await startRaw((socket) => void socket.end(answer))
    await using fetcher = createFetcher({
      proxy: { type: 'socks5', host: '127.0.0.1', port: proxy.port },
      ports: [1],
    })
    const outcome = await fetcher.fetch('http://127.0.0.1:1/', { expect: 'page' })
    expect(codeOf(outcome)).toBe('proxy-failed')
  })
})
