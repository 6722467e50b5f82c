import { DomainError } from '@nightlight/contract'
import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'

export type Task = {
  id: string
  takedownId: string
  host: string
  code: string
  since: Date
  assignedTo: string | null
}

export type TaskQuery = { code?: string | undefined; limit: number; after?: string | undefined }

/**
 * What waits for people, the oldest first.
 *
 * @param query.after id of the last task of the page before
 */
export async function openTasks(
  db: DbOrTransaction,
  { code, limit, after }: TaskQuery,
): Promise<Task[]> {
  const { rows } = await sql<Task>`
    select k.id, k.takedown_id as "takedownId", t.host, k.code, k.since,
           k.assigned_to as "assignedTo"
    from task k join takedown t on t.id = k.takedown_id
    where k.done_at is null and k.code = coalesce(${code ?? null}::text, k.code)
      and (${after ?? null}::uuid is null or (k.since, k.id) > (
        select since, id from task where id = ${after ?? null}::uuid))
    order by k.since, k.id limit ${limit}`.execute(db)
  return rows
}

/** How many wait of each code and since when the oldest does, the oldest first. */
export async function countTasks(
  db: DbOrTransaction,
): Promise<{ code: string; count: number; oldest: Date }[]> {
  const { rows } = await sql<{ code: string; count: number; oldest: Date }>`
    select code, count(*)::int as count, min(since) as oldest
    from task where done_at is null group by code order by oldest, code`.execute(db)
  return rows
}

/** Notes who sees to a task; null takes it back. @throws {DomainError} `task-not-found` */
export async function assignTask(
  db: DbOrTransaction,
  id: string,
  to: string | null,
  now: Date,
): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('task')
    .set({ assigned_to: to, assigned_at: to === null ? null : now })
    .where('id', '=', id)
    .where('done_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw notFound()
}

/** Codes that a person alone can settle; every other one is settled when its case goes on. */
const BY_A_PERSON = [
  'authority-next',
  'cannot-be-checked',
  'channel-refused',
  'escalation-due',
  'escalation-unreachable',
  'hand-over-unanswered',
  'hold-ends-soon',
  'notice-not-accepted',
  'notice-unsendable',
  'notice-waiting',
  'recipient-key-unusable',
  'retract-notice',
  'step-by-hand',
  'stuck',
]

/** What a person can say was done. */
export const DONE_WITH = ['told-by-hand', 'mended', 'looked-at', 'not-needed'] as const
export type DoneWith = (typeof DONE_WITH)[number]

/**
 * Notes that a task is done, and takes it off the takedown. What is still so is asked again by the clock.
 * Call it in a transaction.
 *
 * @throws {DomainError} `task-not-found`; conflict `task-settles-with-its-case`
 */
export async function doTask(
  db: DbOrTransaction,
  { id, by, doneWith }: { id: string; by: string; doneWith: DoneWith },
): Promise<void> {
  const found = await db
    .selectFrom('task')
    .select('takedown_id')
    .where('id', '=', id)
    .executeTakeFirst()
  if (!found) throw notFound()
  // The takedown first, as everybody does who writes it.
  await sql`select from takedown where id = ${found.takedown_id}::uuid for update`.execute(db)
  const task = await db
    .selectFrom('task')
    .select(['code', 'takedown_id'])
    .where('id', '=', id)
    .where('done_at', 'is', null)
    .executeTakeFirst()
  if (!task) throw notFound()
  if (!BY_A_PERSON.includes(task.code)) {
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

const notFound = () =>
  new DomainError('not-found', 'task-not-found', 'Doing a task: there is none that waits')

/** Asks for something beside what a takedown asks for already, unless it waits. */
export async function openTask(
  db: DbOrTransaction,
  takedownIds: readonly string[],
  code: string,
): Promise<void> {
  await sql`
    insert into task (takedown_id, code)
    select id, ${code} from takedown
    where id = any(${[...takedownIds]}::uuid[]) and attention is not null
      and attention <> ${code} and status not in ('removed', 'watching', 'closed')
    on conflict (takedown_id, code) where done_at is null do nothing`.execute(db)
}

/** What was asked for beside is settled by itself. */
export const SETTLED_TASKS = (
  takedownIds: readonly string[],
  codes: readonly string[],
): RawBuilder<unknown> => sql`
    update task set done_at = clock_timestamp(), done_by = 'nightlight', done_with = 'settled'
    where takedown_id = any(${[...takedownIds]}::uuid[]) and code = any(${[...codes]})
      and done_at is null`
