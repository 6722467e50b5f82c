import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { dayRange, foldFigureDays, sumsOf } from './figure-days.ts'
import { monthOf, monthStarts, nameOfMonth } from './months.ts'

/** What was taken back in a month. */
export type Reversed = {
  /** Decisions on matches that say the opposite of one that had counted. */
  decisions: number
  /** Decisions undone before they had any effect: they are in none of the other numbers. */
  undone: number
  /** Disputes of providers that two people found right. */
  disputes: number
  /** Letters that take something back, and were accepted by the server. */
  retractions: number
  /** What these are out of: all decisions, all disputes that were decided. */
  decided: number
  disputesDecided: number
}

export type Reversals = {
  asOf: Date
  since: Date
  until: Date
  /** Each month of the period, as 2026-03, the newest first. */
  months: (Reversed & { month: string })[]
  all: Reversed
}

const PARTS = [
  'decisions',
  'undone',
  'disputes',
  'retractions',
  'decided',
  'disputes_decided',
] as const

type Row = { month: number } & Record<(typeof PARTS)[number], number>

/** What was taken back, by month (UTC): of the decision that turned it round, the second voice, and the letter. */
export async function reversals(
  db: DbOrTransaction,
  { since, until }: { since: Date; until: Date },
  now: Date,
): Promise<Reversals> {
  const starts = monthStarts({ since, until })
  const { from, to } = dayRange({ since, until })
  await foldFigureDays(db)
  const { rows } = await sql<Row>`
    with stale as materialized (
      select distinct day from figure_day_stale where kind = 'reversal' and day >= ${from}::date and day < ${to}::date
    ), counted as (
      select r.* from reversal_day r
      where r.day >= ${from}::date and r.day < ${to}::date and r.day not in (select day from stale)
      union all select f.* from stale s, reversals_of_day(s.day) f)
    select ${monthOf('at', starts)} as month, ${sumsOf(PARTS)}
    from (select *, day_begins(day) as at from counted) c group by 1`.execute(db)
  const reversedIn = (some: readonly Row[]): Reversed => {
    const sum = (part: (typeof PARTS)[number]) => some.reduce((all, row) => all + row[part], 0)
    return {
      decisions: sum('decisions'),
      undone: sum('undone'),
      disputes: sum('disputes'),
      retractions: sum('retractions'),
      decided: sum('decided'),
      disputesDecided: sum('disputes_decided'),
    }
  }
  return {
    asOf: now,
    since,
    until,
    months: starts
      .map((start, n) => ({
        month: nameOfMonth(start),
        ...reversedIn(rows.filter(({ month }) => month === n + 1)),
      }))
      .toReversed(),
    all: reversedIn(rows),
  }
}
