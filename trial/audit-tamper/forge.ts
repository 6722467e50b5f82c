import { signCheckpoint, type LogKey } from '../../packages/audit/src/checkpoint.ts'
import { addLeaf, emptyFrontier, leafHash, rootOf } from '../../packages/audit/src/merkle.ts'
import { growTiles, type Tile } from '../../packages/audit/src/tiles.ts'

/** A size that was signed, and when. */
export type Signed = { size: number; at: Date }
export type Forged = { tiles: Tile[]; checkpoints: { size: number; note: string }[] }

/**
 * The tree that entries make, with a checkpoint at each size that is not longer: what somebody does who wants a rewritten
 * log to look as if it had always been so.
 *
 * @param keyOf  who signs at a size
 */
export function forge(
  entries: readonly Uint8Array[],
  signed: readonly Signed[],
  keyOf: (size: number) => LogKey,
): Forged {
  const leaves = entries.map(leafHash)
  const frontier = emptyFrontier()
  const checkpoints: Forged['checkpoints'] = []
  const sign = (): void => {
    const head = signed.find(({ size }) => size === frontier.size)
    if (!head) return
    const { size, at } = head
    checkpoints.push({
      size,
      note: signCheckpoint(keyOf(size), { size, root: rootOf(frontier) }, at),
    })
  }
  sign()
  for (const leaf of leaves) {
    addLeaf(frontier, leaf)
    sign()
  }
  return { tiles: growTiles([], 0, leaves), checkpoints }
}

/** A log that is what it was up to an event, and from there on is signed by `key`. */
export const forgeFrom = (
  first: number,
  entries: readonly Uint8Array[],
  world: { signed: readonly Signed[]; key: LogKey },
  key: LogKey,
): Forged => forge(entries, world.signed, (size) => (size <= first ? world.key : key))
