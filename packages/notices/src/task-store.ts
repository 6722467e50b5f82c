import { DomainError } from '@nightlight/contract'
import { nameOfProvider, type DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'

export type Task = {
  id: string
  takedownId: string
  host: string
  /** Who hosts it, as far as that is known. */
  provider: string | null
  code: string
  since: Date
  assignedTo: string | null
  /** Since when they see to it. */
  assignedAt: Date | null
}

export type TaskQuery = {
  code?: string | undefined
  /** Of one takedown only. */
  takedownId?: string | undefined
  /** Of those alone that this one sees to; null for those that nobody sees to. */
  assignedTo?: string | null | undefined
  limit: number
  after?: string | undefined
}

/**
 * What waits for people, the oldest first.
 *
 * @param query.after id of the last task of the page before
 */
export async function openTasks(
  db: DbOrTransaction,
  { code, takedownId, assignedTo, limit, after }: TaskQuery,
): Promise<Task[]> {
  // what is not asked for is not in the text: a plan then walks the open ones in their order
  const conditions = [sql`k.done_at is null`]
  if (code !== undefined) conditions.push(sql`k.code = ${code}`)
  if (takedownId !== undefined) conditions.push(sql`k.takedown_id = ${takedownId}::uuid`)
  if (assignedTo !== undefined)
    conditions.push(sql`k.assigned_to is not distinct from ${assignedTo}::text`)
  if (after !== undefined)
    conditions.push(sql`(k.since, k.id) > (select since, id from task where id = ${after}::uuid)`)
  const { rows } = await sql<Task>`
    select k.id, k.takedown_id as "takedownId", t.host, k.code, k.since,
           k.assigned_to as "assignedTo", k.assigned_at as "assignedAt", ${nameOfProvider('p')} as provider
    from task k join takedown t on t.id = k.takedown_id
    left join provider p on p.id = t.provider_id
    where ${sql.join(conditions, sql` and `)}
    order by k.since, k.id limit ${limit}`.execute(db)
  return rows
}

/**
 * How many wait of each code and since when the oldest does, the oldest first.
 *
 * @param query.assignedTo  as of `openTasks`
 */
export async function countTasks(
  db: DbOrTransaction,
  { assignedTo }: Pick<TaskQuery, 'assignedTo'> = {},
): Promise<{ code: string; count: number; oldest: Date }[]> {
  const whose =
    assignedTo === undefined ? sql`` : sql`and assigned_to is not distinct from ${assignedTo}::text`
  const { rows } = await sql<{ code: string; count: number; oldest: Date }>`
    select code, count(*)::int as count, min(since) as oldest
    from task where done_at is null ${whose} group by code order by oldest, code`.execute(db)
  return rows
}

/** Codes that a person alone can settle; every other one is settled when its case goes on. */
const BY_A_PERSON = [
  'authority-next',
  'cannot-be-checked',
  'channel-refused',
  'escalation-due',
  'escalation-unreachable',
  'hand-over-returned',
  'hand-over-unanswered',
  'hold-ends-soon',
  'notice-not-accepted',
  'notice-unsendable',
  'notice-waiting',
  'recipient-key-unusable',
  'retract-by-hand',
  'retract-notice',
  'step-by-hand',
  'stuck',
]

/** Whether a task of this code may be ticked off. */
export const isSettledByPerson = (code: string): boolean => BY_A_PERSON.includes(code)

/** What a person can say was done. */
export const DONE_WITH = ['told-by-hand', 'mended', 'looked-at', 'not-needed'] as const
export type DoneWith = (typeof DONE_WITH)[number]

export const taskNotFound = () =>
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
