import type { Pixels } from '../hash/hash-pixels.ts'
import type { Size } from '../hash/pdq.ts'
import { AreaReducer } from './area-reducer.ts'

/** Up to so many bytes of pixels a picture is hashed as it is: 16.7 megapixels, with alpha 12.5. */
const FULL_BYTES = 48 * 2 ** 20

/** Longest side of a reduced picture: its PDQ lies within a few bits of that of every pixel. */
const REDUCED_SIDE = 2048
const WHITE = 255
const CHUNK_ROWS = 64

/** Pixels of a picture, or of a reduced copy, from top to bottom in bands of whole rows. */
export type Source = Size & {
  channels: 3 | 4
  /** Size before reduction; by default the size given. */
  original?: Size
  bands: Iterable<Uint8Array> | AsyncIterable<Uint8Array>
}

export type Background = 'white' | 'black'

/** One frame in the ways that it is hashed. */
export type Views = {
  /** Colour alone counts, also under full transparency. */
  plain: Pixels
  /** What the blockhash is of: fully transparent pixels are white. */
  blocks: Pixels
  /** Laid over a colour, RGB; ends what the call before gave. Undefined when nothing is transparent. */
  over: ((background: Background) => Pixels) | undefined
}

/** Whether every pixel of a picture is hashed. */
export function isHashedWhole({ width, height }: Size, channels: 3 | 4): boolean {
  return width * height * channels <= FULL_BYTES
}

/** The size at which a picture is hashed: its own, or at most 2048 a side above the limits. */
export function hashedSize({ width, height }: Size, channels: 3 | 4): Size {
  if (isHashedWhole({ width, height }, channels)) return { width, height }
  return { width: Math.min(REDUCED_SIDE, width), height: Math.min(REDUCED_SIDE, height) }
}

/** Views of a picture without transparency. */
export function opaqueViews(plain: Pixels): Views {
  return { plain, blocks: plain, over: undefined }
}

/**
 * Views of a picture that comes in bands.
 *
 * Transparency is dropped or laid over a colour before reduction, which would mix it into colours.
 */
export async function viewsOf(source: Source): Promise<Views> {
  const { width, height, channels, bands } = source
  const { original = { width, height } } = source
  const size = hashedSize(original, channels)
  if (channels === 3) return opaqueViews(await reducedColours(source, size, original))
  if (size.width === width && size.height === height) {
    const data = await joined(bands, width * height * channels)
    return wholeViews({ data, channels, width, height, original })
  }
  return reducedViews(source, size, original)
}

function wholeViews(rgba: Pixels): Views {
  if (!hasTransparency(rgba.data)) return opaqueViews(rgba)
  let rgb: Uint8Array | undefined
  const over = (background: Background): Pixels => {
    rgb ??= new Uint8Array((rgba.data.length / 4) * 3)
    const data = layOver(rgba.data, background === 'white' ? WHITE : 0, rgb)
    return { ...rgba, channels: 3, data }
  }
  return { plain: rgba, blocks: rgba, over }
}

async function joined(bands: Source['bands'], length: number): Promise<Uint8Array> {
  let whole: Uint8Array | undefined
  let at = 0
  for await (const band of bands) {
    if (band.length === length) return band
    whole ??= new Uint8Array(length)
    whole.set(band.subarray(0, length - at), at)
    at += Math.min(band.length, length - at)
  }
  return whole ?? new Uint8Array(length)
}

async function reducedColours(source: Source, size: Size, original: Size): Promise<Pixels> {
  const reducer = new AreaReducer(source, size)
  for await (const band of source.bands) reducer.add(band)
  return { ...size, channels: 3, original, data: reducer.finish() }
}

async function reducedViews(source: Source, size: Size, original: Size): Promise<Views> {
  const pixels = (reduced: AreaReducer): Pixels => {
    return { ...size, channels: 3, original, data: reduced.finish() }
  }
  const plain = new AreaReducer(source, size)
  const rgb = new Uint8Array(CHUNK_ROWS * source.width * 3)
  let seen: Transparent | undefined
  for await (const band of source.bands) {
    for (const chunk of chunksOf(band, source.width * 4)) {
      const out = rgb.subarray(0, (chunk.length / 4) * 3)
      // Until here every view was the same.
      if (hasTransparency(chunk))
        seen ??= { blocks: plain.copy(), white: plain.copy(), black: plain.copy() }
      if (seen !== undefined) addTransparent(seen, chunk, out)
      plain.add(dropAlpha(chunk, out))
    }
  }
  if (seen === undefined) return opaqueViews(pixels(plain))
  const over = { white: pixels(seen.white), black: pixels(seen.black) }
  return {
    plain: pixels(plain),
    blocks: pixels(seen.blocks),
    over: (background) => over[background],
  }
}

type Transparent = { blocks: AreaReducer; white: AreaReducer; black: AreaReducer }

function addTransparent({ blocks, white, black }: Transparent, rgba: Uint8Array, out: Uint8Array) {
  blocks.add(whiteWhereClear(rgba, out))
  white.add(layOver(rgba, WHITE, out))
  black.add(layOver(rgba, 0, out))
}

function* chunksOf(band: Uint8Array, stride: number): Generator<Uint8Array> {
  const bytes = stride * CHUNK_ROWS
  for (let at = 0; at + stride <= band.length; at += bytes) {
    const rows = Math.min(CHUNK_ROWS, Math.floor((band.length - at) / stride))
    yield band.subarray(at, at + rows * stride)
  }
}

/** RGB of RGBA pixels. */
export function dropAlpha(
  rgba: Uint8Array,
  out: Uint8Array = new Uint8Array((rgba.length / 4) * 3),
): Uint8Array {
  for (let at = 0, to = 0; to < out.length; at += 4, to += 3) {
    out[to] = rgba[at]!
    out[to + 1] = rgba[at + 1]!
    out[to + 2] = rgba[at + 2]!
  }
  return out
}

function whiteWhereClear(rgba: Uint8Array, out: Uint8Array): Uint8Array {
  for (let at = 0, to = 0; to < out.length; at += 4, to += 3) {
    const isClear = rgba[at + 3] === 0
    out[to] = isClear ? WHITE : rgba[at]!
    out[to + 1] = isClear ? WHITE : rgba[at + 1]!
    out[to + 2] = isClear ? WHITE : rgba[at + 2]!
  }
  return out
}

function layOver(rgba: Uint8Array, background: number, out: Uint8Array): Uint8Array {
  for (let at = 0, to = 0; to < out.length; at += 4, to += 3) {
    const alpha = rgba[at + 3]!
    const rest = background * (WHITE - alpha)
    out[to] = dividedBy255(rgba[at]! * alpha + rest)
    out[to + 1] = dividedBy255(rgba[at + 1]! * alpha + rest)
    out[to + 2] = dividedBy255(rgba[at + 2]! * alpha + rest)
  }
  return out
}

/** Rounded, and exact for products of two bytes. */
function dividedBy255(product: number): number {
  const more = product + 128
  return (more + (more >> 8)) >> 8
}

function hasTransparency(rgba: Uint8Array): boolean {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== WHITE) return true
  return false
}
