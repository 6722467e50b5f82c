import { createRandom } from '../../packages/cli/src/demo/drawing/random.ts'
import { sharp } from '../../packages/fingerprint/src/picture/restricted-sharp.ts'

const WIDTH = 400
const HEIGHT = 300
const CHANNELS = 3

/** Drawn pictures of one case, as JPEG. */
export type Pictures = {
  content: Buffer
  /** What else stands on the page. */
  logo: Buffer
  second: Buffer
  /** Another picture, which takes the place of the content. */
  other: Buffer
  /** Plain grey with a bar: no perceptual hash tells anything about it. */
  flat: Buffer
  copies: Readonly<Record<string, Buffer>>
}

/** Draws all that a case needs; other seeds give pictures far from these. */
export async function drawPictures(seed: number): Promise<Pictures> {
  const content = await drawNoise(seed * 8 + 1)
  const edges = (part: number) => {
    const [left, top] = [Math.round((WIDTH * part) / 2), Math.round((HEIGHT * part) / 2)]
    return { left, top, width: WIDTH - 2 * left, height: HEIGHT - 2 * top }
  }
  const of = () => open(content)
  const saved = (picture: ReturnType<typeof sharp>) => picture.jpeg({ quality: 85 }).toBuffer()
  const border = { top: 20, bottom: 20, left: 20, right: 20, background: '#fff' }
  return {
    content: await of().jpeg({ quality: 90 }).toBuffer(),
    logo: await jpegOf(await drawNoise(seed * 8 + 2)),
    second: await jpegOf(await drawNoise(seed * 8 + 3)),
    other: await jpegOf(await drawNoise(seed * 8 + 4)),
    flat: await drawFlat(seed),
    copies: {
      'compressed again': await of().jpeg({ quality: 40 }).toBuffer(),
      'half size': await saved(of().resize(WIDTH / 2)),
      'crop 2 %': await saved(of().extract(edges(0.02))),
      'crop 5 %': await saved(of().extract(edges(0.05))),
      bordered: await saved(of().extend(border)),
      mirrored: await saved(of().flop()),
    },
  }
}

const open = (pixels: Uint8Array) =>
  sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: CHANNELS } })

const jpegOf = (pixels: Uint8Array): Promise<Buffer> =>
  open(pixels).jpeg({ quality: 85 }).toBuffer()

/** Noise of three scales, the coarsest the strongest, as in a photograph. */
async function drawNoise(seed: number): Promise<Uint8Array> {
  const random = createRandom(seed)
  const sums = new Float32Array(WIDTH * HEIGHT * CHANNELS).fill(random.between(100, 150))
  for (const [side, strength] of [
    [4, 0.9],
    [9, 0.7],
    [20, 0.5],
  ] as const) {
    const rows = Math.round((side * HEIGHT) / WIDTH)
    const grid = Uint8Array.from({ length: side * rows * CHANNELS }, () => random.whole(0, 255))
    const raw = { width: side, height: rows, channels: CHANNELS } as const
    const layer = await sharp(grid, { raw })
      .resize(WIDTH, HEIGHT, { fit: 'fill', kernel: 'cubic' })
      .raw()
      .toBuffer()
    for (let i = 0; i < sums.length; i++) sums[i]! += (layer[i]! - 127.5) * strength
  }
  return Uint8Array.from(sums, (value) => Math.max(0, Math.min(255, Math.round(value))))
}

function drawFlat(seed: number): Promise<Buffer> {
  const pixels = new Uint8Array(WIDTH * HEIGHT * CHANNELS).fill(200 + (seed % 40))
  return jpegOf(pixels)
}
