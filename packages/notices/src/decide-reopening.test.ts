import { describe, expect, it } from 'vitest'
import {
  authorised,
  checked,
  event,
  given,
  hour,
  notified,
  opened,
  routed,
} from './takedown-specification.ts'

const told = [opened, routed, authorised, notified(1)]
const ROUTE = { policy: 'direct-notice', country: 'FR', plan: ['provider-notice'] as const }

describe('decide to reopen', () => {
  const reopen = (seenAt: number) =>
    ({ type: 'reopen', legalClass: 'csam', tier: 'near', seenAt: hour(seenAt) }) as const
  const reopened = (seenAt: number) => ({ ...reopen(seenAt), type: 'reopened' }) as const
  const rejected = [...told, event(9, { type: 'closed', reason: 'match-rejected' })]
  const watched = [
    ...told,
    checked(2, 'gone'),
    event(2, { type: 'seen-gone', checkId: 'w' }),
    checked(9, 'gone'),
    event(9, { type: 'removal-verified', checkId: 'x' }),
    event(33, { type: 'watch-started' }),
    checked(8700, 'gone'),
    event(8800, { type: 'closed', reason: 'watched-long-enough' }),
  ]

  it('undoes a mistaken rejection, whenever it was seen', () => {
    given(rejected).when(20, reopen(0)).then(reopened(0))
  })

  it('takes up again what is back after it was watched long enough', () => {
    given(watched).when(9000, reopen(8999)).then(reopened(8999))
    given(watched).when(9000, reopen(8600)).thenNothingHappens()
  })

  it('does nothing to what is open', () => {
    given(told).when(20, reopen(19)).thenNothingHappens()
    given([...rejected, event(20, reopened(0))])
      .when(21, reopen(19))
      .thenNothingHappens()
  })

  it('keeps clocks and notices, and wants a route', () => {
    const { takedown } = given([...rejected, event(20, reopened(0))])
    expect(takedown).toMatchObject({
      status: 'opened',
      tier: 'near',
      noticesSent: 1,
      resurfacings: 0,
      plan: [],
      clocks: { t0: hour(-2), t5: hour(0), t6: hour(1), t11: null },
    })
  })

  it('counts the return of what had gone', () => {
    const { takedown } = given([...watched, event(9000, reopened(8999))])
    expect(takedown).toMatchObject({
      status: 'opened',
      resurfacings: 1,
      negatives: null,
      clocks: { t9: hour(2), t10: hour(9), t11: hour(9000) },
    })
  })

  it('goes on to a second notice', () => {
    const again = [...rejected, event(20, reopened(0)), event(20, { type: 'routed', ...ROUTE })]
    given(again).when(20, { type: 'authorise' }).then({ type: 'authorised' })
    given([...again, event(20, { type: 'authorised' })])
      .when(21, { type: 'notify', noticeId: 'notice-2', seq: 2 })
      .then({ type: 'notified', noticeId: 'notice-2', seq: 2 })
  })

  describe('where police have it first', () => {
    const plan = ['police-hand-over'] as const
    const route = (at: number) => event(at, { type: 'routed', policy: 'p', country: 'BE', plan })
    const handedOver = { type: 'handed-over', noticeId: 'second' } as const
    const handOver = { type: 'hand-over', noticeId: 'second' } as const
    const before = [
      opened,
      route(0),
      event(1, { type: 'handed-over', noticeId: 'first' }),
      event(2, { type: 'notice-allowed' }),
      authorised,
      notified(3),
      event(9, { type: 'closed', reason: 'match-rejected' }),
      event(20, reopened(0)),
      route(20),
    ]

    it('hands over and asks anew, and keeps when that was done first', () => {
      given(before).when(21, handOver).then(handedOver)
      const again = [...before, event(21, handedOver)]
      expect(given(again).takedown).toMatchObject({
        status: 'routed',
        step: 1,
        clocks: { t4: hour(1) },
      })
      given(again).when(22, handOver).thenNothingHappens()
      given(again).when(22, { type: 'allow-notice' }).then({ type: 'notice-allowed' })
      const allowed = [...again, event(22, { type: 'notice-allowed' })]
      given(allowed).when(23, { type: 'allow-notice' }).thenNothingHappens()
      given(allowed).when(23, { type: 'authorise' }).then({ type: 'authorised' })
    })
  })
})
