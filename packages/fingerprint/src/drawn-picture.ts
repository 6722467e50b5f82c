import type { Sharp } from 'sharp'

/**
 * Draws a picture of hashed blocks from integers only, so that anyone can rebuild its pixels.
 *
 * Three layers of blocks. Keep `block` off the powers of two: pictures of 2^n blocks have cosine
 * terms of exactly zero, whose bits are rounding noise. For tests and benchmarks.
 *
 * @param block  side of the largest blocks, pixels
 * @returns RGB bytes, row-major
 */
export function drawPattern(
  seed: number,
  width: number,
  height: number,
  block: number,
): Uint8Array<ArrayBuffer> {
  const sides = [block, Math.max(1, Math.floor((block * 45) / 100))]
  const layers = [...sides, Math.max(1, Math.floor((block * 17) / 100))]
  const pixels = new Uint8Array(width * height * 3)
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < 3; channel++, p++) {
        const [large = 0, middle = 0, small = 0] = layers.map((side, layer) =>
          scatter(Math.floor(x / side), Math.floor(y / side), seed * 9 + layer * 3 + channel),
        )
        pixels[p] = Math.floor((4 * large + 2 * middle + small) / 7)
      }
    }
  }
  return pixels
}

function scatter(x: number, y: number, seed: number): number {
  let v = Math.imul(x + 1, 0x9e3779b1) ^ Math.imul(y + 1, 0x85ebca6b)
  v ^= Math.imul(seed + 1, 0xc2b2ae35)
  v = Math.imul(v ^ (v >>> 15), 0x2c1b3c6d)
  v = Math.imul(v ^ (v >>> 12), 0x297a2d39)
  return (v ^ (v >>> 15)) >>> 24
}

/** The drawn picture as an encoder, e.g. `(await drawPicture(1, 640, 480)).jpeg().toBuffer()`. */
export async function drawPicture(
  seed: number,
  width: number,
  height: number,
  block = Math.max(2, Math.floor(Math.max(width, height) / 7)),
): Promise<Sharp> {
  const { default: sharp } = await import('sharp')
  const pixels = drawPattern(seed, width, height, block)
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}
