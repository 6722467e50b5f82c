import { describe, expect, it } from 'vitest'
import { judgeHost, type TakedownView } from './host-view.ts'
import type { ExpectedHost } from './hosts.ts'

const host = (over: Partial<ExpectedHost>): ExpectedHost => ({
  name: 'hills',
  behaviour: 'removes-at-once',
  address: '127.0.10.1',
  provider: { name: 'Hills', country: 'FR', mailbox: 'abuse@hills.invalid' },
  pages: [],
  pictures: [
    { path: '/a.jpg', kind: 'exact' },
    { path: '/b.jpg', kind: 'innocent' },
  ],
  expectedOutcome: 'removed',
  expectedNotices: 1,
  ...over,
})
const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString()
const takedown = (over: Partial<TakedownView>): TakedownView => ({
  id: 't',
  status: 'notified',
  outcome: 'still-present',
  attention: null,
  lastVerdict: 'present',
  clocks: { t0: at(0), t6: at(2), t9: null, t10: null, t11: null },
  checks: [],
  timeline: [],
  notices: [{ id: 'n', seq: 1, state: 'sent', sentAt: at(2) }],
  provider: { name: 'Hills', country: 'FR' },
  ...over,
})
const media = { found: 2, matched: 1 }
const look = (second: number, verdict: string) => ({ at: at(second), verdict, codes: [] })

describe('judgeHost', () => {
  it('is reached when everything was removed and enough notices were sent', () => {
    const removed = takedown({ outcome: 'removed', status: 'removed' })
    expect(judgeHost(host({}), [removed], media).reached).toBe(true)
    expect(judgeHost(host({ expectedNotices: 2 }), [removed], media).reached).toBe(false)
  })

  it('is not reached while one of several takedowns is open', () => {
    const views = [takedown({ outcome: 'removed' }), takedown({ id: 'u' })]
    expect(judgeHost(host({}), views, media)).toMatchObject({ outcome: 'mixed', reached: false })
  })

  it('is not reached while a picture that must match has not matched', () => {
    const removed = takedown({ outcome: 'removed' })
    expect(judgeHost(host({}), [removed], { found: 2, matched: 0 }).reached).toBe(false)
  })

  it('believes "still present" after two looks that follow the notice', () => {
    const present = host({ expectedOutcome: 'still-present', behaviour: 'moves' })
    const seen = (...checks: TakedownView['checks']) =>
      judgeHost(present, [takedown({ checks })], media).reached
    expect(seen(look(1, 'present'), look(3, 'present'))).toBe(false)
    expect(seen(look(3, 'present'), look(4, 'present'))).toBe(true)
  })

  it('goes by the last looks: the first after a notice may have begun before it was read', () => {
    const silent = host({ expectedOutcome: 'unknown', behaviour: 'unavailable' })
    const checks = [look(5, 'unknown'), look(4, 'unknown'), look(3, 'present')]
    const unknown = takedown({ outcome: 'unknown', lastVerdict: 'unknown', checks })
    expect(judgeHost(silent, [unknown], media).reached).toBe(true)
  })

  it('never takes a host that answers nothing for removed', () => {
    const silent = host({ expectedOutcome: 'unknown', behaviour: 'unavailable' })
    const checks = [look(3, 'unknown'), look(4, 'unknown')]
    const unknown = takedown({ outcome: 'unknown', lastVerdict: 'unknown', checks })
    expect(judgeHost(silent, [unknown], media)).toMatchObject({ outcome: 'unknown', reached: true })
    const wronglyRemoved = takedown({ outcome: 'removed', checks })
    expect(judgeHost(silent, [wronglyRemoved], media).reached).toBe(false)
  })

  it('keeps "resurfaced" in the story when the content goes again', () => {
    const timeline = [{ type: 'resurfaced', at: at(9), actor: 'crawler' }]
    const back = takedown({ outcome: 'removed', timeline })
    const returning = host({ expectedOutcome: 'resurfaced', behaviour: 'returns' })
    expect(judgeHost(returning, [back], media)).toMatchObject({
      outcome: 'resurfaced',
      reached: true,
    })
  })

  it('gives the longest time between two clocks, and none while one is missing', () => {
    const views = [
      takedown({ clocks: { t0: at(0), t6: at(2), t9: at(5), t10: null, t11: null } }),
      takedown({ clocks: { t0: at(0), t6: at(4), t9: null, t10: null, t11: null } }),
    ]
    const { clocks } = judgeHost(host({}), views, media)
    expect(clocks).toEqual({ t0ToT6: 4000, t6ToT9: 3000, t9ToT10: null, t10ToT11: null })
  })
})
