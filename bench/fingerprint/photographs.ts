import { createRandom } from '../../packages/cli/src/demo/drawing/random.ts'
import { drawPicture } from '../../packages/fingerprint/src/drawn-picture.ts'
import { sharp } from '../../packages/fingerprint/src/picture/restricted-sharp.ts'

/** An encoder with its picture. */
export type Photograph = ReturnType<typeof sharp>

const PATTERN = { width: 400, height: 300, block: 37 }
const GRAIN_SIDE = 512
const GRAIN_SIGMA = 12

/**
 * A drawing with the grain of a camera: soft edges under gaussian noise, so that an encoded megapixel
 * weighs what one of a photograph does.
 */
export async function drawPhotograph(
  seed: number,
  width: number,
  height: number,
): Promise<Photograph> {
  const pattern = await drawPicture(seed, PATTERN.width, PATTERN.height, PATTERN.block)
  const { data, info } = await pattern
    .resize(width, height, { kernel: 'cubic' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  const side = { width: Math.min(GRAIN_SIDE, width), height: Math.min(GRAIN_SIDE, height) }
  const grain = {
    input: drawGrain(seed, side.width * side.height),
    raw: { ...side, channels: 3 },
    tile: true,
    blend: 'soft-light',
  } as const
  const pixels = await sharp(data, { raw: { ...info, channels: 3 } })
    .composite([grain])
    .removeAlpha()
    .raw()
    .toBuffer()
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}

/** Gaussian noise around the middle grey, by the polar form of Box and Muller. */
function drawGrain(seed: number, pixels: number): Buffer {
  const random = createRandom(seed)
  const grain = Buffer.alloc(pixels * 3)
  for (let at = 0; at < grain.length; at++) {
    const radius = Math.sqrt(-2 * Math.log(1 - random.between(0, 1)))
    const noise = GRAIN_SIGMA * radius * Math.cos(2 * Math.PI * random.between(0, 1))
    grain[at] = Math.min(255, Math.max(0, Math.round(128 + noise)))
  }
  return grain
}
