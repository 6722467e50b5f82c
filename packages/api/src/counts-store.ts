import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

export async function countTakedowns(db: DbOrTransaction): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom('takedown')
    .select(['status', (eb) => eb.fn.countAll<string>().as('n')])
    .groupBy('status')
    .execute()
  return Object.fromEntries(rows.map(({ status, n }) => [status, Number(n)]))
}

export async function countNotices(db: DbOrTransaction): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom('notice')
    .select(['state', (eb) => eb.fn.countAll<string>().as('n')])
    .groupBy('state')
    .execute()
  return Object.fromEntries(rows.map(({ state, n }) => [state, Number(n)]))
}

/** Reports that the crawler has not taken in. */
export async function countWaitingReports(db: DbOrTransaction): Promise<number> {
  const row = await db
    .selectFrom('report')
    .leftJoin('report_location', 'report_location.report_id', 'report.id')
    .select((eb) => eb.fn.countAll<string>().as('n'))
    .where('report_location.report_id', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** Notices whose time has come, and how long the oldest has waited, in seconds. */
export async function noticesDue(
  db: DbOrTransaction,
  now: Date,
): Promise<{ count: number; oldestSeconds: number }> {
  const row = await db
    .selectFrom('notice')
    .select((eb) => [eb.fn.countAll<string>().as('n'), eb.fn.min('due_at').as('oldest')])
    .where('state', 'in', ['due', 'handover'])
    .where('due_at', '<=', now)
    .executeTakeFirstOrThrow()
  const oldest = row.oldest as Date | null
  return {
    count: Number(row.n),
    oldestSeconds: oldest === null ? 0 : (now.getTime() - oldest.getTime()) / 1000,
  }
}

/** @throws when the database does not answer */
export async function ping(db: DbOrTransaction): Promise<void> {
  await sql`select 1`.execute(db)
}

/** What a matcher said of itself. */
export type MatcherState = {
  instance: string
  entries: number
  bytes: Record<string, number>
  /** Changes of lists that it has not taken over. */
  behind: number
  at: Date
}

/** Matchers that were heard of within ten minutes; one that was started anew is another. */
export async function matcherStates(db: DbOrTransaction): Promise<MatcherState[]> {
  const { rows } = await sql<
    Omit<MatcherState, 'entries' | 'behind'> & { entries: string; behind: string }
  >`
    select s.instance, s.entries, s.bytes, s.at, e.epoch - s.epoch as behind
      from matcher_state s, list_epoch e
     where s.at > clock_timestamp() - interval '10 minutes'`.execute(db)
  return rows.map((row) => ({
    ...row,
    entries: Number(row.entries),
    behind: Number(row.behind),
  }))
}
