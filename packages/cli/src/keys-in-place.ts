import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { DomainError } from '@nightlight/contract'
import {
  ACTIVE_AFTER_MS,
  connect,
  ensureDataKeys,
  openDataKeys,
  parseMasterKey,
} from '@nightlight/runtime'
import { fieldKey, secretSetting, type DataDirectory } from './data-directory.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Where another master key lies from before the data keys are sealed under it until after. */
export const nextKeyFile = (directory: DataDirectory): string =>
  join(directory.path, 'keys', 'field.key.next')
export const keyFile = (directory: DataDirectory): string =>
  join(directory.path, 'keys', 'field.key')

/**
 * The master key that the data keys of the database are sealed under; makes data keys where there are none. Ends a change of the
 * master key that was cut off.
 *
 * @throws {DomainError} conflict `field-key-wrong`
 */
export async function keysInPlace(
  databaseUrl: string,
  directory: DataDirectory,
  env: Env,
): Promise<string> {
  // others may run on a database of the operator's: they are given time to read keys that are made now
  const isOwn = secretSetting(env, 'DATABASE_URL') === null
  const db = connect(databaseUrl, { max: 1, name: 'keys' })
  const fits = async (key: string): Promise<boolean> => {
    const masterKey = parseMasterKey(key)
    await ensureDataKeys(db, masterKey, { activeAfterMs: isOwn ? 0 : ACTIVE_AFTER_MS })
    await openDataKeys(db, masterKey, { followMs: 0 })
    return true
  }
  try {
    const key = await fieldKey(directory, env)
    const known = await fits(key).catch((error: unknown) => {
      if ((error as Partial<DomainError>).code !== 'field-key-wrong') throw error
      if (secretSetting(env, 'FIELD_KEY') !== null) throw error
      return false
    })
    if (known) return key
    // sealed under the next one already: only its file was not moved yet
    await rename(nextKeyFile(directory), keyFile(directory)).catch(() => undefined)
    const next = await fieldKey(directory, env)
    await fits(next)
    return next
  } finally {
    await db.destroy()
  }
}
