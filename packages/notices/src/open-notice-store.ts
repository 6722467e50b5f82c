import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/**
 * Tells whether a takedown is in a notice to its host, or to police, that may still go out and tell of it.
 *
 * @param providerId only of notices to that one
 */
export async function hasOpenNotice(
  db: DbOrTransaction,
  takedownId: string,
  providerId: string | null = null,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from notice_item i join notice n on n.id = i.notice_id
    where i.takedown_id = ${takedownId} and n.kind <> 'retraction' and i.seq > 0
      and n.provider_id = coalesce(${providerId}::uuid, n.provider_id)
      and n.state in ('due', 'handover') limit 1`.execute(db)
  return rows.length > 0
}

/** Place of the newest notice of a takedown; 0 while none was written. */
export async function newestSeq(db: DbOrTransaction, takedownId: string): Promise<number> {
  const { rows } = await sql<{ seq: number }>`
    select coalesce(max(seq), 0)::int as seq from notice_item
    where takedown_id = ${takedownId} and seq > 0`.execute(db)
  return rows[0]!.seq
}

/** Tells whether a notice of a takedown, up to a place, went out after a moment. */
export async function wentSince(
  db: DbOrTransaction,
  takedownId: string,
  { upToSeq, since }: { upToSeq: number; since: Date },
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from notice_item i join notice n on n.id = i.notice_id
    where i.takedown_id = ${takedownId} and i.seq between 1 and ${upToSeq}
      and n.kind <> 'retraction' and n.sent_at >= ${since} limit 1`.execute(db)
  return rows.length > 0
}
