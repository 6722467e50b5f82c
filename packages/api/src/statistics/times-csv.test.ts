import { describe, expect, it } from 'vitest'
import { timesCsv } from './times-csv.ts'

const HOUR_MS = 3_600_000
const one = { n: 20, ended: 16, open: 4, closed: 0, before: 0, medianMs: HOUR_MS, p90Ms: null }
const times = { ...one, within: [{ hours: 24, share: 0.8 }] }
const at = new Date('2026-03-01T00:00:00Z')

describe('timesCsv', () => {
  it('has the ages of what is open, the gap between looks and what has no line of its own', () => {
    const [head, all, group, others] = timesCsv({
      ...times,
      measure: 'removal-after-notice',
      asOf: at,
      since: at,
      until: at,
      curve: [],
      ages: [
        { hours: 24, count: 3 },
        { hours: null, count: 1 },
      ],
      gap: { medianMs: 2 * HOUR_MS, p90Ms: 4 * HOUR_MS },
      by: 'provider',
      groups: [{ ...times, key: 'a', name: 'A' }],
      others: { groups: 3, n: null },
      top: [],
    }).split('\r\n')
    expect(head).toMatch(
      /,within_24_hours,open_up_to_24_hours,open_older,look_gap_median_hours,look_gap_p90_hours$/,
    )
    expect(all).toMatch(/,all,20,16,4,0,0,1\.00,,0\.8000,3,1,2\.00,4\.00$/)
    expect(group).toMatch(/,provider,A,20,16,4,0,0,1\.00,,0\.8000,,,,$/)
    expect(others).toMatch(/,provider,"3 others",,+$/)
  })
})
