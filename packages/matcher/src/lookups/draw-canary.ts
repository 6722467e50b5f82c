import { randomBytes } from 'node:crypto'
import { createDigester, encodePng, lumaFromRgb, pdq } from '@nightlight/fingerprint'
import { checkHash } from '../hash-value.ts'

export type CanaryHashes = { md5: string; sha1: string; sha256: string; pdq: string }

/** A picture that was drawn for one provider: `png` is handed over, and not kept. */
export type DrawnCanary = { hashes: CanaryHashes; png: Buffer }

const SIDE = 192
/** Sides of two layers of blocks, pixels; off the powers of two, whose cosine terms are exactly zero. */
const LAYERS = [27, 11]
const LEAST_QUALITY = 80

/**
 * Draws a harmless picture of coloured blocks, and its hashes. The colours are random bytes, so that nobody can draw it
 * again; its hashes look like those of any picture, and are such as a list takes.
 */
export function drawCanary(): DrawnCanary {
  for (;;) {
    const drawn = draw()
    if (drawn !== null) return drawn
  }
}

function draw(): DrawnCanary | null {
  const pixels = new Uint8Array(SIDE * SIDE * 3)
  for (const side of LAYERS) {
    const across = Math.ceil(SIDE / side)
    const colours = randomBytes(across * across * 3)
    for (let y = 0, p = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        const block = (Math.floor(y / side) * across + Math.floor(x / side)) * 3
        for (let channel = 0; channel < 3; channel++, p++) {
          pixels[p]! += colours[block + channel]! >> 1
        }
      }
    }
  }
  const { hash, quality } = pdq(lumaFromRgb(pixels), SIDE, SIDE)
  const hex = Buffer.from(hash).toString('hex')
  if (quality < LEAST_QUALITY || checkHash('pdq', hex).status !== 'good') return null
  const png = encodePng({ width: SIDE, height: SIDE, bits: 8, colour: 2, samples: pixels })
  const digester = createDigester()
  digester.update(png)
  const { md5, sha1, sha256 } = digester.finish()
  return { hashes: { md5, sha1, sha256, pdq: hex }, png }
}
