import { describe, expect, it } from 'vitest'
import { drawPattern } from '../../packages/fingerprint/src/drawn-picture.ts'
import { lumaFromRgb } from '../../packages/fingerprint/src/hash/luma.ts'
import { pdqFullPass } from '../../packages/fingerprint/src/hash/pdq-full-pass.ts'
import { plainPdq } from './plain-pdq.ts'

describe('plainPdq', () => {
  it.each([
    [1, 512, 512],
    [2, 512, 512],
    [3, 301, 207],
  ])('gives the hash of the full passes: drawing %i', (seed, width, height) => {
    const luma = lumaFromRgb(drawPattern(seed, width, height, 71))
    expect(plainPdq(luma, width, height)).toEqual(pdqFullPass(luma, width, height).hash)
  })
})
