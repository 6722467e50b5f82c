import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer as createHttp, type RequestListener } from 'node:http'
import { createServer as createRaw, type AddressInfo, type Server, type Socket } from 'node:net'
import { createServer as createTls } from 'node:tls'
import { createAddressPolicy } from '@nightlight/runtime'
import type { FetchLimits } from './limits.ts'
import type { FetchOutcome } from './outcome.ts'
import type { Resolve } from './resolve.ts'
import { createSafeFetch, type SafeFetch } from './safe-fetch.ts'
import type { Proxy } from './tunnel/proxy.ts'

/** What a test opens to reach its own servers. */
export const LOOPBACK: readonly string[] = ['127.0.0.0/8']

/** Loopback is open unless `allowNetworks` says otherwise; no name resolves without `resolve`. */
export type FetcherSetup = {
  allowNetworks?: readonly string[]
  ports?: readonly number[]
  resolve?: Resolve
  proxy?: Proxy
  limits?: Partial<FetchLimits>
}

/** Creates a fetcher for one test. */
export function createFetcher(setup: FetcherSetup): SafeFetch {
  const { allowNetworks = LOOPBACK, ports = [], limits, proxy = null } = setup
  const resolve = setup.resolve ?? (() => Promise.reject(new Error('no name in this test')))
  return createSafeFetch(
    { policy: createAddressPolicy({ allowNetworks }), resolve },
    { allowPorts: ports, userAgent: 'Test/1', egress: 'lab', proxy, ...(limits ? { limits } : {}) },
  )
}

/** Fetches one path of a server, whose port is open unless `ports` says otherwise. */
export async function fetchFrom(
  server: { origin: string; port: number },
  setup: FetcherSetup & { path?: string; expect?: 'page' | 'image' } = {},
): Promise<FetchOutcome> {
  await using fetcher = createFetcher({ ports: [server.port], ...setup })
  const { path = '/', expect = 'page' } = setup
  return await fetcher.fetch(`${server.origin}${path}`, { expect })
}

/** The code of an outcome, or `answered` or `not-modified` and its status. */
export function codeOf(outcome: FetchOutcome): string {
  return 'code' in outcome ? outcome.code : `${outcome.status} ${outcome.httpStatus}`
}

/** The body of an outcome as text, or its code. */
export function textOf(outcome: FetchOutcome): string {
  return outcome.status === 'answered' ? Buffer.from(outcome.body).toString() : codeOf(outcome)
}

/** A server on 127.0.0.1 that counts what reaches it. */
export type TestServer = AsyncDisposable & {
  port: number
  /** `http://127.0.0.1:port` or its https form. */
  origin: string
  connections(): number
  /** Resolves when the next connection has been closed by either side. */
  nextClose(): Promise<void>
}

/** Serves HTTP through Node's own server. */
export function startHttp(listener: RequestListener): Promise<TestServer> {
  return start(createHttp(listener), 'http')
}

/** Serves whatever `onConnection` writes: for answers that no proper server would send. */
export function startRaw(onConnection: (socket: Socket) => void): Promise<TestServer> {
  return start(createRaw(onConnection), 'http')
}

/** Serves a fixed raw answer over TLS with `certificate`. */
export function startTls(
  certificate: { key: string; cert: string },
  answer: string,
): Promise<TestServer> {
  const server = createTls(certificate, (socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(answer))
  })
  return start(server, 'https')
}

/** Writes `answer` once the request has arrived, and closes. */
export function answerOnce(answer: string | Uint8Array): (socket: Socket) => void {
  return (socket) => {
    socket.once('data', () => socket.end(answer))
  }
}

/** Listens on 127.0.0.1. */
export async function start(server: Server, scheme: string): Promise<TestServer> {
  const sockets = new Set<Socket>()
  let connections = 0
  let closed = Promise.withResolvers<void>()
  server.on('connection', (socket: Socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      sockets.delete(socket)
      closed.resolve()
      closed = Promise.withResolvers()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    origin: `${scheme}://127.0.0.1:${port}`,
    connections: () => connections,
    nextClose: () => closed.promise,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

export type TestCertificate = { key: string; cert: string; sha256: string }

/**
 * Makes a key and a self-signed certificate that expired in 2001, for another name.
 *
 * @returns PEM, and the SHA-256 of the certificate in lower-case hex
 */
export function makeBadCertificate(): TestCertificate {
  return makeCertificate({ from: '000101000000Z', to: '010101000000Z' })
}

/** Makes one for 127.0.0.1 that is good until 2049, for whom its own PEM is an authority. */
export function makeGoodCertificate(): TestCertificate {
  const loopback = Buffer.from('87047f000001', 'hex')
  const names = der(0x30, Buffer.from('0603551d11', 'hex'), der(0x04, der(0x30, loopback)))
  const extensions = der(0xa3, der(0x30, names))
  return makeCertificate({ from: '200101000000Z', to: '491231000000Z', extensions })
}

function makeCertificate(about: {
  from: string
  to: string
  extensions?: Buffer
}): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = der(0x30, Buffer.from('06082a8648ce3d040302', 'hex'))
  const text = der(0x0c, Buffer.from('wrong.name'))
  const country = der(0x30, Buffer.from('0603550406', 'hex'), der(0x13, Buffer.from('NL')))
  const commonName = der(0x30, Buffer.from('0603550403', 'hex'), text)
  const name = der(0x30, der(0x31, country), der(0x31, commonName))
  const time = (value: string) => der(0x17, Buffer.from(value))
  const { from, to, extensions } = about
  const body = der(
    0x30,
    ...(extensions ? [der(0xa0, der(0x02, Buffer.from([2])))] : []),
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    der(0x30, time(from), time(to)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions ? [extensions] : []),
  )
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey))
  const certificate = new X509Certificate(der(0x30, body, algorithm, signature))
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: certificate.toString(),
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
  }
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
