import { bmvbhash } from 'blockhash-core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawPattern } from '../drawn-picture.ts'
import { blockhash } from './blockhash.ts'

const side = fc.integer({ min: 1, max: 90 })

describe('blockhash', () => {
  it('equals blockhash-core on drawn pictures of any size, with holes', () => {
    const property = fc.property(fc.nat(999), side, side, (seed, width, height) => {
      const pixels = drawWithHoles(seed, width, height)
      const expected = bmvbhash({ data: pixels, width, height }, 16)
      expect(Buffer.from(blockhash(pixels, width, height, 4)).toString('hex')).toBe(expected)
    })
    fc.assert(property, { seed: 7, numRuns: 300 })
  })

  it.each([0, 30, 128, 255])('equals blockhash-core on a flat picture of %i', (value) => {
    const pixels = new Uint8Array(501 * 377 * 4).fill(value)
    const expected = bmvbhash({ data: pixels, width: 501, height: 377 }, 16)
    expect(Buffer.from(blockhash(pixels, 501, 377, 4)).toString('hex')).toBe(expected)
  })

  it('rejects pixels of another size', () => {
    expect(() => blockhash(new Uint8Array(10), 3, 3, 3)).toThrow(RangeError)
  })
})

function drawWithHoles(seed: number, width: number, height: number): Uint8Array {
  const rgb = drawPattern(seed, width, height, 7)
  const pixels = new Uint8Array(width * height * 4)
  for (let i = 0; i < width * height; i++) {
    const colour = rgb.subarray(i * 3, i * 3 + 3)
    pixels.set(colour, i * 4)
    pixels[i * 4 + 3] = colour[0]! > 190 ? 0 : 255
  }
  return pixels
}
