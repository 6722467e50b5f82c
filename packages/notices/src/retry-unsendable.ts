import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { clearAttention, RETRACT } from './attention-store.ts'
import { lockNoticeTakedowns } from './notice-store.ts'

const UNSENDABLE = 'notice-unsendable'

/**
 * Has notices go out after all of which no mail could be made, now that what was in their way has changed:
 * the same notices, under their references. Only those that a person is still asked about, and of which no
 * takedown was told of by a later one. A letter of the ladder stays with the person who takes the step.
 *
 * Call it in a transaction, with no takedown locked.
 *
 * @returns the takedowns that they are about
 */
export async function retryUnsendable(
  db: DbOrTransaction,
  of: { providerId: string } | { takedownId: string },
): Promise<string[]> {
  const which =
    'providerId' in of
      ? sql`n.provider_id = ${of.providerId}`
      : sql`exists (select 1 from notice_item i where i.notice_id = n.id and i.takedown_id = ${of.takedownId})`
  const { rows } = await sql<{ id: string }>`
    select n.id from notice n where ${which} and ${IS_UNSENDABLE} order by n.id`.execute(db)
  const about = new Set<string>()
  for (const { id } of rows) {
    const takedowns = await lockNoticeTakedowns(db, id)
    const { rows: due } = await sql`
      update notice n set state = 'due', due_at = clock_timestamp()
      where n.id = ${id} and ${IS_UNSENDABLE} returning n.id`.execute(db)
    if (due.length > 0) for (const { takedownId } of takedowns) about.add(takedownId)
  }
  return [...about]
}

/** As `retryUnsendable`; a person is not asked about them any more, unless it fails again. */
export async function retryUnsendableOf(db: DbOrTransaction, providerId: string): Promise<void> {
  await clearAttention(db, await retryUnsendable(db, { providerId }), [UNSENDABLE])
}

/** Whether somebody who says that it is mended has it tried again. */
export const isUnsendable = (code: string): boolean => code === UNSENDABLE || code === RETRACT

const IS_UNSENDABLE = sql`(n.state = 'refused'
  and exists (select 1 from notice_attempt a
    where a.notice_id = n.id and a.n = n.attempts and a.outcome = 'unsendable')
  and exists (select 1 from notice_item i join task k on k.takedown_id = i.takedown_id and k.done_at is null
    where i.notice_id = n.id and k.code = case n.kind when 'retraction' then ${RETRACT} else ${UNSENDABLE} end)
  and (n.kind = 'retraction' or not exists (
    select 1 from notice_item i left join notice_item x on x.takedown_id = i.takedown_id and x.seq > i.seq
    where i.notice_id = n.id and (i.seq < 0 or x.notice_id is not null))))`
