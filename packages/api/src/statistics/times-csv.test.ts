import { describe, expect, it } from 'vitest'
import type { TimesShown } from '../routes/takedown-times-routes.ts'
import { timesCsv } from './times-csv.ts'

const HOUR_MS = 3_600_000
const one = { n: 20, ended: 16, open: 4, closed: 0, before: 0, medianMs: HOUR_MS, p90Ms: null }
const at = new Date('2026-03-01T00:00:00Z')

const shares = [0.2, 0.8, 0.8, 0.8, null, null]
const times = {
  ...one,
  within: [1, 24, 48, 72, 168, 672].map((hours, at) => ({ hours, share: shares[at]! })),
}
const ages = [24, 72, 168, 672, null].map((hours) => ({ hours, count: hours === 24 ? 3 : 0 }))
const shown: TimesShown = {
  ...times,
  measure: 'removal-after-notice',
  asOf: at,
  since: at,
  until: at,
  curve: [],
  watchedMs: 90 * HOUR_MS,
  ages,
  gap: { medianMs: 2 * HOUR_MS, p90Ms: 4 * HOUR_MS },
  by: 'provider',
  groups: [{ ...times, key: 'a', name: 'A' }],
  others: { groups: 3, n: null },
  top: [],
  decisions: null,
  waiting: null,
}
const linesOf = (of: TimesShown) => {
  const [head, ...lines] = timesCsv(of)
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','))
  return lines.map((cells) => Object.fromEntries(head!.map((name, n) => [name, cells[n]])))
}

describe('timesCsv', () => {
  it('has the ages of what is open, the gap between looks and what has no line of its own', () => {
    const [all, group, others] = linesOf(shown)
    const counted = { n: '20', ended: '16', open: '4', closed: '0', before: '0' }
    const lasted = { median_hours: '1.00', p90_hours: '', within_24_hours: '0.8000' }
    expect(all).toMatchObject({ group: 'all', ...counted, ...lasted, within_168_hours: '' })
    expect(all).toMatchObject({
      open_up_to_24_hours: '3',
      open_older: '0',
      look_gap_median_hours: '2.00',
      look_gap_p90_hours: '4.00',
      watched_hours: '90.00',
      items_are: 'takedowns',
      undecided_matches: '',
    })
    expect(group).toMatchObject({ group_by: 'provider', group: 'A', ...counted, ...lasted })
    expect(group).toMatchObject({ open_up_to_24_hours: '', look_gap_p90_hours: '' })
    expect(others).toMatchObject({ group_by: 'provider', group: '"3 others"', n: '' })
  })

  it('says of steps before the decision that they are of takedowns only, and how much is undecided', () => {
    const waiting = { asOf: at, n: 7, ages: ages.map(({ hours }) => ({ hours, count: 1 })) }
    const [all] = linesOf({ ...shown, measure: 'decision', waiting })
    expect(all).toMatchObject({
      items_are: '"takedowns only"',
      undecided_matches: '7',
      undecided_up_to_24_hours: '1',
      undecided_older: '1',
    })
  })

  it('says of matches what was decided of them, and by whom', () => {
    const { gap: _, ...rest } = shown
    const [all, group] = linesOf({
      ...rest,
      measure: 'match-decision',
      by: 'tier',
      gap: null,
      decisions: { confirmed: 10, rejected: 6, byRule: 300 },
      waiting: null,
    })
    expect(all).toMatchObject({
      clock: 'match-decision',
      from_clock: 'found',
      to_clock: 'T3',
      n: '20',
      items_are: '"matches for a person"',
      confirmed: '10',
      rejected: '6',
      decided_by_rule: '300',
      look_gap_median_hours: '',
      undecided_matches: '',
    })
    expect(group).toMatchObject({ group_by: 'tier', n: '20', decided_by_rule: '' })
  })

  it('has nothing where too few are told of', () => {
    const few = { n: null, ended: null, open: null, closed: null, before: null }
    const none = { medianMs: null, p90Ms: null, within: [], ages: [], gap: null, watchedMs: 0 }
    const [all] = linesOf({ ...shown, ...few, ...none, groups: [], others: null })
    const { clock, from_clock, to_clock, from, to, as_of, group, items_are, ...rest } = all!
    expect([clock, group, items_are]).toEqual(['removal-after-notice', 'all', 'takedowns'])
    expect([from_clock, to_clock, from, to, as_of]).not.toContain('')
    expect(Object.values(rest).filter((cell) => cell !== '')).toEqual([])
  })
})
