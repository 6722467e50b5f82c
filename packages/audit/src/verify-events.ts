import { DomainError } from '@nightlight/contract'
import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { readPlacedById, tileReader, type PlacedEvent } from './audit-store.ts'
import { newestCheckpoint } from './checkpoint-store.ts'
import { openCheckpoint } from './checkpoint.ts'
import { entryOf } from './event.ts'
import type { FindingCode } from './finding.ts'
import { problemOf } from './live-log.ts'
import { leafHash } from './merkle.ts'
import type { NoteKey } from './note.ts'
import { verifyInclusion } from './proof.ts'
import { createTree } from './tree.ts'

/**
 * What a look at one event found: `proved` under the signed root; `waits` for a place and a signature, which takes a minute;
 * else what is wrong.
 */
export type EventVerdict = 'proved' | 'waits' | FindingCode

/**
 * Computes of some events anew what the log claims of them: the leaf from the row, the commitment to actor and detail from its
 * salt, and the way from the leaf up to the root that the newest checkpoint is signed for.
 *
 * @param db  a transaction that sees one state
 * @returns by id, and the size of the checkpoint; ids that there are none of are left out
 */
export async function verifyEvents(
  db: DbOrTransaction,
  { crypto, key }: { crypto: FieldCrypto; key: NoteKey },
  ids: readonly string[],
): Promise<{ size: number; verdicts: Map<string, EventVerdict> }> {
  const newest = await newestCheckpoint(db)
  const head = newest && openCheckpoint(newest.note, key)
  const tree = createTree(tileReader(db))
  const verdicts = new Map<string, EventVerdict>()
  for (const row of await readPlacedById(db, ids)) {
    const { id, index } = row
    if (!head || typeof head === 'string') {
      verdicts.set(id, head === null ? 'waits' : codeOf(head))
      continue
    }
    if (index === null || index >= head.size) {
      verdicts.set(id, 'waits')
      continue
    }
    const placed = { ...row, index }
    verdicts.set(id, problemOf(placed, crypto) ?? (await isIn(placed, head)))
  }
  return { size: typeof head === 'object' && head ? head.size : 0, verdicts }

  async function isIn(row: PlacedEvent, { size, root }: { size: number; root: Buffer }) {
    try {
      const proof = await tree.inclusionProof(row.index, size)
      const leaf = leafHash(entryOf(row))
      const isThere = verifyInclusion({ leaf, index: row.index, size, root }, proof)
      return isThere ? 'proved' : 'entry-altered'
    } catch (error) {
      if (error instanceof DomainError) return 'tile-missing'
      throw error
    }
  }
}

export const codeOf = (problem: 'malformed' | 'other-key' | 'signature-invalid'): FindingCode =>
  problem === 'malformed'
    ? 'checkpoint-unreadable'
    : problem === 'other-key'
      ? 'checkpoint-other-key'
      : 'checkpoint-signature'
