import { describe, expect, it } from 'vitest'
import { notifyChange, scheduleOf } from './schedule.ts'
import {
  authorised,
  checked,
  deadlines,
  event,
  given,
  hour,
  notified,
  opened,
  routed,
  unreached,
} from './takedown-specification.ts'

const told = [opened, routed, authorised, notified(1)]
const checkedBare = { type: 'checked', verdict: 'unknown', from: 'north' } as const
const scheduleAt = (events: Parameters<typeof given>[0], now: number) =>
  scheduleOf(given(events).takedown!, hour(now), deadlines)

describe('scheduleOf', () => {
  it('looks an hour after the notice and reminds after a day', () => {
    expect(scheduleAt(told, 1)).toEqual({ nextCheckAt: hour(2), dueAt: hour(25) })
  })

  it('looks a second time six hours after a first negative look', () => {
    expect(scheduleAt([...told, checked(2, 'gone')], 2).nextCheckAt).toEqual(hour(8))
  })

  it('looks again after an hour when the answer was unknown', () => {
    expect(scheduleAt([...told, checked(4, 'unknown')], 4).nextCheckAt).toEqual(hour(5))
  })

  it('falls back to the plan when a host stays unclear for a day', () => {
    expect(scheduleAt([...told, checked(30, 'unknown')], 30).nextCheckAt).toEqual(hour(54))
  })

  it('watches what was removed', () => {
    const removed = [...told, event(9, { type: 'removal-verified', checkId: 'x' })]
    expect(scheduleAt([...told, checked(2, 'gone'), ...removed.slice(-1)], 9)).toEqual({
      nextCheckAt: hour(10),
      dueAt: null,
    })
  })

  it('watches for a year, however it is stretched', () => {
    const verified = event(9, { type: 'removal-verified', checkId: 'x' })
    const removed = given([...told, checked(2, 'gone'), verified]).takedown!
    for (const stretch of [0.9, 1.1]) {
      const looks: number[] = []
      let now = hour(9)
      while (now < deadlines.watchUntil(hour(9))) {
        now = scheduleOf(removed, now, deadlines, null, stretch).nextCheckAt!
        looks.push((now.getTime() - hour(9).getTime()) / (24 * 3_600_000))
      }
      expect(looks.filter((day) => day <= 14).length).toBeGreaterThanOrEqual(15)
      expect(looks.filter((day) => day > 14 && day <= 90).length).toBeGreaterThanOrEqual(9)
      expect(looks.filter((day) => day > 90 && day <= 365).length).toBeGreaterThanOrEqual(8)
    }
  })

  it('comes back to ask a person, once and then a fortnight later', () => {
    const waiting = [opened, routed]
    expect(scheduleAt(waiting, 1).dueAt).toEqual(hour(24))
    const stuck = event(24, { type: 'attention-due', reason: 'stuck' })
    expect(scheduleAt([...waiting, stuck], 24).dueAt).toEqual(hour(24 + 14 * 24))
    const handed = event(1, { type: 'handed-over', noticeId: 'n' })
    expect(scheduleAt([...waiting, handed], 2).dueAt).toEqual(hour(73))
    expect(scheduleAt([...waiting, handed, checked(20, 'present')], 20).dueAt).toEqual(hour(169))
    expect(scheduleAt([...told, checked(30, 'unknown')], 90).dueAt).toEqual(hour(102))
  })

  it('comes back within the hour to what has no route', () => {
    expect(scheduleAt([opened], 5).dueAt).toEqual(hour(6))
  })

  it('looks soon again at what was reopened', () => {
    const closed = event(9000, { type: 'closed', reason: 'match-rejected' })
    const facts = { legalClass: 'csam', tier: 'exact', seenAt: hour(0) } as const
    const reopened = event(9500, { type: 'reopened', ...facts })
    expect(scheduleAt([...told, closed, reopened], 9500).nextCheckAt).toEqual(hour(9501))
  })

  it('wants nothing of a closed takedown', () => {
    const closed = [...told, event(2, { type: 'closed', reason: 'match-rejected' })]
    expect(scheduleAt(closed, 3)).toEqual({ nextCheckAt: null, dueAt: null })
  })

  it('looks sooner once a provider answered', () => {
    const late = [...told, checked(60, 'present')]
    expect(scheduleAt(late, 60).nextCheckAt).toEqual(hour(84))
    const answered = [...late, event(61, { type: 'acknowledged' })]
    expect(scheduleAt(answered, 61).nextCheckAt).toEqual(hour(62))
    expect(scheduleAt([...answered, checked(62, 'present')], 62).nextCheckAt).toEqual(hour(65))
  })

  it('looks less often at what stays unclear in the same way', () => {
    const blocked = (at: number, code = 'forbidden') =>
      event(at, { ...checkedBare, checkId: `c-${at}`, codes: [code] })
    const times = [30, 31, 32, 33, 34, 35, 36, 37, 38]
    const next = (count: number, last = 'forbidden') => {
      const looks = times
        .slice(0, count)
        .map((at, n) => blocked(at, n === count - 1 ? last : 'forbidden'))
      const now = times[count - 1]!
      return (
        (scheduleAt([...told, ...looks], now).nextCheckAt!.getTime() - hour(now).getTime()) /
        3_600_000
      )
    }
    expect([1, 7, 8, 9].map((count) => next(count))).toEqual([24, 24, 24, 48])
    expect(next(9, 'http-503')).toBe(24)
  })

  it('stretches the waits, and never verifies sooner than six hours', () => {
    const at = (events: Parameters<typeof given>[0], now: number, stretch: number) =>
      scheduleOf(given(events).takedown!, hour(now), deadlines, null, stretch).nextCheckAt
    expect(at(told, 1, 1.1)).toEqual(hour(2.1))
    expect(at([...told, checked(30, 'present')], 30, 0.9)).toEqual(hour(30 + 21.6))
    expect(at([...told, checked(2, 'gone')], 2, 0.9)).toEqual(hour(2 + 6.6))
    expect(at([...told, checked(2, 'gone')], 2, 1.1)).toEqual(hour(2 + 6.6))
  })

  it('plans no look twice for the same hour, however it is stretched', () => {
    for (const stretch of [0.9, 0.95, 1.05, 1.1]) {
      let now = hour(1)
      const waits: number[] = []
      for (let look = 0; look < 30; look += 1) {
        const next = deadlines.nextCheck(hour(1), now, stretch)
        waits.push((next.getTime() - now.getTime()) / 3_600_000)
        now = next
      }
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(0.9)
    }
  })

  it('asks ever more slowly when only one place says that it is gone', () => {
    const looks = [2, 8, 9, 10, 11, 13, 17, 25, 41].map((at) => checked(at, 'gone'))
    const wait = (count: number) => {
      const now = [2, 8, 9, 10, 11, 13, 17, 25, 41][count - 1]!
      const { nextCheckAt } = scheduleAt([...told, ...looks.slice(0, count)], now)
      return (nextCheckAt!.getTime() - hour(now).getTime()) / 3_600_000
    }
    expect([1, 2, 4, 5, 6, 7, 8, 9].map(wait)).toEqual([6, 1, 1, 2, 4, 8, 16, 24])
  })

  it('verifies in time although a look in between reached no host', () => {
    expect(scheduleAt([...told, checked(30, 'gone'), unreached(31)], 31).nextCheckAt).toEqual(
      hour(36),
    )
  })

  it('looks again soon after a look that broke the row, and has six hours begin anew', () => {
    const broke = [...told, checked(30, 'gone'), checked(31, 'unknown')]
    expect(scheduleAt(broke, 31).nextCheckAt).toEqual(hour(32))
    expect(scheduleAt([...broke, checked(32, 'gone')], 32).nextCheckAt).toEqual(hour(38))
  })

  it('looks ever more rarely where gone and unclear take turns, and a person is asked', () => {
    const events = [...told]
    const waits: number[] = []
    let now = 30
    for (let turn = 0; turn < 40; turn += 1) {
      events.push(checked(now, turn % 2 === 0 ? 'gone' : 'unknown'))
      const next = scheduleAt(events, now).nextCheckAt!
      const wait = (next.getTime() - hour(now).getTime()) / 3_600_000
      waits.push(wait)
      now += wait
    }
    const after = (first: number) => waits.filter((_, turn) => turn % 2 === first)
    expect(new Set(after(0))).toEqual(new Set([6]))
    expect(after(1).slice(0, 10)).toEqual([1, 1, 1, 2, 4, 8, 16, 24, 48, 48])
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(1)
    const seen = events.slice(0, told.length + 21)
    given(seen)
      .when(30 + 72, { type: 'tick' })
      .then({ type: 'attention-due', reason: 'cannot-be-checked' })
  })

  it('never names a time that has passed', () => {
    for (let now = 0; now < 900; now += 7) {
      const { nextCheckAt, dueAt } = scheduleAt([...told, checked(20, 'present')], now)
      expect(nextCheckAt!.getTime()).toBeGreaterThan(hour(now).getTime())
      if (dueAt) expect(dueAt.getTime()).toBeGreaterThan(hour(now).getTime())
    }
  })
})

