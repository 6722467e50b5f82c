import { crc32, deflateSync } from 'node:zlib'

/** Colour types of PNG: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha. */
export type PngColour = 0 | 2 | 3 | 4 | 6

/** One picture of a PNG file; `samples` row by row, each within `bits`. */
export type PngPicture = {
  width: number
  height: number
  bits: 1 | 2 | 4 | 8 | 16
  colour: PngColour
  samples: ArrayLike<number>
}

/** A frame of an animated PNG; its pixels have the colour and bits of the file. */
export type PngFrame = {
  left: number
  top: number
  width: number
  height: number
  dispose: 0 | 1 | 2
  blend: 0 | 1
  samples: ArrayLike<number>
}

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
const CHANNELS = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

/**
 * Encodes a PNG of any colour type and depth, as no common library can; for tests.
 *
 * @param extra  chunks between the header and the pixels, e.g. `pngChunk('PLTE', bytes)`
 */
export function encodePng(picture: PngPicture, extra: readonly Buffer[] = []): Buffer {
  const pixels = pngChunk('IDAT', compress(picture))
  return Buffer.concat([SIGNATURE, header(picture), ...extra, pixels, END])
}

/**
 * Encodes an animated PNG.
 *
 * @param shared  size, colour and depth; its samples are the default image
 * @param frames  the default image is the first of them when `startsWithDefault`
 */
export function encodeApng(
  shared: PngPicture,
  frames: readonly PngFrame[],
  startsWithDefault = true,
): Buffer {
  let sequence = 0
  const parts = frames.flatMap((frame, index) => {
    const control = frameControl(sequence++, frame)
    const data = compress({ ...shared, ...frame })
    if (index === 0 && startsWithDefault) return [control, pngChunk('IDAT', data)]
    return [control, pngChunk('fdAT', Buffer.concat([number32(sequence++), data]))]
  })
  const count = pngChunk('acTL', Buffer.concat([number32(frames.length), number32(0)]))
  const own = startsWithDefault ? [] : [pngChunk('IDAT', compress(shared))]
  return Buffer.concat([SIGNATURE, header(shared), count, ...own, ...parts, END])
}

/** A chunk with its length and check sum. */
export function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  return Buffer.concat([number32(data.length), body, number32(crc32(body))])
}

const END = pngChunk('IEND', Buffer.alloc(0))

function header({ width, height, bits, colour }: PngPicture): Buffer {
  const rest = Buffer.from([bits, colour, 0, 0, 0])
  return pngChunk('IHDR', Buffer.concat([number32(width), number32(height), rest]))
}

function frameControl(sequence: number, frame: PngFrame): Buffer {
  const { width, height, left, top, dispose, blend } = frame
  const numbers = [sequence, width, height, left, top].map(number32)
  return pngChunk('fcTL', Buffer.concat([...numbers, Buffer.from([0, 1, 0, 10, dispose, blend])]))
}

function compress({ width, height, bits, colour, samples }: PngPicture): Buffer {
  const perRow = width * CHANNELS[colour]
  const stride = 1 + Math.ceil((perRow * bits) / 8)
  const rows = Buffer.alloc(stride * height)
  for (let y = 0; y < height; y++) {
    for (let i = 0; i < perRow; i++) {
      const value = samples[y * perRow + i] ?? 0
      const at = y * stride + 1 + Math.floor((i * bits) / 8)
      if (bits === 16) rows.writeUInt16BE(value, at)
      else rows[at]! |= value << (8 - bits - ((i * bits) % 8))
    }
  }
  return deflateSync(rows)
}

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
