import { sql, type RawBuilder } from 'kysely'
import { writeAudit } from '../audit.ts'
import type { Db, DbOrTransaction } from '../postgres.ts'
import type { Keeping, RetentionRule } from './schedule.ts'
import { RETENTION_TASKS, type RetentionTask } from './tasks.ts'
import { beforeHolds } from './before-holds.ts'

/** What is erased of one table by one rule, by the package that owns the table. */
export type Erasure = {
  /** Table and what of it, with a dot between: stable, shown to people. */
  task: RetentionTask
  /** SQL: `select <key as text> as key, <whether a legal hold covers it> as held from ...` of what is due. */
  due: (keeping: Keeping) => RawBuilder<unknown>
  /** Locks the rows of these keys, in their order; one that somebody holds may be left out. */
  lock: (trx: DbOrTransaction, keys: readonly string[]) => Promise<void>
  /** Erases rows that are locked. @returns how many */
  erase: (trx: DbOrTransaction, keys: readonly string[], at: Date) => Promise<number>
}

export type Looked = { task: RetentionTask; rule: RetentionRule; due: number; held: number }
export type Erased = { task: RetentionTask; rule: RetentionRule; erased: number; held: number }

const BATCH = 500

/** How much would be erased now, and how much a legal hold keeps; changes nothing. */
export async function previewErasures(
  db: DbOrTransaction,
  erasures: readonly Erasure[],
  keeping: Keeping,
): Promise<Looked[]> {
  const looked: Looked[] = []
  for (const { task, due } of erasures) {
    const { rows } = await sql<{ due: string; held: string }>`
      select count(*) filter (where not held) as due, count(*) filter (where held) as held
      from (${due(keeping)}) d`.execute(db)
    looked.push({
      task,
      rule: RETENTION_TASKS[task],
      due: Number(rows[0]!.due),
      held: Number(rows[0]!.held),
    })
  }
  return looked
}

/**
 * Erases what was kept long enough and no legal hold covers, in batches, each a transaction with its audit event.
 *
 * A batch and the placing of a hold exclude each other: a hold that is placed in between keeps all that later batches would
 * have taken. What is due is asked again once the rows are locked, so a batch that was killed, or whose rows changed, is
 * looked at anew by the next run; a second run finds nothing.
 */
export async function runErasures(
  db: Db,
  erasures: readonly Erasure[],
  keeping: Keeping,
  options: { signal?: AbortSignal; actor?: string; batch?: number } = {},
): Promise<Erased[]> {
  const { signal, actor = 'nightlight', batch = BATCH } = options
  const done: Erased[] = []
  for (const erasure of erasures) {
    let [after, erased] = ['', 0]
    for (;;) {
      signal?.throwIfAborted()
      const step = await db
        .transaction()
        .execute((trx) => eraseBatch(trx, erasure, keeping, { actor, batch, after }))
      if (step.last === null) break
      after = step.last
      erased += step.erased
    }
    const [left] = await previewErasures(db, [erasure], keeping)
    await noteLook(db, left!, keeping.now)
    done.push({ task: left!.task, rule: left!.rule, erased, held: left!.held })
  }
  return done
}

async function eraseBatch(
  trx: DbOrTransaction,
  { task, due, lock, erase }: Erasure,
  keeping: Keeping,
  { actor, batch, after }: { actor: string; batch: number; after: string },
): Promise<{ last: string | null; erased: number }> {
  await beforeHolds(trx)
  const found = await sql<{ key: string }>`
    select key from (${due(keeping)}) d where not held and key > ${after}
    order by key limit ${batch}`.execute(trx)
  const keys = found.rows.map(({ key }) => key)
  if (keys.length === 0) return { last: null, erased: 0 }
  await lock(trx, keys)
  const still = await sql<{ key: string }>`
    select key from (${due(keeping)}) d where not held and key = any (${keys}::text[])`.execute(trx)
  const sure = still.rows.map((row) => row.key)
  const erased = sure.length === 0 ? 0 : await erase(trx, sure, keeping.now)
  if (erased > 0) await noteErased(trx, { task, erased, actor, at: keeping.now })
  return { last: keys.at(-1)!, erased }
}

/** Writes what went: the event with its count, and the total. In the transaction of the erasure. */
async function noteErased(
  trx: DbOrTransaction,
  what: { task: RetentionTask; erased: number; actor: string; at: Date },
): Promise<void> {
  const { task, erased, actor, at } = what
  await writeAudit(trx, {
    actor,
    action: 'retention.erased',
    objectType: 'table',
    objectId: task,
    detail: { rule: RETENTION_TASKS[task], erased },
  })
  await sql`
    insert into retention_state (task, erased, erased_at) values (${task}, ${erased}, ${at})
    on conflict (task) do update set erased = retention_state.erased + excluded.erased,
      erased_at = excluded.erased_at`.execute(trx)
}

async function noteLook(db: Db, { task, due, held }: Looked, at: Date): Promise<void> {
  await sql`
    insert into retention_state (task, due, held, looked_at) values (${task}, ${due}, ${held}, ${at})
    on conflict (task) do update set due = excluded.due, held = excluded.held,
      looked_at = excluded.looked_at`.execute(db)
}
