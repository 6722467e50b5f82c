import { createServer as createRaw, type Server, type Socket } from 'node:net'
import { createServer as createTls } from 'node:tls'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { startFrames } from '../../packages/crawler/src/fetch/http2/testing-http2.ts'
import { picture } from '../../packages/crawler/src/testing-crawl.ts'
import { startDns } from '../ssrf/dns-server.ts'
import { says, whole, type Case, type Hostile } from './case.ts'
import { hostileZone } from './dns-cases.ts'

const MAX_HEAD = 16_384

export type Servers = AsyncDisposable & {
  /** What to report for a case. */
  urlOf(one: Case): string
  /** A page with one picture that anybody can read, another each time. */
  goodUrl(): string
  ports: readonly number[]
  dnsPort: number
}

/** Serves all cases on 127.0.0.1: those of HTTP at one port, by path, and every one of TLS at its own. */
export async function openServers(cases: readonly Case[]): Promise<Servers> {
  await using resources = new AsyncDisposableStack()
  const dns = resources.use(await startDns(hostileZone))
  const web = await listen(resources, createRaw(asHttp((path) => hostileAt(path, cases))))
  const own = new Map<Case, string>()
  const ports = [web]
  let pages = 0
  for (const one of cases) {
    const { handshake, secure, answer, frames } = one
    if (frames !== undefined) {
      const { port, origin } = resources.use(await startFrames(frames))
      ports.push(port)
      own.set(one, `${origin}/`)
    }
    if (handshake === undefined && secure === undefined) continue
    const server =
      secure === undefined
        ? createRaw((socket) => handshake?.(quiet(socket), '/'))
        : createTls(
            secure,
            asHttp(() => answer),
          )
    const port = await listen(resources, server)
    ports.push(port)
    own.set(one, `https://127.0.0.1:${port}/`)
  }
  const origin = `http://127.0.0.1:${web}`
  const owned = resources.move()
  return {
    urlOf: (one) =>
      own.get(one) ?? one.url?.replace('PORT', String(web)) ?? `${origin}/${cases.indexOf(one)}/`,
    goodUrl: () => `${origin}/good/${++pages}/`,
    ports,
    dnsPort: dns.port,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function hostileAt(path: string, cases: readonly Case[]): Hostile | undefined {
  if (path.startsWith('/good/')) return good
  return cases[Number(/^\/(\d+)\//.exec(path)?.[1])]?.answer
}

const good: Hostile = (socket, path) => {
  const shown = whole('<!doctype html><img src=a.jpg>')
  socket.end(
    path.endsWith('.jpg') ? whole(picture('scene-1'), { 'content-type': 'image/jpeg' }) : shown,
  )
}

/** Reads the head of the request and hands over; what comes after it is not read. */
function asHttp(find: (path: string) => Hostile | undefined): (socket: Socket) => void {
  return (socket) => {
    let head = ''
    const onData = (chunk: Buffer): void => {
      head += chunk.toString('latin1')
      if (!head.includes('\r\n\r\n') && head.length < MAX_HEAD) return
      socket.off('data', onData).resume()
      const path = head.split(' ')[1] ?? '/'
      const hostile = find(path) ?? says(whole('', {}, '404 Not Found'))
      hostile(socket, path)
    }
    quiet(socket).on('data', onData)
  }
}

const quiet = (socket: Socket): Socket => socket.on('error', () => undefined)

async function listen(resources: AsyncDisposableStack, server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(quiet(socket))
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  resources.defer(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  return (server.address() as AddressInfo).port
}
