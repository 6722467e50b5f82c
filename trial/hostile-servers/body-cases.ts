import {
  brotliCompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib'
import { ENCODING, lazily, LOST, READ, says, TOO_LARGE, whole, type Case } from './case.ts'

const MEGABYTE = 2 ** 20
const zeros = (): Buffer => Buffer.alloc(100 * MEGABYTE)
const OVER = [ENCODING, TOO_LARGE]
const PICTURE_OVER = [ENCODING, 'failed: image-too-large', TOO_LARGE]
const ZSTD_WINDOW = { params: { [constants.ZSTD_c_windowLog]: 27 } }
const BR_QUICK = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }
const PNG_START = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

const packed = (coding: string, body: () => Uint8Array, type = 'text/html') =>
  lazily(() => says(whole(body(), { 'content-encoding': coding, 'content-type': type })))

/** Text that packs to about a twentieth. */
function mixed(length: number): Buffer {
  const words = Array.from({ length: 5_000 }, (_, at) => `<p>${(at * 7919).toString(36)}`).join('')
  return Buffer.alloc(length, words)
}

function twoLines(body: Buffer): Buffer {
  const start =
    'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-encoding: gzip\r\ncontent-encoding: gzip\r\n\r\n'
  return Buffer.concat([Buffer.from(start), body])
}

/** Stored blocks of no length; the last one ends the stream. */
function emptyBlocks(count: number): Buffer {
  const block = Buffer.from([0, 0, 0, 0xff, 0xff])
  const last = Buffer.from([1, 0, 0, 0xff, 0xff, 0, 0, 0, 1])
  return Buffer.concat([Buffer.from([0x78, 0x01]), ...Array<Buffer>(count).fill(block), last])
}

const noisy = (body: Buffer): Buffer => Buffer.concat([body, Buffer.alloc(100_000, 7)])

function wrong(body: Buffer): Buffer {
  const copy = Buffer.from(body)
  copy[copy.length - 6]! ^= 0xff
  return copy
}

const gzip = (): Buffer => gzipSync(zeros())
const twice = (): Buffer => gzipSync(gzip())
const noise = (): Buffer => mixed(MEGABYTE)
const small = (): Buffer => gzipSync('<p>hi')

type Row = readonly [
  name: string,
  coding: string,
  body: () => Uint8Array,
  ends: readonly string[],
  type?: string,
]

const ROWS: readonly Row[] = [
  ['bomb in gzip', 'gzip', gzip, OVER],
  ['bomb in x-gzip', 'x-gzip', gzip, OVER],
  ['bomb in br', 'br', () => brotliCompressSync(zeros(), BR_QUICK), OVER],
  ['bomb in deflate', 'deflate', () => deflateSync(zeros()), OVER],
  ['bomb in bare deflate', 'deflate', () => deflateRawSync(zeros()), OVER],
  ['bomb in zstd', 'zstd', () => zstdCompressSync(zeros()), OVER],
  ['bomb in zstd, window of 128 MB', 'zstd', () => zstdCompressSync(zeros(), ZSTD_WINDOW), OVER],
  ['bomb in gzip as a picture', 'gzip', gzip, PICTURE_OVER, 'image/png'],
  [
    'bomb behind the start of a picture',
    'gzip',
    () => gzipSync(Buffer.concat([PNG_START, zeros()])),
    PICTURE_OVER,
  ],
  ['gzip in gzip', 'gzip, gzip', twice, [ENCODING]],
  ['br in gzip in br', 'br, gzip, br', twice, [ENCODING]],
  ['1,000 codings', Array(1000).fill('gzip').join(','), gzip, [ENCODING]],
  [
    'just below the ratio, above the size',
    'gzip',
    () => gzipSync(mixed(12 * MEGABYTE), { level: 1 }),
    OVER,
  ],
  [
    '200,000 empty members of gzip',
    'gzip',
    () => Buffer.concat(Array<Buffer>(200_000).fill(gzipSync(''))),
    [TOO_LARGE, ENCODING, READ],
  ],
  [
    '100,000 empty blocks of deflate',
    'deflate',
    () => emptyBlocks(100_000),
    [ENCODING, READ, LOST],
  ],
  ['gzip that ends early', 'gzip', () => gzipSync(mixed(200_000)).subarray(0, 5_000), [LOST]],
  ['gzip with noise behind it', 'gzip', () => noisy(small()), [READ, ENCODING]],
  ['gzip with a wrong checksum', 'gzip', () => wrong(small()), [ENCODING, READ]],
  ['br called gzip', 'gzip', () => brotliCompressSync('<p>hi'), [ENCODING]],
  ['noise called br', 'br', noise, [ENCODING, LOST]],
  ['noise called zstd', 'zstd', noise, [ENCODING, LOST]],
  ['coding that nobody knows', 'sdch', () => Buffer.from('<p>hi'), [READ, ENCODING]],
  ['bzip2', 'bzip2', noise, [ENCODING]],
]

/** Bodies that are larger than they look, or are not what they say. */
export const BODY_CASES: readonly Case[] = [
  ...ROWS.map(([name, coding, body, ends, type]) => ({
    name,
    answer: packed(coding, body, type),
    ends,
  })),
  {
    name: 'gzip in gzip, in two lines',
    answer: lazily(() => says(twoLines(twice()))),
    ends: [ENCODING],
  },
]
