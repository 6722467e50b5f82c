import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tentWeights, type TentWeights } from './tent-weights.ts'

describe('tentWeights', () => {
  it('shares out exactly one over every sample, at full size, sampled and reduced', () => {
    const length = fc.integer({ min: 5, max: 6000 })
    const property = fc.property(
      length,
      fc.boolean(),
      fc.double({ min: 0.1, max: 1, noNaN: true }),
      check,
    )
    fc.assert(property, { seed: 21, numRuns: 200 })
    function check(original: number, isSampled: boolean, scale: number): void {
      const decoded = Math.max(1, Math.round(original * scale))
      const weights = tentWeights(original, isSampled ? 512 : original, decoded)
      for (const sum of sumsOf(weights)) expect(sum).toBeCloseTo(1, 9)
    }
  })

  it('is a tent of seven pixels in the middle of 512', () => {
    const { start, length, weight, stride } = tentWeights(512, 512, 512)
    expect([start[31], length[31]]).toEqual([250, 7])
    const tent = [...weight.subarray(31 * stride, 32 * stride)].map((share) => share * 16)
    expect(tent).toEqual([1, 2, 3, 4, 3, 2, 1])
  })

  it('takes time in proportion to the length, up to a million pixels', () => {
    const started = process.cpuUsage()
    expect(sumsOf(tentWeights(1e6, 1e6, 1e6))[0]).toBeCloseTo(1, 9)
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(5_000)
  })
})

function sumsOf({ length, weight, stride }: TentWeights): number[] {
  return Array.from(length, (count, i) => {
    return weight.subarray(i * stride, i * stride + count).reduce((sum, share) => sum + share, 0)
  })
}
