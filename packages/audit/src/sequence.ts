import { randomBytes } from 'node:crypto'
import type { Db, FieldCrypto } from '@nightlight/runtime'
import {
  placeEvents,
  readPartialTiles,
  readUnplaced,
  treeSize,
  writeTiles,
  type Place,
  type UnplacedEvent,
} from './audit-store.ts'
import { commitmentOf, entryOf, roleOf, SALT_BYTES } from './event.ts'
import { leafHash } from './merkle.ts'
import { growTiles } from './tiles.ts'

/** Events that get their places in one transaction. */
const AT_ONCE = 2_000
/** And in one round, so that after a burst the first are signed before the last have a place. */
const MOST = 40_000

/** Where the salt of an event is sealed. */
export const saltPlace = (row: string) => ({ table: 'audit_event', column: 'salt_ct', row })

/**
 * Gives committed events that have none their places in the tree, oldest first.
 *
 * Only one at a time may run: call it under the lock of the sequencer.
 *
 * @returns how many got one; when that is `MOST`, more may be waiting
 * @throws {DomainError} conflict `audit-tree-broken` where rows or tiles are not as they were left
 */
export async function sequence(
  deps: { db: Db; crypto: FieldCrypto },
  signal?: AbortSignal,
): Promise<number> {
  const edge = await readEdge(deps.db)
  let placed = 0
  for (;;) {
    const now = await placeSome(deps, edge)
    placed += now
    if (now < AT_ONCE || placed >= MOST || signal?.aborted === true) return placed
  }
}

/** Where the tree goes on. Nobody else changes it: it is read once for all batches of a round, and checked by each round anew. */
type Edge = {
  size: number
  partial: Buffer[]
  /** The event that got its place last; one from before it that is committed only now is seen by the next round. */
  last: UnplacedEvent | null
}

const readEdge = (db: Db): Promise<Edge> =>
  db.transaction().execute(async (trx) => {
    const size = await treeSize(trx)
    return { size, partial: await readPartialTiles(trx, size), last: null }
  })

/** Changes the edge in place; where it throws, the edge is worth nothing. */
const placeSome = ({ db, crypto }: { db: Db; crypto: FieldCrypto }, edge: Edge): Promise<number> =>
  db.transaction().execute(async (trx) => {
    const { size, partial, last } = edge
    const events = await readUnplaced(trx, AT_ONCE, last)
    if (events.length === 0) return 0
    const made = events.map((event) => leafOf(event, crypto))
    await placeEvents(
      trx,
      size,
      made.map(({ place }) => place),
    )
    const leaves = made.map(({ leaf }) => leaf)
    await writeTiles(trx, growTiles(partial, size, leaves))
    edge.size += events.length
    edge.last = events.at(-1)!
    return events.length
  })

function leafOf(
  { actor, detail, keyRole, ...event }: UnplacedEvent,
  crypto: FieldCrypto,
): { place: Place; leaf: Buffer } {
  const salt = randomBytes(SALT_BYTES)
  const role = roleOf(actor, keyRole)
  const commitment = commitmentOf(salt, { actor, detail })
  const entry = entryOf({ ...event, role, commitment: commitment.toString('hex') })
  const saltCt = crypto.seal(saltPlace(event.id), salt)
  return { place: { id: event.id, role, commitment, saltCt }, leaf: leafHash(entry) }
}
