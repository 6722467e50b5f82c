import { describe, expect, it } from 'vitest'
import type { Cohort } from './cohort.ts'
import {
  EPOCH_S,
  growingFacts,
  TAKEDOWN_SHAPE,
  type ClockName,
  type DimensionName,
} from './fact-columns.ts'
import { keepCohorts, membersOf } from './kept-cohorts.ts'
import { MATCH_SHAPE } from './match-measures.ts'

const DAY_S = 86_400
const START_S = EPOCH_S + 1_000 * DAY_S
const at = (seconds: number): Date => new Date((START_S + seconds) * 1000)
const COUNTRIES = ['BE', 'FR', 'NL', 'DE', 'LU', 'IE']

/** Numbers that look as if by chance, the same every time. */
function chances(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const cohorts: Record<string, (now: Date) => Cohort> = {
  'up to now': (now) => ({ clocks: { from: 't6', to: 't9' }, since: at(0), until: now }),
  'of a period that is over': () => ({
    clocks: { from: 't6', to: 't9' },
    since: at(DAY_S),
    until: at(3 * DAY_S),
    gapFrom: 'up_at',
  }),
  'that goes on after a closing': () => ({
    clocks: { from: 't6', to: 't9' },
    since: at(0),
    until: at(90 * DAY_S),
    goesOn: true,
  }),
  'whose end is known later': (now) => ({
    clocks: { from: 't6', to: 't9', known: 't10', closedKnown: 't11' },
    since: at(0),
    until: now,
    among: { by: 'class', key: 'csam' },
  }),
}
const told = (members: ReturnType<typeof membersOf<ClockName, DimensionName>>) => ({
  n: members.n,
  lengths: members.lengths(),
  sizes: members.sizesBy('country'),
  ended: members.endedBy('class'),
  by: members.lengthsBy({ by: 'country', keys: [...COUNTRIES.slice(0, 4), 'nowhere'] }),
  byClass: members.lengthsBy({ by: 'class', keys: ['csam'] }),
  gaps: members.gaps(),
})

describe('keepCohorts', () => {
  it.each(Object.entries(cohorts))(
    'counts a cohort %s, whatever changes, as if anew each time',
    (_, cohort) => {
      const { columns, rowOf, codeOf } = growingFacts(TAKEDOWN_SHAPE)
      const kept = keepCohorts(columns)
      const chance = chances(7)
      const write = (id: string, seconds: number): void => {
        const row = rowOf(id)
        kept.changing(row)
        const set = (name: ClockName, value: number): void => {
          columns.clocks[name][row] = START_S - EPOCH_S + value
        }
        if (columns.clocks.t6[row] === 0 || chance(5) === 0) set('t6', seconds - chance(50))
        // 5 s before now to 5 s after: a clock of another machine
        if (chance(3) === 0) set('t9', seconds - 5 + chance(10) - chance(2) * DAY_S)
        if (chance(4) === 0) set('closed_at', seconds)
        if (chance(2) === 0) set('up_at', seconds - chance(7200))
        set('t10', seconds + chance(200) - 100)
        set('t11', seconds + chance(200) - 100)
        if (chance(9) === 0) columns.clocks.t9[row] = 0
        if (chance(9) === 0) columns.clocks.t6[row] = 0
        columns.dimensions.country.codes[row] = codeOf('country', COUNTRIES[chance(6)]!)
        columns.dimensions.class.codes[row] = codeOf('class', chance(3) ? 'csam' : 'ai')
      }
      for (let step = 0; step < 120; step++) {
        const seconds = step * 3_601
        for (let n = chance(60); n > 0; n--) write(`item ${chance(step * 25 + 1)}`, seconds)
        const now = at(seconds)
        expect(told(kept.membersOf(cohort(now), now))).toEqual(
          told(membersOf(columns, cohort(now), now)),
        )
      }
      expect(columns.n).toBeGreaterThan(1024)
    },
  )

  it('counts anew for whoever asks for a moment before the last one', () => {
    const { columns, rowOf } = growingFacts(TAKEDOWN_SHAPE)
    const kept = keepCohorts(columns)
    columns.clocks.t6[rowOf('a')] = START_S - EPOCH_S
    const of = { clocks: { from: 't6', to: 't9' }, since: at(0), until: at(DAY_S) } as const
    const openFor = (now: Date) => kept.membersOf(of, now).lengths().ms
    expect(openFor(at(7200))).toEqual([7_200_000])
    expect(openFor(at(3600))).toEqual([3_600_000])
    expect(openFor(at(7200))).toEqual([7_200_000])
  })

  it('tells nothing of members after facts have gone on', () => {
    const { columns, rowOf } = growingFacts(MATCH_SHAPE)
    const kept = keepCohorts(columns)
    const of = {
      clocks: { from: 'found_at', to: 'decided_at' },
      since: at(0),
      until: at(DAY_S),
    } as const
    const members = kept.membersOf(of, at(60))
    kept.changing(rowOf('a'))
    expect(() => members.lengths()).toThrow('its facts have gone on since')
  })
})
