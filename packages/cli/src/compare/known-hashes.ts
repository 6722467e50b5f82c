import { DigestTable, HashIndex, type DigestWidth } from '@nightlight/matcher'
import type { HashLines } from './hash-lines.ts'

/** One pair: the place of a query in its batch, the line of a known hash, and bits. */
export type Pair = { query: number; line: number; distance: number }

/** The hashes of the right file, ready to be compared with. */
export type KnownHashes = {
  readonly size: number
  /** All pairs of a batch, by query, then line. */
  pairs(hashes: Uint8Array): Pair[]
}

/** All pairs within `maxDistance` bits, of hashes of 256 bits. */
export async function indexHashes(
  batches: AsyncIterable<HashLines>,
  maxDistance: number,
): Promise<KnownHashes> {
  const index = new HashIndex()
  const lines: number[] = []
  for await (const batch of batches) {
    index.addMany(batch.hashes)
    for (const line of batch.lines) lines.push(line)
  }
  index.finish()
  return {
    size: index.size,
    pairs(hashes) {
      const found: Pair[] = []
      index.searchPacked(hashes, maxDistance, (query, id, distance) => {
        found.push({ query, line: lines[id]!, distance })
      })
      return found.sort(byPlace)
    },
  }
}

/** All pairs of equal digests. */
export async function tableDigests(
  batches: AsyncIterable<HashLines>,
  width: DigestWidth,
): Promise<KnownHashes> {
  const pieces: Uint8Array[] = []
  const lines: number[] = []
  for await (const batch of batches) {
    pieces.push(batch.hashes)
    for (const line of batch.lines) lines.push(line)
  }
  const digests = Buffer.concat(pieces)
  const table = new DigestTable(width, digests)
  // the table answers with one of several that are equal
  const equal = new Map<number, number[]>()
  for (const [id, first] of table.findMany(digests).entries()) {
    if (first === id) continue
    const others = equal.get(first)
    if (others) others.push(id)
    else equal.set(first, [id])
  }
  return {
    size: lines.length,
    pairs(hashes) {
      const found: Pair[] = []
      for (const [query, first] of table.findMany(hashes).entries()) {
        if (first === -1) continue
        for (const id of [first, ...(equal.get(first) ?? [])]) {
          found.push({ query, line: lines[id]!, distance: 0 })
        }
      }
      return found.sort(byPlace)
    },
  }
}

const byPlace = (a: Pair, b: Pair): number => a.query - b.query || a.line - b.line
