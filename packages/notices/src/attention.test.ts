import { describe, expect, it } from 'vitest'
import { attentionChange } from './attention.ts'
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
import type { AttentionReason, TakedownEvent } from './takedown.ts'

const told = [opened, routed, authorised, notified(1)]
const after = (past: readonly TakedownEvent[], ...events: TakedownEvent[]) =>
  attentionChange(given([...past, ...events]).takedown!, events)
const rejected = event(9, { type: 'closed', reason: 'match-rejected' })

const GENERAL = [
  'escalation-due',
  'authority-next',
  'escalation-unreachable',
  'hand-over-unanswered',
  'cannot-be-checked',
  'stuck',
  'hold-ends-soon',
]
const escalated = event(73, { type: 'escalated', level: 1 })

describe('attentionChange', () => {
  it('says what a person is asked, unless a code names what is lacking', () => {
    const asked = event(74, { type: 'attention-due', reason: 'cannot-be-checked' })
    expect(after(told, asked)).toEqual({ code: 'cannot-be-checked', over: [null, ...GENERAL] })
    expect(after(told, escalated)).toEqual({ code: 'escalation-due', over: [null, ...GENERAL] })
  })

  it('lets any other code stand when a takedown only stands still', () => {
    const stuck = event(24, { type: 'attention-due', reason: 'stuck' })
    expect(after([opened, routed], stuck)).toEqual({ code: 'stuck', over: [null] })
  })

  it.each<[string, TakedownEvent]>([
    ['a notice', notified(9, 2)],
    ['a hand-over', event(9, { type: 'handed-over', noticeId: 'n' })],
    ['an authorisation', event(9, { type: 'authorised' })],
    ['a verified removal', event(9, { type: 'removal-verified', checkId: 'x' })],
    ['a removal before the notice', event(9, { type: 'gone-before-notice', checkId: 'x' })],
    [
      'a reopening',
      event(9, { type: 'reopened', legalClass: 'csam', tier: 'near', seenAt: rejected.at }),
    ],
  ])('is done with after %s', (_what, ended) => {
    expect(after(told, ended)).toEqual({ code: null })
  })

  it('is done with what could not be checked when a look can tell', () => {
    const over = ['cannot-be-checked']
    expect(after(told, checked(80, 'present'))).toEqual({ code: null, over })
    expect(after(told, checked(80, 'unknown'))).toBeUndefined()
    const looked = after([...told, escalated], checked(80, 'present'))
    expect(looked).toEqual({ code: 'escalation-due', over })
  })

  it('lets what is lacking stand when a hold ends or content comes back', () => {
    const back = event(90, { type: 'resurfaced', checkId: 'x' })
    expect(after(told, back)).toEqual({ code: null, over: GENERAL })
    const held = event(5, { type: 'held', reason: 'r', until: rejected.at })
    const released = event(9, { type: 'released', expired: true })
    // What was handed over meanwhile may ask for the next step.
    const over = [null, ...GENERAL]
    expect(after([opened, routed, held], released)).toEqual({ code: null, over })
  })

  it('keeps an escalation through a reminder, until the content has gone', () => {
    expect(after([...told, escalated], notified(80, 2))).toEqual({ code: 'escalation-due' })
    const verified = event(90, { type: 'removal-verified', checkId: 'x' })
    expect(after([...told, escalated], verified)).toEqual({ code: null })
  })

  it('says what is left of the ladder, the lowest step first, and nothing of what a letter does', () => {
    const plan = event(0, { type: 'routed', policy: 'p', country: 'NL', plan: ['provider-notice'] })
    const base = [...told.slice(0, 1), plan, ...told.slice(2)]
    const upstream = event(73, { type: 'escalated', level: 1, step: 'upstream' })
    expect(after(base, upstream)).toBeUndefined()
    const unreachable = { became: 'left', code: 'escalation-unreachable' } as const
    const left = event(73, { type: 'ladder-step', seq: -1, ...unreachable })
    const over = [null, ...GENERAL]
    expect(after([...base, upstream], left)).toEqual({ code: 'escalation-unreachable', over })
    const authority = event(80, { type: 'escalated', level: 2, step: 'authority' })
    const both = [...base, upstream, left, authority]
    expect(after(both, notified(90, 2))).toEqual({ code: 'escalation-unreachable' })
    const entered = { step: 'upstream', reference: 'r', doneAt: left.at } as const
    const done = event(91, { type: 'step-entered', ...entered })
    const asked = [...GENERAL, 'escalation-unreachable']
    expect(after(both, done)).toEqual({ code: 'authority-next', over: asked })
  })

  it('asks for nothing once it is closed: what was told is taken back by mail', () => {
    expect(after([...told, escalated], rejected)).toEqual({ code: null })
    const withdrawn = event(9, { type: 'closed', reason: 'ground-withdrawn' })
    expect(after([...told, escalated], withdrawn)).toEqual({ code: null })
  })

  it('leaves what a closed takedown asks for when a mail was on its way', () => {
    expect(after([opened, routed, authorised, rejected], notified(10))).toBeUndefined()
  })

  it('leaves alone what nothing bears on', () => {
    expect(after(told, event(3, { type: 'acknowledged' }))).toBeUndefined()
  })
})

