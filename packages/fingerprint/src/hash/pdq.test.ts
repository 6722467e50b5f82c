import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawPattern } from '../drawn-picture.ts'
import { hammingDistance } from './hamming.ts'
import { lumaFromRgb } from './luma.ts'
import { pdqFullPass } from './pdq-full-pass.ts'
import { pdq, pdqOrientations, pdqSampled } from './pdq.ts'

const SIZES = [
  [50, 70],
  [333, 217],
  [700, 512],
  [1024, 683],
] as const

describe('pdq', () => {
  it.each(SIZES)('equals the full passes at %i x %i', (width, height) => {
    const luma = drawnLuma(31, width, height)
    const { hash, quality } = pdqFullPass(luma, width, height)
    expect(pdq(luma, width, height)).toMatchObject({ hash, quality })
  })

  it('equals the full passes on drawn pictures of odd sizes', () => {
    // A side of 2^n pixels below 64 has terms of exactly zero, whose bits are rounding noise.
    const side = fc.integer({ min: 3, max: 200 }).map((half) => 2 * half + 1)
    const property = fc.property(fc.nat(999), side, side, (seed, width, height) => {
      const luma = lumaFromRgb(drawPattern(seed, width, height, 5))
      const { hash, quality } = pdqFullPass(luma, width, height)
      expect(pdq(luma, width, height)).toMatchObject({ hash, quality })
    })
    fc.assert(property, { seed: 31, numRuns: 100 })
  })

  it('is the same from bytes as from their values', () => {
    const bytes = drawPattern(2, 333, 217, 13).filter((_, at) => at % 3 === 0)
    expect(pdq(bytes, 333, 217).hash).toEqual(pdq(Float32Array.from(bytes), 333, 217).hash)
  })

  it('keeps nothing of a picture with values that are no numbers', () => {
    const luma = drawnLuma(6, 300, 200)
    const before = pdq(luma, 300, 200)
    pdq(luma.slice().fill(NaN), 300, 200)
    expect(pdq(luma, 300, 200)).toEqual(before)
  })

  it('comes close to the original when given a reduced copy and the original size', () => {
    const luma = drawnLuma(5, 1200, 900)
    const reduced = halve(luma, 1200, 900)
    const copy = pdq(reduced, 600, 450, { width: 1200, height: 900 })
    expect(hammingDistance(copy.hash, pdq(luma, 1200, 900).hash)).toBeLessThanOrEqual(4)
  })

  it('gives quality 0 to a flat picture', () => {
    expect(pdq(new Uint8Array(100 * 80).fill(90), 100, 80).quality).toBe(0)
  })

  it('gives a hash of zeros to a picture below 5 pixels, however far enlarged', () => {
    const { hash, quality } = pdq(drawnLuma(1, 64, 64), 64, 64, { width: 4, height: 4000 })
    expect({ hash, quality }).toEqual({ hash: new Uint8Array(32), quality: 0 })
  })

  it('rejects luma of another size', () => {
    expect(() => pdq(new Uint8Array(10), 3, 3)).toThrow(RangeError)
  })
})

describe('pdqSampled', () => {
  it('equals pdq up to 512 pixels a side', () => {
    const luma = drawnLuma(8, 512, 300)
    expect(pdqSampled(luma, 512, 300).hash).toEqual(pdq(luma, 512, 300).hash)
  })

  it('equals the full passes over the nearest of 512 by 512 pixels above', () => {
    const luma = drawnLuma(9, 900, 700)
    const sampled = Float32Array.from({ length: 512 * 512 }, (_, at) => {
      const y = Math.floor((Math.floor(at / 512) * 700) / 512)
      return luma[y * 900 + Math.floor(((at % 512) * 900) / 512)]!
    })
    expect(pdqSampled(luma, 900, 700).hash).toEqual(pdqFullPass(sampled, 512, 512).hash)
  })
})

describe('pdqOrientations', () => {
  const luma = drawnLuma(12, 400, 300)
  const copies = pdqOrientations(pdq(luma, 400, 300).coefficients)

  it('begins with the picture itself', () => {
    expect(copies[0]).toEqual(pdq(luma, 400, 300).hash)
  })

  it('holds the mirrored picture well within the 31 bits of a match', () => {
    const mirrored = luma.map((_, at) => luma[at - (at % 400) + 399 - (at % 400)]!)
    const distances = copies.map((copy) => hammingDistance(copy, pdq(mirrored, 400, 300).hash))
    expect(Math.min(...distances)).toBeLessThanOrEqual(16)
  })

  it('rejects anything but 256 coefficients', () => {
    expect(() => pdqOrientations(new Float32Array(255))).toThrow(RangeError)
  })
})

function drawnLuma(seed: number, width: number, height: number): Float32Array {
  return lumaFromRgb(drawPattern(seed, width, height, 37))
}

function halve(luma: Float32Array, width: number, height: number): Float32Array {
  return Float32Array.from({ length: (width / 2) * (height / 2) }, (_, at) => {
    const x = (at % (width / 2)) * 2
    const p = Math.floor(at / (width / 2)) * 2 * width + x
    return (luma[p]! + luma[p + 1]! + luma[p + width]! + luma[p + width + 1]!) / 4
  })
}
