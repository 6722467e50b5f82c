import type { Metadata, Sharp, SharpOptions } from 'sharp'
import type { Size } from '../hash/pdq.ts'

/** Pixels as hashed (reduced above 2 megapixels), and the size and frames of the whole picture. */
export type Decoded = {
  status: 'decoded'
  pixels: Uint8Array
  channels: 3 | 4
  decoded: Size
  original: Size
  frames: number
}

/** Why a file of a known kind gave no pixels. */
export type DecodeFailure =
  | { status: 'too-many-pixels'; pixels: number }
  | { status: 'unsupported'; compression: string }
  | { status: 'damaged' }

const FULL_DECODE_PIXELS = 2e6
const REDUCED_SIDE = 512

/**
 * Decodes the first frame to 8-bit RGB, or RGB and alpha.
 *
 * Colour profiles and orientation tags are ignored, as by the references of the hashes. Above two
 * megapixels a picture is reduced to at most 512 by 512, never enlarged. One with alpha is decoded in
 * full whatever its size, because reduction erases colour under full transparency. A damaged
 * picture is decoded as far as it goes.
 *
 * @param maxPixels  checked on the header, before any pixel is decoded
 */
export async function decode(
  bytes: Uint8Array,
  maxPixels: number,
): Promise<Decoded | DecodeFailure> {
  const { sharp } = await import('./restricted-sharp.ts')
  const open = (options: SharpOptions) => sharp(bytes, { ignoreIcc: true, pages: 1, ...options })
  const header = await orUndefined(open({ failOn: 'none', limitInputPixels: false }).metadata())
  if (header === undefined) return { status: 'damaged' }
  const { width, height } = header
  if (width * height > maxPixels) return { status: 'too-many-pixels', pixels: width * height }
  if (header.format === 'heif' && header.compression !== 'av1') {
    return { status: 'unsupported', compression: header.compression ?? 'unknown' }
  }
  const read = (failOn: 'error' | 'none') =>
    orUndefined(readPixels(open({ failOn, limitInputPixels: maxPixels }), header))
  const result = (await read('error')) ?? (await read('none'))
  if (result === undefined) return { status: 'damaged' }
  const original = { width, height }
  return { status: 'decoded', ...result, original, frames: Math.max(1, header.pages ?? 1) }
}

async function readPixels(
  picture: Sharp,
  { width, height, hasAlpha }: Metadata,
): Promise<Pick<Decoded, 'pixels' | 'channels' | 'decoded'>> {
  const isReduced = width * height > FULL_DECODE_PIXELS && !hasAlpha
  const target = { width: Math.min(REDUCED_SIDE, width), height: Math.min(REDUCED_SIDE, height) }
  const sized = isReduced ? picture.resize({ ...target, fit: 'fill' }) : picture
  const { data, info } = await sized.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  if (info.channels !== 3 && info.channels !== 4) {
    throw new Error(`decode picture: ${info.channels} channels`)
  }
  const decoded = { width: info.width, height: info.height }
  return { pixels: data, channels: info.channels, decoded }
}

async function orUndefined<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise
  } catch {
    return undefined
  }
}