describe('notifyChange', () => {
  it('lets a first notice wait for others and sends a reminder at once', () => {
    const first = given([opened, routed, authorised]).takedown!
    const waiting = notifyChange(first, [authorised], deadlines)
    expect(waiting?.notifyAt?.getTime()).toBe(hour(0).getTime() + deadlines.groupWindowMs)
    const due = event(25, { type: 'reminder-due', seq: 2 })
    const second = given([...told, due]).takedown!
    expect(notifyChange(second, [due], deadlines)).toEqual({ notifyAt: hour(25) })
  })

  it('withdraws a waiting notice when the content has gone or police hold it', () => {
    const verified = event(9, { type: 'removal-verified', checkId: 'x' })
    expect(notifyChange(given([...told, verified]).takedown!, [verified], deadlines)).toEqual({
      notifyAt: null,
    })
    const held = event(1, { type: 'held', reason: 'x', until: hour(9) })
    expect(
      notifyChange(given([opened, routed, authorised, held]).takedown!, [held], deadlines),
    ).toEqual({ notifyAt: null })
  })

  it('sends what a hold had withdrawn, unless police had theirs before', () => {
    const held = event(1, { type: 'held', reason: 'x', until: hour(9) })
    const released = event(9, { type: 'released', expired: true })
    const waiting = given([opened, routed, authorised, held, released]).takedown!
    expect(notifyChange(waiting, [released], deadlines)).toEqual({ notifyAt: hour(9) })
    const handed = event(0, { type: 'handed-over', noticeId: 'n' })
    const known = given([opened, routed, handed, held, released]).takedown!
    expect(notifyChange(known, [released], deadlines)).toBeUndefined()
    const police = event(0, {
      type: 'routed',
      policy: 'p',
      country: 'BE',
      plan: ['police-hand-over'],
    })
    const back = event(3, { type: 'resurfaced', checkId: 'x' })
    const anew = [police, handed, back, event(3, { type: 'route-withdrawn' }), police]
    const again = given([opened, ...anew, held, released]).takedown!
    expect(notifyChange(again, [released], deadlines)).toEqual({ notifyAt: hour(9) })
  })

  it('leaves a waiting notice alone when nothing bears on it', () => {
    const seen = checked(2, 'present')
    expect(notifyChange(given([...told, seen]).takedown!, [seen], deadlines)).toBeUndefined()
  })
})
