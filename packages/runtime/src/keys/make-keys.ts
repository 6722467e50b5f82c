import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, DbOrTransaction } from '../postgres.ts'
import { wrapKey } from './data-keys.ts'
import { KEY_PURPOSES, type KeyPurpose } from './sealed-columns.ts'

/**
 * Makes the first generation, and keeps the present master key as the root key, unless that was done. For the owner of the schema,
 * after migrating.
 *
 * @param options.activeAfterMs  0 for a database that nothing runs on yet
 */
export async function ensureDataKeys(
  db: Db,
  masterKey: Uint8Array,
  options: { activeAfterMs?: number } = {},
): Promise<void> {
  const found = await db.selectFrom('data_key').select('purpose').executeTakeFirst()
  if (found) return
  const activeAfterMs = options.activeAfterMs ?? 0
  await db.transaction().execute(async (trx) => {
    await insertKeys(trx, masterKey, [{ purpose: 'root', key: masterKey }], 1, activeAfterMs)
    await insertKeys(trx, masterKey, freshKeys(), 1, activeAfterMs)
  })
}

/** Makes a generation of every purpose. */
export const makeGeneration = (
  db: DbOrTransaction,
  masterKey: Uint8Array,
  generation: number,
  activeAfterMs: number,
): Promise<void> => insertKeys(db, masterKey, freshKeys(), generation, activeAfterMs)

const freshKeys = () => KEY_PURPOSES.map((purpose) => ({ purpose, key: randomBytes(32) }))

async function insertKeys(
  db: DbOrTransaction,
  masterKey: Uint8Array,
  keys: readonly { purpose: KeyPurpose | 'root'; key: Uint8Array }[],
  generation: number,
  activeAfterMs: number,
): Promise<void> {
  await db
    .insertInto('data_key')
    .values(
      keys.map(({ purpose, key }) => ({
        purpose,
        generation,
        wrapped: wrapKey(masterKey, purpose, generation, key),
        active_from: sql<Date>`clock_timestamp() + make_interval(secs => ${activeAfterMs / 1000})`,
      })),
    )
    // another start at the same time made them
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
