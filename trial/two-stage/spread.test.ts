import { describe, expect, it } from 'vitest'
import { spread } from './spread.ts'

describe('spread', () => {
  it('gives mean, upper percentiles and the largest', () => {
    const values = Array.from({ length: 200 }, (_, i) => i)
    expect(spread(values)).toEqual({ mean: 99.5, p90: 180, p99: 198, max: 199 })
  })

  it('is empty without numbers', () => {
    expect(spread([])).toEqual({})
  })
})
