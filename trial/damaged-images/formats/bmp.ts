import { little, littleEndian, type Field } from '../file.ts'

const FILE_HEADER = 14
const INFO_HEADER = 40

export type BmpHeader = {
  width: number
  /** Negative: rows from top to bottom. */
  height: number
  depth: 1 | 4 | 8 | 16 | 24 | 32
  /** 0 none, 1 RLE of 8 bits, 2 RLE of 4 bits. */
  compression?: number
}

/** Bytes of one row of pixels. */
export function bmpRowBytes({ width, depth }: BmpHeader): number {
  return 4 * Math.ceil((width * depth) / 32)
}

/** A bitmap; `pixels` are cut off or repeated to what the header asks for when not compressed. */
export function bmpFile(header: BmpHeader, pixels: Uint8Array): Buffer {
  const { width, height, depth, compression = 0 } = header
  const palette =
    depth <= 8 ? Buffer.alloc(4 * 2 ** depth, pixels.subarray(0, 255)) : Buffer.alloc(0)
  const body = compression
    ? Buffer.from(pixels)
    : Buffer.alloc(bmpRowBytes(header) * Math.abs(height), pixels)
  const start = FILE_HEADER + INFO_HEADER + palette.length
  return Buffer.concat([
    Buffer.from('BM'),
    littleEndian(4, start + body.length, 0, start, INFO_HEADER, width, height >>> 0),
    littleEndian(2, 1, depth),
    littleEndian(4, compression, body.length, 2835, 2835, 0, 0),
    palette,
    body,
  ])
}

/** Everything in both headers. */
export function bmpFields(): Field[] {
  const words = [2, 10, 14, 18, 22, 30, 34, 46, 50].map((at) => little(at, 4))
  const sides = [little(18, 4), little(22, 4)]
  return [...words, ...sides, little(26, 2), little(28, 2)]
}
