import { DomainError } from '@nightlight/contract'
import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { taskNotFound } from './task-store.ts'

/** Who has a task, and since when. */
export type Holder = { actor: string; since: Date }

/**
 * Notes who sees to a task, or that nobody does any more. Call it in a transaction.
 *
 * What another person sees to changes hands only when they are named in `from`: who asks has then seen whose it is. The
 * audit event names the task alone; who had it is the actor of the event before about the same task.
 *
 * @param ask.mine  whether it is to be `by`'s; false gives it back, for nobody's
 * @param ask.from  actor who is believed to have it; null while it should be nobody's or one's own
 * @returns who had it, where it was another person's; null else
 * @throws {DomainError} `task-not-found`; conflict `task-of-another` when it is another's than `from`
 */
export async function assignTask(
  db: DbOrTransaction,
  ask: { id: string; mine: boolean; by: string; from: string | null },
  now: Date,
): Promise<Holder | null> {
  const { id, mine, by, from } = ask
  const task = await db
    .selectFrom('task')
    .select(['takedown_id', 'code', 'assigned_to', 'assigned_at'])
    .where('id', '=', id)
    .where('done_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!task) throw taskNotFound()
  const { assigned_to: had, assigned_at: since } = task
  const isAnothers = had !== null && had !== by
  if (isAnothers && had !== from) throw taskOfAnother()
  if (had === (mine ? by : null)) return null
  await db
    .updateTable('task')
    .set({ assigned_to: mine ? by : null, assigned_at: mine ? now : null })
    .where('id', '=', id)
    .execute()
  const heldSince = isAnothers ? (since ?? now) : null
  await writeAudit(db, {
    actor: by,
    action: mine ? 'task-taken' : 'task-given-back',
    objectType: 'takedown',
    objectId: task.takedown_id,
    detail: {
      task: id,
      code: task.code,
      fromAnother: isAnothers,
      ...(heldSince && { heldSince: heldSince.toISOString() }),
    },
  })
  return heldSince && had !== null ? { actor: had, since: heldSince } : null
}

const taskOfAnother = () =>
  new DomainError(
    'conflict',
    'task-of-another',
    'Taking a task: another person sees to it; say from whom it is taken',
  )
