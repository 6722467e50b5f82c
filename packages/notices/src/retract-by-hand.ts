import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { IS_WITHDRAWN } from './ground-store.ts'
import { SETTLED_TASKS } from './task-store.ts'

/** Says that somebody was told by hand what does not hold any more: no letter of ours takes that back. */
export const RETRACT_BY_HAND = 'retract-by-hand'

/** Takedown `t` was told of again since somebody last said of it that it holds no more, where anybody did. */
const SINCE = sql`
  case when (
    select k.done_by <> 'nightlight' from task k
    where k.takedown_id = t.id and k.code = ${RETRACT_BY_HAND} order by k.since desc limit 1)
  then coalesce((
    select max(r.seq) from takedown_event r where r.takedown_id = t.id and r.type = 'reopened'), 0)
  else 0 end`

/**
 * Asks a person, of those of these takedowns that have lost their ground, to tell whoever was told of them by hand: a host,
 * police, a partner, or somebody of the ladder. It is a task beside whatever letters take back, and no letter settles it.
 *
 * Call it with the takedowns locked and closed. Twice equals once.
 */
export async function askToRetractByHand(
  db: DbOrTransaction,
  takedownIds: readonly string[],
): Promise<void> {
  if (takedownIds.length === 0) return
  await sql`
    insert into task (takedown_id, code)
    select t.id, ${RETRACT_BY_HAND} from takedown t
    where t.id = any(${[...takedownIds]}::uuid[]) and ${IS_WITHDRAWN} and exists (
      select from takedown_event e
      where e.takedown_id = t.id and e.type = 'step-entered' and e.seq > ${SINCE} and not exists (
        select from takedown_event w
        where w.takedown_id = t.id and w.type = 'step-withdrawn' and w.seq > e.seq
          and w.data ->> 'step' = e.data ->> 'step'
          and w.data ->> 'reference' = e.data ->> 'reference'))
    on conflict (takedown_id, code) where done_at is null do nothing`.execute(db)
}

/** What was told by hand holds again before anybody has said otherwise. */
export const holdsAgain = async (db: DbOrTransaction, takedownId: string): Promise<void> =>
  void (await SETTLED_TASKS([takedownId], [RETRACT_BY_HAND]).execute(db))
