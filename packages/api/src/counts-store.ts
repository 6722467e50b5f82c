import type { Verdict } from '@nightlight/contract'
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

/** Pages whose crawl has fallen due, how long the oldest has waited in seconds, and removal checks that have. */
export async function crawlsDue(
  db: DbOrTransaction,
): Promise<{ pages: number; oldestSeconds: number; checks: number }> {
  const { rows } = await sql<{ pages: string; oldestSeconds: number; checks: string }>`
    select
      (select count(*) from location where crawl_due_at <= statement_timestamp()) as pages,
      coalesce(extract(epoch from statement_timestamp() - (select min(crawl_due_at) from location
        where crawl_due_at <= statement_timestamp())), 0)::float8 as "oldestSeconds",
      (select count(*) from takedown t
        left join removal_check c on c.takedown_id = t.id and c.due_at = t.next_check_at
        where t.next_check_at <= statement_timestamp() and c.finished_at is null) as checks`.execute(
    db,
  )
  const { pages, oldestSeconds, checks } = rows[0]!
  return { pages: Number(pages), oldestSeconds, checks: Number(checks) }
}

/** Removal checks that ended within the last hour, by verdict; of those that were due a month ago at most. */
export async function checksOfLastHour(db: DbOrTransaction): Promise<Record<Verdict, number>> {
  const { rows } = await sql<{ verdict: Verdict; n: string }>`
    select verdict, count(*) as n from removal_check
    where finished_at > statement_timestamp() - interval '1 hour'
      and due_at > statement_timestamp() - interval '1 month'
    group by verdict`.execute(db)
  const counts: Record<Verdict, number> = { present: 0, gone: 0, unknown: 0 }
  for (const { verdict, n } of rows) counts[verdict] = Number(n)
  return counts
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
