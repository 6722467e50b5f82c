import type { Db, FieldCrypto } from '@nightlight/runtime'
import type { Certificate } from 'pkijs'
import { readHealth } from '../checkpoint-store.ts'
import { verifierOf, type LogKey } from '../checkpoint.ts'
import { readKeptHead } from '../kept-head.ts'
import { liveLog } from '../live-log.ts'
import type { NoteKey } from '../note.ts'
import { verifyLog } from '../verify-log.ts'
import { claimVerification, endVerification, noteProgress } from './verification-store.ts'

type Deps = {
  db: Db
  crypto: FieldCrypto
  key: LogKey
  keptHead: string
  witness: NoteKey | null
  authorities: readonly Certificate[] | null
}

/** Between two notes of how far it is. */
const NOTE_MS = 1_000

/**
 * Runs the verification that waits, if any: what `nightlight audit verify` does, against the file of the signer, and against
 * witness and timestamps as far as there are such.
 *
 * @returns whether one was run
 */
export async function runVerification(deps: Deps, signal: AbortSignal): Promise<boolean> {
  const { db, crypto, key, keptHead, witness, authorities } = deps
  const id = await claimVerification(db)
  if (id === null) return false
  const verifier = verifierOf(key)
  let notedAt = 0
  let noting: Promise<void> = Promise.resolve()
  const progress = (events: number): void => {
    // the transaction ends with it, and the next process begins anew
    signal.throwIfAborted()
    if (Date.now() - notedAt < NOTE_MS) return
    notedAt = Date.now()
    noting = noteProgress(db, id, events).catch(() => undefined)
  }
  try {
    // before the state that is read: the signer goes on meanwhile
    const head = await readKeptHead(keptHead, verifier)
    const { witnessedSize, timestampedSize } = await readHealth(db)
    const isWitnessed = witness !== null && witnessedSize > 0
    const isTimestamped = authorities !== null && timestampedSize > 0
    const trust = {
      key: verifier,
      anchors: head ? [head] : [],
      witnesses: isWitnessed ? [witness] : [],
      ...(isTimestamped && { authorities }),
    }
    const verdict = await db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute((trx) => verifyLog(liveLog(trx, crypto), trust, progress))
    await noting
    await endVerification(db, id, verdict, [
      'database',
      ...(head ? ['signer-file'] : []),
      ...(isWitnessed ? ['witness'] : []),
      ...(isTimestamped ? ['timestamp'] : []),
    ])
  } catch (error) {
    await noting
    if (!signal.aborted) await endVerification(db, id, null, [])
    throw error
  }
  return true
}
