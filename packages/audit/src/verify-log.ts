import type { Certificate } from 'pkijs'
import { firstOf, type Finding } from './finding.ts'
import type { Anchor, FoundEntry, LogSource } from './log-source.ts'
import { addLeaf, emptyFrontier, leafHash, rootOf } from './merkle.ts'
import type { NoteKey } from './note.ts'
import { compareTiles } from './compare-tiles.ts'
import { createEventRules } from './event-rules.ts'
import { followHeads } from './follow-heads.ts'
import { TILE_WIDTH } from './tiles.ts'

/** With what a log is compared; all of it was had by another way than the log. */
export type Trust = {
  key: NoteKey
  anchors?: readonly Anchor[]
  /** Keys of cosignatures; of each there must be one. */
  witnesses?: readonly NoteKey[]
  /** Certificates that timestamps are believed under; without any they are not looked at. */
  authorities?: readonly Certificate[]
}

export type Verdict = {
  finding: Finding | null
  /** Events that were read and found well. */
  events: number
  checkpoints: number
  /** The newest checkpoint that fits. */
  signed: { size: number; at: Date } | null
  /** The largest size that every witness has signed; null without witnesses. */
  witnessedSize: number | null
  /** The newest timestamp; null without authorities, and where there is none. */
  timestamped: { size: number; at: Date } | null
}

/**
 * Verifies a whole log: every leaf, every hash of the tree, every checkpoint with its signatures and its root at its size
 * (so that each is consistent with all others), and the times. Reads one lot at a time, whatever the length.
 *
 * @param progress  hears how many events were read, after each lot
 * @returns the first thing that is wrong, if anything; nothing after it was looked at
 */
export async function verifyLog(
  source: LogSource,
  trust: Trust,
  progress: (events: number) => void = () => undefined,
): Promise<Verdict> {
  const frontier = emptyFrontier()
  const rules = createEventRules()
  const stamps = trust.authorities ? await source.timestamps() : []
  const heads = followHeads(source.checkpoints(), trust, { rules, stamps })
  const compare = compareTiles((level, n) => source.readTile(level, n))
  const verdict = (finding: Finding | null): Verdict => ({
    finding,
    events: frontier.size,
    checkpoints: heads.seen(),
    signed: heads.signed(),
    witnessedSize: heads.witnessedSize(),
    timestamped: heads.timestamped(),
  })

  await heads.start()
  const begun = heads.at(0) ? await heads.check(0, rootOf(frontier)) : null
  if (begun) return verdict(begun)
  for await (const lot of inTiles(source.entries())) {
    const leaves = lot.map(({ entry }) => leafHash(entry))
    const first = frontier.size
    const exact = firstOf([
      ...lot.flatMap((found, at) => rules.look(first + at, found)),
      ...(await compare.leaves(first, leaves)),
    ])
    if (exact) return verdict(exact)
    for (const leaf of leaves) {
      addLeaf(frontier, leaf)
      rules.pass(frontier.size)
      if (!heads.at(frontier.size)) continue
      const finding = await heads.check(frontier.size, rootOf(frontier))
      if (finding) return verdict(finding)
    }
    progress(frontier.size)
  }
  const finding =
    heads.end(frontier.size) ??
    (await compare.end(frontier.size)) ??
    (await source.rest?.({ size: heads.signed()?.size ?? 0 })) ??
    null
  return verdict(finding)
}

/** Lots of one tile each, the last one perhaps shorter. */
async function* inTiles(
  lots: AsyncIterable<readonly FoundEntry[]>,
): AsyncIterable<readonly FoundEntry[]> {
  let held: FoundEntry[] = []
  for await (const lot of lots) {
    for (const entry of lot) {
      held.push(entry)
      if (held.length < TILE_WIDTH) continue
      yield held
      held = []
    }
  }
  if (held.length > 0) yield held
}
