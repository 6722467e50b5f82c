import { DomainError } from '@nightlight/contract'
import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { readPlacedById, readTellers, tileReader, type PlacedEvent } from './audit-store.ts'
import { newestCheckpoint, readHeadsAround, type KeptCheckpoint } from './checkpoint-store.ts'
import { openCheckpoint, type OpenedCheckpoint } from './checkpoint.ts'
import { isBy, isSince } from './event-rules.ts'
import { entryOf } from './event.ts'
import type { FindingCode } from './finding.ts'
import { problemOf } from './live-log.ts'
import { leafHash } from './merkle.ts'
import type { NoteKey } from './note.ts'
import { verifyInclusion } from './proof.ts'
import { createTree } from './tree.ts'

/**
 * What a look at one event found: `proved` under the signed root; `erased`, which is the same of one without actor and detail, of
 * whose erasure the log tells; `waits` for a place and a signature (its own, or of what tells of its erasure), which takes a
 * minute; else what is wrong.
 */
export type EventVerdict = 'proved' | 'erased' | 'waits' | FindingCode

type Keys = { crypto: FieldCrypto; key: NoteKey }
type Row = Awaited<ReturnType<typeof readPlacedById>>[number]

/**
 * Computes of some events anew what the log claims of them: the leaf from the row, the commitment to actor and detail from its
 * salt, the way from the leaf up to the root that the newest checkpoint is signed for, and whether its time fits the checkpoints
 * around its place. Of erased ones also whether the log tells of it.
 *
 * @param db  a transaction that sees one state
 * @returns by id, and the size of the checkpoint; ids that there are none of are left out
 */
export async function verifyEvents(
  db: DbOrTransaction,
  keys: Keys,
  ids: readonly string[],
): Promise<{ size: number; verdicts: Map<string, EventVerdict> }> {
  const newest = await newestCheckpoint(db)
  const head = newest && openCheckpoint(newest.note, keys.key)
  const rows = await readPlacedById(db, ids)
  if (!head || typeof head === 'string') {
    const verdict = head === null ? 'waits' : codeOf(head)
    return { size: 0, verdicts: new Map(rows.map(({ id }) => [id, verdict])) }
  }
  const verdicts = await lookAt(db, keys, head, rows)
  const erased = rows.filter(({ id, erasedBy }) => erasedBy && verdicts.get(id) === 'proved')
  if (erased.length > 0) {
    const told = await tellingOf(db, keys, head, erased)
    for (const { id, erasedBy } of erased) verdicts.set(id, told.get(erasedBy!) ?? 'erasure-untold')
  }
  return { size: head.size, verdicts }
}

async function lookAt(
  db: DbOrTransaction,
  { crypto, key }: Keys,
  head: OpenedCheckpoint,
  rows: readonly Row[],
): Promise<Map<string, EventVerdict>> {
  const tree = createTree(tileReader(db))
  const isSigned = (row: Row): row is PlacedEvent => row.index !== null && row.index < head.size
  const timeProblem = await timesAround(db, key, rows.filter(isSigned))
  const verdicts = new Map<string, EventVerdict>()
  for (const row of rows) {
    const verdict = isSigned(row)
      ? (problemOf(row, crypto) ?? (await isIn(row)) ?? timeProblem(row) ?? 'proved')
      : 'waits'
    verdicts.set(row.id, verdict)
  }
  return verdicts

  async function isIn(row: PlacedEvent): Promise<FindingCode | null> {
    const { size, root } = head
    try {
      const proof = await tree.inclusionProof(row.index, size)
      const leaf = leafHash(entryOf(row))
      const isThere = verifyInclusion({ leaf, index: row.index, size, root }, proof)
      return isThere ? null : 'entry-altered'
    } catch (error) {
      if (error instanceof DomainError) return 'tile-missing'
      throw error
    }
  }
}

/**
 * An event that whoever owns the database took out of the tree and rewrote gets a place anew, as if it had just been written,
 * and has a leaf and a commitment that fit. Its time does not: it is that of then, or the leaf is another one.
 */
async function timesAround(db: DbOrTransaction, key: NoteKey, rows: readonly PlacedEvent[]) {
  const opened = new Map<number, Date | FindingCode>()
  const open = ({ size, note }: KeptCheckpoint): Date | FindingCode => {
    const known = opened.get(size)
    if (known !== undefined) return known
    const found = openCheckpoint(note, key)
    const isStated = typeof found === 'string' || found.size === size
    const at = typeof found === 'string' ? codeOf(found) : found.at
    opened.set(size, isStated ? at : 'checkpoint-unreadable')
    return opened.get(size)!
  }
  const places = rows.map(({ index }) => index)
  const heads = new Map((await readHeadsAround(db, places)).map((one) => [one.index, one]))
  return (row: PlacedEvent): FindingCode | null => {
    const { before, by } = heads.get(row.index)!
    const [since, until] = [before && open(before), by && open(by)]
    if (typeof since === 'string') return since
    if (typeof until === 'string') return until
    const at = Date.parse(row.at)
    const fits = (!since || isSince(at, since)) && (!until || isBy(at, until))
    return fits ? null : 'event-time'
  }
}

/** What events tell of the erasure of others, by their ids: `erased` where they do and are themselves as signed, or `waits`. */
async function tellingOf(
  db: DbOrTransaction,
  keys: Keys,
  head: OpenedCheckpoint,
  erased: readonly Row[],
): Promise<Map<string, 'erased' | 'waits'>> {
  const ids = [...new Set(erased.map(({ erasedBy }) => erasedBy!))]
  const tellers = await readTellers(db, ids)
  const rows = (await readPlacedById(db, ids)).filter(
    ({ id, erasedBy }) => erasedBy === null && tellers.has(id),
  )
  const verdicts = await lookAt(db, keys, head, rows)
  const words = { proved: 'erased', waits: 'waits' } as const
  return new Map(
    [...verdicts].flatMap(([id, verdict]) =>
      verdict === 'proved' || verdict === 'waits' ? [[id, words[verdict]] as const] : [],
    ),
  )
}

export const codeOf = (problem: 'malformed' | 'other-key' | 'signature-invalid'): FindingCode =>
  problem === 'malformed'
    ? 'checkpoint-unreadable'
    : problem === 'other-key'
      ? 'checkpoint-other-key'
      : 'checkpoint-signature'
