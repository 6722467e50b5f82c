import { describe, expect, it } from 'vitest'
import { byMedia, facetsOf } from './group-waiting.ts'
import { ageOf, queryOf } from './queue-filter.ts'
import type { Waiting } from './queue-store.ts'

const NOW = new Date('2026-03-10T12:00:00Z')
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000)
const one = (matchId: string, more: Partial<Waiting> = {}): Waiting => ({
  matchId,
  mediaId: `media of ${matchId}`,
  listId: 'l',
  list: 'List',
  legalClass: 'csam',
  tier: 'near',
  distance: 12,
  host: 'a.example',
  country: null,
  atRisk: false,
  urgency: 4,
  matchedAt: hoursAgo(1),
  ...more,
})

describe('matches that wait', () => {
  it('are one where they are of one media, in the place of the most urgent', () => {
    const [a, b, c] = [one('a', { mediaId: 'x' }), one('b'), one('c', { mediaId: 'x' })]
    expect(byMedia([a, b, c])).toEqual([
      { first: a, others: [c] },
      { first: b, others: [] },
    ])
  })

  it('are counted by what they can be shown by', () => {
    const waiting = [
      one('a', { tier: 'probable', matchedAt: hoursAgo(25), listId: 'm', list: 'Other' }),
      one('b', { tier: 'exact', country: 'NL' }),
      one('c', { atRisk: true, matchedAt: hoursAgo(24 * 7 + 1), host: null }),
    ]
    expect(facetsOf(waiting, NOW)).toEqual({
      risk: 1,
      tier: [
        ['exact', 1],
        ['near', 1],
        ['probable', 1],
      ],
      class: [
        ['csam', 3],
        ['harmful', 0],
      ],
      age: [
        ['day', 1],
        ['week', 1],
        ['older', 1],
      ],
      host: [['a.example', 2]],
      country: [['NL', 1]],
      list: [
        ['l', 2, 'List'],
        ['m', 1, 'Other'],
      ],
    })
  })

  it('are of the age that their bound says', () => {
    expect(ageOf(hoursAgo(24), NOW)).toBe('day')
    expect(ageOf(hoursAgo(24.01), NOW)).toBe('week')
    expect(ageOf(hoursAgo(24 * 7), NOW)).toBe('week')
    expect(ageOf(hoursAgo(24 * 7 + 0.01), NOW)).toBe('older')
  })

  it('are asked for in one order whatever was chosen first', () => {
    expect(queryOf({ host: 'a.example', risk: 'yes' }, { by: 'host' })).toBe(
      'risk=yes&host=a.example&by=host',
    )
    expect(queryOf({ tier: undefined })).toBe('')
  })
})
