import { describe, expect, it } from 'vitest'
import { attentionChange } from './attention.ts'
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
} from './takedown-specification.ts'
import type { TakedownEvent } from './takedown.ts'

const held = event(1, { type: 'held', reason: 'investigation', until: hour(50) })
const released = (at: number, expired = false): TakedownEvent =>
  event(at, { type: 'released', expired })
const started = [opened, routed, authorised]
/** The mail was on its way when somebody asked that it wait. */
const overtaken = [...started, held, notified(2)]

const notifyAtAfter = (past: TakedownEvent[], last: TakedownEvent) =>
  notifyChange(given([...past, last]).takedown!, [last], deadlines)?.notifyAt ?? null

describe('decide to release what is held', () => {
  it('has a first notice go that did not', () => {
    const past = [...started, held]
    expect(given([...past, released(5)]).takedown?.status).toBe('authorised')
    expect(notifyAtAfter(past, released(5))).toEqual(hour(5))
  })

  it('tells nobody a first time again whose notice went meanwhile', () => {
    const { takedown } = given([...overtaken, released(5)])
    expect(takedown).toMatchObject({ status: 'notified', noticeDue: false, noticesSent: 1 })
    expect(notifyAtAfter(overtaken, released(5))).toBeNull()
  })

  it('waits for the day of its reminder', () => {
    expect(
      scheduleOf(given([...overtaken, released(5)]).takedown!, hour(5), deadlines).dueAt,
    ).toEqual(hour(26))
    given([...overtaken, checked(3, 'present'), released(5)])
      .when(5, { type: 'tick' })
      .thenNothingHappens()
  })

  it('reminds at once where its day passed meanwhile', () => {
    const seen = [...overtaken, checked(49, 'present')]
    given(seen)
      .when(50, { type: 'tick' })
      .then({ type: 'released', expired: true }, { type: 'reminder-due', seq: 2 })
    given([...seen, released(49)])
      .when(49, { type: 'tick' })
      .then({ type: 'reminder-due', seq: 2 })
  })

  it('tells another mailbox where the one that went came back meanwhile', () => {
    given(overtaken)
      .when(4, { type: 'refuse-notice', noticeId: 'notice-1', smtpCode: 550 })
      .then({ type: 'notice-refused', noticeId: 'notice-1', smtpCode: 550 })
    const back = [
      ...overtaken,
      event(4, { type: 'notice-refused', noticeId: 'notice-1', smtpCode: 550 }),
    ]
    expect(given(back).takedown?.status).toBe('held')
    expect(given([...back, released(5)]).takedown?.status).toBe('authorised')
    expect(notifyAtAfter(back, released(5))).toEqual(hour(5))
  })

  it('asks for the step that follows a hand-over that took place meanwhile', () => {
    const plan = ['police-hand-over', 'iccam-hand-over'] as const
    const handed = [
      opened,
      event(0, { type: 'routed', policy: 'p', country: 'BE', plan }),
      held,
      event(2, { type: 'handed-over', noticeId: 'n' }),
      released(5),
    ]
    expect(attentionChange(given(handed).takedown!, [released(5)])).toMatchObject({
      code: 'enter-in-iccam',
      over: expect.arrayContaining([null]),
    })
  })
})

describe('decide what was disputed for good reason', () => {
  const told = [...started, notified(1), checked(3, 'present'), event(4, { type: 'disputed' })]
  const upheld = [...told, event(5, { type: 'dispute-ended', outcome: 'uphold' })]
  const changed = (at: number) =>
    event(at, { type: 'ground-changed', matchId: 'other', legalClass: 'csam', tier: 'exact' })

  it('goes on where another list carries it', () => {
    expect(given(upheld).takedown?.status).toBe('disputed')
    const past = [...upheld, changed(6)]
    expect(given(past).takedown).toMatchObject({ status: 'acknowledged', ground: 'other' })
    expect(attentionChange(given(past).takedown!, [changed(6)])).toEqual({
      code: null,
      over: ['dispute-upheld'],
    })
    given(past).when(30, { type: 'tick' }).then({ type: 'reminder-due', seq: 2 })
  })

  it('waits for the people while they have not said so', () => {
    expect(given([...told, changed(6)]).takedown?.status).toBe('disputed')
  })
})
