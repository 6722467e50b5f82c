import { DomainError } from '@nightlight/contract'
import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { isUnsendable, retryUnsendable } from './retry-unsendable.ts'
import { isSettledByPerson, taskNotFound, type DoneWith } from './task-store.ts'

/**
 * Notes that a task is done, and takes it off the takedown. What is still so is asked again by the clock; a
 * notice of which no mail could be made is tried again when that is mended. Call it in a transaction.
 *
 * @throws {DomainError} `task-not-found`; conflict `task-settles-with-its-case`
 */
export async function doTask(
  db: DbOrTransaction,
  { id, by, doneWith }: { id: string; by: string; doneWith: DoneWith },
): Promise<void> {
  const found = await db
    .selectFrom('task')
    .select(['takedown_id', 'code'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!found) throw taskNotFound()
  if (doneWith === 'mended' && isUnsendable(found.code)) {
    await retryUnsendable(db, { takedownId: found.takedown_id })
  }
  // The takedown first, as everybody does who writes it.
  await sql`select from takedown where id = ${found.takedown_id}::uuid for update`.execute(db)
  const task = await db
    .selectFrom('task')
    .select(['code', 'takedown_id'])
    .where('id', '=', id)
    .where('done_at', 'is', null)
    .executeTakeFirst()
  if (!task) throw taskNotFound()
  if (!isSettledByPerson(task.code)) {
    throw new DomainError(
      'conflict',
      'task-settles-with-its-case',
      `Doing a task: ${task.code} is settled by what is decided on its takedown`,
    )
  }
  await db
    .updateTable('task')
    .set({ done_at: sql`clock_timestamp()`, done_by: by, done_with: doneWith })
    .where('id', '=', id)
    .execute()
  await db
    .updateTable('takedown')
    .set({ attention: null })
    .where('id', '=', task.takedown_id)
    .where('attention', '=', task.code)
    .execute()
  await writeAudit(db, {
    actor: by,
    action: 'task-done',
    objectType: 'takedown',
    objectId: task.takedown_id,
    detail: { code: task.code, doneWith },
  })
}
