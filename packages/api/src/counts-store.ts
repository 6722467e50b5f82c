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
