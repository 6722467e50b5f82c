import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

/** Writes whatever a server can write, once the head of the request is there. */
export type Hostile = (socket: Socket, path: string) => void

/** One thing that a server can do, and how a crawl of it must end. */
export type Case = {
  name: string
  /** What is reported, `PORT` being that of the site; the own path of the case when there is none. */
  url?: string
  answer?: Hostile
  /** In the place of a server of HTTP: what it does when it is connected. */
  handshake?: Hostile
  /** What a server writes that has agreed on HTTP/2, once it was asked. */
  frames?: (socket: TLSSocket) => void
  /** The key and the certificates of a server of HTTPS that gives the answer. */
  secure?: { key: string; cert: string }
  /** Among these is what the visit of the page says: `outcome: code`, or `outcome` where it has no code. */
  ends: readonly string[]
  /** What visits of other addresses of the page must say at least once. */
  others?: readonly string[]
  /** Longest, from the report to the end of the crawl. */
  maxMs?: number
  /** Runs at the same time as the other slow ones. */
  isSlow?: boolean
}

export const READ = 'page'
export const OVER_BUDGET = 'page: page-over-budget'
export const TIMEOUT = 'failed: timeout'
export const LOST = 'failed: connection-lost'
export const TOO_LARGE = 'failed: page-too-large'
export const HEADERS = 'failed: headers-too-large'
export const ENCODING = 'failed: encoding-refused'

/** An answer with its length, as a proper server would send it. */
export function whole(
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
  status = '200 OK',
): Buffer {
  const bytes = Buffer.from(body)
  const all = { 'content-type': 'text/html', 'content-length': bytes.length, ...headers }
  return Buffer.concat([Buffer.from(head(all, status)), bytes])
}

/** The head of an answer. */
export function head(
  headers: Readonly<Record<string, string | number>>,
  status = '200 OK',
): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status}\r\n${lines.join('')}\r\n`
}

/** Sends it all at once, and closes. */
export const says =
  (answer: string | Uint8Array): Hostile =>
  (socket) =>
    void socket.end(answer)

/** What is costly to make is made when it is first asked for. */
export function lazily(make: () => Hostile): Hostile {
  let made: Hostile | undefined
  return (socket, path) => (made ??= make())(socket, path)
}

/** Sends it all at once, and never closes. */
export const saysAndStays =
  (answer: string | Uint8Array): Hostile =>
  (socket) =>
    void socket.write(answer)

/** Sends `piece` again and again for as long as it is taken. */
export function endless(start: string, piece: string | Uint8Array): Hostile {
  const block = Buffer.concat(Array<Buffer>(64).fill(Buffer.from(piece)))
  return (socket) => {
    socket.write(start)
    const pour = (): void => {
      while (!socket.destroyed && socket.write(block));
    }
    socket.on('drain', pour)
    pour()
  }
}

/** Sends one byte at a time. */
export function drips(text: string, everyMs: number): Hostile {
  return (socket) => {
    let at = 0
    const timer = setInterval(() => {
      if (socket.destroyed || at >= text.length) clearInterval(timer)
      else socket.write(text[at++]!)
    }, everyMs)
    socket.on('close', () => clearInterval(timer))
  }
}
