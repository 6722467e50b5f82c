import { describe, expect, it } from 'vitest'
import { deliveryCsv, openCsv, resurfacingCsv } from './supervision-csv.ts'

const at = new Date('2026-05-01T00:00:00Z')
const period = { asOf: at, since: at, until: at }
const time = at.toISOString()
const bands = { open: 40, untold: 2, ages: [] }
const none = { top: [] }
const open = {
  asOf: at,
  ...bands,
  upAgain: 7,
  providers: [{ ...bands, id: 'p', name: 'One' }],
  others: { providers: 3, open: 12 },
  concentration: { provider: none, host: none },
}
const rowsOf = (csv: string): string[] => csv.trim().split('\r\n')

describe('the files of figures', () => {
  it('tell of open items what is up again, and what has no line of its own', () => {
    const rows = rowsOf(openCsv(open))
    expect(rows).toContain(`${time},seen_again_and_up_now,all,7,,,,,,`)
    expect(rows).toContain(`${time},provider,"3 others",12,,,,,,`)
    const few = rowsOf(openCsv({ ...open, others: { providers: 1, open: null } }))
    expect(few).toContain(`${time},provider,"1 others",,,,,,,`)
    expect(openCsv({ ...open, others: null })).not.toContain('others')
  })

  it('tell of letters and of what came back what has no line of its own', () => {
    const letters = {
      ...period,
      months: [],
      handOvers: [],
      channels: [],
      refusing: { mailboxes: 0, providers: 0 },
    }
    expect(rowsOf(deliveryCsv({ ...letters, others: { written: 11 } }))[1]).toBe(
      `${time},${time},${time},channel,others,11,,,,,,`,
    )
    const counts = { n: 30, again: 1, watched: 20, closed: 2, within: [] }
    const again = { ...period, ...counts, providers: [], others: { providers: 4, n: 30 } }
    expect(rowsOf(resurfacingCsv(again))[2]).toBe(
      `T10,T11,${time},${time},${time},provider,"4 others",30,,,`,
    )
  })
})
