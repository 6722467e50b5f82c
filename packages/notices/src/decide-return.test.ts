import { describe, expect, it } from 'vitest'
import type { Step } from './routing.ts'
import { check, checked, event, given, hour, notified, opened } from './takedown-specification.ts'

const route = (at: number, ...plan: Step[]) =>
  event(at, { type: 'routed', policy: 'p', country: 'BE', plan })
const handedOver = (at: number) => event(at, { type: 'handed-over', noticeId: `n-${at}` })
const entered = (at: number) =>
  event(at, { type: 'step-entered', step: 'iccam-hand-over', reference: 'A 1', doneAt: hour(at) })
const gone = (at: number) => [
  checked(at, 'gone'),
  event(at, { type: 'seen-gone', checkId: `g-${at}` }),
  checked(at + 7, 'gone', 'south'),
  event(at + 7, { type: 'gone-before-notice', checkId: `h-${at}` }),
]
const back = (at: number) => [
  checked(at, 'present'),
  event(at, { type: 'resurfaced', checkId: 'b' }),
]
const unrouted = (at: number) => event(at, { type: 'route-withdrawn' })

describe('content that comes back', () => {
  const toPolice = [opened, route(0, 'police-hand-over'), handedOver(1), ...gone(10)]
  const seen = {
    type: 'checked',
    checkId: 'b',
    verdict: 'present',
    codes: [],
    from: 'south',
  } as const
  const isBack = [seen, { type: 'resurfaced', checkId: 'b' }] as const
  const returned = [...toPolice, ...back(40), unrouted(40)]

  it('is routed anew where nobody had authorised its notice', () => {
    given(toPolice)
      .when(40, check('b', 'present'))
      .then(...isBack, { type: 'route-withdrawn' })
    expect(given(returned).takedown).toMatchObject({
      status: 'opened',
      plan: [],
      step: 0,
      policyId: null,
      resurfacings: 1,
      negatives: null,
      clocks: { t4: hour(1), t5: null, t9: hour(10), t10: hour(17), t11: hour(40) },
    })
    given(returned)
      .when(41, check('c', 'gone'))
      .then({ ...seen, checkId: 'c', verdict: 'gone' }, { type: 'seen-gone', checkId: 'c' })
  })

  it('goes on by its route where somebody had', () => {
    const told = [
      opened,
      route(0, 'provider-notice'),
      event(0, { type: 'authorised' }),
      notified(1),
      ...gone(10),
    ]
    given(told).when(40, check('b', 'present')).then(seen, { type: 'resurfaced', checkId: 'b' })
    given([...told, ...back(40)])
      .when(41, { type: 'tick' })
      .thenNothingHappens()
  })

  it('is handed over again, and waits for another word', () => {
    const again = [...returned, route(41, 'police-hand-over')]
    const word = (at: number) =>
      ({ from: 'police', way: 'phone', reference: '1', saidAt: hour(at) }) as const
    for (const early of [{}, { word: word(5) }, { word: word(41.5) }]) {
      given(again)
        .when(41.5, { type: 'allow-notice', ...early })
        .thenImpossible('takedown-allow-notice-impossible')
    }
    given(again)
      .when(42, { type: 'hand-over', noticeId: 'n-42' })
      .then({ type: 'handed-over', noticeId: 'n-42' })
    const handed = [...again, handedOver(42)]
    expect(given(handed).takedown).toMatchObject({
      status: 'routed',
      step: 1,
      clocks: { t4: hour(1) },
    })
    given(handed).when(43, { type: 'hand-over', noticeId: 'n-42' }).thenNothingHappens()
    given(handed).when(43, { type: 'allow-notice' }).then({ type: 'notice-allowed' })
    expect(() =>
      given(handed)
        .when(43, { type: 'allow-notice', word: word(5) })
        .thenNothingHappens(),
    ).toThrow(expect.objectContaining({ code: 'word-at-wrong-time' }))
    const said = event(43, { type: 'notice-allowed', word: word(42) })
    expect(given([...handed, said]).takedown?.clocks).toMatchObject({ t4: hour(1), t5: hour(42) })
    const allowed = [...handed, event(43, { type: 'notice-allowed' })]
    given(allowed).when(44, { type: 'authorise' }).then({ type: 'authorised' })
    expect(given([...allowed, event(44, { type: 'authorised' })]).takedown).toMatchObject({
      status: 'authorised',
      clocks: { t5: hour(44) },
    })
  })

  it('is entered in ICCAM again, under the number that it has there', () => {
    const events = [
      opened,
      route(0, 'iccam-hand-over'),
      entered(1),
      ...gone(10),
      ...back(40),
      unrouted(40),
      route(41, 'iccam-hand-over'),
    ]
    const enter = {
      type: 'enter-step',
      step: 'iccam-hand-over',
      reference: 'A 1',
      doneAt: hour(42),
    } as const
    given(events)
      .when(42, enter)
      .then({ ...enter, type: 'step-entered' })
    given([...events, entered(42)])
      .when(43, enter)
      .thenNothingHappens()
  })

  it('is routed anew by the clock where it came back before this was done at once', () => {
    const stuck = [...toPolice, ...back(40)]
    expect(given(stuck).takedown).toMatchObject({ status: 'resurfaced', step: 1 })
    given(stuck).when(41, { type: 'tick' }).then({ type: 'route-withdrawn' })
    given([...stuck, unrouted(41)])
      .when(42, { type: 'tick' })
      .thenNothingHappens()
  })

  it('is routed anew where a word was never acted on, and that word counts no more', () => {
    const word = { from: 'police', way: 'phone', reference: '1', saidAt: hour(5) } as const
    const events = [
      opened,
      route(0, 'police-hand-over'),
      handedOver(1),
      event(6, { type: 'notice-allowed', word }),
      ...gone(10),
    ]
    given(events)
      .when(40, check('b', 'present'))
      .then(...isBack, { type: 'route-withdrawn' })
    expect(given([...events, ...back(40), unrouted(40)]).takedown?.clocks.t5).toBeNull()
  })

  it('keeps by whose word its first notice went, where it was reopened since', () => {
    const events = [
      opened,
      route(0, 'provider-notice'),
      event(0, { type: 'authorised' }),
      notified(1),
      event(2, { type: 'closed', reason: 'match-rejected' }),
      event(3, { type: 'reopened', legalClass: 'csam', tier: 'exact', seenAt: hour(3) }),
      route(3, 'police-hand-over'),
      handedOver(4),
      ...gone(10),
    ]
    given(events)
      .when(40, check('b', 'present'))
      .then(...isBack, { type: 'route-withdrawn' })
    expect(given([...events, ...back(40), unrouted(40)]).takedown).toMatchObject({
      status: 'opened',
      clocks: { t5: hour(0), t6: hour(1) },
    })
  })
})
