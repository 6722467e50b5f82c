import { describe, expect, it } from 'vitest'
import { membersOf } from './kept-cohorts.ts'
import { EPOCH_S, growingFacts, TAKEDOWN_SHAPE, type ClockName } from './fact-columns.ts'

const HOUR_S = 3600
const DAY_S = 86_400
const START_S = EPOCH_S + 1_000 * DAY_S
const at = (seconds: number): Date => new Date((START_S + seconds) * 1000)

/** Facts whose clocks are given in seconds since the start. */
function factsOf(rows: readonly Partial<Record<ClockName | 'country', number | string>>[]) {
  const { columns, rowOf, codeOf } = growingFacts(TAKEDOWN_SHAPE)
  for (const [n, { country = '?', ...clocks }] of rows.entries()) {
    const row = rowOf(String(n))
    columns.dimensions.country.codes[row] = codeOf('country', String(country))
    for (const [name, seconds] of Object.entries(clocks)) {
      columns.clocks[name as ClockName][row] = START_S - EPOCH_S + Number(seconds)
    }
  }
  return columns
}

const now = at(10 * DAY_S)
const clocks = { from: 't6', to: 't9' } as const
const cohort = { clocks, since: at(0), until: at(DAY_S) }

describe('lengths', () => {
  it.each([
    [{ t6: 0, t9: 59 }, 'ended', 60],
    [{ t6: 0, t9: 2 * DAY_S }, 'ended', 2 * DAY_S],
    [{ t6: 0, t9: 2 * DAY_S + 1 }, 'ended', 2 * DAY_S + HOUR_S],
    [{ t6: 0, t9: 400 * DAY_S }, 'ended', 400 * DAY_S],
    [{ t6: 0, t9: 400 * DAY_S + 1 }, 'ended', 401 * DAY_S],
    [{ t6: 10, t9: 10 }, 'ended', 0],
    [{ t6: 0, closed_at: 90 }, 'closed', 120],
    [{ t6: 0, closed_at: -90 }, 'closed', 0],
    [{ t6: 0, t9: 60, closed_at: 90 }, 'ended', 60],
    [{ t6: 0 }, 'open', 10 * DAY_S],
  ] as const)('counts %j as %s after %d s', (row, state, seconds) => {
    const none = { ended: [0], closed: [0], open: [0] }
    expect(membersOf(factsOf([row]), cohort, now).lengths()).toEqual({
      ...none,
      ms: [seconds * 1000],
      [state]: [1],
      before: 0,
    })
  })

  it('counts what ended first by itself, and equal lengths together', () => {
    const rows = [
      { t6: 10, t9: 9 },
      { t6: 0, t9: 59 },
      { t6: 1, t9: 60 },
      { t6: 0, closed_at: 60 },
    ]
    expect(membersOf(factsOf(rows), cohort, now).lengths()).toEqual({
      ms: [60_000],
      ended: [2],
      closed: [1],
      open: [0],
      before: 1,
    })
  })

  it('leaves out what began at another time, or has not', () => {
    const rows = [{ t6: -1 }, { t6: DAY_S }, { t9: 5 }, { t6: DAY_S - 1 }]
    expect(membersOf(factsOf(rows), cohort, now).n).toBe(1)
  })
})

it('membersOf keeps to one group, and to nobody where there is no such group', () => {
  const facts = factsOf([
    { t6: 1, country: 'BE' },
    { t6: 1, country: 'FR' },
    { t6: 1, country: 'BE' },
  ])
  const of = (key: string) =>
    membersOf(facts, { ...cohort, only: { by: 'country', key } }, now).sizesBy('country')
  expect(of('BE')).toEqual([{ key: 'BE', n: 2 }])
  expect(of('NL')).toEqual([])
  const others = { ...cohort, without: { by: 'country', keys: ['BE', 'NL'] } } as const
  expect(membersOf(facts, others, now).sizesBy('country')).toEqual([{ key: 'FR', n: 1 }])
})

it('gaps tells the middle, and what nine of ten keep to', () => {
  const facts = factsOf(
    Array.from({ length: 10 }, (_, n) => ({ t6: 0, up_at: 60, t9: 60 + 60 * (n + 1) })),
  )
  const gapsOf = (of: typeof facts) => membersOf(of, { ...cohort, gapFrom: 'up_at' }, now).gaps()
  expect(gapsOf(facts)).toEqual({ medianMs: 300_000, p90Ms: 540_000 })
  expect(gapsOf(factsOf([{ t6: 0 }]))).toEqual({
    medianMs: null,
    p90Ms: null,
  })
})

it('lengthsBy keeps groups apart, and is silent about those that nobody asked for', () => {
  const facts = factsOf([
    { t6: 0, t9: 60, country: 'BE' },
    { t6: 0, country: 'FR' },
    { t6: 0, t9: 60, country: 'NL' },
    { t6: 0, t9: 120, country: 'BE' },
  ])
  const found = membersOf(facts, cohort, now).lengthsBy({ by: 'country', keys: ['FR', 'BE'] })
  expect([...found.keys()]).toEqual(['FR', 'BE'])
  expect(found.get('FR')).toMatchObject({ ms: [10 * DAY_S * 1000], open: [1] })
  expect(found.get('BE')).toMatchObject({ ms: [60_000, 120_000], ended: [1, 1], open: [0, 0] })
})

describe('what is gone', () => {
  const told = { clocks: { from: 't0', to: 't6' }, since: at(0), until: at(DAY_S) } as const
  const stops = { at: 't9', unless: 't11' } as const

  it.each([
    [{ t0: 0, t9: 3600 }, 'closed', 3600],
    [{ t0: 0, t9: 3600, closed_at: 7200 }, 'closed', 3600],
    [{ t0: 0, t9: 7200, closed_at: 3600 }, 'closed', 3600],
    [{ t0: 0, t9: 3600, t6: 7200 }, 'ended', 7200],
    [{ t0: 0, t9: 3600, t11: 7200 }, 'open', 10 * DAY_S],
    [{ t0: 0, t9: 3600, t11: 7200, closed_at: 9000 }, 'closed', 9000],
    [{ t0: 600, t9: 0 }, 'closed', 0],
  ] as const)('%j is %s after %d s where that ends the wait', (row, state, seconds) => {
    const { ms, ...counts } = membersOf(factsOf([row]), { ...told, stops }, now).lengths()
    expect(ms).toEqual([seconds * 1000])
    expect(counts).toMatchObject({ [state]: [1] })
  })
})