describe('decide to ask a person', () => {
  const handedOver = [opened, routed, event(1, { type: 'handed-over', noticeId: 'n' })]
  const ask = (reason: AttentionReason) => ({ type: 'attention-due', reason }) as const
  const asked = (at: number, reason: AttentionReason) => event(at, ask(reason))
  const day = (days: number): number => 24 * days

  it('when a hand-over brings no answer within a week and the content is up', () => {
    const up = [...handedOver, checked(160, 'present')]
    given(up).when(168, { type: 'tick' }).thenNothingHappens()
    given(up).when(169, { type: 'tick' }).then(ask('hand-over-unanswered'))
  })

  it('again a fortnight later, and not before', () => {
    const up = [...handedOver, checked(160, 'present'), asked(169, 'hand-over-unanswered')]
    given(up).when(169, { type: 'tick' }).thenNothingHappens()
    given(up)
      .when(168 + day(14), { type: 'tick' })
      .thenNothingHappens()
    given(up)
      .when(169 + day(14), { type: 'tick' })
      .then(ask('hand-over-unanswered'))
  })

  it('no more once a notice is authorised or the content has gone', () => {
    const up = [...handedOver, checked(160, 'present')]
    given([...up, event(165, { type: 'authorised' })])
      .when(169, { type: 'tick' })
      .thenNothingHappens()
    given([...up, checked(165, 'gone')])
      .when(169, { type: 'tick' })
      .thenNothingHappens()
  })

  it('when no look could tell for three days after the notice', () => {
    const blind = [...told, checked(2, 'unknown'), checked(50, 'unknown')]
    given(blind).when(73.9, { type: 'tick' }).thenNothingHappens()
    given(blind).when(74, { type: 'tick' }).then(ask('cannot-be-checked'))
  })

  it('when nobody looked for three days after the notice or the hand-over', () => {
    given(told).when(72.9, { type: 'tick' }).thenNothingHappens()
    given(told).when(73, { type: 'tick' }).then(ask('cannot-be-checked'))
    given(handedOver).when(73, { type: 'tick' }).then(ask('cannot-be-checked'))
  })

  it('when what seemed to go turned unknown, before a notice or after it', () => {
    const turned = [checked(2, 'gone'), checked(5, 'unknown'), checked(70, 'unknown')]
    given([...told, ...turned])
      .when(77, { type: 'tick' })
      .then(ask('cannot-be-checked'))
    given([opened, routed, authorised, ...turned, asked(24, 'stuck')])
      .when(77, { type: 'tick' })
      .then(ask('cannot-be-checked'))
  })

  it('watches what was proven gone and no look can tell of, once a person was asked', () => {
    const blind = [
      ...told,
      event(9, { type: 'removal-verified', checkId: 'x' }),
      checked(30, 'unknown'),
    ]
    given(blind).when(102, { type: 'tick' }).then(ask('cannot-be-checked'))
    const once = [...blind, asked(102, 'cannot-be-checked')]
    given(once)
      .when(102 + 14 * 24 - 1, { type: 'tick' })
      .thenNothingHappens()
    given(once)
      .when(102 + 14 * 24, { type: 'tick' })
      .then({ type: 'watch-started' })
    given([...once, event(102 + 14 * 24, { type: 'watch-started' })])
      .when(24 * 365 + 9, { type: 'tick' })
      .then({ type: 'closed', reason: 'watched-long-enough' })
  })

  it('from anew when a look could tell in between', () => {
    const seen = [...told, checked(2, 'unknown'), asked(74, 'cannot-be-checked')]
    const again = [...seen, checked(80, 'gone'), checked(90, 'unknown')]
    given(again).when(161, { type: 'tick' }).thenNothingHappens()
    given(again).when(162, { type: 'tick' }).then(ask('cannot-be-checked'))
  })

  it.each([
    ['opened', [opened]],
    ['routed', [opened, routed]],
    ['authorised', [opened, routed, authorised]],
  ])('when nothing moves a takedown that is %s for a day', (_status, story) => {
    given(story).when(23.9, { type: 'tick' }).thenNothingHappens()
    given(story).when(24, { type: 'tick' }).then(ask('stuck'))
    given([...story, asked(24, 'stuck')])
      .when(48, { type: 'tick' })
      .thenNothingHappens()
  })

  it('when what is to be handed over again is not for a day', () => {
    const police = event(0, {
      type: 'routed',
      policy: 'p',
      country: 'BE',
      plan: ['police-hand-over'],
    })
    const anew = [
      event(9, { type: 'resurfaced', checkId: 'x' }),
      event(9, { type: 'route-withdrawn' }),
      { ...police, at: hour(10) },
    ]
    const owed = [opened, police, event(1, { type: 'handed-over', noticeId: 'n' }), ...anew]
    given(owed).when(33.9, { type: 'tick' }).thenNothingHappens()
    given(owed).when(34, { type: 'tick' }).then(ask('stuck'))
  })

  it('not while a notice is about to go out', () => {
    const waiting = [opened, routed, authorised]
    given(waiting)
      .when(30, { type: 'tick', notifyAt: hour(30) })
      .thenNothingHappens()
    given(waiting)
      .when(54, { type: 'tick', notifyAt: hour(30) })
      .then(ask('stuck'))
  })

  it('when a reminder or the notice of content that came back is not sent for a day', () => {
    const due = event(25, { type: 'reminder-due', seq: 2 })
    given([...told, checked(20, 'present'), due])
      .when(49, { type: 'tick' })
      .then(ask('stuck'))
    const back = event(33, { type: 'resurfaced', checkId: 'y' })
    given([...told, checked(33, 'present'), back])
      .when(57, { type: 'tick' })
      .then(ask('stuck'))
  })

  it('never about what police hold, what is watched or what is closed', () => {
    const blind = [...told, checked(2, 'unknown')]
    const verified = event(9, { type: 'removal-verified', checkId: 'x' })
    given([...blind, verified, event(33, { type: 'watch-started' }), checked(40, 'unknown')])
      .when(400, { type: 'tick' })
      .thenNothingHappens()
    given([...blind, event(9, { type: 'closed', reason: 'match-rejected' })])
      .when(400, { type: 'tick' })
      .thenNothingHappens()
    given([opened, routed, event(1, { type: 'held', reason: 'r', until: hour(500) })])
      .when(400, { type: 'tick' })
      .thenNothingHappens()
  })
})
