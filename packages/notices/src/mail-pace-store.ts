import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/** How much mail the servers of one domain get from all processes together. */
export type MailPace = {
  /** Mails a minute in the long run; 0 for no limit. */
  perMinute: number
  /** So many may go at once after a quiet time; at least 1. */
  burst: number
}

/**
 * Tells whether a notice that is due may go to its recipient's domain now. One that may not gets its
 * turn: it falls due then and goes without asking again, so that nothing waits twice and no place in
 * the row is lost. Waiting counts no attempt.
 *
 * Call it in the transaction of the claim. The row of the domain takes the processes in turn, and all
 * times are the database's.
 */
export async function mayGoNow(
  db: DbOrTransaction,
  noticeId: string,
  { perMinute, burst }: MailPace,
): Promise<boolean> {
  if (perMinute <= 0) return true
  const domain = await domainToWaitFor(db, noticeId)
  if (domain === null) return true
  const gap = sql`(${60_000 / perMinute}::double precision * interval '1 millisecond')`
  const { rows } = await sql<{ is_now: boolean; turn_at: Date }>`
    insert into mail_pace as p (domain, next_at) values (${domain}, clock_timestamp() + ${gap})
    on conflict (domain) do update
      set next_at = greatest(p.next_at, clock_timestamp()) + ${gap}
    returning next_at - ${burst}::double precision * ${gap} <= clock_timestamp() as is_now,
              next_at - ${burst}::double precision * ${gap} as turn_at`.execute(db)
  const { is_now: isNow, turn_at: turnAt } = rows[0]!
  if (isNow) return true
  const turn = { turn_at: turnAt, due_at: turnAt }
  await db.updateTable('notice').set(turn).where('id', '=', noticeId).execute()
  return false
}

/** The domain whose servers a notice goes to, or null when it is not due, has had its turn, or goes another way. */
async function domainToWaitFor(db: DbOrTransaction, noticeId: string): Promise<string | null> {
  const { rows } = await sql<{ domain: string; has_turn: boolean }>`
    select lower(split_part(c.mailbox, '@', 2)) as domain, n.turn_at is not null as has_turn
    from notice n join provider_contact c on c.id = n.contact_id
    where n.id = ${noticeId} and n.state = 'due' and n.due_at <= clock_timestamp()
      and n.channel in ('smtp', 'reply-page')
    for update of n skip locked`.execute(db)
  const row = rows[0]
  if (!row) return null
  if (!row.has_turn) return row.domain
  // Used up by this attempt: the next one asks for a turn of its own.
  await db.updateTable('notice').set({ turn_at: null }).where('id', '=', noticeId).execute()
  return null
}
