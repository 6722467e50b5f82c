import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { monthOf, monthStarts, nameOfMonth } from './months.ts'
import { TURNED, undoneByMonth } from './turned-decisions.ts'

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

type Row = { month: number; kind: keyof Reversed; n: number }

/** What was taken back, by month (UTC): of the decision that turned it round, the second voice, and the letter. */
export async function reversals(
  db: DbOrTransaction,
  { since, until }: { since: Date; until: Date },
  now: Date,
): Promise<Reversals> {
  const starts = monthStarts({ since, until })
  const month = (column: string) => monthOf(column, starts)
  const within = (column: string) =>
    sql`${sql.ref(column)} >= ${since} and ${sql.ref(column)} < ${until}`
  const { rows } = await sql<Row>`
    select ${month('at')} as month, 'decisions' as kind, count(*)::int as n
      from ${TURNED} turned where ${within('at')} group by 1
    union all
    ${undoneByMonth({ since, until }, starts)}
    union all
    select ${month('at')}, 'decided', count(*)::int from decision where ${within('at')} group by 1
    union all
    select ${month('ended_at')}, 'disputesDecided', count(*)::int from dispute
      where ${within('ended_at')} group by 1
    union all
    select ${month('ended_at')}, 'disputes', count(*)::int from dispute
      where outcome = 'uphold' and ${within('ended_at')} group by 1
    union all
    select ${month('sent_at')}, 'retractions', count(*)::int from notice
      where kind = 'retraction' and state = 'sent' and ${within('sent_at')} group by 1`.execute(db)
  const countOf = (kind: keyof Reversed, at: number | null): number =>
    rows.reduce(
      (sum, row) => sum + (row.kind === kind && (at === null || row.month === at) ? row.n : 0),
      0,
    )
  const reversedIn = (at: number | null): Reversed => ({
    decisions: countOf('decisions', at),
    undone: countOf('undone', at),
    disputes: countOf('disputes', at),
    retractions: countOf('retractions', at),
    decided: countOf('decided', at),
    disputesDecided: countOf('disputesDecided', at),
  })
  return {
    asOf: now,
    since,
    until,
    months: starts
      .map((start, n) => ({ month: nameOfMonth(start), ...reversedIn(n + 1) }))
      .toReversed(),
    all: reversedIn(null),
  }
}
