import { describe, expect, it } from 'vitest'
import { createDeadlines } from './deadline.ts'
import { hour } from './takedown-specification.ts'

const deadlines = createDeadlines(1)

describe('createDeadlines', () => {
  it('looks 1, 4, 12 and 24 hours after a notice, then daily, weekly and monthly', () => {
    const next = (now: number) => deadlines.nextCheck(hour(0), hour(now))
    expect([0, 1, 4, 12].map(next)).toEqual([hour(1), hour(4), hour(12), hour(24)])
    expect(next(30)).toEqual(hour(54))
    expect(next(20 * 24)).toEqual(hour(27 * 24))
    expect(next(100 * 24)).toEqual(hour(130 * 24))
    expect(next(400 * 24)).toEqual(hour(430 * 24))
  })

  it('waits longer after many looks that could not tell', () => {
    const waits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 50].map(
      (alike) => (deadlines.retryUnknown(hour(0), alike).getTime() - hour(0).getTime()) / 3_600_000,
    )
    expect(waits).toEqual([1, 1, 1, 2, 4, 8, 16, 24, 48, 48])
  })

  it('wants six hours between two negative looks', () => {
    const looks = (last: number, count = 2, from = ['north', 'south']) =>
      deadlines.provesRemoval({ first: hour(0), last: hour(last), count, from })
    expect(looks(5.9)).toBe(false)
    expect(looks(6)).toBe(true)
    expect(looks(6, 2, ['north'])).toBe(false)
    expect(looks(6, 1)).toBe(false)
    expect(deadlines.verifyAt(hour(0))).toEqual(hour(6))
  })

  it('escalates after 3, 7 and 14 days', () => {
    const next = (level: number) => deadlines.nextEscalationAt(hour(0), level)
    expect([0, 1, 2].map(next)).toEqual([hour(3 * 24), hour(7 * 24), hour(14 * 24)])
    expect(deadlines.nextEscalationAt(hour(0), 3)).toBeNull()
  })

  it('gives whoever was told late their time all the same', () => {
    const next = (escalatedAt: Date) => deadlines.nextEscalationAt(hour(0), 1, escalatedAt)
    expect(next(hour(3 * 24))).toEqual(hour(7 * 24))
    expect(next(hour(30 * 24))).toEqual(hour(34 * 24))
  })

  it('asks a person after a day, three days or a week, and again after a fortnight', () => {
    expect(deadlines.stuckAt(hour(0))).toEqual(hour(24))
    expect(deadlines.cannotBeCheckedAt(hour(0))).toEqual(hour(3 * 24))
    expect(deadlines.handOverAnswerAt(hour(0))).toEqual(hour(7 * 24))
    expect(deadlines.askAgainAt(hour(0))).toEqual(hour(14 * 24))
  })

  it('runs the same table faster', () => {
    const quick = createDeadlines(1 / 3600)
    expect(quick.remindAt(hour(0)).getTime() - hour(0).getTime()).toBe(24_000)
    expect(quick.nextCheck(hour(0), hour(0)).getTime() - hour(0).getTime()).toBe(1000)
  })

  it('refuses a pace that would stop or slow the clock', () => {
    expect(() => createDeadlines(0)).toThrow(RangeError)
    expect(() => createDeadlines(2)).toThrow(RangeError)
  })
})
