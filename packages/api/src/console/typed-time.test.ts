import { describe, expect, it } from 'vitest'
import { momentOf } from './typed-time.ts'

const BRUSSELS = 'Europe/Brussels'

describe('momentOf', () => {
  it.each([
    ['2026-06-01T12:00', '', '2026-06-01T12:00'],
    ['2026-06-01T12:00', BRUSSELS, '2026-06-01T10:00'],
    ['2026-12-01T12:00', BRUSSELS, '2026-12-01T11:00'],
    ['2026-06-01T12:00', 'Asia/Kathmandu', '2026-06-01T06:15'],
    ['2026-01-01T00:30', 'America/New_York', '2026-01-01T05:30'],
    // beside the hour that clocks skip, and beside the one that they show twice
    ['2026-03-29T01:59', BRUSSELS, '2026-03-29T00:59'],
    ['2026-03-29T03:00', BRUSSELS, '2026-03-29T01:00'],
    ['2026-10-25T01:59', BRUSSELS, '2026-10-24T23:59'],
    ['2026-10-25T02:30', BRUSSELS, '2026-10-25T00:30'],
    ['2026-10-25T03:00', BRUSSELS, '2026-10-25T02:00'],
    ['2026-04-05T01:45', 'Australia/Lord_Howe', '2026-04-04T14:45'],
  ])('reads %s by a clock in "%s" as %s UTC', (typed, zone, utc) => {
    expect(momentOf(typed, zone).toISOString()).toBe(`${utc}:00.000Z`)
  })

  it.each([
    ['2026-03-29T02:30', BRUSSELS],
    ['2026-02-31T12:00', ''],
    ['2026-02-31T12:00', BRUSSELS],
    ['2026-01-01T25:00', ''],
  ])('refuses %s, which no clock in "%s" shows', (typed, zone) => {
    expect(() => momentOf(typed, zone)).toThrow(expect.objectContaining({ code: 'time-not-there' }))
  })

  it('refuses a zone that is none', () => {
    const refused = expect.objectContaining({ code: 'body-invalid' })
    expect(() => momentOf('2026-06-01T12:00', 'Europe/Atlantis')).toThrow(refused)
  })
})
