import { describe, expect, it } from 'vitest'
import { drawPattern } from '../drawn-picture.ts'
import { blockhash } from './blockhash.ts'
import { hashPixels } from './hash-pixels.ts'
import { hex } from './hex.ts'
import { lumaFromRgb } from './luma.ts'
import { pdq, pdqOrientations, pdqSampled } from './pdq.ts'

const SIZE = { width: 700, height: 531 }
const rgb = drawPattern(4, 700, 531, 71)
const luma = lumaFromRgb(rgb)
const hashes = hashPixels({ data: rgb, channels: 3, ...SIZE, original: SIZE })

describe('hashPixels', () => {
  it('has both flavours of the luma of its pixels, in eight orientations', () => {
    const full = pdq(luma, 700, 531)
    const sampled = pdqSampled(luma, 700, 531)
    expect(hashes).toMatchObject({
      pdq: hex(full.hash),
      pdqQuality: full.quality,
      pdqOrientations: pdqOrientations(full.coefficients).map(hex),
      pdqSampled: pdqOrientations(sampled.coefficients).map(hex),
    })
  })

  it('has the blockhash of its pixels', () => {
    expect(hashes.blockhash).toBe(hex(blockhash(rgb, 700, 531, 3)))
  })

  it('ignores alpha but for blockhash, where transparent pixels are white', () => {
    const clear = withAlpha(rgb, 0)
    const picture = hashPixels({ data: clear, channels: 4, ...SIZE, original: SIZE })
    const white = hashPixels({
      data: withAlpha(rgb, 255).fill(255),
      channels: 4,
      ...SIZE,
      original: SIZE,
    })
    expect(picture).toEqual({ ...hashes, blockhash: white.blockhash })
  })

  it('follows the size of the original where the pixels are a reduced copy', () => {
    const original = { width: 1400, height: 1062 }
    const reduced = hashPixels({ data: rgb, channels: 3, ...SIZE, original })
    expect(reduced.pdq).toBe(hex(pdq(luma, 700, 531, original).hash))
    expect(reduced.pdqSampled[0]).toBe(hex(pdqSampled(luma, 700, 531, original).hash))
  })

  it('gives hashes of zeros and quality 0 where the original is below 5 pixels', () => {
    const original = { width: 4, height: 4000 }
    const picture = hashPixels({ data: rgb, channels: 3, ...SIZE, original })
    const zeros = Array.from({ length: 8 }, () => '0'.repeat(64))
    expect(picture).toMatchObject({ pdqQuality: 0, pdqOrientations: zeros, pdqSampled: zeros })
  })

  it('rejects pixels of another size', () => {
    const pixels = { data: rgb, channels: 4, ...SIZE, original: SIZE } as const
    expect(() => hashPixels(pixels)).toThrow(RangeError)
  })
})

function withAlpha(pixels: Uint8Array, alpha: number): Uint8Array {
  const count = pixels.length / 3
  return Uint8Array.from({ length: count * 4 }, (_, at) =>
    at % 4 === 3 ? alpha : pixels[(at >> 2) * 3 + (at & 3)]!,
  )
}
