import { once } from 'node:events'
import { createServer, type TLSSocket } from 'node:tls'
import type { FetchOutcome } from '../outcome.ts'
import {
  fetchFrom,
  makeBadCertificate,
  start,
  type FetcherSetup,
  type TestServer,
} from '../testing.ts'

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'

export const DATA = 0
export const HEADERS = 1
export const PRIORITY = 2
export const RST_STREAM = 3
export const SETTINGS = 4
export const PUSH_PROMISE = 5
export const PING = 6
export const GOAWAY = 7
export const WINDOW_UPDATE = 8
export const CONTINUATION = 9

export const END_STREAM = 0x1
export const END_HEADERS = 0x4
export const PADDED = 0x8

/** One HTTP/2 frame, as RFC 9113 section 4.1 has it. */
export function frame(
  type: number,
  flags: number,
  stream: number,
  payload: Uint8Array | string = '',
): Buffer {
  const content = Buffer.from(payload as Uint8Array)
  const head = Buffer.alloc(9)
  head.writeUIntBE(content.byteLength, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, content])
}

/** A header field that enters no table. */
export function field(name: string, value: string): Buffer {
  return Buffer.concat([
    Buffer.from([0]),
    lengthOf(name),
    Buffer.from(name),
    lengthOf(value),
    Buffer.from(value),
  ])
}

/** A number with a prefix of seven bits, RFC 7541 section 5.1; at most 16,510. */
function lengthOf({ length }: string): Buffer {
  if (length < 127) return Buffer.from([length])
  const rest = length - 127
  return Buffer.from([127, 128 | (rest & 127), rest >> 7])
}

/** `:status: 200`, from the static table. */
export const STATUS_200 = Buffer.from([0x88])

export const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** The head of an answer on the first stream. */
export const answerHead = (...fields: Uint8Array[]): Buffer =>
  frame(HEADERS, END_HEADERS, 1, Buffer.concat([STATUS_200, ...fields]))

/** The whole body. */
export const answerBody = (text: string): Buffer => frame(DATA, END_STREAM, 1, text)

export type Http2Server = TestServer & {
  /** Versions that were agreed, one for each connection. */
  agreed: string[]
}

/** Runs `then` once the other side has read what was written before. */
export function onceRead(socket: TLSSocket, then: () => void): void {
  const mark = Buffer.from('was-read')
  const onData = (piece: Buffer): void => {
    if (!piece.includes(mark)) return
    socket.off('data', onData)
    then()
  }
  socket.on('data', onData)
  socket.write(frame(PING, 0, 0, mark))
}

/**
 * Serves whatever frames `onRequest` writes, once a request has arrived and settings were sent; who asks in
 * HTTP/1.1 gets `fallback`.
 */
export async function startFrames(onRequest: (socket: TLSSocket) => void): Promise<Http2Server> {
  const agreed: string[] = []
  const { key, cert } = makeBadCertificate()
  const server = createServer({ key, cert, ALPNProtocols: ['h2', 'http/1.1'] }, (socket) => {
    socket.on('error', () => undefined)
    agreed.push(String(socket.alpnProtocol))
    if (socket.alpnProtocol === 'h2') void serve(socket, onRequest)
    else
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\nfallback'))
  })
  return Object.assign(await start(server, 'https'), { agreed })
}

async function serve(socket: TLSSocket, onRequest: (socket: TLSSocket) => void): Promise<void> {
  let held = Buffer.alloc(0)
  while (!hasRequest(held)) {
    const [piece] = (await once(socket, 'data')) as [Buffer]
    held = Buffer.concat([held, piece])
  }
  // Not one of the frames that a test counts.
  socket.write(frame(SETTINGS, 0, 0))
  socket.on('data', () => undefined)
  onRequest(socket)
}

function hasRequest(held: Buffer): boolean {
  let at = PREFACE.length
  while (at + 9 <= held.byteLength) {
    if (held[at + 3] === HEADERS) return true
    at += 9 + held.readUIntBE(at, 3)
  }
  return false
}

/** Writes the same bytes until the other side closes. */
export function writeForEver(socket: TLSSocket, bytes: Uint8Array): void {
  const block = Buffer.concat(Array.from({ length: 64 }, () => bytes))
  const more = (): void => {
    while (!socket.destroyed && socket.write(block));
  }
  socket.on('drain', more)
  more()
}

type Setup = FetcherSetup & { expect?: 'page' | 'image' }

/** What a server that sends these frames for an answer comes to, and the versions that were agreed. */
export async function answeredBy(frames: readonly Uint8Array[], setup: Setup = {}) {
  await using server = await startFrames((socket) => socket.write(Buffer.concat(frames)))
  const outcome = await fetchFrom(server, setup)
  return { outcome, agreed: server.agreed }
}

/** The same bytes again and again after `before` (once it was read, if it is an answer), until we hang up. */
export async function floodedBy(
  before: readonly Uint8Array[],
  bytes: Uint8Array,
  setup: Setup = {},
) {
  await using server = await startFrames((socket) => {
    for (const piece of before) socket.write(piece)
    if (before.length < 2) writeForEver(socket, bytes)
    else onceRead(socket, () => writeForEver(socket, bytes))
  })
  const closed = server.nextClose()
  const outcome = await fetchFrom(server, setup)
  await closed
  return { outcome, agreed: server.agreed }
}

/** Why HTTP/2 was given up, or null. */
export const problemOf = ({ observation }: FetchOutcome) => observation.http2Problem
