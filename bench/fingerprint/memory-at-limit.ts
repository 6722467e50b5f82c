import { createDecoder } from '../../packages/fingerprint/src/index.ts'
import { drawPattern, drawPicture } from '../../packages/fingerprint/src/drawn-picture.ts'
import { sharp } from '../../packages/fingerprint/src/picture/restricted-sharp.ts'
import { bmpFile } from '../../trial/damaged-images/formats/bmp.ts'
import { drawPhotograph, type Photograph } from './photographs.ts'
import { watchMemory } from '../../trial/damaged-images/process-memory.ts'

/** Just below the limit of 50 million pixels. */
const SIDE = 7070
const TILE = 1010

type Kind = readonly [name: string, tile: Tile, encode: (picture: Photograph) => Photograph]
/** Lossless files of a photograph of this size are longer than a decoder takes. */
type Tile = 'photograph' | 'drawing'

const KINDS: readonly Kind[] = [
  ['jpeg', 'photograph', (picture) => picture.jpeg({ quality: 85 })],
  ['progressive', 'photograph', (picture) => picture.jpeg({ quality: 85, progressive: true })],
  ['png', 'drawing', (picture) => picture.png({ compressionLevel: 3 })],
  ['interlacedPng', 'drawing', (picture) => picture.png({ progressive: true })],
  ['alphaPng', 'drawing', (picture) => picture.ensureAlpha(0.5).png({ compressionLevel: 3 })],
  ['gif', 'drawing', (picture) => picture.gif({ effort: 1 })],
  ['webp', 'photograph', (picture) => picture.webp({ effort: 0 })],
  ['losslessWebp', 'drawing', (picture) => picture.webp({ effort: 0, lossless: true })],
  ['avif', 'photograph', (picture) => picture.avif({ effort: 0, quality: 40 })],
  ['tiff', 'drawing', (picture) => picture.tiff({ compression: 'lzw' })],
  ['tiledTiff', 'drawing', (picture) => picture.tiff({ compression: 'deflate', tile: true })],
]

/**
 * High-water mark of a decoder process, megabytes, with one picture of 50 megapixels of each kind,
 * in a fresh process each.
 *
 * @param isQuick  a few kinds only
 * @returns by kind the mark, or the code of a refusal
 */
export async function measureAtLimit(isQuick: boolean): Promise<Record<string, number | string>> {
  const marks: Record<string, number | string> = {}
  for (const [name, tile, encode] of isQuick ? KINDS.slice(0, 3) : KINDS) {
    marks[name] = await measureOne(await encode(await drawLarge(tile)).toBuffer())
  }
  // Sixteen colours: with more, a bitmap of this size is longer than a decoder takes.
  const sixteen = { width: SIDE, height: SIDE, depth: 4 } as const
  marks['bmp'] = await measureOne(bmpFile(sixteen, drawPattern(1, TILE, TILE, 37)))
  return marks
}

/** One tile again and again: it weighs what a picture of its kind does and is drawn in no time. */
async function drawLarge(tile: Tile): Promise<Photograph> {
  const draw = tile === 'photograph' ? drawPhotograph : drawPicture
  const input = await (await draw(1, TILE, TILE)).raw().toBuffer()
  const raw = { width: TILE, height: TILE, channels: 3 } as const
  const blank = { width: SIDE, height: SIDE, channels: 3, background: '#000' } as const
  const pixels = await sharp({ create: blank })
    .composite([{ input, raw, tile: true }])
    .removeAlpha()
    .raw()
    .toBuffer()
  return sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
}

async function measureOne(bytes: Buffer): Promise<number | string> {
  await using decoder = createDecoder({}, { timeoutMs: 60_000 })
  using memory = watchMemory()
  const outcome = await decoder.fingerprint(bytes)
  memory.look()
  return outcome.status === 'refused' ? outcome.code : memory.highWater
}
