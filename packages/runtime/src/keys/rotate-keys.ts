import { setTimeout as pause } from 'node:timers/promises'
import { DomainError } from '@nightlight/contract'
import { sql } from 'kysely'
import { writeAudit } from '../audit.ts'
import type { Db, DbOrTransaction } from '../postgres.ts'
import { runAlone } from '../run-alone.ts'
import { ACTIVE_AFTER_MS, openDataKeys, unwrapKey, wrapKey } from './data-keys.ts'
import { ensureDataKeys, makeGeneration } from './make-keys.ts'
import { resealAll, type ResealProgress } from './reseal.ts'

/** Rows that were written while a run went by them are found by the next. */
const MOST_RUNS = 5
const ROTATION_LOCK = 710_431

export type Rotation = { generation: number; resealed: number; unreadable: number }

type Options = {
  /** Who turns the keys, for the log. */
  actor: string
  signal?: AbortSignal
  said?: (progress: ResealProgress | { waitsMs: number }) => void
  activeAfterMs?: number
}

/**
 * Makes a new generation of data keys and seals everything with it, while the service runs.
 *
 * A run that was cut off goes on with the generation that it made. What cannot be opened stays as it is and holds up no later rotation.
 * Needs the owner of the schema.
 *
 * @throws {DomainError} conflict `keys-being-rotated`, `field-key-wrong`; whatever `signal` was aborted with
 */
export async function rotateDataKeys(
  db: Db,
  masterKey: Uint8Array,
  options: Options,
): Promise<Rotation> {
  return alone(db, async () => {
    const activeAfterMs = options.activeAfterMs ?? ACTIVE_AFTER_MS
    await ensureDataKeys(db, masterKey, { activeAfterMs })
    const generation = await nextGeneration(db, masterKey, activeAfterMs)
    await using keys = await openDataKeys(db, masterKey, { followMs: 0 })
    const waitsMs = await msUntilActive(db, generation)
    if (waitsMs > 0) options.said?.({ waitsMs })
    await pause(waitsMs, undefined, options.signal ? { signal: options.signal } : {})
    const sum = { generation, resealed: 0, unreadable: 0 }
    for (let run = 1; run <= MOST_RUNS; run++) {
      const done = await resealAll({ db, crypto: keys.crypto }, generation, options)
      sum.resealed += done.resealed
      sum.unreadable = done.unreadable
      if (done.resealed === 0) break
    }
    await noteEnd(db, sum, options.actor)
    return sum
  })
}

/** The generation to seal with: the one of a run that was cut off, else a new one. */
async function nextGeneration(
  db: Db,
  masterKey: Uint8Array,
  activeAfterMs: number,
): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const newest = await trx
      .selectFrom('data_key')
      .select(['generation', 'resealed_at'])
      .where('purpose', '<>', 'root')
      .orderBy('generation', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    if (newest.generation > 1 && newest.resealed_at === null) return newest.generation
    // a wrong master key must not make keys that the others cannot read
    await openAll(trx, masterKey)
    await makeGeneration(trx, masterKey, newest.generation + 1, activeAfterMs)
    return newest.generation + 1
  })
}

async function msUntilActive(db: Db, generation: number): Promise<number> {
  const { rows } = await sql<{ ms: string }>`
    select ceil(greatest(0, max(extract(epoch from active_from - clock_timestamp()) * 1000))) as ms
      from data_key where generation = ${generation}`.execute(db)
  return Number(rows[0]?.ms ?? 0)
}

/** Notes that a run came to its end, so that the next one makes a generation of its own. */
async function noteEnd(db: Db, done: Rotation, actor: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`update data_key set resealed_at = clock_timestamp()
      where generation = ${done.generation} and purpose <> 'root' and resealed_at is null`.execute(
      trx,
    )
    await writeAudit(trx, {
      actor,
      action: 'keys.rotated',
      objectType: 'data_key',
      objectId: String(done.generation),
      detail: { resealed: done.resealed, unreadable: done.unreadable },
    })
  })
}

const openAll = async (db: DbOrTransaction, masterKey: Uint8Array) => {
  const rows = await db
    .selectFrom('data_key')
    .select(['purpose', 'generation', 'wrapped'])
    .forUpdate()
    .execute()
  return rows.map((row) => ({ ...row, key: unwrapKey(masterKey, row) }))
}

/**
 * Seals every data key under another master key, in one transaction; values stay as they are. Processes that run keep the keys that
 * they have read: they are to be started with the new master key before the next generation is made.
 *
 * @param keep  called before the commit: keeps the new master key where a start will find it
 * @throws {DomainError} conflict `keys-being-rotated`, `field-key-wrong`
 */
export async function rotateMasterKey(
  db: Db,
  from: Uint8Array,
  to: Uint8Array,
  options: { actor: string; keep?: () => Promise<void> },
): Promise<{ keys: number }> {
  return alone(db, async () => {
    await ensureDataKeys(db, from)
    return db.transaction().execute(async (trx) => {
      const rows = await openAll(trx, from)
      for (const { purpose, generation, key } of rows) {
        await trx
          .updateTable('data_key')
          .set({ wrapped: wrapKey(to, purpose, generation, key) })
          .where('purpose', '=', purpose)
          .where('generation', '=', generation)
          .execute()
      }
      await writeAudit(trx, {
        actor: options.actor,
        action: 'keys.master-rotated',
        objectType: 'data_key',
        objectId: 'all',
        detail: { keys: rows.length },
      })
      await options.keep?.()
      return { keys: rows.length }
    })
  })
}

/** One rotation at a time. */
async function alone<Done>(db: Db, work: () => Promise<Done>): Promise<Done> {
  const done = await runAlone(db, ROTATION_LOCK, work)
  if (done !== null) return done
  throw new DomainError(
    'conflict',
    'keys-being-rotated',
    'Rotating keys: another run does it; wait for its end',
  )
}
