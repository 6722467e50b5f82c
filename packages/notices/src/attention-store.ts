import { PLANNED_ONCE, type Db, type DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { openTask, SETTLED_TASKS } from './task-store.ts'
import type { TakedownStatus } from './takedown.ts'

/** Statuses in which no notice goes out. */
const STOPPED: readonly TakedownStatus[] = ['held', 'disputed', 'removed', 'watching', 'closed']

/** Codes that say that no notice goes out by itself before a person has looked. */
export const STOPPING = [
  'hosting-country-changed',
  'hosting-country-disputed',
  'provider-may-be-the-site',
] as const

export type Stopping = (typeof STOPPING)[number]

export const isStopping = (attention: string | null): boolean =>
  STOPPING.some((code) => code === attention)

/** Says that somebody was told what does not hold any more, and no mail of ours could tell them so. */
export const RETRACT = 'retract-notice'

/** What a takedown's row says beside its state; read it with the row locked. */
export async function readAttention(
  db: DbOrTransaction,
  id: string,
): Promise<{ attention: string | null; dueAt: Date | null }> {
  const row = await db
    .selectFrom('takedown')
    .select(['attention', 'due_at'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { attention: row.attention, dueAt: row.due_at }
}

/** Asks a person, unless they are asked for something else than `over` already. */
export async function raiseAttention(
  db: DbOrTransaction,
  ids: readonly string[],
  code: string,
  over: readonly string[] = [],
): Promise<void> {
  if (ids.length === 0) return
  await db
    .updateTable('takedown')
    .set({ attention: code })
    .where('id', 'in', ids)
    .where('status', 'not in', STOPPED)
    .where((eb) =>
      eb.or([eb('attention', 'is', null), ...over.map((known) => eb('attention', '=', known))]),
    )
    .execute()
  await openTask(db, ids, code)
}

/** Asks a person to tell whoever was told of closed takedowns that it does not hold any more. */
export async function askToRetract(
  db: DbOrTransaction,
  takedownIds: readonly string[],
): Promise<void> {
  if (takedownIds.length === 0) return
  await db
    .updateTable('takedown')
    .set({ attention: RETRACT })
    .where('id', 'in', takedownIds)
    .where('status', '=', 'closed')
    .execute()
}

/** Takes back what a person was asked for, where it is one of `codes`. */
export async function clearAttention(
  db: DbOrTransaction,
  ids: readonly string[],
  codes: readonly string[],
): Promise<void> {
  if (ids.length === 0) return
  await sql`${PLANNED_ONCE}
    with settled as (${SETTLED_TASKS(ids, codes)})
    update takedown set attention = null
    where id = any(${[...ids]}::uuid[]) and attention = any(${[...codes]})`.execute(db)
}

/**
 * Tells a person of takedowns whose notice, or the retraction of one, was written long ago and is not
 * out: no mail server is configured, or it never takes the mail. What is asked for already stays so, and this
 * is a task beside it.
 *
 * Times are the database's. Rows that are locked are left for the next time.
 */
export async function flagWaitingNotices(db: Db, afterMs: number, limit: number): Promise<void> {
  const waits = (kind: RawBuilder<unknown>) => sql`t.id in (
    select i.takedown_id from notice n join notice_item i on i.notice_id = n.id
    join takedown x on x.id = i.takedown_id
    where ${kind} and ${HAS_WAITED(afterMs)})`
  const said = sql`n.kind <> 'retraction' and (i.seq < 0 or i.seq > ${DONE_UP_TO})`
  const notice = sql`t.status <> all(${[...STOPPED]}) and ${waits(said)}`
  const retraction = sql`t.status = 'closed' and ${waits(sql`n.kind = 'retraction'`)}`
  for (const [which, code] of [
    [notice, 'notice-waiting'],
    [retraction, RETRACT],
  ] as const) {
    const question = { which, code, restMs: afterMs, limit }
    await db.transaction().execute((trx) => askWhere(trx, question))
  }
}

/** Of takedown `x`, see `doneUpTo`. */
const DONE_UP_TO = sql`coalesce((
  select max((e ->> 'upToSeq')::integer) from jsonb_array_elements(x.state -> 'entered') e), 0)`

const HAS_WAITED = (afterMs: number) => sql`
  (n.state in ('due', 'handover')
    and n.composed_at < clock_timestamp() - ${afterMs} * interval '1 millisecond')`

/**
 * Asks a person for what is so, unless it is asked for or somebody has ticked it off within `restMs`: by the
 * takedown where it asks for nothing else, else beside it. To be called in a transaction.
 *
 * @param question.which what holds of the takedowns `t`
 */
export async function askWhere(
  db: DbOrTransaction,
  {
    which,
    code,
    restMs,
    limit,
  }: {
    which: RawBuilder<unknown>
    code: string
    restMs: number
    limit: number
  },
): Promise<void> {
  const isOpen = sql`${which} and t.attention is distinct from ${code} and not exists (
    select from task k where k.takedown_id = t.id and k.code = ${code}
      and (k.done_at is null or (k.done_by <> 'nightlight'
        and k.done_at > clock_timestamp() - ${restMs} * interval '1 millisecond')))`
  const { rows } = await sql<{ id: string }>`
    select t.id from takedown t where ${isOpen} order by t.id limit ${limit}
    for update of t skip locked`.execute(db)
  if (rows.length === 0) return
  // Again, by a statement that sees what was settled until the rows were locked: such a question stands for ever.
  await sql`
    with asked as (
      select t.id, t.attention from takedown t
      where t.id = any(${rows.map(({ id }) => id)}::uuid[]) and ${isOpen}
    ), beside as (
      insert into task (takedown_id, code) select id, ${code} from asked where attention is not null
      on conflict (takedown_id, code) where done_at is null do nothing
    )
    update takedown set attention = ${code} from asked
    where takedown.id = asked.id and asked.attention is null`.execute(db)
}
