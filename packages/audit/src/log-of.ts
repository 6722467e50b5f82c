import type { DbOrTransaction } from '@nightlight/runtime'
import { createLogKey, readCheckpoint, type LogKey } from './checkpoint.ts'
import { newestCheckpoint } from './checkpoint-store.ts'
import { readNote } from './note.ts'

/**
 * The key of the log of a database, by the name that the log has there. The name alone proves nothing: what has it must
 * be signed by the key.
 */
export async function logKeyOf(db: DbOrTransaction, masterKey: Uint8Array): Promise<LogKey> {
  const newest = await newestCheckpoint(db)
  const note = newest && readNote(newest.note)
  return createLogKey(masterKey, (note && readCheckpoint(note.text)?.origin) ?? undefined)
}
