import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/**
 * Tells whether the police were told of a takedown, by mail or by hand, since its content was last seen again: by another
 * route they are not told of the same once more.
 */
export async function policeHaveIt(db: DbOrTransaction, takedownId: string): Promise<boolean> {
  const { rows } = await sql<{ has: boolean }>`
    select exists (
      select from takedown_event e
      where e.takedown_id = ${takedownId}
        and e.seq > coalesce((
          select max(seq) from takedown_event
          where takedown_id = ${takedownId} and type in ('resurfaced', 'reopened')), 0)
        and ((e.type = 'handed-over' and not exists (
            select from takedown_event w
            where w.takedown_id = e.takedown_id and w.type = 'hand-over-returned'
              and w.data ->> 'noticeId' = e.data ->> 'noticeId'))
          or (e.type = 'step-entered' and e.data ->> 'step' = 'police-hand-over' and not exists (
            select from takedown_event w
            where w.takedown_id = e.takedown_id and w.seq > e.seq and w.type = 'step-withdrawn'
              and w.data ->> 'step' = 'police-hand-over'
              and w.data ->> 'reference' = e.data ->> 'reference')))
    ) as has`.execute(db)
  return rows[0]?.has ?? false
}
