import { describe, expect, it } from 'vitest'
import { createAddressPolicy } from '@nightlight/runtime'
import { connectToAny } from './connect.ts'
import { DEFAULT_FETCH_LIMITS } from './limits.ts'
import {
  answerOnce,
  codeOf,
  fetchFrom,
  makeBadCertificate,
  startHttp,
  startRaw,
  startTls,
  textOf,
} from './testing.ts'
import type { Proxy } from './tunnel/proxy.ts'
import { startSocks5 } from './tunnel/testing-proxy.ts'

describe('TLS', () => {
  const certificate = makeBadCertificate()
  const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'

  it('with a bad certificate is recorded and read', async () => {
    await using server = await startTls(certificate, answer)
    const outcome = await fetchFrom(server)
    expect(textOf(outcome)).toBe('ok')
    expect(outcome.observation).toMatchObject({
      certificateSha256: certificate.sha256,
      // The only one of its chain.
      certificateChainSha256: certificate.sha256,
      certificateProblem: expect.stringMatching(/^[A-Z_]+$/),
      certificateCountry: 'NL',
      tlsVersion: 'TLSv1.3',
    })
  })

  it('sends the name of the URL to a checked address', async () => {
    await using server = await startTls(certificate, answer)
    const outcome = await fetchFrom(
      { origin: `https://site.com:${server.port}`, port: server.port },
      { resolve: async () => ['127.0.0.1'] },
    )
    expect([textOf(outcome), outcome.observation.address]).toEqual(['ok', '127.0.0.1'])
  })

  it('that is none fails', async () => {
    await using server = await startRaw(answerOnce('HTTP/1.1 200 OK\r\n\r\n'))
    const outcome = await fetchFrom({ ...server, origin: `https://127.0.0.1:${server.port}` })
    expect(codeOf(outcome)).toBe('tls-failed')
  })

  it('that is closed during the handshake fails', async () => {
    await using server = await startRaw((socket) => socket.once('data', () => socket.destroy()))
    const outcome = await fetchFrom({ ...server, origin: `https://127.0.0.1:${server.port}` })
    expect(codeOf(outcome)).toBe('tls-failed')
  })

  it('that stalls in the handshake times out', async () => {
    await using server = await startRaw(() => undefined)
    const outcome = await fetchFrom(
      { ...server, origin: `https://127.0.0.1:${server.port}` },
      { limits: { connectMs: 50 } },
    )
    expect(codeOf(outcome)).toBe('timeout')
  })

  it('with a large handshake is refused', async () => {
    await using server = await startTls(certificate, answer)
    const outcome = await fetchFrom(server, { limits: { maxHandshakeBytes: 100 } })
    expect(codeOf(outcome)).toBe('tls-failed')
  })

  it('is not left for plain HTTP on another host', async () => {
    const location =
      'HTTP/1.1 302 Found\r\nlocation: http://other.com/\r\ncontent-length: 0\r\n\r\n'
    await using server = await startTls(certificate, location)
    expect(codeOf(await fetchFrom(server))).toBe('redirect-refused')
  })
})

describe('a server that is not there', () => {
  it('is a failed connection', async () => {
    const server = await startHttp((_request, response) => response.end())
    await server[Symbol.asyncDispose]()
    expect(codeOf(await fetchFrom(server))).toBe('connect-failed')
  })
})

describe('connectToAny', () => {
  const ONION = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion'
  const policy = createAddressPolicy({ allowNetworks: [] })
  const control = new AbortController()
  const connect = (address: string, proxy: Proxy | null) =>
    connectToAny(
      [address],
      { port: 80, tlsHost: null, offer: ['http/1.1'] },
      { policy, proxy },
      { limits: DEFAULT_FETCH_LIMITS, signal: control.signal },
    )

  it.each(['127.0.0.1', '::1', '169.254.169.254', 'localhost', 'site.com', ONION])(
    'refuses %s by itself, with or without a proxy',
    async (address) => {
      await using proxy = await startSocks5()
      const through = { type: 'socks5', host: proxy.host, port: proxy.port } as const
      const refusal = { result: { status: 'refused', code: 'address-refused' } }
      await expect(connect(address, null)).rejects.toMatchObject(refusal)
      await expect(connect(address, through)).rejects.toMatchObject(refusal)
      if (address !== ONION) {
        await expect(connect(address, { ...through, onion: true })).rejects.toMatchObject(refusal)
      }
      expect(proxy.connections()).toBe(0)
    },
  )
})
