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
