import { describe, it, expect } from 'vitest'
import { event, given, hour, opened } from './takedown-specification.ts'

describe('decide', () => {
  it('lets the police who have it say that the host is told, and nobody before', () => {
    const planned = event(0, {
      type: 'routed',
      policy: 'p',
      country: 'BE',
      plan: ['police-hand-over'],
    })
    given([opened, planned])
      .when(1, { type: 'allow-notice' })
      .thenImpossible('takedown-allow-notice-impossible')
    const handed = event(1, { type: 'handed-over', noticeId: 'n' })
    given([opened, planned, handed])
      .when(2, { type: 'allow-notice' })
      .then({ type: 'notice-allowed' })
    const allowed = event(2, { type: 'notice-allowed' })
    const after = given([opened, planned, handed, allowed])
    expect(after.takedown).toMatchObject({ plan: ['police-hand-over', 'provider-notice'], step: 1 })
    after.when(3, { type: 'allow-notice' }).thenNothingHappens()
    const held = event(2, { type: 'held', reason: 'investigation', until: hour(48) })
    given([opened, planned, handed, held])
      .when(3, { type: 'allow-notice' })
      .thenImpossible('takedown-allow-notice-impossible')
  })

  it('takes no word of a case that is to be handed over again before it was', () => {
    const route = (at: number, plan: 'police-hand-over' | 'iccam-hand-over') =>
      event(at, { type: 'routed', policy: 'p', country: 'BE', plan: [plan] })
    const handed = (at: number) => event(at, { type: 'handed-over', noticeId: `n${at}` })
    const anew = [
      opened,
      route(0, 'police-hand-over'),
      handed(1),
      event(20, { type: 'resurfaced', checkId: 'x' }),
      event(20, { type: 'route-withdrawn' }),
    ]
    for (const plan of ['police-hand-over', 'iccam-hand-over'] as const) {
      given([...anew, route(21, plan)])
        .when(22, { type: 'allow-notice' })
        .thenImpossible('takedown-allow-notice-impossible')
    }
    given([...anew, route(21, 'police-hand-over'), handed(23)])
      .when(24, { type: 'allow-notice' })
      .then({ type: 'notice-allowed' })
  })

  it('takes no word of the police for a case that another route has with a partner', () => {
    const police = event(0, {
      type: 'routed',
      policy: 'p',
      country: 'BE',
      plan: ['police-hand-over'],
    })
    const handed = event(1, { type: 'handed-over', noticeId: 'n' })
    given([opened, police, handed])
      .when(2, { type: 'allow-notice', from: 'police' })
      .then({ type: 'notice-allowed' })
    const rerouted = given([
      opened,
      police,
      handed,
      event(2, { type: 'route-withdrawn' }),
      event(3, { type: 'routed', policy: 'p', country: 'NL', plan: ['iccam-hand-over'] }),
      event(4, { type: 'step-entered', step: 'iccam-hand-over', reference: 'A', doneAt: hour(4) }),
    ])
    rerouted
      .when(5, { type: 'allow-notice', from: 'police' })
      .thenImpossible('takedown-allow-notice-impossible')
    const word = { from: 'partner', way: 'iccam', reference: 'B 1', saidAt: hour(5) } as const
    rerouted.when(6, { type: 'allow-notice', word }).then({ type: 'notice-allowed', word })
  })

  it('has a word of elsewhere count from when it was said, and refuses one of another time', () => {
    const events = [
      opened,
      event(0, { type: 'routed', policy: 'p', country: 'BE', plan: ['iccam-hand-over'] }),
      event(3, { type: 'step-entered', step: 'iccam-hand-over', reference: 'A', doneAt: hour(2) }),
    ]
    const word = (hours: number) =>
      ({ from: 'partner', way: 'iccam', reference: 'B 1', saidAt: hour(hours) }) as const
    const waiting = given(events)
    for (const hours of [1, 9]) {
      expect(() =>
        waiting.when(8, { type: 'allow-notice', word: word(hours) }).thenNothingHappens(),
      ).toThrow(expect.objectContaining({ kind: 'invalid', code: 'word-at-wrong-time' }))
    }
    waiting
      .when(8, { type: 'allow-notice', word: word(5) })
      .then({ type: 'notice-allowed', word: word(5) })
    const allowed = event(8, { type: 'notice-allowed', word: word(5) })
    const after = given([...events, allowed])
    expect(after.takedown).toMatchObject({
      plan: ['iccam-hand-over', 'provider-notice'],
      step: 1,
      clocks: { t4: hour(2), t5: hour(5) },
    })
    after.when(9, { type: 'allow-notice', word: word(5) }).thenNothingHappens()
    after.when(9, { type: 'authorise' }).then({ type: 'authorised' })
    expect(given([...events, allowed, event(9, { type: 'authorised' })]).takedown).toMatchObject({
      status: 'authorised',
      clocks: { t5: hour(5) },
    })
  })
})
