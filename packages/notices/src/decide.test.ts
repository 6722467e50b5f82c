import { describe, expect, it } from 'vitest'
import { decide } from './decide.ts'
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
  routed,
  unreached,
} from './takedown-specification.ts'
import { evolve } from './takedown.ts'

const open = {
  type: 'open',
  legalClass: 'csam',
  tier: 'exact',
  reportedAt: hour(-2),
  crawledAt: hour(-1),
  decidedAt: hour(-1),
} as const
const route = { type: 'route', policy: 'p', country: 'BE', plan: ['police-hand-over'] } as const
const told = [opened, routed, authorised, notified(1)]
const gone = { type: 'checked', verdict: 'gone', codes: [], from: 'south' } as const
const present = { type: 'checked', verdict: 'present', codes: [], from: 'south' } as const

describe('decide', () => {
  it('opens once', () => {
    const { type: _type, ...facts } = open
    given([])
      .when(0, open)
      .then({ type: 'opened', ...facts })
    given([opened]).when(1, open).thenNothingHappens()
  })

  it('routes an opened takedown once', () => {
    const { type: _type, ...facts } = route
    given([opened])
      .when(0, route)
      .then({ type: 'routed', ...facts })
    given([opened, routed]).when(1, route).thenNothingHappens()
  })

  it('refuses any other command before the takedown is opened', () => {
    expect(() => decide(null, { ...route, plan: [], at: hour(0), actor: 'x' }, deadlines)).toThrow(
      expect.objectContaining({ code: 'takedown-not-found' }),
    )
  })

  it('authorises after the route and not before', () => {
    given([opened]).when(0, { type: 'authorise' }).thenImpossible('takedown-authorise-impossible')
    given([opened, routed]).when(1, { type: 'authorise' }).then({ type: 'authorised' })
    given([opened, routed, authorised]).when(2, { type: 'authorise' }).thenNothingHappens()
  })

  it('does not authorise what police hold', () => {
    const held = event(1, { type: 'held', reason: 'investigation', until: hour(48) })
    given([opened, routed, held])
      .when(2, { type: 'authorise' })
      .thenImpossible('takedown-authorise-impossible')
  })

  it('releases a hold by hand, or by the clock when it expires', () => {
    const held = event(1, { type: 'held', reason: 'investigation', until: hour(48) })
    const holding = [opened, routed, held]
    given(holding).when(2, { type: 'release' }).then({ type: 'released', expired: false })
    given(holding)
      .when(47, { type: 'tick' })
      .then({ type: 'attention-due', reason: 'hold-ends-soon' })
    given(holding).when(48, { type: 'tick' }).then({ type: 'released', expired: true })
  })

  it('returns from a hold to where it was', () => {
    const held = event(1, { type: 'held', reason: 'investigation', until: hour(48) })
    const released = event(2, { type: 'released', expired: false })
    expect(given([opened, routed, authorised, held, released]).takedown?.status).toBe('authorised')
    expect(given([opened, routed, held, released]).takedown?.status).toBe('routed')
  })

  it('hands over to police once', () => {
    const handOver = { type: 'hand-over', noticeId: 'n' } as const
    given([opened, routed]).when(1, handOver).then({ type: 'handed-over', noticeId: 'n' })
    const handed = event(1, { type: 'handed-over', noticeId: 'n' })
    given([opened, routed, handed]).when(2, handOver).thenNothingHappens()
  })

  it('counts a hand-over that was on its way while something else happened', () => {
    const handed = event(2, { type: 'handed-over', noticeId: 'n' })
    const held = event(1, { type: 'held', reason: 'investigation', until: hour(48) })
    const gone = event(1, { type: 'gone-before-notice', checkId: 'x' })
    given([opened, routed, gone])
      .when(2, { type: 'hand-over', noticeId: 'n' })
      .then({ type: 'handed-over', noticeId: 'n' })
    expect(given([opened, routed, held, handed]).takedown).toMatchObject({
      status: 'held',
      clocks: { t4: hour(2) },
    })
  })

  it('does not hand over what has no route', () => {
    given([opened])
      .when(1, { type: 'hand-over', noticeId: 'n' })
      .thenImpossible('takedown-hand-over-impossible')
  })

  it('counts a notice once, by its number', () => {
    const notify = { type: 'notify', noticeId: 'notice-1', seq: 1 } as const
    given([opened, routed, authorised])
      .when(1, notify)
      .then({ type: 'notified', noticeId: 'notice-1', seq: 1 })
    given(told).when(2, notify).thenNothingHappens()
  })

  it('never notifies without authorisation', () => {
    given([opened, routed])
      .when(1, { type: 'notify', noticeId: 'n', seq: 1 })
      .thenImpossible('takedown-notify-impossible')
  })

  it('returns to authorised when the mailbox refuses', () => {
    const refused = event(2, { type: 'notice-refused', noticeId: 'n', smtpCode: 550 })
    expect(given([opened, routed, authorised, refused]).takedown?.status).toBe('authorised')
    given([opened, routed, authorised])
      .when(2, { type: 'refuse-notice', noticeId: 'n', smtpCode: 550 })
      .then({ type: 'notice-refused', noticeId: 'n', smtpCode: 550 })
  })
})

