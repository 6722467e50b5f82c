import { DomainError } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { countUnsignedAbout, readAbout, tileReader, type LogObject } from './audit-store.ts'
import { newestCheckpoint } from './checkpoint-store.ts'
import { readCheckpoint } from './checkpoint.ts'
import { loggedPart, type LoggedEvent } from './event.ts'
import { readNote } from './note.ts'
import { createTree } from './tree.ts'

const EVENTS_AT_ONCE = 200

/** An event with what leads from it to the root of a checkpoint. */
export type ProvenEvent = {
  event: LoggedEvent
  index: number
  /** Base64, from the leaf upwards. */
  proof: string[]
}

/** The newest signed head, and what the log has about some objects up to there. */
export type ProvenEvents = {
  origin: string
  size: number
  /** A signed note. */
  checkpoint: string
  /** Ascending by place; read anew each time it is asked for. */
  events: () => AsyncGenerator<ProvenEvent>
  /** Events about them that no checkpoint covers yet. */
  unsigned: number
}

/**
 * Proves that everything the log says about some objects is in one signed tree.
 *
 * @param db  a transaction that sees one state for as long as `events` is read
 * @throws {DomainError} conflict `audit-not-sequenced` before the first checkpoint
 */
export async function proveEventsAbout(
  db: DbOrTransaction,
  objects: readonly LogObject[],
): Promise<ProvenEvents> {
  const newest = await newestCheckpoint(db)
  const note = newest && readNote(newest.note)
  const head = note && readCheckpoint(note.text)
  if (!newest || !head) {
    throw new DomainError(
      'conflict',
      'audit-not-sequenced',
      'Proving events: no checkpoint is signed yet; try again in a minute',
    )
  }
  const { size, note: checkpoint } = newest
  const tree = createTree(tileReader(db))
  async function* events(): AsyncGenerator<ProvenEvent> {
    for (let from = 0; ;) {
      const lot = await readAbout(db, objects, { from, to: size, limit: EVENTS_AT_ONCE })
      for (const event of lot) {
        const proof = await tree.inclusionProof(event.index, size)
        const hashes = proof.map((hash) => hash.toString('base64'))
        yield { event: loggedPart(event), index: event.index, proof: hashes }
      }
      if (lot.length < EVENTS_AT_ONCE) return
      from = lot.at(-1)!.index + 1
    }
  }
  const unsigned = await countUnsignedAbout(db, objects, size)
  return { origin: head.origin, size, checkpoint, events, unsigned }
}
