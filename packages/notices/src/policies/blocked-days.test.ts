import { describe, expect, it } from 'vitest'
import { notBlocked } from './blocked-days.ts'

const at = (text: string): Date => new Date(text)
const weekend = { timeZone: 'Europe/Brussels', weekdays: ['saturday', 'sunday'] } as const
const next = (blocked: object, from: string) =>
  notBlocked({ timeZone: 'Europe/Brussels', ...blocked }, at(from)).toISOString()

describe('notBlocked', () => {
  it('lets a moment on another day stand, to the millisecond', () => {
    const friday = at('2026-11-27T22:59:59.999Z')
    expect(notBlocked({ ...weekend, weekdays: [...weekend.weekdays] }, friday)).toBe(friday)
    expect(notBlocked(undefined, friday)).toBe(friday)
  })

  it('waits for the first midnight of the place, not of Greenwich', () => {
    expect(next(weekend, '2026-11-27T23:00:00Z')).toBe('2026-11-29T23:00:00.000Z')
    expect(next(weekend, '2026-11-29T22:59:01Z')).toBe('2026-11-29T23:00:00.000Z')
  })

  it('keeps to the clock of the place when that is put forward or back', () => {
    // Summer time begins on Sunday, 29 March 2026, and ends on Sunday, 25 October 2026.
    expect(next(weekend, '2026-03-28T10:00:00Z')).toBe('2026-03-29T22:00:00.000Z')
    expect(next(weekend, '2026-10-24T10:00:00Z')).toBe('2026-10-25T23:00:00.000Z')
  })

  it('adds a holiday to the weekend before it', () => {
    const easter = { ...weekend, dates: ['2026-04-06'] }
    expect(next(easter, '2026-04-04T10:00:00Z')).toBe('2026-04-06T22:00:00.000Z')
  })

  it('knows places whose clock is not set to the hour', () => {
    const nepal = { timeZone: 'Asia/Kathmandu', dates: ['2026-11-28'] }
    expect(next(nepal, '2026-11-28T10:00:00Z')).toBe('2026-11-28T18:15:00.000Z')
  })

  it('does not wait for ever', () => {
    const days = Array.from({ length: 366 }, (_, day) =>
      new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10),
    )
    expect(next({ dates: days }, '2026-01-10T00:00:00Z')).toBe('2026-03-11T00:00:00.000Z')
  })
})
