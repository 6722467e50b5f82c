// Products of every byte with a Rec. 601 weight, rounded to float32: half the conversions of a pixel.
const RED = products(0.299)
const GREEN = products(0.587)
const BLUE = products(0.114)

/**
 * Rec. 601 luma of interleaved pixels, computed on the stored values as PDQ's reference does.
 *
 * Rounds to float32 after every step, so that equal pixels give bit-equal luma. One or two channels
 * are taken as grey. Alpha is ignored: colour under full transparency counts.
 *
 * @param pixels    bytes, row-major, interleaved
 * @param channels  1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha
 * @returns one value in 0–255 a pixel
 * @throws {RangeError} channels outside 1–4, or not a whole number of pixels
 */
export function lumaFromRgb(pixels: Uint8Array, channels = 3): Float32Array {
  const count = pixels.length / channels
  if (!Number.isInteger(count) || ![1, 2, 3, 4].includes(channels)) {
    throw new RangeError(`compute luma: ${pixels.length} bytes in ${channels} channels`)
  }
  const luma = new Float32Array(count)
  if (channels < 3) {
    for (let i = 0; i < count; i++) luma[i] = pixels[i * channels]!
    return luma
  }
  for (let i = 0, p = 0; i < count; i++, p += channels) {
    luma[i] = Math.fround(RED[pixels[p]!]! + GREEN[pixels[p + 1]!]!) + BLUE[pixels[p + 2]!]!
  }
  return luma
}

function products(weight: number): Float64Array {
  return Float64Array.from({ length: 256 }, (_, byte) => Math.fround(Math.fround(weight) * byte))
}
