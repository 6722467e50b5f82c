import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { drawPattern } from '../../packages/fingerprint/src/drawn-picture.ts'
import { sharp } from '../../packages/fingerprint/src/picture/restricted-sharp.ts'
import type { File, Format } from './file.ts'
import { bmpFile } from './formats/bmp.ts'
import { apngFile, PNG_KINDS, pngFile } from './formats/png.ts'
import { greyTags, tiffOfTags } from './formats/tiff.ts'

const WIDTH = 150
const HEIGHT = 110
const FRAMES = 4
const FIXTURES = join(import.meta.dirname, '../../packages/fingerprint/fixtures')

type Drawn = ReturnType<typeof sharp>
type Recipe = readonly [name: string, format: Format, make: (draw: Draw) => Promise<Buffer>]
/** The drawing of the seed in a size; the page height makes frames of it. */
type Draw = (width?: number, height?: number, pageHeight?: number) => Drawn

const CMYK_JPEG = (draw: Draw) => draw().toColourspace('cmyk').jpeg({ quality: 80 }).toBuffer()
const WITH_METADATA = (draw: Draw) =>
  draw()
    .withIccProfile('p3')
    .withExif({ IFD0: { Copyright: 'nobody', ImageDescription: 'x'.repeat(200) } })
    .jpeg({ quality: 80 })
    .toBuffer()
const ANIMATION = [WIDTH, 80 * FRAMES, 80] as const

/** Large enough for the reader of low frequencies: 512 pixels and more on the short side. */
const QUICK: readonly Recipe[] = [
  ['jpeg quick', 'jpeg', (draw) => draw(640, 520).jpeg({ quality: 60 }).toBuffer()],
  [
    'jpeg quick, progressive',
    'jpeg',
    (draw) => draw(520, 600).jpeg({ quality: 60, progressive: true }).toBuffer(),
  ],
  [
    'jpeg quick, 4:4:4',
    'jpeg',
    (draw) => draw(533, 517).jpeg({ quality: 60, chromaSubsampling: '4:4:4' }).toBuffer(),
  ],
  ['jpeg quick, grey', 'jpeg', (draw) => draw(520, 520).toColourspace('b-w').jpeg().toBuffer()],
]

const TIFF_COMPRESSIONS = ['none', 'lzw', 'deflate', 'jpeg', 'packbits'] as const

const ENCODED: readonly Recipe[] = [
  ...QUICK,
  ['jpeg baseline', 'jpeg', (draw) => draw().jpeg({ quality: 85 }).toBuffer()],
  ['jpeg progressive', 'jpeg', (draw) => draw().jpeg({ progressive: true }).toBuffer()],
  ['jpeg CMYK', 'jpeg', CMYK_JPEG],
  ['jpeg grey', 'jpeg', (draw) => draw().toColourspace('b-w').jpeg().toBuffer()],
  ['jpeg with ICC and EXIF', 'jpeg', WITH_METADATA],
  ['png interlaced', 'png', (draw) => draw().png({ progressive: true }).toBuffer()],
  ['png palette, encoded', 'png', (draw) => draw().png({ palette: true, effort: 1 }).toBuffer()],
  ['png with alpha', 'png', (draw) => draw().ensureAlpha(0.5).png().toBuffer()],
  ['gif', 'gif', (draw) => draw().gif({ effort: 1 }).toBuffer()],
  [
    'gif animated',
    'gif',
    (draw) =>
      draw(...ANIMATION)
        .gif({ effort: 1 })
        .toBuffer(),
  ],
  ['webp lossy', 'webp', (draw) => draw().webp({ effort: 0 }).toBuffer()],
  ['webp lossless', 'webp', (draw) => draw().webp({ lossless: true, effort: 0 }).toBuffer()],
  ['webp alpha', 'webp', (draw) => draw().ensureAlpha(0.5).webp({ effort: 0 }).toBuffer()],
  [
    'webp animated',
    'webp',
    (draw) =>
      draw(...ANIMATION)
        .webp({ effort: 0 })
        .toBuffer(),
  ],
  ['avif', 'avif', (draw) => draw().avif({ effort: 0 }).toBuffer()],
  ['avif alpha', 'avif', (draw) => draw(80, 64).ensureAlpha(0.5).avif({ effort: 0 }).toBuffer()],
  ['avif lossless', 'avif', (draw) => draw(64, 80).avif({ effort: 0, lossless: true }).toBuffer()],
  ...TIFF_COMPRESSIONS.map((compression): Recipe => [
    `tiff ${compression}`,
    'tiff',
    (draw) => draw().tiff({ compression }).toBuffer(),
  ]),
  [
    'tiff CCITT',
    'tiff',
    (draw) =>
      draw().toColourspace('b-w').tiff({ compression: 'ccittfax4', bitdepth: 1 }).toBuffer(),
  ],
  [
    'tiff tiled pyramid',
    'tiff',
    (draw) =>
      draw()
        .tiff({ compression: 'deflate', tile: true, pyramid: true, tileWidth: 64, tileHeight: 64 })
        .toBuffer(),
  ],
  ['tiff BigTIFF', 'tiff', (draw) => draw().tiff({ compression: 'lzw', bigtiff: true }).toBuffer()],
]

/** Good files of every format, from one seeded drawing; HEIC where a fixture is in the tree. */
export async function makeOriginals(seed: number): Promise<File[]> {
  const draw: Draw = (width = WIDTH, height = HEIGHT, pageHeight = height) =>
    sharp(Buffer.from(drawPattern(seed, width, height, 37)), {
      raw: { width, height, channels: 3, pageHeight },
    })
  const encoded: File[] = []
  for (const [name, format, make] of ENCODED) {
    encoded.push({ name, format, bytes: await make(draw) })
  }
  return [...encoded, ...written(drawPattern(seed, 200, 100, 37)), ...heic()]
}

/** Files of kinds that the encoder does not write. */
function written(noise: Uint8Array): File[] {
  const side = { width: 60, height: 44 }
  const png = PNG_KINDS.flatMap(([colour, depths]) =>
    depths.map((depth): File => {
      const bytes = pngFile({ ...side, colour, depth }, noise)
      return { name: `png colour ${colour}, ${depth} bits`, format: 'png', bytes }
    }),
  )
  const animated = apngFile({ ...side, colour: 2, depth: 8 }, noise, FRAMES)
  const bmp = ([8, 16, 24, 32] as const).map((depth): File => {
    const bytes = bmpFile({ ...side, depth }, noise)
    return { name: `bmp ${depth} bits`, format: 'bmp', bytes }
  })
  const flipped = bmpFile({ ...side, height: -side.height, depth: 24 }, noise)
  const tiff = [true, false].map((isLittle): File => {
    const bytes = tiffOfTags(isLittle, greyTags(100, 80), noise.subarray(0, 8000))
    return { name: `tiff written, ${isLittle ? 'little' : 'big'}-endian`, format: 'tiff', bytes }
  })
  return [
    ...png,
    { name: 'png animated', format: 'png', bytes: animated },
    ...bmp,
    { name: 'bmp from top to bottom', format: 'bmp', bytes: flipped },
    ...tiff,
    { name: 'svg', format: 'svg', bytes: Buffer.from(SVG) },
  ]
}

const SVG = `<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="9" height="9"/></svg>`

function heic(): File[] {
  if (!existsSync(FIXTURES)) return []
  return globSync('**/*.{heic,heif}', { cwd: FIXTURES })
    .sort()
    .map((name) => ({ name, format: 'heic', bytes: readFileSync(join(FIXTURES, name)) }))
}
