import { describe, expect, it } from 'vitest'
import { rungsOf, seqOf } from './ladder.ts'
import {
  authorised,
  event,
  given,
  hour,
  notified,
  opened,
  routed,
} from './takedown-specification.ts'
import type { TakedownEvent } from './takedown.ts'

const told = [opened, routed, authorised, notified(1)]
const escalated = (at: number, level = 1): TakedownEvent =>
  event(at, { type: 'escalated', level, step: 'upstream' })
const stepTold = (at: number, seq: number): TakedownEvent =>
  event(at, { type: 'ladder-step', seq, became: 'told', noticeId: 'letter' })
const moved = (at: number, from: string, to: string): TakedownEvent =>
  event(at, { type: 'host-changed', from, to })

describe('the ladder of another host', () => {
  const past = [...told, escalated(80), stepTold(81, -1), moved(90, 'a', 'b')]

  it('begins anew, from the first notice to that host', () => {
    expect(given(past).takedown).toMatchObject({ escalationLevel: 0, rungs: [], toldAt: null })
    expect(given([...past, notified(91, 2)]).takedown?.toldAt).toEqual(hour(91))
  })

  it('gives its letters places that none had before', () => {
    const { takedown } = given([...past, notified(91, 2), escalated(170)])
    expect(rungsOf(takedown!)).toMatchObject([{ level: 1, state: 'due' }])
    expect(rungsOf(takedown!).map(seqOf)).toEqual([-101])
  })

  it('goes on where it stood when the content is back', () => {
    const back = [...past, notified(91, 2), escalated(170), moved(180, 'b', 'a')]
    expect(given(back).takedown).toMatchObject({
      escalationLevel: 1,
      ladderHost: 'a',
      rungs: [{ level: 1, state: 'told' }],
    })
    const again = given([...back, moved(190, 'a', 'b')]).takedown
    expect(again).toMatchObject({ escalationLevel: 1, rungs: [{ level: 1, state: 'due' }] })
  })

  it('keeps what becomes of a letter about the host before', () => {
    const left = [
      ...told,
      escalated(80),
      event(81, { type: 'ladder-step', seq: -1, became: 'written', noticeId: 'n' }),
    ]
    const onTheWay = [...left, moved(82, 'a', 'b')]
    given(onTheWay)
      .when(83, { type: 'ladder-step', seq: -1, became: 'told', noticeId: 'n' })
      .then({ type: 'ladder-step', seq: -1, became: 'told', noticeId: 'n' })
    const back = [...onTheWay, stepTold(83, -1), moved(84, 'b', 'a')]
    expect(rungsOf(given(back).takedown!)).toMatchObject([{ state: 'told' }])
  })

  it('has no two letters of one place after one came to nothing', () => {
    const written = event(81, { type: 'ladder-step', seq: -1, became: 'written', noticeId: 'n' })
    const failed = event(300, {
      type: 'ladder-step',
      seq: -1,
      became: 'failed',
      noticeId: 'n',
      retryAt: null,
    })
    const events = [
      ...told,
      escalated(80),
      written,
      moved(82, 'a', 'b'),
      notified(91, 2),
      escalated(170),
      failed,
    ]
    const atB = rungsOf(given(events).takedown!).map(seqOf)
    const atA = rungsOf(given([...events, moved(301, 'b', 'a')]).takedown!).map(seqOf)
    expect([...atB, ...atA]).toEqual([-101, -201])
  })

  it.each(['upstream', 'upstream-escalation'] as const)(
    'counts %s that a person did by hand for the host that it was done about',
    (step) => {
      const entered = event(85, { type: 'step-entered', step, reference: 'r', doneAt: hour(85) })
      const events = [...told, entered, moved(90, 'a', 'b'), notified(91, 2), escalated(170)]
      expect(rungsOf(given(events).takedown!)).toMatchObject([{ state: 'due' }])
      const back = [...events, moved(180, 'b', 'a'), escalated(181)]
      expect(rungsOf(given(back).takedown!)).toMatchObject([{ state: 'told' }])
    },
  )

  it('asks no more for a step that a person did as one of the plan', () => {
    const left = { became: 'left', code: 'escalation-unreachable' } as const
    const asked = event(81, { type: 'ladder-step', seq: -1, ...left })
    const step = { step: 'upstream-escalation', reference: 'r', doneAt: hour(85) } as const
    const done = event(85, { type: 'step-entered', ...step })
    const after = given([...told, escalated(80), asked, done]).takedown!
    expect(rungsOf(after)).toMatchObject([{ state: 'told', code: null }])
    const undone = event(86, { type: 'step-withdrawn', ...step, reason: 'not-done' })
    const back = given([...told, escalated(80), asked, done, undone]).takedown!
    expect(rungsOf(back)).toMatchObject([{ state: 'left', code: 'escalation-unreachable' }])
  })

  it('is noted of nothing that is where it was', () => {
    given(told).when(2, { type: 'change-host', from: 'a', to: 'a' }).thenNothingHappens()
  })
})
