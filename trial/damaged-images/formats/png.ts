import { crc32, deflateSync } from 'node:zlib'
import { big, bigEndian, type Field } from '../file.ts'

export const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')

const SIGNATURE_BYTES = 8
const CHUNK_FRAME = 12

export type PngHeader = {
  width: number
  height: number
  depth: number
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha. */
  colour: 0 | 2 | 3 | 4 | 6
}

/** Every colour type with every depth that the format allows. */
export const PNG_KINDS: readonly (readonly [PngHeader['colour'], readonly number[]])[] = [
  [0, [1, 2, 4, 8, 16]],
  [2, [8, 16]],
  [3, [1, 2, 4, 8]],
  [4, [8, 16]],
  [6, [8, 16]],
]

const CHANNELS = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const

/** A chunk with a right length and checksum. */
export function pngChunk(type: string, data: Uint8Array = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  return Buffer.concat([bigEndian(4, data.length), body, bigEndian(4, crc32(body))])
}

/** The IHDR chunk. */
export function pngHeader({ width, height, depth, colour }: PngHeader): Buffer {
  const rest = Buffer.from([depth, colour, 0, 0, 0])
  return pngChunk('IHDR', Buffer.concat([bigEndian(4, width, height), rest]))
}

/** Unfiltered rows cut from `noise`, with a filter byte before each. */
export function pngRows({ width, height, depth, colour }: PngHeader, noise: Uint8Array): Buffer {
  const rowBytes = Math.ceil((width * depth * CHANNELS[colour]) / 8)
  const out = Buffer.alloc(height * (rowBytes + 1))
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < rowBytes; x++) {
      out[y * (rowBytes + 1) + 1 + x] = noise[(y * rowBytes + x) % noise.length] ?? 0
    }
  }
  return out
}

/** A whole picture of the given kind; `extra` chunks go before its pixels. */
export function pngFile(header: PngHeader, noise: Uint8Array, extra: Buffer[] = []): Buffer {
  const palette = header.colour === 3 ? [pngChunk('PLTE', noise.subarray(0, 768))] : []
  const pixels = pngChunk('IDAT', deflateSync(pngRows(header, noise)))
  const chunks = [pngHeader(header), ...palette, ...extra, pixels, pngChunk('IEND')]
  return Buffer.concat([PNG_SIGNATURE, ...chunks])
}

/** An animated picture; each frame shows another part of `noise`. `said` is the announced count. */
export function apngFile(
  header: PngHeader,
  noise: Uint8Array,
  frames: number,
  said = frames,
): Buffer {
  const frame = (i: number) => deflateSync(pngRows(header, noise.subarray(i * 30)))
  const control = (sequence: number) => {
    const numbers = bigEndian(4, sequence, header.width, header.height, 0, 0)
    return pngChunk('fcTL', Buffer.concat([numbers, bigEndian(2, 1, 10), Buffer.from([0, 0])]))
  }
  const later = Array.from({ length: frames - 1 }, (_, i) => [
    control(2 * i + 1),
    pngChunk('fdAT', Buffer.concat([bigEndian(4, 2 * i + 2), frame(i + 1)])),
  ])
  const first = [control(0), pngChunk('IDAT', frame(0))]
  const head = [PNG_SIGNATURE, pngHeader(header), pngChunk('acTL', bigEndian(4, said, 0))]
  return Buffer.concat([...head, ...first, ...later.flat(), pngChunk('IEND')])
}

type Chunk = { at: number; length: number; type: string }

/** The chunks of a good file; `at` is where the length stands. */
export function pngChunks(bytes: Buffer): Chunk[] {
  const chunks: Chunk[] = []
  for (let at = SIGNATURE_BYTES; at + CHUNK_FRAME <= bytes.length;) {
    const length = bytes.readUInt32BE(at)
    chunks.push({ at, length, type: bytes.toString('latin1', at + 4, at + 8) })
    at += CHUNK_FRAME + length
  }
  return chunks
}

/** Lengths, types and the numbers of IHDR, acTL and fcTL. */
export function pngFields(bytes: Buffer): Field[] {
  return pngChunks(bytes).flatMap(({ at, type }) => {
    const words = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) => big(at + 8 + from + 4 * i, 4))
    const frame = [big(at, 4), big(at + 4, 4)]
    if (type === 'IHDR') {
      const kinds = [8, 9, 10, 11, 12].map((from) => big(at + 8 + from, 1))
      return [...frame, ...words(0, 2), ...words(0, 2), ...kinds]
    }
    if (type === 'acTL') return [...frame, ...words(0, 2)]
    return type === 'fcTL' ? [...frame, ...words(0, 5)] : frame
  })
}

/** Makes all checksums right again, as far as the lengths can be followed. */
export function repairPng(bytes: Buffer): void {
  for (const { at, length } of pngChunks(bytes)) {
    const end = at + 8 + length
    if (end + 4 <= bytes.length) bytes.writeUInt32BE(crc32(bytes.subarray(at + 4, end)), end)
  }
}
