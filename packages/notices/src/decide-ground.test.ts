import { describe, expect, it } from 'vitest'
import {
  authorised,
  check,
  checked,
  event,
  given,
  hour,
  notified,
  opened,
  routed,
} from './takedown-specification.ts'
import type { TakedownEvent } from './takedown.ts'

const told = [opened, routed, authorised, notified(1)]
const removed = [
  ...told,
  checked(2, 'gone'),
  event(2, { type: 'seen-gone', checkId: 'w' }),
  checked(9, 'gone'),
  event(9, { type: 'removal-verified', checkId: 'x' }),
]
const watching = [...removed, event(33, { type: 'watch-started' })]
const watched = [...watching, event(8800, { type: 'closed', reason: 'watched-long-enough' })]
const withdrawn = [...told, event(9, { type: 'closed', reason: 'ground-withdrawn' })]
const rejected = [...told, event(9, { type: 'closed', reason: 'match-rejected' })]

const STATUSES: [string, TakedownEvent[]][] = [
  ['opened', [opened]],
  ['routed', [opened, routed]],
  ['held', [opened, routed, event(1, { type: 'held', reason: 'r', until: hour(48) })]],
  ['authorised', [opened, routed, authorised]],
  ['notified', told],
  ['acknowledged', [...told, event(2, { type: 'acknowledged' })]],
  ['disputed', [...told, event(2, { type: 'disputed' })]],
  ['removed', removed],
  ['watching', watching],
  ['resurfaced', [...watching, event(40, { type: 'resurfaced', checkId: 'y' })]],
]

const changed = (at: number, matchId: string) =>
  event(at, { type: 'ground-changed', matchId, legalClass: 'csam', tier: 'near' })
const change = (matchId: string) =>
  ({ type: 'change-ground', matchId, legalClass: 'csam', tier: 'near' }) as const

describe('decide to withdraw the ground', () => {
  it.each(STATUSES)('closes what is %s, once', (status, past) => {
    expect(given(past).takedown?.status).toBe(status)
    const closed = { type: 'closed', reason: 'ground-withdrawn' } as const
    given(past).when(9000, { type: 'withdraw-ground' }).then(closed)
    given([...past, event(9000, closed)])
      .when(9001, { type: 'withdraw-ground' })
      .thenNothingHappens()
  })

  it.each(['withdraw-ground', 'reject-match'] as const)(
    'notes %s of what was closed after its removal, once and without reopening',
    (type) => {
      given(watched).when(9000, { type }).then({ type: 'ground-withdrawn' })
      const noted = [...watched, event(9000, { type: 'ground-withdrawn' })]
      given(noted).when(9001, { type: 'withdraw-ground' }).thenNothingHappens()
      given(noted).when(9001, { type: 'reject-match' }).thenNothingHappens()
      expect(given(noted).takedown).toMatchObject({
        status: 'closed',
        reason: 'watched-long-enough',
        closedAt: hour(8800),
        withdrawnAt: hour(9000),
      })
    },
  )

  it('adds nothing to a rejection, nor a rejection to it', () => {
    given(rejected).when(20, { type: 'withdraw-ground' }).thenNothingHappens()
    given(withdrawn).when(20, { type: 'reject-match' }).thenNothingHappens()
  })

  it('ends looks and reminders', () => {
    given(withdrawn).when(20, check('c', 'present')).thenNothingHappens()
    given(withdrawn).when(2000, { type: 'tick' }).thenNothingHappens()
    given(withdrawn).when(2000, { type: 'remind-along' }).thenNothingHappens()
  })

  it('counts a notice that was on its way', () => {
    given(withdrawn)
      .when(10, { type: 'notify', noticeId: 'notice-2', seq: 2 })
      .then({ type: 'notified', noticeId: 'notice-2', seq: 2 })
    expect(given([...withdrawn, notified(10, 2)]).takedown).toMatchObject({
      status: 'closed',
      noticesSent: 2,
    })
  })

  it('is undone at once when the ground is back, which is no return of content', () => {
    const reopen = { legalClass: 'csam', tier: 'exact', seenAt: hour(0) } as const
    given(withdrawn)
      .when(20, { type: 'reopen', ...reopen })
      .then({ type: 'reopened', ...reopen })
    const again = given([...withdrawn, event(20, { type: 'reopened', ...reopen })])
    expect(again.takedown).toMatchObject({ status: 'opened', resurfacings: 0, noticesSent: 1 })
    const late = [...withdrawn, event(20, { type: 'reopened', ...reopen }), notified(21, 2)]
    expect(given(late).takedown).toMatchObject({ status: 'opened', noticesSent: 2 })
  })
})

describe('decide to change the ground', () => {
  it.each(STATUSES)('goes on as %s under another match, once', (status, past) => {
    const event = { ...change('m2'), type: 'ground-changed' } as const
    given(past).when(9000, change('m2')).then(event)
    const after = given([...past, changed(9000, 'm2')])
    after.when(9001, change('m2')).thenNothingHappens()
    expect(after.takedown).toEqual({ ...given(past).takedown, ground: 'm2', tier: 'near' })
    expect(after.takedown?.status).toBe(status)
  })

  it('changes again, and back', () => {
    const moved = [...told, changed(9, 'm2')]
    given(moved)
      .when(10, change('m1'))
      .then({ ...change('m1'), type: 'ground-changed' })
  })

  it('begins anew when it is reopened', () => {
    const facts = { legalClass: 'csam', tier: 'exact', seenAt: hour(0) } as const
    const again = [
      ...told,
      changed(8, 'm2'),
      event(9, { type: 'closed', reason: 'ground-withdrawn' }),
      event(20, { type: 'reopened', ...facts }),
    ]
    expect(given(again).takedown).toMatchObject({ ground: null, tier: 'exact' })
  })

  it.each([
    ['for want of a ground', withdrawn],
    ['after its removal', watched],
  ])('leaves alone what was closed %s', (_why, past) => {
    given(past).when(9000, change('m2')).thenNothingHappens()
  })
})
