import { createRandom, type Random } from '../../packages/cli/src/demo/drawing/random.ts'
import { drawPattern, drawPicture } from '../../packages/fingerprint/src/drawn-picture.ts'
import { sharp } from '../../packages/fingerprint/src/picture/restricted-sharp.ts'
import { bmpFile } from '../../trial/damaged-images/formats/bmp.ts'
import { drawPhotograph, type Photograph } from './photographs.ts'

const KINDS = ['jpeg', 'progressive', 'png', 'alpha', 'webp', 'gif', 'tiff', 'bmp', 'avif'] as const
type Kind = (typeof KINDS)[number]

/** How often a kind comes; a page is mostly JPEG, and AVIF takes longest. */
const SHARE: Readonly<Record<Kind, number>> = {
  jpeg: 8,
  progressive: 3,
  png: 4,
  alpha: 1,
  webp: 3,
  gif: 2,
  tiff: 1,
  bmp: 1,
  avif: 1,
}
const SMALLEST_SIDE = 40
/** A megapixel of a square. */
const LARGEST_SIDE = 1000

/**
 * Different files of all kinds, from thumbnails to a megapixel, smaller ones more often; a benchmark
 * goes round them.
 */
export async function drawMixedPictures(count: number, seed: number): Promise<Buffer[]> {
  const random = createRandom(seed)
  const kinds = KINDS.flatMap((kind) => Array.from({ length: SHARE[kind] }, () => kind))
  const files: Buffer[] = []
  for (let i = 0; i < count; i++) {
    const kind = kinds[i % kinds.length]!
    files.push(await encode(kind, seed + i, side(random), side(random)))
  }
  return files
}

/** Sides spread evenly over their logarithms. */
function side(random: Random): number {
  const range = Math.log(LARGEST_SIDE / SMALLEST_SIDE)
  return Math.round(SMALLEST_SIDE * Math.exp(random.between(0, range)))
}

async function encode(kind: Kind, seed: number, width: number, height: number): Promise<Buffer> {
  if (kind === 'bmp') {
    const pixels = drawPattern(seed, width, height, 37)
    return bmpFile({ width, height, depth: 24 }, pixels)
  }
  if (kind === 'gif') return animation(seed, width, height)
  const picture = await drawPhotograph(seed, width, height)
  return ENCODERS[kind](picture).toBuffer()
}

const ENCODERS: Readonly<Record<Exclude<Kind, 'bmp' | 'gif'>, (of: Photograph) => Photograph>> = {
  jpeg: (picture) => picture.jpeg({ quality: 85 }),
  progressive: (picture) => picture.jpeg({ quality: 85, progressive: true }),
  png: (picture) => picture.png({ compressionLevel: 3 }),
  alpha: (picture) => picture.ensureAlpha(0.5).png({ compressionLevel: 3 }),
  webp: (picture) => picture.webp({ effort: 0 }),
  tiff: (picture) => picture.tiff({ compression: 'lzw' }),
  avif: (picture) => picture.avif({ effort: 0, quality: 50 }),
}

const FRAMES = 3

async function animation(seed: number, width: number, height: number): Promise<Buffer> {
  const tall = await drawPicture(seed, width, height * FRAMES)
  const pixels = await tall.raw().toBuffer()
  const raw = { width, height: height * FRAMES, channels: 3, pageHeight: height } as const
  return sharp(pixels, { raw }).gif({ effort: 1 }).toBuffer()
}
