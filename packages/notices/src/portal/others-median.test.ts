import { describe, expect, it } from 'vitest'
import { EPOCH_S, growingFacts, TAKEDOWN_SHAPE } from '../statistics/fact-columns.ts'
import { keepCohorts } from '../statistics/kept-cohorts.ts'
import { othersMedian } from './others-median.ts'

const HOUR_S = 3600
const now = new Date('2026-06-01T00:00:00Z')
const since = new Date('2026-01-01T00:00:00Z')
const toldAt = new Date('2026-05-01T00:00:00Z').getTime() / 1000 - EPOCH_S

/** Items by provider: after how many hours each was gone; null while it is there. */
function medianFor(providerId: string, items: Record<string, (number | null)[]>) {
  const facts = growingFacts(TAKEDOWN_SHAPE)
  let n = 0
  for (const [provider, hours] of Object.entries(items)) {
    for (const after of hours) {
      const row = facts.rowOf(`item ${n++}`)
      const { clocks, dimensions } = facts.columns
      clocks.t6[row] = toldAt
      clocks.t9[row] = after === null ? 0 : toldAt + after * HOUR_S
      dimensions.provider.codes[row] = facts.codeOf('provider', provider)
    }
  }
  const measure = 'removal-after-notice'
  return othersMedian(keepCohorts(facts.columns), { measure, providerId, since, now })
}

const hours = (median: { medianMs: number | null } | null) =>
  median && (median.medianMs ?? 0) / 1000 / HOUR_S

describe('othersMedian', () => {
  const five = { a: [10, 10], b: [10, 10], c: [20, 20], d: [30, 30], e: [20, null] }

  it('is of everybody but the one who asks', () => {
    const own = { own: Array.from({ length: 50 }, () => 1) }
    expect(medianFor('own', { ...own, ...five })).toMatchObject({ n: 10, providers: 5 })
    expect(hours(medianFor('own', { ...own, ...five }))).toBe(20)
  })

  it.each([
    ['four others', { a: [10, 10, 10], b: [10, 10, 10], c: [20, 20, 20], d: [30, 30, 30] }],
    ['nine items of others', { a: [10, 10], b: [10, 10], c: [20, 20], d: [30, 30], e: [20] }],
    ['one with more than half', { ...five, a: Array.from({ length: 9 }, () => 10) }],
  ])('is not told of %s', (_, others) => {
    expect(medianFor('own', { own: [1, 1], ...others })).toBeNull()
  })

  it('does not count what nobody is known to host', () => {
    expect(medianFor('own', { ...five, e: [], '?': [20, 20] })).toBeNull()
  })
})
