import { describe, expect, it } from 'vitest'
import { beginsRow, broken, couldNotReach, withNegative } from './negatives.ts'
import { checked, event, given, hour, notified, opened, routed } from './takedown-specification.ts'

describe('withNegative', () => {
  it('counts looks one after the other, and each vantage point once', () => {
    const row = [2, 5, 9].reduce<ReturnType<typeof withNegative> | null>(
      (before, at) => withNegative(before, hour(at), at === 5 ? 'south' : 'north'),
      null,
    )
    const [first, last] = [hour(2), hour(9)]
    expect(row).toEqual({
      first,
      last,
      count: 3,
      from: ['north', 'south'],
      since: first,
      breaks: 0,
    })
  })

  it('begins another row after a broken one, and remembers since when it seems gone', () => {
    const row = broken(withNegative(null, hour(2), 'north'))
    expect(beginsRow(row)).toBe(true)
    expect(broken(row)).toEqual(row)
    const [first, since] = [hour(9), hour(2)]
    const next = withNegative(row, first, 'south')
    expect(next).toEqual({ first, last: first, count: 1, from: ['south'], since, breaks: 1 })
  })

  it('proves nothing by looks of which it was not kept what lay between them', () => {
    const stored = { first: hour(2), last: hour(9), count: 2, from: ['north', 'south'] }
    const next = withNegative(stored, hour(20), 'north')
    expect(next).toMatchObject({ first: hour(20), count: 1, from: ['north'], since: hour(2) })
  })
})

describe('couldNotReach', () => {
  const line = (outcome: 'present' | 'gone' | 'unknown', code: string) => ({ outcome, code })

  it.each(['host-down', 'host-paused', 'cdn-error', 'dns-failed', 'proxy-failed', 'http-503'])(
    'is so for %s, beside what is clear',
    (code) => {
      const down = line('unknown', code)
      expect(couldNotReach([down])).toBe(true)
      expect(couldNotReach([line('gone', 'http-404'), down])).toBe(true)
      expect(couldNotReach([down, line('unknown', 'unread-addresses')])).toBe(true)
    },
  )

  it.each([
    'challenge',
    'login-page',
    'geo-blocked',
    'not-comparable',
    'forbidden',
    'http-500',
    'other-page',
    'page-over-budget',
    'a code of tomorrow',
  ])('is not so for %s, whatever else was not reached', (code) => {
    expect(couldNotReach([line('unknown', 'host-down'), line('unknown', code)])).toBe(false)
  })

  it('is not so for a look without a line, or with that of the page alone', () => {
    expect(couldNotReach([])).toBe(false)
    expect(couldNotReach([line('gone', 'host-down')])).toBe(false)
    expect(couldNotReach([line('unknown', 'unread-addresses')])).toBe(false)
  })
})

describe('T9, first seen gone', () => {
  it('is the first look of the row that led to the removal', () => {
    const seen = (at: number) => [
      checked(at, 'gone'),
      event(at, { type: 'seen-gone', checkId: `check-${at}` }),
    ]
    const start = [opened, routed, notified(1), ...seen(2)]
    const turned = [...start, checked(5, 'unknown')]
    const t9 = (events: Parameters<typeof given>[0]) => given(events).takedown!.clocks.t9
    expect([t9(start), t9(turned), t9([...turned, ...seen(9)])]).toEqual([hour(2), null, hour(9)])
  })
})
