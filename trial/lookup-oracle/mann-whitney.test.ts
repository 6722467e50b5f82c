import { describe, expect, it } from 'vitest'
import { mannWhitney } from './mann-whitney.ts'

const drawn = (n: number, seed: number, shift = 0): number[] =>
  Array.from(
    { length: n },
    (_, at) => ((Math.imul(at + seed, 0x9e3779b1) >>> 8) % 1_000) / 1_000 + shift,
  )

describe('mannWhitney', () => {
  it('gives the p of a worked example with ties', () => {
    // scipy.stats.mannwhitneyu([1, 2, 3, 4, 5], [3, 4, 5, 6, 7], method='asymptotic')
    expect(mannWhitney([1, 2, 3, 4, 5], [3, 4, 5, 6, 7])).toBeCloseTo(0.11384629800665805, 6)
  })

  it('tells a small shift of many values, and none where there is none', () => {
    expect(mannWhitney(drawn(5_000, 1), drawn(5_000, 77_777))).toBeGreaterThan(0.01)
    expect(mannWhitney(drawn(5_000, 1), drawn(5_000, 77_777, 0.05))).toBeLessThan(1e-6)
  })

  it('finds nothing in values that are all the same', () => {
    expect(mannWhitney([2, 2, 2], [2, 2])).toBe(1)
  })
})
