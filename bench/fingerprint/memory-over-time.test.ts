import { describe, expect, it } from 'vitest'
import { growthOf } from './memory-over-time.ts'

const marksOf = (count: number, mark: (place: number) => number) =>
  Array.from({ length: count }, (_, place) => mark(place))

describe('growthOf', () => {
  it('finds none in level marks', () => {
    expect(growthOf(marksOf(40, () => 120))).toEqual({ lastToSecond: 1, slope: 0 })
  })

  it('does not count the first quarter, in which a process settles', () => {
    const marks = marksOf(40, (place) => (place < 10 ? 60 + 6 * place : 120))
    expect(growthOf(marks)).toEqual({ lastToSecond: 1, slope: 0 })
  })

  it('finds a leak', () => {
    const { lastToSecond, slope } = growthOf(marksOf(40, (place) => 100 + place))
    expect(lastToSecond).toBeCloseTo(139 / 119)
    expect(slope).toBeCloseTo(2)
  })
})
