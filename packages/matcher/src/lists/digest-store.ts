import { DigestTable, type DigestWidth } from '../index/digest-table.ts'

/** Digests of one algorithm that are sealed, and the entries that have them. */
type Segment = {
  table: DigestTable
  /** In the order of the ids of the table. */
  digests: Uint8Array
  entries: Uint32Array
  /** For each id the next one of an equal digest, or -1; undefined when all differ. */
  equals: Int32Array | undefined
}

/** New digests are kept in a map up to here, then sealed in a table. */
const LOOSE = 16_384
/** What a digest takes in the map, about. */
const LOOSE_BYTES = 150
/** A segment takes in the one before it while that is not this much larger. */
const MERGED_FACTOR = 4
/** Larger segments are left as they are: making one of so many takes some 40 ms. */
const LARGEST_MERGED = 250_000

/**
 * Digests that come, and the numbers of the entries that have them; entries that went are passed over by
 * whoever asks.
 *
 * A digest takes its bytes, and once more in the table, with 12 to 14 bytes beside.
 */
export class DigestStore {
  readonly #width: DigestWidth
  readonly #segments: Segment[] = []
  #loose = new Map<string, number[]>()
  #looseCount = 0

  constructor(width: DigestWidth) {
    this.#width = width
  }

  get size(): number {
    return this.#segments.reduce((sum, { table }) => sum + table.size, this.#looseCount)
  }

  get bytes(): number {
    return this.#segments.reduce(
      (sum, { table, digests, entries, equals }) =>
        sum + table.bytes + digests.length + entries.byteLength + (equals?.byteLength ?? 0),
      this.#looseCount * LOOSE_BYTES,
    )
  }

  /** @param digest  of the width of this store */
  add(digest: Uint8Array, entry: number): void {
    const key = keyOf(digest)
    const entries = this.#loose.get(key)
    if (entries) entries.push(entry)
    else this.#loose.set(key, [entry])
    if (++this.#looseCount >= LOOSE) this.#seal()
  }

  /** Adds many at once, as when lists are loaded. */
  addMany(digests: Uint8Array, entries: Uint32Array): void {
    if (entries.length > 0) this.#segments.push(segmentOf(this.#width, digests, entries))
  }

  /** Numbers of all entries that were added with this digest. */
  find(digest: Uint8Array): number[] {
    const found = [...(this.#loose.get(keyOf(digest)) ?? [])]
    for (const { table, entries, equals } of this.#segments) {
      let id = table.find(digest)
      for (; id !== undefined && id !== -1; id = equals?.[id]) found.push(entries[id]!)
    }
    return found
  }

  /** All digests with the numbers of their entries, as they are now. */
  all(): { digests: Uint8Array; entries: Uint32Array }[] {
    return this.#looseCount > 0 ? [...this.#segments, this.#looseOnes()] : [...this.#segments]
  }

  /** The new segment is made before the old ones are given up: there may be no memory for it. */
  #seal(): void {
    let { digests, entries } = this.#looseOnes()
    let kept = this.#segments.length
    for (; kept > 0; kept--) {
      const last = this.#segments[kept - 1]!
      if (last.entries.length > entries.length * MERGED_FACTOR) break
      if (last.entries.length + entries.length > LARGEST_MERGED) break
      digests = Buffer.concat([last.digests, digests])
      entries = joined(last.entries, entries)
    }
    const segment = segmentOf(this.#width, digests, entries)
    this.#segments.splice(kept, Infinity, segment)
    this.#loose = new Map()
    this.#looseCount = 0
  }

  #looseOnes(): { digests: Uint8Array; entries: Uint32Array } {
    const digests = new Uint8Array(this.#looseCount * this.#width)
    const entries = new Uint32Array(this.#looseCount)
    let at = 0
    for (const [key, numbers] of this.#loose) {
      for (const number of numbers) {
        digests.set(Buffer.from(key, 'latin1'), at * this.#width)
        entries[at++] = number
      }
    }
    return { digests, entries }
  }
}

function segmentOf(width: DigestWidth, digests: Uint8Array, entries: Uint32Array): Segment {
  const table = new DigestTable(width, digests)
  const segment = { table, digests, entries }
  // the table answers with one of several that are equal: the others follow it
  let equals: Int32Array | undefined
  for (const [id, first] of table.findMany(digests).entries()) {
    if (first === id) continue
    equals ??= new Int32Array(entries.length).fill(-1)
    equals[id] = equals[first]!
    equals[first] = id
  }
  return { ...segment, equals }
}

function joined(first: Uint32Array, second: Uint32Array): Uint32Array {
  const all = new Uint32Array(first.length + second.length)
  all.set(first)
  all.set(second, first.length)
  return all
}

const keyOf = (digest: Uint8Array): string => Buffer.from(digest).toString('latin1')
