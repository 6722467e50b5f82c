import type { TLSSocket } from 'node:tls'
import {
  answerHead,
  CONTINUATION,
  DATA,
  END_HEADERS,
  END_STREAM,
  field,
  frame,
  GOAWAY,
  HEADERS,
  PADDED,
  PING,
  PRIORITY,
  PUSH_PROMISE,
  RST_STREAM,
  SETTINGS,
  STATUS_200,
  uint32,
  WINDOW_UPDATE,
  writeForEver,
} from '../../packages/crawler/src/fetch/http2/testing-http2.ts'
import { HEADERS as TOO_MANY_HEADERS, LOST, TIMEOUT, TOO_LARGE, type Case } from './case.ts'

/** A server that fails at HTTP/2 is asked in HTTP/1.1, and then says one word that is no page. */
const FELL_BACK = 'other: not-an-image'
const FLOOD = [FELL_BACK, 'failed: http2-flood', LOST, TOO_MANY_HEADERS]
const BODY = answerHead(field('content-type', 'text/html'))

/** Pours the same bytes for as long as they are taken. */
const floods =
  (piece: Uint8Array, before: Uint8Array = Buffer.alloc(0)) =>
  (socket: TLSSocket): void => {
    socket.write(before)
    writeForEver(socket, piece)
  }

const says =
  (...frames: Uint8Array[]) =>
  (socket: TLSSocket): void =>
    void socket.write(Buffer.concat(frames))

/** 60 references to one field of 4,000 bytes that the first of them puts into the table. */
function packedHeaders(): Buffer {
  const entry = field('x-a', 'a'.repeat(4_000))
  entry[0] = 0x40
  return Buffer.concat([STATUS_200, entry, Buffer.alloc(15_000, 0xbe)])
}

const CASES: readonly Case[] = [
  { name: 'settings', frames: floods(frame(SETTINGS, 0, 0)), ends: FLOOD },
  { name: 'pings', frames: floods(frame(PING, 0, 0, '12345678')), ends: FLOOD },
  { name: 'resets', frames: floods(frame(RST_STREAM, 0, 1, uint32(8))), ends: FLOOD },
  { name: 'windows', frames: floods(frame(WINDOW_UPDATE, 0, 0, uint32(1))), ends: FLOOD },
  { name: 'priorities', frames: floods(frame(PRIORITY, 0, 1, Buffer.alloc(5))), ends: FLOOD },
  { name: 'unknown frames', frames: floods(frame(0xee, 0, 0, 'a')), ends: FLOOD },
  { name: 'promises', frames: floods(frame(PUSH_PROMISE, END_HEADERS, 1, uint32(2))), ends: FLOOD },
  {
    name: 'continuations',
    frames: floods(frame(CONTINUATION, 0, 1, field('x-a', 'b')), frame(HEADERS, 0, 1, STATUS_200)),
    ends: FLOOD,
  },
  {
    name: 'interim answers',
    frames: floods(frame(HEADERS, END_HEADERS, 1, field(':status', '103'))),
    ends: FLOOD,
  },
  {
    name: 'header list of 60 MB in 19 kB',
    frames: says(frame(HEADERS, END_HEADERS, 1, packedHeaders().subarray(0, 16_000))),
    ends: FLOOD,
  },
  { name: 'empty data', frames: floods(frame(DATA, 0, 1), BODY), ends: FLOOD },
  {
    name: 'padding',
    frames: floods(
      frame(DATA, PADDED, 1, Buffer.concat([Buffer.from([255]), Buffer.alloc(255)])),
      BODY,
    ),
    ends: FLOOD,
  },
  {
    name: 'body without an end',
    frames: floods(frame(DATA, 0, 1, 'a'.repeat(16_000)), BODY),
    ends: [TOO_LARGE],
  },
  {
    name: 'frame beyond the largest',
    frames: says(frame(DATA, 0, 1, Buffer.alloc(100_000))),
    ends: FLOOD,
  },
  { name: 'goes away', frames: says(frame(GOAWAY, 0, 0, Buffer.alloc(8))), ends: FLOOD },
  { name: 'noise', frames: floods(Buffer.from('noise\0\xff\xff')), ends: FLOOD },
  {
    name: 'ends in the middle of the body',
    frames: (socket) => void socket.end(Buffer.concat([BODY, frame(DATA, 0, 1, '<p>')])),
    ends: [LOST, FELL_BACK],
  },
  {
    name: 'never closes after its answer',
    frames: says(BODY, frame(DATA, END_STREAM, 1, '<p>hello')),
    ends: ['page'],
    maxMs: 2_000,
  },
  { name: 'no answer', frames: () => undefined, ends: [TIMEOUT], maxMs: 32_000, isSlow: true },
  {
    name: 'body that drips',
    frames(socket) {
      socket.write(BODY)
      const timer = setInterval(() => socket.write(frame(DATA, 0, 1, 'a')), 100)
      socket.on('close', () => clearInterval(timer))
    },
    ends: [TIMEOUT, 'failed: http2-flood'],
    maxMs: 32_000,
    isSlow: true,
  },
]

/** Servers that agree on HTTP/2. */
export const HTTP2_CASES = CASES.map((one) => ({ ...one, name: `http2: ${one.name}` }))
