import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { monthOf, monthStarts, nameOfMonth } from './months.ts'

/** What was taken back in a month. */
export type Reversed = {
  /** Decisions on matches that say the opposite of the one before. */
  decisions: number
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
    with several as materialized (select match_id from decision group by match_id having count(*) > 1)
    select ${month('at')} as month, 'decisions' as kind, count(*)::int as n
      from (select d.at, d.verdict, lag(d.verdict) over (partition by d.match_id order by d.at, d.id) as before
        from several s join decision d on d.match_id = s.match_id) turned
      where before <> verdict and ${within('at')} group by 1
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