describe('decide a removal check', () => {
  it('takes one negative look for a first sign only', () => {
    given(told)
      .when(2, check('a', 'gone'))
      .then({ ...gone, checkId: 'a' }, { type: 'seen-gone', checkId: 'a' })
  })

  it('verifies removal by two negative looks six hours apart', () => {
    const once = [...told, checked(2, 'gone'), event(2, { type: 'seen-gone', checkId: 'check-2' })]
    given(once)
      .when(7, check('b', 'gone'))
      .then({ ...gone, checkId: 'b' })
    given(once)
      .when(8, check('b', 'gone'))
      .then({ ...gone, checkId: 'b' }, { type: 'removal-verified', checkId: 'b' })
  })

  it('does not take one vantage point for proof, however often it looks', () => {
    const north = [2, 8, 14].map((at) => checked(at, 'gone'))
    given([...told, ...north])
      .when(20, check('b', 'gone', { from: 'north' }))
      .then({ ...gone, checkId: 'b', from: 'north' })
    given([...told, ...north])
      .when(20, check('b', 'gone'))
      .then({ ...gone, checkId: 'b' }, { type: 'removal-verified', checkId: 'b' })
  })

  it('asks a person when one vantage point sees it gone and no other can tell', () => {
    const looks = [2, 8, 14].flatMap((at) => [
      checked(at, 'unknown', 'south'),
      checked(at + 1, 'gone'),
    ])
    const since = given([...told, ...looks])
    since.when(74, { type: 'tick' }).thenNothingHappens()
    since.when(75, { type: 'tick' }).then({ type: 'attention-due', reason: 'cannot-be-checked' })
  })

  it('starts over when the content is seen between two negative looks', () => {
    const flicker = [...told, checked(2, 'gone'), checked(4, 'present')]
    given(flicker)
      .when(10, check('c', 'gone'))
      .then({ ...gone, checkId: 'c' }, { type: 'seen-gone', checkId: 'c' })
  })

  it('never closes, verifies, reminds or escalates on an unknown answer, but asks a person', () => {
    const unknowns = [2, 9, 30, 60].map((at) => checked(at, 'unknown'))
    given([...told, ...unknowns])
      .when(90, check('d', 'unknown'))
      .then({ type: 'checked', checkId: 'd', verdict: 'unknown', codes: [], from: 'south' })
    given([...told, ...unknowns])
      .when(100, { type: 'tick' })
      .then({ type: 'attention-due', reason: 'cannot-be-checked' })
  })

  it('keeps the first negative look across one that reached no host', () => {
    given([...told, checked(2, 'gone'), unreached(5)])
      .when(9, check('e', 'gone'))
      .then({ ...gone, checkId: 'e' }, { type: 'removal-verified', checkId: 'e' })
  })

  it('starts over when a look in between might have seen it and could not tell', () => {
    const since = [...told, checked(2, 'gone'), checked(5, 'unknown')]
    given(since)
      .when(9, check('e', 'gone'))
      .then({ ...gone, checkId: 'e' }, { type: 'seen-gone', checkId: 'e' })
    const anew = [...since, checked(9, 'gone'), unreached(12)]
    given(anew)
      .when(14, check('f', 'gone'))
      .then({ ...gone, checkId: 'f' })
    given(anew)
      .when(15, check('f', 'gone'))
      .then({ ...gone, checkId: 'f' }, { type: 'removal-verified', checkId: 'f' })
  })

  it('notes of a look that it reached no host', () => {
    const look = { checkId: 'a', verdict: 'unknown', codes: ['host-down'], from: 'south' } as const
    given(told)
      .when(2, { type: 'check', moved: false, ...look, unreached: true })
      .then({ type: 'checked', ...look, unreached: true })
    given(told)
      .when(2, { type: 'check', moved: false, ...look, unreached: false })
      .then({ type: 'checked', ...look })
  })

  it('applies the same check once', () => {
    given([...told, checked(2, 'present')])
      .when(3, check('check-2', 'present'))
      .thenNothingHappens()
  })

  it('says that the content has moved within its page', () => {
    given(told)
      .when(2, check('f', 'present', { moved: true }))
      .then({ ...present, checkId: 'f' }, { type: 'moved', checkId: 'f' })
  })

  it('does not count removal before the notice as a success of the notice', () => {
    given([opened, routed, checked(2, 'gone')])
      .when(8, check('g', 'gone'))
      .then({ ...gone, checkId: 'g' }, { type: 'gone-before-notice', checkId: 'g' })
  })

  it('reopens what comes back after removal', () => {
    const verified = event(9, { type: 'removal-verified', checkId: 'x' })
    const removed = [...told, checked(2, 'gone'), checked(9, 'gone'), verified]
    given(removed)
      .when(33, check('h', 'present'))
      .then({ ...present, checkId: 'h' }, { type: 'resurfaced', checkId: 'h' })
    given(removed)
      .when(33, check('h', 'gone'))
      .then({ ...gone, checkId: 'h' }, { type: 'watch-started' })
  })

  it('asks again after content came back, and can verify removal again', () => {
    const story = [
      ...told,
      checked(2, 'gone'),
      checked(9, 'gone'),
      event(9, { type: 'removal-verified', checkId: 'x' }),
      checked(33, 'present'),
      event(33, { type: 'resurfaced', checkId: 'y' }),
    ]
    expect(given(story).takedown).toMatchObject({ status: 'resurfaced', resurfacings: 1 })
    const again = [...story, notified(34, 2), checked(40, 'gone')]
    expect(given(again).takedown).toMatchObject({ status: 'notified', noticesSent: 2 })
    given(again)
      .when(46, check('z', 'gone'))
      .then({ ...gone, checkId: 'z' }, { type: 'removal-verified', checkId: 'z' })
  })

  it('counts a notice that was on its way while the content went', () => {
    const verified = event(9, { type: 'removal-verified', checkId: 'x' })
    const takedown = given([...told, verified, notified(10, 2)]).takedown
    expect(takedown).toMatchObject({ status: 'removed', noticesSent: 2 })
  })
})

