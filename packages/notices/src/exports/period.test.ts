import { describe, expect, it } from 'vitest'
import { isIn, periodOf } from './period.ts'

describe('periodOf', () => {
  it.each([
    ['2026', '2026-01-01', '2027-01-01'],
    ['2026-Q1', '2026-01-01', '2026-04-01'],
    ['2026-Q4', '2026-10-01', '2027-01-01'],
    ['2028-02', '2028-02-01', '2028-03-01'],
    ['2026-12', '2026-12-01', '2027-01-01'],
  ])('reads %s', (name, since, until) => {
    expect(periodOf(name)).toEqual({ name, since: new Date(since), until: new Date(until) })
  })

  it.each(['', '26', '2026-Q5', '2026-13', '2026-0', '2026-01-01', '1999'])(
    'refuses %j',
    (name) => {
      expect(() => periodOf(name)).toThrow(expect.objectContaining({ code: 'period-invalid' }))
    },
  )

  it('begins with its first instant and ends before the next period', () => {
    const quarter = periodOf('2026-Q3')
    expect(isIn(quarter, quarter.since)).toBe(true)
    expect(isIn(quarter, quarter.until)).toBe(false)
    expect(isIn(quarter, null)).toBe(false)
  })
})
