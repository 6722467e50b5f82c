import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

const DAYS = 14

/** Mails of one day (UTC, `2026-11-27`) that were about no notice, by what they were. */
export type UnmatchedMails = { day: string; kind: string; mails: number }

/** Counts a mail that is about no notice; nothing of it is kept. */
export async function countUnmatched(db: DbOrTransaction, kind: string): Promise<void> {
  await sql`
    insert into unmatched_mail as u (kind) values (${kind})
    on conflict (day, kind) do update set mails = least(u.mails, 2000000000) + 1`.execute(db)
}

/** Mails of the last 14 days that were about no notice, the newest day first. */
export async function unmatchedMails(db: DbOrTransaction): Promise<UnmatchedMails[]> {
  const { rows } = await sql<UnmatchedMails>`
    select day::text, kind, mails from unmatched_mail
    where day > (clock_timestamp() at time zone 'utc')::date - ${DAYS}::integer
    order by day desc, kind`.execute(db)
  return rows
}
