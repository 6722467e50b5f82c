import { laterFrames, type LaterFrame } from './animation.ts'
import { countFrames, laterApngFrames, parseApng } from './apng.ts'
import { openBmp } from './bmp.ts'
import type { DecodeFailure } from './decode-failure.ts'
import { readHeic } from './heic.ts'
import type { DecodeLimits } from '../outcome.ts'
import { tryMemoryFor } from './memory-failure.ts'
import type { PictureMime } from './picture-kind.ts'
import { openWithSharp, orUndefined, type Header, type SharpReader } from './sharp-reader.ts'
import { viewsOf, type Views } from './views.ts'

/** A decoded file: its first frame, and its other frames as long as somebody asks for them. */
export type Decoded = {
  status: 'decoded'
  views: Views
  /** Decodes anew with the colour profile of the file applied; undefined without one. */
  profiled?: () => Promise<Views | undefined>
  frames: number
  later?: AsyncIterable<LaterFrame>
}

/**
 * Decodes a file of a known kind to 8-bit RGB, in the views that are hashed.
 *
 * Width times height is checked on the header, before any pixel is decoded. A damaged picture is
 * decoded as far as it goes; a damaged animation has no later frames from the damage on.
 *
 * @throws an error that `isMemoryFailure` knows, when the memory does not suffice
 */
export async function decode(
  bytes: Uint8Array,
  kind: PictureMime,
  limits: DecodeLimits,
): Promise<Decoded | DecodeFailure> {
  if (kind === 'image/bmp') return decodeBmp(bytes, limits.maxPixels)
  const reader = await openWithSharp(bytes, limits.maxPixels)
  if (reader === undefined) return { status: 'damaged' }
  const { width, height } = reader.header
  if (width * height > limits.maxPixels)
    return { status: 'too-many-pixels', pixels: width * height }
  if (reader.header.format === 'heif' && reader.header.compression !== 'av1') {
    return decodeHeic(bytes, limits.maxPixels, reader.header)
  }
  return decodeWithSharp(bytes, kind, reader, limits.maxFrames)
}

async function decodeWithSharp(
  bytes: Uint8Array,
  kind: PictureMime,
  reader: SharpReader,
  maxFrames: number,
): Promise<Decoded | DecodeFailure> {
  const views = await reader.views('stored')
  if (views === undefined) {
    tryMemoryFor(reader.header.width * reader.header.height)
    return { status: 'damaged' }
  }
  const apng = kind === 'image/png' ? parseApng(bytes) : undefined
  const frames = apng === undefined ? pagesOf(reader.header) : countFrames(apng)
  const isAnimation = frames > 1 && (kind === 'image/gif' || kind === 'image/webp')
  return {
    status: 'decoded',
    views,
    ...(reader.header.hasProfile ? { profiled: () => reader.views('profiled') } : {}),
    frames,
    ...(apng ? { later: laterApngFrames(apng, maxFrames) } : {}),
    ...(isAnimation ? { later: laterFrames(reader, maxFrames) } : {}),
  }
}

async function decodeHeic(
  bytes: Uint8Array,
  maxPixels: number,
  header: Header,
): Promise<Decoded | DecodeFailure> {
  if (header.compression !== 'hevc') {
    return { status: 'unsupported', compression: header.compression ?? 'unknown coding' }
  }
  const result = await orUndefined(() => readHeic(bytes, maxPixels))
  if (result?.status !== 'decoded') return result ?? { status: 'damaged' }
  return { ...result, frames: pagesOf(header) }
}

async function decodeBmp(bytes: Uint8Array, maxPixels: number): Promise<Decoded | DecodeFailure> {
  const bmp = openBmp(bytes)
  if (bmp === undefined) return { status: 'damaged' }
  const pixels = bmp.width * bmp.height
  if (pixels > maxPixels) return { status: 'too-many-pixels', pixels }
  const views = await viewsOf(bmp.source())
  return { status: 'decoded', views, frames: 1 }
}

function pagesOf({ pages }: Header): number {
  return Math.max(1, pages ?? 1)
}
