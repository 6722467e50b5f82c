import { PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/** How much mail the servers of one domain get from all processes together. */
export type MailPace = {
  /** Mails a minute in the long run; 0 for no limit. */
  perMinute: number
  /** So many may go at once after a quiet time; at least 1. */
  burst: number
}

export type Claim = {
  noticeId: string
  fence: number
  /** How long it is held from each sign of life. */
  leaseMs: number
  attempt: number
  /** A hand-over began before and its end is not known. */
  inDoubt: boolean
  messageId: string
}

/**
 * Takes a notice for sending, in its turn: intent and lease are committed before the mail server hears of it.
 *
 * A mail for which it is too early at its recipient's domain gets its turn: it falls due then and goes without asking
 * again, so that nothing waits twice and no place in the row is lost. Waiting counts no attempt. The row of the domain
 * takes the processes in turn, and all times are the database's, so that clocks of several machines need not agree.
 *
 * @returns `waits` for one that got its turn, null for one that is not to be sent now
 */
export async function claimInTurn(
  db: DbOrTransaction,
  noticeId: string,
  leaseMs: number,
  { perMinute, burst }: MailPace,
): Promise<Claim | 'waits' | null> {
  const isPaced = perMinute > 0
  const gap = sql`(${isPaced ? 60_000 / perMinute : 0}::double precision * interval '1 millisecond')`
  // A turn that was given is used up by this attempt: the next one asks for a turn of its own.
  const { rows } = await sql<{
    waits: boolean
    fence: number
    attempts: number
    in_doubt: boolean
    message_id: string
  }>`${PLANNED_ONCE}
    with candidate as (
      select n.id, n.state, n.turn_at, lower(split_part(c.mailbox, '@', 2)) as domain,
             ${isPaced}::boolean and n.state = 'due' and n.channel in ('smtp', 'reply-page') as is_paced
      from notice n join provider_contact c on c.id = n.contact_id
      where n.id = ${noticeId}
        and ((n.state = 'due' and n.due_at <= clock_timestamp())
          or (n.state = 'handover' and n.lease_until < clock_timestamp()))
      for update of n skip locked
    ), paced as (
      insert into mail_pace as p (domain, next_at)
      select domain, clock_timestamp() + ${gap} from candidate where is_paced and turn_at is null
      on conflict (domain) do update
        set next_at = greatest(p.next_at, clock_timestamp()) + ${gap}
      returning next_at - ${burst}::double precision * ${gap} as turn_at,
                next_at - ${burst}::double precision * ${gap} > clock_timestamp() as waits
    ), asked as (
      select c.id, c.state, c.is_paced, p.turn_at, coalesce(p.waits, false) as waits
      from candidate c left join paced p on true
    ), claimed as (
      update notice n
      set state = case when a.waits then n.state else 'handover' end,
          fence = n.fence + (not a.waits)::integer, attempts = n.attempts + (not a.waits)::integer,
          lease_until = case when a.waits then n.lease_until
            else clock_timestamp() + ${leaseMs} * interval '1 millisecond' end,
          due_at = case when a.waits then a.turn_at else n.due_at end,
          turn_at = case when a.waits then a.turn_at when a.is_paced then null else n.turn_at end
      from asked a
      where n.id = a.id
      returning n.id, n.fence, n.attempts, a.state = 'handover' as in_doubt, n.message_id, n.channel, a.waits
    ), attempt as (
      insert into notice_attempt (notice_id, n, started_at, channel)
      select id, attempts, clock_timestamp(), channel from claimed where not waits
    )
    select waits, fence, attempts, in_doubt, message_id from claimed`.execute(db)
  const row = rows[0]
  if (!row) return null
  if (row.waits) return 'waits'
  return {
    noticeId,
    fence: row.fence,
    leaseMs,
    attempt: row.attempts,
    inDoubt: row.in_doubt,
    messageId: row.message_id,
  }
}
