import { DomainError } from '@nightlight/contract'
import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { findPlaced, tileReader, type PlacedEvent } from './audit-store.ts'
import { newestCheckpoint } from './checkpoint-store.ts'
import { openCheckpoint } from './checkpoint.ts'
import { entryOf, loggedPart, type LoggedEvent } from './event.ts'
import { leafHash } from './merkle.ts'
import type { NoteKey } from './note.ts'
import { openingOf, type Opening } from './opening.ts'
import { verifyInclusion } from './proof.ts'
import { createTree } from './tree.ts'

/** That one event is in the log, for whoever has the key of the log and nothing else. */
export type EventProof = {
  event: LoggedEvent
  index: number
  /** Size of the tree of the checkpoint. */
  size: number
  /** Base64, from the leaf upwards. */
  proof: string[]
  /** A signed note. */
  checkpoint: string
}

/** A proof with what its event commits to; null of an erased event, and where the salt cannot be read. */
export type OpenedProof = EventProof & { opening: Opening | null }

/**
 * Proves that an event is in the newest signed tree, and says nothing of who it was.
 *
 * @throws {DomainError} not-found `not-found`; conflict `audit-not-sequenced`: try again in a minute
 */
export async function proveEvent(db: DbOrTransaction, id: string): Promise<EventProof> {
  return (await prove(db, id)).proof
}

/**
 * The same with who it was, the detail and the salt, so that others can compute the commitment. Who has it can show that
 * for good, whatever is erased here: hand it out with care.
 *
 * @throws {DomainError} as `proveEvent`
 */
export async function proveOpened(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  id: string,
): Promise<OpenedProof> {
  const { placed, proof } = await prove(db, id)
  return { ...proof, opening: openingOf(placed, crypto) }
}

async function prove(
  db: DbOrTransaction,
  id: string,
): Promise<{ placed: PlacedEvent; proof: EventProof }> {
  const placed = await findPlaced(db, id)
  const newest = await newestCheckpoint(db)
  if (!placed || !newest || placed.index >= newest.size) {
    const known = placed ?? (await isKnown(db, id))
    throw known
      ? new DomainError(
          'conflict',
          'audit-not-sequenced',
          'Proving an event: no checkpoint covers it yet; try again in a minute',
        )
      : new DomainError('not-found', 'not-found', 'Proving an event: there is none such')
  }
  const { index } = placed
  const hashes = await createTree(tileReader(db)).inclusionProof(index, newest.size)
  const proof = {
    event: loggedPart(placed),
    index,
    size: newest.size,
    proof: hashes.map((hash) => hash.toString('base64')),
    checkpoint: newest.note,
  }
  return { placed, proof }
}

const isKnown = async (db: DbOrTransaction, id: string): Promise<boolean> =>
  (await db.selectFrom('audit_event').select('id').where('id', '=', id).executeTakeFirst()) !==
  undefined

/** Whether a proof holds, without the service and whatever opens the event. @param key had by another way than the proof */
export function verifyEventProof(
  { event, index, size, proof, checkpoint }: EventProof,
  key: NoteKey,
): boolean {
  const opened = openCheckpoint(checkpoint, key)
  if (typeof opened === 'string' || opened.size !== size) return false
  const leaf = leafHash(entryOf(event))
  const hashes = proof.map((hash) => Buffer.from(hash, 'base64'))
  return verifyInclusion({ leaf, index, size, root: opened.root }, hashes)
}
