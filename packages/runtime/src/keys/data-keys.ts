import { DomainError } from '@nightlight/contract'
import { sql } from 'kysely'
import { createFieldCrypto, type DataKeyRing, type FieldCrypto } from '../crypto.ts'
import type { Db, DbOrTransaction } from '../postgres.ts'
import type { KeyPurpose } from './sealed-columns.ts'

export type DataKeys = {
  crypto: FieldCrypto
  /** 32 bytes: what signatures and blind indexes are derived from; stays the same under another master key. */
  rootKey: Uint8Array
  /** Reads keys that were made meanwhile. */
  refresh(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export type WrappedKey = { purpose: KeyPurpose | 'root'; generation: number; wrapped: Uint8Array }

/** How often a process looks for new keys, unless told otherwise. */
const FOLLOW_MS = 5_000
/** A new generation rests so long before anybody seals with it: every process has looked for it twice by then. */
export const ACTIVE_AFTER_MS = 15_000

const placeOf = (purpose: string, generation: number) => ({
  table: 'data_key',
  column: 'wrapped',
  row: `${purpose}:${generation}`,
})

/** Seals a data key under the master key. */
export const wrapKey = (
  masterKey: Uint8Array,
  purpose: string,
  generation: number,
  key: Uint8Array,
): Buffer => createFieldCrypto(masterKey).seal(placeOf(purpose, generation), key)

/** @throws {DomainError} conflict `field-key-wrong` under another master key than it was sealed with */
export function unwrapKey(
  masterKey: Uint8Array,
  { purpose, generation, wrapped }: WrappedKey,
): Uint8Array {
  try {
    return createFieldCrypto(masterKey).open(placeOf(purpose, generation), wrapped)
  } catch (error) {
    throw new DomainError(
      'conflict',
      'field-key-wrong',
      'Reading the data keys: FIELD_KEY is not the one that they were sealed under; set the one of this database',
      { cause: error },
    )
  }
}

type Held = { key: Uint8Array; activeAt: number }

/**
 * The keys of a database, and encryption with them; follows what is made later, so that a rotation needs no restart.
 *
 * Without data keys in the database everything is derived from the master key, until there are some.
 *
 * @param masterKey        32 bytes: FIELD_KEY
 * @param options.followMs how often it looks for new ones (default 5 s); 0: never by itself, as one command needs it
 * @throws {DomainError} conflict `field-key-wrong`
 */
export async function openDataKeys(
  db: Db,
  masterKey: Uint8Array,
  options: { followMs?: number } = {},
): Promise<DataKeys> {
  const followMs = options.followMs ?? FOLLOW_MS
  const held = new Map<string, Held>()
  const newest = new Map<KeyPurpose, { generation: number; activeAt: number }[]>()
  let rootKey = masterKey
  const refresh = async (): Promise<void> => {
    for (const row of await readKeys(db)) {
      const id = `${row.purpose} ${row.generation}`
      // one that is held was opened under the master key of its time
      if (held.has(id)) continue
      const key = unwrapKey(masterKey, row)
      const activeAt = Date.now() + Number(row.active_in_ms)
      held.set(id, { key, activeAt })
      if (row.purpose === 'root') rootKey = key
      else {
        const known = newest.get(row.purpose) ?? []
        newest.set(row.purpose, [{ generation: row.generation, activeAt }, ...known])
      }
    }
  }
  await refresh()
  const ring: DataKeyRing = {
    generationNow(purpose) {
      const now = Date.now()
      return newest.get(purpose)?.find(({ activeAt }) => activeAt <= now)?.generation ?? null
    },
    keyOf: (purpose, generation) => held.get(`${purpose} ${generation}`)?.key,
  }
  const stop = followMs > 0 ? repeat(refresh, followMs) : async () => undefined
  return { crypto: createFieldCrypto(rootKey, ring), rootKey, refresh, [Symbol.asyncDispose]: stop }
}

/** By generation, the oldest first; times as milliseconds from now on the clock of the database. */
const readKeys = (db: DbOrTransaction) =>
  db
    .selectFrom('data_key')
    .select(['purpose', 'generation', 'wrapped'])
    .select(
      sql<string>`ceil(extract(epoch from active_from - clock_timestamp()) * 1000)`.as(
        'active_in_ms',
      ),
    )
    .orderBy('generation')
    .execute()

/** Runs it again and again, whatever comes of it: a database that is away for a while is asked again. */
function repeat(work: () => Promise<void>, everyMs: number): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let running = Promise.resolve()
  let isStopped = false
  const once = async (): Promise<void> => {
    await work().catch(() => undefined)
    if (!isStopped) wait()
  }
  const wait = (): void => {
    timer = setTimeout(() => {
      running = once()
    }, everyMs)
  }
  wait()
  return async () => {
    isStopped = true
    clearTimeout(timer)
    await running
  }
}
