import { blockSums } from '../kernels/blockhash-kernel.ts'

const BLOCKS = 16
const BANDS = 4

/**
 * Block mean value hash of 16x16 blocks, method 2, as blockhash-core's `bmvbhash(image, 16)`.
 *
 * Equal to it bit by bit: block edges fall on sixteenths of a pixel, so every sum is exact in a
 * double whatever the order. A fully transparent pixel counts as white.
 *
 * @param pixels    bytes, row-major, interleaved
 * @param channels  3 RGB, 4 RGB and alpha
 * @returns 32 bytes, block 0 (top left) in the first bit
 * @throws {RangeError} sizes that do not fit the pixels
 * @see Yang, Gu, Niu: Block Mean Value Based Image Perceptual Hashing, 2006
 */
export function blockhash(
  pixels: Uint8Array,
  width: number,
  height: number,
  channels: 3 | 4,
): Uint8Array {
  if (width < 1 || height < 1 || pixels.length !== width * height * channels) {
    throw new RangeError(`hash blocks: ${pixels.length} bytes for ${width} by ${height} pixels`)
  }
  const sums = blockSums({ data: pixels, width, height, channels })
  return bitsOfBands(sums, (width * height) / (BLOCKS * BLOCKS))
}

/**
 * The hash from the sums of red, green and blue of 16x16 blocks, row-major: one bit a block, set
 * above the median of its band of four rows.
 */
export function bitsOfBands(sums: Float64Array, pixelsPerBlock: number): Uint8Array {
  const hash = new Uint8Array(32)
  const middle = (pixelsPerBlock * 256 * 3) / 2
  const size = sums.length / BANDS
  for (let band = 0; band < BANDS; band++) {
    const sorted = sums.slice(band * size, (band + 1) * size).sort()
    const median = (sorted[size / 2 - 1]! + sorted[size / 2]!) / 2
    for (let at = band * size; at < (band + 1) * size; at++) {
      const above = sums[at]! - median
      // In a flat bright band every block ties with the median and counts as bright.
      if (above > 0 || (above > -1 && above < 1 && median > middle))
        hash[at >> 3]! |= 128 >> (at & 7)
    }
  }
  return hash
}
