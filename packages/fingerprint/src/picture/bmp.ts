import { readBmpHeader, type BmpHeader, type BitField } from './bmp-header.ts'
import { decodeRunLengths } from './bmp-run-lengths.ts'
import type { Source } from './views.ts'

/** What a BMP file holds: its size, and its pixels when asked for. */
export type Bmp = { width: number; height: number; source: () => Source }

const BAND_ROWS = 64

/**
 * Opens a BMP file; no pixel is read and nothing of the picture's size is allocated here.
 *
 * 1 to 32 bits, bit fields, run lengths, from the bottom up or from the top down. Rows that are not
 * in a cut file are black, runs that leave the picture are dropped.
 *
 * @returns undefined without a usable header or a byte of pixels
 * @see Microsoft: Bitmap Storage, Windows GDI documentation
 */
export function openBmp(bytes: Uint8Array): Bmp | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const header = readBmpHeader(file)
  if (header === undefined || header.start >= file.length) return undefined
  const { width, height } = header
  const channels = header.fields[3].mask === 0 || header.bits < 16 ? 3 : 4
  return {
    width,
    height,
    source: () => ({ width, height, channels, bands: bands(file, header, channels) }),
  }
}

function* bands(file: Buffer, header: BmpHeader, channels: 3 | 4): Generator<Uint8Array> {
  const { width, height, compression, bits } = header
  const rows =
    compression === 'none'
      ? storedRows(file, header)
      : decodedRows(decodeRunLengths(file.subarray(header.start), header), width)
  const paint = bits <= 8 ? paintPalette : bits === 24 ? paintTriples : paintFields
  const stored = compression === 'none' ? header : { ...header, bits: 8 as const }
  for (let top = 0; top < height; top += BAND_ROWS) {
    const count = Math.min(BAND_ROWS, height - top)
    const band = new Uint8Array(count * width * channels)
    for (let y = 0; y < count; y++) {
      const row = rows(header.isTopDown ? top + y : height - 1 - top - y)
      paint(row, stored, band.subarray(y * width * channels, (y + 1) * width * channels))
    }
    yield band
  }
}

type Rows = (row: number) => Uint8Array

function storedRows(file: Buffer, { width, bits, start }: BmpHeader): Rows {
  const stride = Math.ceil((width * bits) / 32) * 4
  return (row) => file.subarray(start + row * stride, start + (row + 1) * stride)
}

function decodedRows(indices: Uint8Array, width: number): Rows {
  return (row) => indices.subarray(row * width, (row + 1) * width)
}

function paintPalette(row: Uint8Array, { width, bits, palette }: BmpHeader, out: Uint8Array): void {
  const perByte = 8 / bits
  const mask = 2 ** bits - 1
  const count = Math.min(width, row.length * perByte)
  for (let x = 0, o = 0; x < count; x++, o += 3) {
    const byte = row[Math.floor(x / perByte)]!
    const index = (byte >> (8 - bits * ((x % perByte) + 1))) & mask
    out[o] = palette[index * 3]!
    out[o + 1] = palette[index * 3 + 1]!
    out[o + 2] = palette[index * 3 + 2]!
  }
}

function paintTriples(row: Uint8Array, { width }: BmpHeader, out: Uint8Array): void {
  const end = Math.min(width, Math.floor(row.length / 3)) * 3
  for (let p = 0; p < end; p += 3) {
    out[p] = row[p + 2]!
    out[p + 1] = row[p + 1]!
    out[p + 2] = row[p]!
  }
}

function paintFields(row: Uint8Array, header: BmpHeader, out: Uint8Array): void {
  const { width, bits, fields } = header
  const bytes = bits / 8
  const channels = fields[3].mask === 0 ? 3 : 4
  const count = Math.min(width, Math.floor(row.length / bytes))
  for (let x = 0, p = 0, o = 0; x < count; x++, p += bytes, o += channels) {
    const low = row[p]! | (row[p + 1]! << 8)
    const pixel = bytes === 2 ? low : low | (row[p + 2]! << 16) | (row[p + 3]! << 24)
    for (let channel = 0; channel < channels; channel++) {
      out[o + channel] = valueOf(pixel, fields[channel]!)
    }
  }
}

function valueOf(pixel: number, { mask, shift, most }: BitField): number {
  if (most === 0) return 0
  return Math.round((((pixel & mask) >>> shift) * 255) / most)
}