describe('decide by the clock', () => {
  it('reminds after a day when a look after the notice saw the content', () => {
    const up = [...told, checked(20, 'present')]
    given(up).when(24, { type: 'tick' }).thenNothingHappens()
    given(up).when(25, { type: 'tick' }).then({ type: 'reminder-due', seq: 2 })
  })

  it('goes along with a reminder to the same provider from sixteen hours on', () => {
    const up = [...told, checked(13, 'present')]
    given(up).when(16, { type: 'remind-along' }).thenNothingHappens()
    given(up).when(17, { type: 'remind-along' }).then({ type: 'reminder-due', seq: 2 })
    given([...told, checked(13, 'gone')])
      .when(17, { type: 'remind-along' })
      .thenNothingHappens()
  })

  it('does not remind twice while the reminder is on its way', () => {
    const due = event(25, { type: 'reminder-due', seq: 2 })
    given([...told, checked(20, 'present'), due])
      .when(26, { type: 'tick' })
      .thenNothingHappens()
  })

  it('does not remind on a sight from before the notice', () => {
    given([opened, routed, authorised, checked(0.5, 'present'), notified(1)])
      .when(30, { type: 'tick' })
      .thenNothingHappens()
  })

  it('escalates by the table, each level once', () => {
    const up = [...told, notified(70, 2), checked(72, 'present')]
    given(up).when(73, { type: 'tick' }).then({ type: 'escalated', level: 1 })
    const level1 = [...up, event(73, { type: 'escalated', level: 1 })]
    given(level1).when(74, { type: 'tick' }).thenNothingHappens()
    expect(given(level1).takedown?.escalationLevel).toBe(1)
  })

  it('goes up one level at a time, and counts anew from the notice after content came back', () => {
    const late = [...told, notified(399, 2), checked(400, 'present')]
    given(late).when(401, { type: 'tick' }).then({ type: 'escalated', level: 1 })
    const first = [...late, event(401, { type: 'escalated', level: 1 })]
    given(first).when(402, { type: 'tick' }).thenNothingHappens()
    const back = [
      ...told,
      event(9, { type: 'removal-verified', checkId: 'x' }),
      event(400, { type: 'resurfaced', checkId: 'y' }),
      notified(401, 2),
      checked(402, 'present'),
    ]
    given(back).when(403, { type: 'tick' }).thenNothingHappens()
  })

  it('closes after a year of watching', () => {
    const watching = [
      ...told,
      event(9, { type: 'removal-verified', checkId: 'x' }),
      event(33, { type: 'watch-started' }),
    ]
    given(watching)
      .when(24 * 365 + 8, { type: 'tick' })
      .thenNothingHappens()
    given(watching)
      .when(24 * 365 + 9, { type: 'tick' })
      .then({ type: 'closed', reason: 'watched-long-enough' })
  })

  it('does nothing to a closed takedown', () => {
    const closed = event(2, { type: 'closed', reason: 'match-rejected' })
    given([...told, closed])
      .when(30, { type: 'tick' })
      .thenNothingHappens()
    given([...told, closed])
      .when(30, check('x', 'present'))
      .thenNothingHappens()
    given([...told, closed])
      .when(30, { type: 'reject-match' })
      .thenNothingHappens()
  })
})

