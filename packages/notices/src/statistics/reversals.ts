import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

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

type Row = { month: string; kind: keyof Reversed; n: number }

/** What was taken back, by month (UTC): of the decision that turned it round, the second voice, and the letter. */
export async function reversals(
  db: DbOrTransaction,
  { since, until }: { since: Date; until: Date },
  now: Date,
): Promise<Reversals> {
  const monthOf = (column: string) =>
    sql`to_char(date_trunc('month', ${sql.ref(column)} at time zone 'UTC'), 'YYYY-MM')`
  const within = (column: string) =>
    sql`${sql.ref(column)} >= ${since} and ${sql.ref(column)} < ${until}`
  const { rows } = await sql<Row>`
    with several as materialized (select match_id from decision group by match_id having count(*) > 1)
    select ${monthOf('at')} as month, 'decisions' as kind, count(*)::int as n
      from (select d.at, d.verdict, lag(d.verdict) over (partition by d.match_id order by d.at, d.id) as before
        from several s join decision d on d.match_id = s.match_id) turned
      where before <> verdict and ${within('at')} group by 1
    union all
    select ${monthOf('at')}, 'decided', count(*)::int from decision where ${within('at')} group by 1
    union all
    select ${monthOf('ended_at')}, 'disputesDecided', count(*)::int from dispute
      where ${within('ended_at')} group by 1
    union all
    select ${monthOf('ended_at')}, 'disputes', count(*)::int from dispute
      where outcome = 'uphold' and ${within('ended_at')} group by 1
    union all
    select ${monthOf('sent_at')}, 'retractions', count(*)::int from notice
      where kind = 'retraction' and state = 'sent' and ${within('sent_at')} group by 1`.execute(db)
  const countOf = (kind: keyof Reversed, month?: string): number =>
    rows.reduce(
      (sum, row) =>
        sum + (row.kind === kind && (month === undefined || row.month === month) ? row.n : 0),
      0,
    )
  const reversedIn = (month?: string): Reversed => ({
    decisions: countOf('decisions', month),
    disputes: countOf('disputes', month),
    retractions: countOf('retractions', month),
    decided: countOf('decided', month),
    disputesDecided: countOf('disputesDecided', month),
  })
  return {
    asOf: now,
    since,
    until,
    months: monthsOf(since, until).map((month) => ({ month, ...reversedIn(month) })),
    all: reversedIn(),
  }
}

/** Names of the months that a period touches, the newest first. */
export function monthsOf(since: Date, until: Date): string[] {
  const months: string[] = []
  const last = new Date(until.getTime() - 1)
  const at = new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), 1))
  const first = Date.UTC(since.getUTCFullYear(), since.getUTCMonth(), 1)
  while (at.getTime() >= first) {
    months.push(at.toISOString().slice(0, 7))
    at.setUTCMonth(at.getUTCMonth() - 1)
  }
  return months
}
