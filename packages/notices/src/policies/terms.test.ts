import { describe, expect, it } from 'vitest'
import { LONGEST_HOLD_HOURS } from '../deadline.ts'
import { scheduleOf } from '../schedule.ts'
import { notifyChange } from '../schedule.ts'
import {
  authorised,
  check,
  checked,
  deadlines,
  event,
  given,
  hour,
  notified,
  opened,
} from '../takedown-specification.ts'
import type { Terms } from './terms.ts'

// Hour 0 is Monday, 5 January 2026, 8:00 UTC.
const routedUnder = (terms: Terms, plan = ['provider-notice'] as const) =>
  event(0, {
    type: 'routed',
    policy: 'test',
    country: 'NL',
    plan,
    routing: { policyId: 'row', rule: 'r', because: 'b', rules: [], terms },
  })
const told = (terms: Terms) => [opened, routedUnder(terms), authorised, notified(0)]
const tick = { type: 'tick' } as const

describe('a takedown under a policy', () => {
  const quick = { deadlines: { answerHours: 6, repeatHours: 48 } }

  it('keeps which policy that is', () => {
    expect(given(told(quick)).takedown).toMatchObject({ policyId: 'row', terms: quick })
  })

  it('is reminded of when its host was to have answered, and again by the cadence', () => {
    const up = [...told(quick), checked(1, 'present')]
    given(up).when(5, tick).thenNothingHappens()
    given(up).when(6, tick).then({ type: 'reminder-due', seq: 2 })
    const again = [
      ...up,
      event(6, { type: 'reminder-due', seq: 2 }),
      notified(6, 2),
      checked(7, 'present'),
    ]
    given(again).when(53, tick).thenNothingHappens()
    given(again).when(54, tick).then({ type: 'reminder-due', seq: 3 })
    expect(scheduleOf(given(again).takedown!, hour(7), deadlines).dueAt).toEqual(hour(54))
  })

  it('travels along with a reminder from two thirds of its own time on', () => {
    const up = [...told(quick), checked(1, 'present')]
    given(up).when(3.9, { type: 'remind-along' }).thenNothingHappens()
    given(up).when(4, { type: 'remind-along' }).then({ type: 'reminder-due', seq: 2 })
  })

  it('climbs its own ladder, and says whose turn it is', () => {
    const ladder = {
      deadlines: {
        repeatHours: 500,
        escalation: [
          { afterHours: 10, step: 'registrar' },
          { afterHours: 20, step: 'authority' },
        ],
      },
    } satisfies Terms
    const up = [...told(ladder), checked(9, 'present')]
    given(up).when(10, tick).then({ type: 'escalated', level: 1, step: 'registrar' })
    expect(scheduleOf(given(up).takedown!, hour(9), deadlines).dueAt).toEqual(hour(10))
    const first = event(10, { type: 'escalated', level: 1, step: 'registrar' })
    given([...up, first])
      .when(20, tick)
      .then({ type: 'escalated', level: 2, step: 'authority' })
    const last = event(20, { type: 'escalated', level: 2, step: 'authority' })
    given([...up, first, last])
      .when(400, tick)
      .thenNothingHappens()
  })

  it('goes on by the table without one, and when it is opened again', () => {
    const closed = event(2, { type: 'closed', reason: 'match-rejected' })
    const again = event(3, { type: 'reopened', legalClass: 'csam', tier: 'exact', seenAt: hour(3) })
    expect(given([...told(quick), closed, again]).takedown).toMatchObject({
      policyId: null,
      terms: null,
    })
  })

  it('is told to its host on no blocked day', () => {
    const blockedDays = { timeZone: 'UTC', dates: ['2026-01-05'] }
    const takedown = given([opened, routedUnder({ blockedDays }), authorised]).takedown!
    expect(notifyChange(takedown, [authorised], deadlines)).toEqual({ notifyAt: hour(16) })
  })

  it('is handed to police on any day', () => {
    const blockedDays = { timeZone: 'UTC', dates: ['2026-01-05'] }
    const toPolice = routedUnder({ blockedDays }, ['police-hand-over'] as never)
    const released = event(2, { type: 'released', expired: false })
    const takedown = given([opened, toPolice]).takedown!
    expect(notifyChange(takedown, [released], deadlines)).toEqual({ notifyAt: hour(2) })
  })

  it('waits for others to the same provider as long as the policy says', () => {
    const takedown = given([opened, routedUnder({ groupWindowHours: 2 }), authorised]).takedown!
    expect(notifyChange(takedown, [authorised], deadlines)).toEqual({ notifyAt: hour(2) })
  })

  it('has its host told after the police, and a person asked when that does not happen', () => {
    const both = routedUnder({}, ['police-hand-over', 'provider-notice'] as never)
    const handed = event(1, { type: 'handed-over', noticeId: 'n' })
    const after = given([opened, both, handed])
    expect(scheduleOf(after.takedown!, hour(1), deadlines).dueAt).toEqual(hour(1.05))
    after.when(25, tick).then({ type: 'attention-due', reason: 'stuck' })
    after.when(2, { type: 'authorise' }).then({ type: 'authorised' })
  })
})

describe('a hold under a policy', () => {
  const holds = { longestHours: 48, remindHours: 12 }
  const routed = [opened, routedUnder({ holds })]
  const until = (at: number) => ({ type: 'hold', reason: 'r', until: hour(at) }) as const
  const held = event(0, { type: 'held', reason: 'r', until: hour(48) })

  it('is no longer than the policy allows', () => {
    given(routed)
      .when(0, until(48))
      .then({ type: 'held', reason: 'r', until: hour(48) })
    const tooLong = () => given(routed).when(0, until(48.1)).thenNothingHappens()
    expect(tooLong).toThrow(expect.objectContaining({ kind: 'invalid', code: 'hold-too-long' }))
    given([opened, routedUnder({})])
      .when(0, until(LONGEST_HOLD_HOURS))
      .then({ type: 'held', reason: 'r', until: hour(LONGEST_HOLD_HOURS) })
  })

  it('has a person told before it ends, once', () => {
    expect(scheduleOf(given([...routed, held]).takedown!, hour(1), deadlines).dueAt).toEqual(
      hour(36),
    )
    given([...routed, held])
      .when(35, tick)
      .thenNothingHappens()
    given([...routed, held])
      .when(36, tick)
      .then({ type: 'attention-due', reason: 'hold-ends-soon' })
    const asked = event(36, { type: 'attention-due', reason: 'hold-ends-soon' })
    given([...routed, held, asked])
      .when(40, tick)
      .thenNothingHappens()
    given([...routed, held, asked])
      .when(48, tick)
      .then({ type: 'released', expired: true })
    given([...routed, held, asked])
      .when(40, check('x', 'unknown'))
      .then({ type: 'checked', checkId: 'x', verdict: 'unknown', codes: [], from: 'south' })
  })
})