describe('evolve', () => {
  it('takes for T9 the first of the negative looks that led to the verified removal', () => {
    const gone = (at: number) => [
      checked(at, 'gone'),
      event(at, { type: 'seen-gone', checkId: `check-${at}` }),
    ]
    const flicker = [...told, ...gone(2), checked(4, 'present')]
    expect(given(flicker).takedown?.clocks.t9).toBeNull()
    const verified = event(17, { type: 'removal-verified', checkId: 'check-17' })
    const removed = [...flicker, ...gone(10), checked(17, 'gone'), verified]
    expect(given(removed).takedown?.clocks).toMatchObject({ t9: hour(10), t10: hour(17) })
    const back = [...removed, checked(40, 'present')]
    expect(given(back).takedown?.clocks.t9).toEqual(hour(10))
  })

  it('never sets T3 before T1', () => {
    const early = { ...opened, decidedAt: hour(-9) } as typeof opened
    expect(given([early]).takedown?.clocks).toMatchObject({ t1: hour(-1), t3: hour(-1) })
    const uncrawled = { ...early, crawledAt: null } as typeof opened
    expect(given([uncrawled]).takedown?.clocks).toMatchObject({ t1: null, t3: hour(-9) })
  })

  it('keeps each clock at its first value', () => {
    const story = [
      ...told,
      notified(25, 2),
      event(26, { type: 'acknowledged' }),
      event(30, { type: 'seen-gone', checkId: 'a' }),
      event(36, { type: 'removal-verified', checkId: 'b' }),
    ]
    expect(given(story).takedown?.clocks).toMatchObject({
      t0: hour(-2),
      t1: hour(-1),
      t3: hour(-1),
      t5: hour(0),
      t6: hour(1),
      t7: hour(1),
      t8: hour(26),
      t9: hour(30),
      t10: hour(36),
      t11: null,
    })
  })

  it('refuses an event before the first', () => {
    expect(() => evolve(null, notified(1))).toThrow(TypeError)
  })
})
