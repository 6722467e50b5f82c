import { PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { Provider } from './provider-store.ts'
import type { Terms } from './policies/terms.ts'

/** What is looked at before a notice is claimed, so that the usual one takes one read. */
export type BeforeSending = {
  noticeId: string
  isRetraction: boolean
  /** No attempt began whose end is not known to be a failure. */
  isUnsent: boolean
  /** The mailbox refused a mail, or a person said that nothing is to go there. */
  isGivenUp: boolean
  providerKind: Provider['kind']
  /** In the order they stand in it. */
  takedowns: readonly { id: string; terms: Terms | null; hostFoundAt: Date | null }[]
}

/** Notice `n` was never out, as far as we know. */
export const IS_UNSENT = sql`(n.state = 'due' and not exists (
  select 1 from notice_attempt a
  where a.notice_id = n.id and (a.outcome is null or a.outcome = 'in-doubt')))`

/** Contact `c` takes nothing any more. */
export const IS_GIVEN_UP = sql`(c.refused_at is not null or c.retired_at is not null)`

/** @returns null when it is not to be sent now: it may be out, or its time has not come */
export async function readBeforeSending(
  db: DbOrTransaction,
  noticeId: string,
): Promise<BeforeSending | null> {
  const { rows } = await sql<Row>`${PLANNED_ONCE}
    select n.kind = 'retraction' as is_retraction, ${IS_UNSENT} as is_unsent, ${IS_GIVEN_UP} as is_given_up,
           p.kind as provider_kind, i.takedown_id,
           (select t.state -> 'terms' from takedown t where t.id = i.takedown_id) as terms,
           (select f.found_at from host_finding f where f.takedown_id = i.takedown_id) as found_at
    from notice n
    join provider_contact c on c.id = n.contact_id
    join provider p on p.id = n.provider_id
    left join notice_item i on i.notice_id = n.id
    where n.id = ${noticeId}
      and ((n.state = 'due' and n.due_at <= clock_timestamp())
        or (n.state = 'handover' and n.lease_until < clock_timestamp()))
    order by i.position`.execute(db)
  const [first] = rows
  if (!first) return null
  return {
    noticeId,
    isRetraction: first.is_retraction,
    isUnsent: first.is_unsent,
    isGivenUp: first.is_given_up,
    providerKind: first.provider_kind,
    takedowns: rows.flatMap(({ takedown_id: id, terms, found_at: hostFoundAt }) =>
      id === null ? [] : [{ id, terms, hostFoundAt }],
    ),
  }
}

type Row = {
  is_retraction: boolean
  is_unsent: boolean
  is_given_up: boolean
  provider_kind: Provider['kind']
  takedown_id: string | null
  terms: Terms | null
  found_at: Date | null
}
