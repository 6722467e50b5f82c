import { describe, expect, it } from 'vitest'
import { endedWithin, pointAt, quantileOf, survival, thinned, type Duration } from './survival.ts'

const ended = (ms: number, count = 1): Duration => ({ ms, ended: true, count })
const open = (ms: number, count = 1): Duration => ({ ms, ended: false, count })

describe('survival', () => {
  it('is the product-limit estimate of the remission times that the method is taught with', () => {
    // 6-MP arm of Freireich et al., Blood 1963, weeks; Kaplan-Meier estimates as in its textbooks
    const six = [ended(6, 3), open(6), ended(7), open(9), ended(10), open(10), open(11), ended(13)]
    const more = [ended(16), open(17), open(19), open(20), ended(22), ended(23), open(25)]
    const last = [open(32, 2), open(34), open(35)]
    const curve = survival([...six, ...more, ...last])
    expect([curve.n, curve.ended]).toEqual([21, 9])
    expect(curve.ms.map((ms, fall) => [ms, Number(curve.open[fall]!.toFixed(3))])).toEqual([
      [6, 0.857],
      [7, 0.807],
      [10, 0.753],
      [13, 0.69],
      [16, 0.627],
      [22, 0.538],
      [23, 0.448],
    ])
    // the last fall is after 23 weeks, and two were watched for 35
    expect(curve.watchedMs).toBe(35)
    const { low, high } = pointAt(curve, 6)
    expect([low, high].map((bound) => Number(bound.toFixed(3)))).toEqual([0.62, 0.952])
  })

  it('takes what ended after as long as another was open from those at risk', () => {
    expect(survival([open(5), ended(5)])).toMatchObject({ ms: [5], open: [0.5] })
  })

  it('counts the same whether items are told one by one or together', () => {
    const together = survival([ended(1, 3), open(2, 4), ended(3, 2)])
    const apart = survival([
      ...Array.from({ length: 3 }, () => ended(1)),
      ...Array.from({ length: 4 }, () => open(2)),
      ...Array.from({ length: 2 }, () => ended(3)),
    ])
    expect(apart).toEqual(together)
  })

  it('has no curve of nothing', () => {
    const none = { ms: [], open: [], variance: [] }
    expect(pointAt(survival([open(9)]), 9)).toEqual({ ms: 0, open: 1, low: 1, high: 1 })
    expect(survival([])).toEqual({ n: 0, ended: 0, watchedMs: 0, ...none })
    expect(survival([open(9)])).toEqual({ n: 1, ended: 0, watchedMs: 9, ...none })
  })
})

describe('quantileOf', () => {
  it('is not reached while too much is open', () => {
    const curve = survival([ended(1), open(2), open(3)])
    expect(quantileOf(curve, 0.3)).toBe(1)
    expect(quantileOf(curve, 0.5)).toBeNull()
  })
})

describe('endedWithin', () => {
  it('is what had ended by then, and nothing where nobody was watched for so long', () => {
    const curve = survival([ended(10), open(20)])
    expect(endedWithin(curve, 9)).toBe(0)
    expect(endedWithin(curve, 10)).toBe(0.5)
    expect(endedWithin(curve, 21)).toBeNull()
  })

  it('is everything once everything has ended', () => {
    expect(endedWithin(survival([ended(10)]), 1_000)).toBe(1)
  })
})

describe('thinned', () => {
  it('keeps what can be told apart, and where the curve ends', () => {
    const curve = survival(Array.from({ length: 10_000 }, (_, ms) => ended(ms + 1)))
    const few = thinned(curve, 0.01)
    expect(few.length).toBeLessThanOrEqual(101)
    expect(few.at(-1)).toEqual({ ms: 10_000, open: 0, low: 0, high: 0 })
    for (const [index, { open: share }] of few.slice(1).entries()) {
      expect(few[index]!.open - share).toBeLessThanOrEqual(0.0102)
    }
  })
})
