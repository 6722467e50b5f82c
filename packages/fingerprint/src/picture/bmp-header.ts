import type { Size } from '../hash/pdq.ts'

/** Where the bits of one colour lie in a pixel: `value = (pixel & mask) >>> shift`, up to `most`. */
export type BitField = { mask: number; shift: number; most: number }

export type BmpCompression = 'none' | 'rle4' | 'rle8'

/** What the headers of a BMP file say; `start` is the first byte of its pixels. */
export type BmpHeader = Size & {
  isTopDown: boolean
  bits: 1 | 2 | 4 | 8 | 16 | 24 | 32
  compression: BmpCompression
  start: number
  /** RGB of every palette entry, black beyond those in the file; 768 bytes. */
  palette: Uint8Array
  /** Red, green, blue, alpha of 16- and 32-bit pixels; alpha has an empty mask when there is none. */
  fields: readonly [BitField, BitField, BitField, BitField]
}

const FILE_HEADER = 14
const CORE_HEADER = 12
const INFO_HEADER = 40
const COMPRESSIONS = ['none', 'rle8', 'rle4', 'fields', 'jpeg', 'png', 'alphaFields'] as const
const DEPTHS = [1, 2, 4, 8, 16, 24, 32] as const

/**
 * Reads the headers of a BMP file, from OS/2 1 to Windows version 5.
 *
 * @returns undefined when they are cut, contradict each other, or the pixels are a JPEG or PNG
 */
export function readBmpHeader(file: Buffer): BmpHeader | undefined {
  if (file.length < FILE_HEADER + CORE_HEADER) return undefined
  const length = file.readUInt32LE(14)
  if (length !== CORE_HEADER && length < INFO_HEADER) return undefined
  if (file.length < FILE_HEADER + length) return undefined
  const isCore = length === CORE_HEADER
  const width = isCore ? file.readUInt16LE(18) : file.readInt32LE(18)
  const rows = isCore ? file.readUInt16LE(20) : file.readInt32LE(22)
  const depth = file.readUInt16LE(isCore ? 24 : 28)
  const bits = DEPTHS.find((known) => known === depth)
  const coding = COMPRESSIONS[isCore ? 0 : file.readUInt32LE(30)]
  const compression = coding && compressionOf(coding, depth)
  if (width <= 0 || rows === 0 || bits === undefined || compression === undefined) return undefined
  // Masks follow the shortest header, and are part of the longer ones.
  const masks = coding === 'fields' ? 3 : coding === 'alphaFields' ? 4 : 0
  const afterMasks = FILE_HEADER + (length === INFO_HEADER ? length + masks * 4 : length)
  const entry = isCore ? 3 : 4
  const start = Math.max(afterMasks, file.readUInt32LE(10))
  const entries = Math.min(bits > 8 ? 0 : 2 ** bits, Math.floor((start - afterMasks) / entry))
  return {
    width,
    height: Math.abs(rows),
    isTopDown: rows < 0,
    bits,
    compression,
    start,
    palette: readPalette(file, afterMasks, entries, entry),
    fields: readFields(file, bits, masks, length),
  }
}

function compressionOf(
  coding: (typeof COMPRESSIONS)[number],
  depth: number,
): BmpCompression | undefined {
  if (coding === 'none') return 'none'
  if (coding === 'rle8') return depth === 8 ? 'rle8' : undefined
  if (coding === 'rle4') return depth === 4 ? 'rle4' : undefined
  if (coding === 'jpeg' || coding === 'png') return undefined
  return depth === 16 || depth === 32 ? 'none' : undefined
}

function readPalette(file: Buffer, at: number, entries: number, entry: number): Uint8Array {
  const palette = new Uint8Array(768)
  for (let i = 0, from = at; i < entries && from + 3 <= file.length; i++, from += entry) {
    palette.set([file[from + 2]!, file[from + 1]!, file[from]!], i * 3)
  }
  return palette
}

function readFields(
  file: Buffer,
  bits: number,
  masks: number,
  length: number,
): BmpHeader['fields'] {
  const usual = bits === 16 ? [0x7c00, 0x03e0, 0x001f, 0] : [0xff0000, 0xff00, 0xff, 0]
  const hasAlpha = masks === 4 || length >= 56
  const at = FILE_HEADER + INFO_HEADER
  const mask = (i: number) => {
    const isGiven = masks > 0 && (i < 3 || hasAlpha) && at + i * 4 + 4 <= file.length
    return bitField(isGiven ? file.readUInt32LE(at + i * 4) : usual[i]!)
  }
  return [mask(0), mask(1), mask(2), mask(3)]
}

function bitField(mask: number): BitField {
  if (mask === 0) return { mask, shift: 0, most: 0 }
  const shift = 31 - Math.clz32(mask & -mask)
  return { mask, shift, most: mask >>> shift }
}
