import type { Metadata, Sharp, SharpOptions } from 'sharp'
import type { Pixels } from '../hash/hash-pixels.ts'
import type { Size } from '../hash/pdq.ts'
import { isMemoryFailure } from './memory-failure.ts'
import { hashedSize, isHashedWhole, opaqueViews, viewsOf, type Views } from './views.ts'

/** The header of a file as libvips reads it; `width` and `height` are those of one frame. */
export type Header = Pick<
  Metadata,
  'format' | 'width' | 'height' | 'pages' | 'hasAlpha' | 'hasProfile' | 'compression'
>

/** Reads one file in libvips's formats; every reading decodes anew. */
export type SharpReader = {
  header: Header
  /** The first frame; undefined when nothing can be read. */
  views(colours: 'stored' | 'profiled'): Promise<Views | undefined>
  /** Colours of one frame, hashed like the first; undefined when it cannot be read. */
  frame(index: number): Promise<Pixels | undefined>
}

type Open = (options: SharpOptions) => Sharp

const MAX_BAND_BYTES = 40 * 2 ** 20

/**
 * WebP is decoded whole, which takes eight bytes a pixel and more with alpha. Beyond these it reduces
 * itself while it decodes: less exactly, and colours under full transparency are lost.
 */
const MAX_WEBP_PIXELS = 24e6
const MAX_WEBP_ALPHA_PIXELS = 12.5e6

/** Above so many pixels half the resolution of a JPEG is decoded, and halved once more. */
const MAX_FULL_JPEG_PIXELS = 6e6
const JPEG_REDUCTION = 4
/** A shorter side would be left with too few pixels for a hash as good as that of all. */
const SHORTEST_REDUCED_SIDE = 1600

/**
 * Opens a file with libvips: colour profiles and orientation tags ignored, kind from the bytes.
 *
 * A damaged picture is read as far as it goes. No pixel is decoded here.
 *
 * @returns undefined when not even the header can be read
 */
export async function openWithSharp(
  bytes: Uint8Array,
  maxPixels: number,
): Promise<SharpReader | undefined> {
  const { sharp } = await import('./restricted-sharp.ts')
  const unlimited = { ignoreIcc: true, pages: 1, failOn: 'none', limitInputPixels: false } as const
  const header = await orUndefined(() => sharp(bytes, unlimited).metadata())
  if (header === undefined) return undefined
  const tryRead = async <T>(options: SharpOptions, read: (open: Open) => Promise<T>) => {
    const once = (failOn: 'error' | 'none') =>
      orUndefined(() =>
        read((more) => sharp(bytes, { ...options, ...more, failOn, limitInputPixels: maxPixels })),
      )
    return (await once('error')) ?? (await once('none'))
  }
  return {
    header,
    views: (colours) =>
      tryRead({ pages: 1, ignoreIcc: colours === 'stored' }, (open) => readViews(open, header)),
    frame: (page) =>
      tryRead({ page, pages: 1, ignoreIcc: true }, (open) => readReduced(open({}), header)),
  }
}

/**
 * The value, or undefined instead of an error: what is wrong with a file is no exception.
 *
 * @throws what tells of a want of memory, since that is not wrong with the file
 */
export async function orUndefined<T>(read: () => Promise<T> | T): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    if (isMemoryFailure(error)) throw error
    return undefined
  }
}

async function readViews(open: Open, header: Header): Promise<Views> {
  const { width, height, hasAlpha, format } = header
  if (!hasAlpha) return opaqueViews(await readReduced(open({}), header))
  if (format === 'webp' && width * height > MAX_WEBP_ALPHA_PIXELS) {
    const size = hashedSize(header, 4)
    const { data } = await readRaw(
      open({})
        .resize({ ...size, fit: 'fill' })
        .ensureAlpha(),
    )
    return viewsOf({ ...size, original: { width, height }, channels: 4, bands: [data] })
  }
  return viewsOf({ width, height, channels: 4, bands: alphaBands(open, header) })
}

// Reduction in libvips erases colour under full transparency, and all the pixels of a large picture
// take too much memory. Every band decodes from the top again, so they are few.
async function* alphaBands(open: Open, { width, height }: Header): AsyncGenerator<Uint8Array> {
  if (isHashedWhole({ width, height }, 4)) {
    yield (await readRaw(open({}).ensureAlpha())).data
    return
  }
  const rows = Math.max(1, Math.floor(MAX_BAND_BYTES / (width * 4)))
  for (let top = 0; top < height; top += rows) {
    const area = { left: 0, top, width, height: Math.min(rows, height - top) }
    yield (await readRaw(open({}).extract(area).ensureAlpha())).data
  }
}

async function readReduced(picture: Sharp, header: Header): Promise<Pixels> {
  const { width, height, format } = header
  const { kernel, ...size } = decodedSize(header)
  const isReduced = size.width < width || size.height < height
  const isKeptWhole = format === 'webp' && width * height <= MAX_WEBP_PIXELS
  const fill = { ...size, fit: 'fill', fastShrinkOnLoad: !isKeptWhole, kernel } as const
  const { data, info } = await readRaw(isReduced ? picture.resize(fill) : picture)
  if (info.width !== size.width || info.height !== size.height) {
    throw new Error(`decode picture: ${info.width} by ${info.height} pixels`)
  }
  return { data, channels: info.channels === 4 ? 4 : 3, ...size, original: { width, height } }
}

// sharp has libjpeg decode half the resolution only where the picture is made a third or smaller. Half
// of an odd side ends beyond the picture, which would shift the samples by up to a pixel.
function decodedSize({ width, height, format }: Header): Size & { kernel: 'cubic' | 'lanczos3' } {
  const isEven = width % 2 === 0 && height % 2 === 0
  const isLarge = width * height > MAX_FULL_JPEG_PIXELS
  if (format !== 'jpeg' || !isLarge || !isEven || Math.min(width, height) < SHORTEST_REDUCED_SIDE) {
    return { ...hashedSize({ width, height }, 3), kernel: 'lanczos3' }
  }
  const quarter = (side: number) => Math.ceil(side / JPEG_REDUCTION)
  return { width: quarter(width), height: quarter(height), kernel: 'cubic' }
}

async function readRaw(picture: Sharp) {
  const raw = await picture.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  if (raw.info.channels !== 3 && raw.info.channels !== 4) {
    throw new Error(`decode picture: ${raw.info.channels} channels`)
  }
  return raw
}
