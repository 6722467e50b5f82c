import { byDistance, checkQuery, type Found, type SearchOptions } from './hash-index.ts'
import { HASH_BYTES, MOST_HASHES } from './layout.ts'
import { LiveShard } from './live-shard.ts'
import type { SharedShard } from './shard.ts'

export type LiveIndexOptions = {
  /** Hashes that the first shard has room for, 2^24 at most; what is not used takes no memory. */
  capacity?: number
  /** Threads that may search at the same time, the caller's included. */
  threads?: number
  /** Decides the order of bits within; any number is as good. */
  seed?: number
  /** Told of work in the background that failed; searches stay exact and become slower. */
  onError?: (error: unknown) => void
}

const FIRST_CAPACITY = 2 ** 20
const SEED = 20_261_126

/**
 * Exact radius search over 256-bit hashes that come and go.
 *
 * A hash that was added is found, and one that was removed is not, by the next search. New hashes are
 * looked at one by one, from some hundreds on filed in small tables, and from some ten thousand on in the
 * large ones, which are made anew one after the other in a thread of its own while searches go on with
 * those that are there: no search waits, and never are there two copies of more than one table of sixteen.
 *
 * Ids are dense and never used again. Memory is that of `HashIndex` and a seventeenth table; where the
 * room of a shard is used up, a larger one is begun beside it.
 */
export class LiveIndex implements AsyncDisposable {
  readonly #options: Required<LiveIndexOptions>
  readonly #shards: LiveShard[] = []
  #removed = 0

  constructor(options: LiveIndexOptions = {}) {
    this.#options = {
      capacity: FIRST_CAPACITY,
      threads: 1,
      seed: SEED,
      onError: () => undefined,
      ...options,
    }
    this.#begin(this.#options.capacity)
  }

  /** Hashes that can be found. */
  get size(): number {
    return this.#shards.reduce((sum, { count }) => sum + count, 0) - this.#removed
  }

  /** Bytes of memory in use: those of the hashes and their tables. */
  get bytes(): number {
    return this.#shards.reduce((sum, shard) => sum + shard.usedBytes, 0)
  }

  /**
   * @param hash 32 bytes (256 bits)
   * @returns the id that `search` answers with
   * @throws {RangeError} for another length
   */
  add(hash: Uint8Array): number {
    if (hash.length !== HASH_BYTES) throw new RangeError(`add hash: ${hash.length} bytes`)
    return this.addMany(hash)[0]!
  }

  /**
   * @param hashes 32 bytes each, one behind the other
   * @returns their ids
   * @throws {RangeError} for half a hash
   */
  addMany(hashes: Uint8Array): number[] {
    if (hashes.length % HASH_BYTES !== 0) throw new RangeError(`add hash: ${hashes.length} bytes`)
    const ids: number[] = []
    for (let at = 0; at < hashes.length;) {
      let shard = this.#shards.at(-1)!
      if (shard.room === 0) {
        const wanted = Math.max(shard.count * 2, (hashes.length - at) / HASH_BYTES)
        shard = this.#begin(Math.min(MOST_HASHES, wanted))
      }
      const base = (this.#shards.length - 1) * MOST_HASHES + shard.count
      const count = Math.min(shard.room, (hashes.length - at) / HASH_BYTES)
      shard.append(hashes.subarray(at, at + count * HASH_BYTES))
      for (let i = 0; i < count; i++) ids.push(base + i)
      at += count * HASH_BYTES
    }
    return ids
  }

  /**
   * Makes a hash not be found any more.
   *
   * @returns false when it was not there
   */
  remove(id: number): boolean {
    const shard = this.#shards[Math.floor(id / MOST_HASHES)]
    const isRemoved = shard?.remove(id % MOST_HASHES) ?? false
    if (isRemoved) this.#removed++
    return isRemoved
  }

  /** As `HashIndex.search`. */
  search(
    query: Uint8Array,
    maxDistance: number,
    { limit = Infinity }: SearchOptions = {},
  ): Found[] {
    checkQuery(query, maxDistance)
    const found: Found[] = []
    for (const [at, { shard }] of this.#shards.entries()) {
      const base = at * MOST_HASHES
      shard.search(query, maxDistance, limit - found.length, (number, distance) => {
        found.push({ id: base + number, distance })
      })
      if (found.length >= limit) break
    }
    return found.length > 1 ? found.sort(byDistance) : found
  }

  /**
   * Bits between a hash that was added, also one that was removed, and another.
   *
   * @throws {RangeError} an id that was never given
   */
  distance(id: number, hash: Uint8Array): number {
    const shard = this.#shards[Math.floor(id / MOST_HASHES)]
    const number = id % MOST_HASHES
    if (shard === undefined || number >= shard.count) throw new RangeError(`compare hash: id ${id}`)
    return shard.shard.distance(number, hash)
  }

  /** A hash as it is kept, for `restore`; valid until the index changes. */
  keptHash(id: number): Uint8Array {
    return this.#shards[Math.floor(id / MOST_HASHES)]!.shard.keptHash(id % MOST_HASHES)
  }

  /** What decides the order in which bits are kept. */
  get seed(): number {
    return this.#options.seed
  }

  /**
   * An index of hashes that another one kept, under the same seed; their ids are counted from 0, and on from
   * 2^24 for the next shard.
   */
  static restore(kept: Uint8Array, options: LiveIndexOptions & { seed: number }): LiveIndex {
    const count = kept.length / HASH_BYTES
    const { capacity = FIRST_CAPACITY } = options
    // room for half as many again
    const room = (hashes: number) =>
      Math.min(MOST_HASHES, Math.max(capacity, Math.ceil(hashes * 1.5)))
    const index = new LiveIndex({ ...options, capacity: room(count) })
    for (let first = 0; first < count; first += MOST_HASHES) {
      const some = kept.subarray(first * HASH_BYTES, (first + MOST_HASHES) * HASH_BYTES)
      const shard = first === 0 ? index.#shards[0]! : index.#begin(room(count - first))
      shard.restore(some)
    }
    return index
  }

  /**
   * Says that a thread which searched has ended, maybe in the middle of it: tables are not made anew while a
   * search seems to be going on.
   */
  endThread(thread: number): void {
    for (const { shard } of this.#shards) shard.endThread(thread)
  }

  /** What other threads need to search in the same memory; shards that are begun later are not in it. */
  share(): readonly SharedShard[] {
    return this.#shards.map(({ shard }) => shard.shared)
  }

  /** Settles when everything added so far is filed in tables. */
  async settled(): Promise<void> {
    for (const shard of this.#shards) await shard.settled()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const shard of this.#shards) await shard[Symbol.asyncDispose]()
  }

  #begin(capacity: number): LiveShard {
    const { threads, seed, onError } = this.#options
    const shard = new LiveShard({ capacity, threads }, seed, onError)
    this.#shards.push(shard)
    return shard
  }
}
