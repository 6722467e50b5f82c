import { sharp } from '../picture/restricted-sharp.ts'

/**
 * A harmless picture for the tests of the quick reader: noise of several scales, so that its spectrum
 * falls off as that of a photograph. All follows from the seed.
 */
export async function drawScales(seed: number, width: number, height: number) {
  const random = seeded(seed)
  const sums = new Float32Array(width * height * 3).fill(128)
  for (let side = 3, strength = 1; side < width / 4; side *= 2, strength *= 0.62) {
    const grid = Uint8Array.from({ length: side * side * 3 }, () => Math.floor(random() * 256))
    const layer = await sharp(grid, { raw: { width: side, height: side, channels: 3 } })
      .resize(width, height, { fit: 'fill', kernel: 'cubic' })
      .raw()
      .toBuffer()
    for (let i = 0; i < sums.length; i++) sums[i]! += (layer[i]! - 127) * strength
  }
  const pixels = Uint8Array.from(sums, (sum) => Math.max(0, Math.min(255, sum)))
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}

/** Numbers from 0 up to 1 that follow from the seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
