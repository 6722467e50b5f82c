import { DomainError } from '@nightlight/contract'
import type { Db } from '@nightlight/runtime'
import { tileReader, treeSize } from './audit-store.ts'
import { addCheckpoint, newestCheckpoint } from './checkpoint-store.ts'
import { signCheckpoint, verifierOf, type LogKey } from './checkpoint.ts'
import { readKeptHead, writeKeptHead } from './kept-head.ts'
import { verifyConsistency } from './proof.ts'
import { createTree } from './tree.ts'

export type SignDeps = {
  db: Db
  key: LogKey
  /** Where the signer keeps what it signed last. */
  keptHead: string
  now: () => Date
}

/**
 * Signs the tree as it is, when it has grown since the last time, and only when a consistency proof from what was signed
 * last verifies: what is signed twice is one history.
 *
 * Only one at a time may run, as of `sequence`.
 *
 * @param everyMs  rests so long after the last one
 * @returns the size that was signed; null when there was nothing new or it is too early
 * @throws {DomainError} conflict `audit-log-shrank`, `audit-log-rewritten`, `audit-kept-head-missing`; as `readKeptHead`
 */
export async function signHead(deps: SignDeps, everyMs: number): Promise<number | null> {
  const { db, key, keptHead, now } = deps
  const last = await readKeptHead(keptHead, verifierOf(key))
  const newest = await newestCheckpoint(db)
  if (!last && newest) {
    throw refusal(
      'audit-kept-head-missing',
      'the file of the signer is gone; put back a copy, or, once a witness or an auditor has the same, the output of "nightlight audit checkpoint"',
    )
  }
  const size = await treeSize(db)
  if (last && size < last.size) {
    throw refusal('audit-log-shrank', `${size} events where ${last.size} were signed`)
  }
  const tree = createTree(tileReader(db))
  const root = await tree.root(size)
  if (last) {
    const proof = await tree.consistencyProof(last.size, size)
    if (!verifyConsistency(last, { size, root }, proof)) {
      throw refusal('audit-log-rewritten', `not what was signed at ${last.size} events`)
    }
  }
  if (newest?.size === size) return null
  const at = new Date(Math.max(now().getTime(), last?.at.getTime() ?? 0))
  // the first events, and what a crash has left in the file alone, do not wait
  const isPlain = last !== null && last.size > 0 && last.size === newest?.size
  if (isPlain && at.getTime() - last.at.getTime() < everyMs) return null
  const note = signCheckpoint(key, { size, root }, at)
  await writeKeptHead(keptHead, note)
  await addCheckpoint(db, { size, note })
  return size
}

const refusal = (code: string, why: string): DomainError =>
  new DomainError('conflict', code, `Signing the log: ${why}`)
