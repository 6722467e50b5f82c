import { buildAll } from './builder.ts'
import { LineIndex, MOST_IN_LINES } from './line-index.ts'
import { HASH_BYTES, MOST_HASHES, shardSizes } from './layout.ts'
import { readSnapshot, writeSnapshot } from './snapshot.ts'
import { Shard, type SharedShard } from './shard.ts'

export type Found = { id: number; distance: number }

/** What another thread needs to search the same index, by `HashIndex.attach`; may be posted to it. */
export type SharedIndex = { shards: readonly SharedShard[]; size: number }

export type SearchOptions = {
  /** Stops once so many are found; which, is left open. */
  limit?: number
}

export type HashIndexOptions = {
  /** Threads that may search at the same time, the caller's included. */
  threads?: number
  /** Decides the order of bits within; any number is as good. */
  seed?: number
}

/** Widest distance that is promised to be quicker than looking at all hashes. */
export const WIDEST = 64
const BITS = 256
/** Hashes that are moved at once. */
const MOVED = 2 ** 20
const SEED = 20_261_126

/**
 * Exact radius search over 256-bit hashes: finds the same as a look at every hash, at every distance.
 *
 * `add` returns a dense id, `finish` seals, `search` answers with those ids. Not for lists that change:
 * `LiveIndex` is.
 *
 * Up to 31 bits a search takes some 9 µs among a million hashes and 25 µs among ten million, on one core
 * of 2026; a hash takes 128 bytes. Wider searches take longer, in steps at 31, 47 and 63 bits. Beyond 2^24
 * hashes tables of another kind are used, 108 bytes a hash, and a wider search looks at every hash.
 */
export class HashIndex {
  readonly #threads: number
  readonly #seed: number
  #added: Uint8Array
  #count = 0
  #parts: readonly Part[] | undefined

  /** @param capacity hashes to reserve room for; it grows by itself */
  constructor(capacity = 1024, { threads = 1, seed = SEED }: HashIndexOptions = {}) {
    this.#added = new Uint8Array(Math.max(1, capacity) * HASH_BYTES)
    this.#threads = threads
    this.#seed = seed
  }

  get size(): number {
    return this.#count
  }

  /** Bytes of memory in use, by formula. */
  get bytes(): number {
    return this.#finished('measure').reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /**
   * @param hash 32 bytes (256 bits), most significant bit first
   * @returns the id that `search` will answer with
   * @throws {RangeError} for another length
   * @throws {TypeError} after `finish`
   */
  add(hash: Uint8Array): number {
    if (hash.length !== HASH_BYTES) throw new RangeError(`add hash: ${hash.length} bytes`)
    return this.addMany(hash)
  }

  /**
   * @param hashes 32 bytes each, one behind the other
   * @returns the id of the first; those of the others follow it
   * @throws {RangeError} for half a hash
   * @throws {TypeError} after `finish`
   */
  addMany(hashes: Uint8Array): number {
    if (this.#parts !== undefined) throw new TypeError('add hash: the index is finished')
    if (hashes.length % HASH_BYTES !== 0) throw new RangeError(`add hash: ${hashes.length} bytes`)
    const at = this.#count * HASH_BYTES
    if (at + hashes.length > this.#added.length) {
      const larger = new Uint8Array(Math.max(this.#added.length * 2, at + hashes.length))
      larger.set(this.#added.subarray(0, at))
      this.#added = larger
    }
    this.#added.set(hashes, at)
    const first = this.#count
    this.#count += hashes.length / HASH_BYTES
    return first
  }

  /** Seals the index: searching is allowed from here on, adding no longer. */
  finish(): this {
    if (this.#parts !== undefined) return this
    const lines = this.#count > MOST_HASHES ? this.#fillLines() : undefined
    this.#parts = lines?.build() === true ? [partOfLines(lines)] : this.#fillShards(lines)
    this.#added = new Uint8Array(0)
    return this
  }

  /** Undefined for more than even those hold. */
  #fillLines(): LineIndex | undefined {
    if (this.#count > MOST_IN_LINES) return undefined
    const lines = new LineIndex(this.#count, this.#seed)
    for (let first = 0; first < this.#count; first += MOVED) {
      const end = Math.min(this.#count, first + MOVED)
      lines.append(this.#added.subarray(first * HASH_BYTES, end * HASH_BYTES))
    }
    this.#added = new Uint8Array(0)
    return lines
  }

  #fillShards(lines: LineIndex | undefined): Part[] {
    return shardSizes(this.#count).map((size, at) => {
      const shard = Shard.create(
        { capacity: size, isLive: false, threads: this.#threads },
        this.#seed,
      )
      const from = at * MOST_HASHES
      if (lines) shard.append(lines.kept(from, size), 'kept')
      else shard.append(this.#added.subarray(from * HASH_BYTES, (from + size) * HASH_BYTES))
      buildAll(shard)
      return partOfShard(shard, at)
    })
  }

  /**
   * Finds every hash within `maxDistance` of `query`.
   *
   * @param query 32 bytes
   * @param maxDistance bits, 0-256, inclusive; beyond 64 every hash is looked at
   * @returns ascending by distance, then id; empty when none
   * @throws {RangeError} wrong length or distance out of range
   * @throws {TypeError} before `finish`
   */
  search(
    query: Uint8Array,
    maxDistance: number,
    { limit = Infinity }: SearchOptions = {},
  ): Found[] {
    const parts = this.#finished('search')
    checkQuery(query, maxDistance)
    const found: Found[] = []
    for (const { base, hashes } of parts) {
      hashes.search(query, maxDistance, limit - found.length, (number, distance) => {
        found.push({ id: base + number, distance })
      })
      if (found.length >= limit) break
    }
    return found.length > 1 ? found.sort(byDistance) : found
  }

  /** `search` for each query, in order; quicker for each when there are many. */
  searchMany(queries: readonly Uint8Array[], maxDistance: number): Found[][] {
    const packed = new Uint8Array(queries.length * HASH_BYTES)
    for (const [at, query] of queries.entries()) {
      if (query.length !== HASH_BYTES)
        throw new RangeError(`search: query of ${query.length} bytes`)
      packed.set(query, at * HASH_BYTES)
    }
    const found = queries.map((): Found[] => [])
    this.searchPacked(packed, maxDistance, (query, id, distance) => {
      found[query]!.push({ id, distance })
    })
    for (const list of found) if (list.length > 1) list.sort(byDistance)
    return found
  }

  /**
   * `searchMany` without an array for each query.
   *
   * @param queries 32 bytes each, one behind the other
   * @param emit receives each result, in no order
   */
  searchPacked(
    queries: Uint8Array,
    maxDistance: number,
    emit: (query: number, id: number, distance: number) => void,
  ): void {
    checkDistance(maxDistance)
    for (const { base, hashes } of this.#finished('search')) {
      hashes.searchMany(queries, maxDistance, (query, number, distance) => {
        emit(query, base + number, distance)
      })
    }
  }

  /**
   * What another thread needs to search in the same memory.
   *
   * @throws {RangeError} an index of more than 2^24 hashes, which one thread searches
   */
  share(): SharedIndex {
    return { shards: this.#shards('share').map(({ shared }) => shared), size: this.#count }
  }

  /**
   * The index of another thread, sealed.
   *
   * @param thread 0 is the one that made it; each needs its own, below the `threads` it was made for
   */
  static attach({ shards, size }: SharedIndex, thread: number): HashIndex {
    const index = new HashIndex(0)
    index.#parts = shards.map((shared, at) => partOfShard(Shard.attach(shared, thread), at))
    index.#count = size
    return index
  }

  /**
   * A snapshot, for `from`: hashes and tables as they are, with a checksum.
   *
   * @throws {RangeError} an index of more than 2^24 hashes, which does not fit into a buffer
   */
  toBuffer(): ArrayBuffer {
    return writeSnapshot(this.#shards('write snapshot'), this.#seed)
  }

  /** @throws {RangeError} when the buffer is not a whole snapshot of this version, undamaged */
  static from(buffer: ArrayBuffer, { threads = 1 }: { threads?: number } = {}): HashIndex {
    const { shards, seed } = readSnapshot(buffer, threads)
    const index = new HashIndex(0, { threads, seed })
    index.#parts = shards.map(partOfShard)
    index.#count = shards.reduce((sum, { count }) => sum + count, 0)
    return index
  }

  #finished(action: string): readonly Part[] {
    if (this.#parts === undefined) throw new TypeError(`${action}: the index is not finished`)
    return this.#parts
  }

  #shards(action: string): Shard[] {
    return this.#finished(action).map(({ hashes }) => {
      if (hashes instanceof Shard) return hashes
      throw new RangeError(`${action}: ${this.#count} hashes, at most ${MOST_HASHES}`)
    })
  }
}

/** A part of the hashes, those from `base` on. */
type Part = { base: number; bytes: number; hashes: Pick<Shard, 'search' | 'searchMany'> }

const partOfShard = (shard: Shard, at: number): Part => ({
  base: at * MOST_HASHES,
  bytes: shard.layout.end,
  hashes: shard,
})

const partOfLines = (lines: LineIndex): Part => ({ base: 0, bytes: lines.bytes, hashes: lines })

/** @throws {RangeError} a query that is no hash, or no distance */
export function checkQuery(query: Uint8Array, maxDistance: number): void {
  if (query.length !== HASH_BYTES) throw new RangeError(`search: query of ${query.length} bytes`)
  checkDistance(maxDistance)
}

function checkDistance(maxDistance: number): void {
  if (!(Number.isInteger(maxDistance) && maxDistance >= 0 && maxDistance <= BITS)) {
    throw new RangeError(`search: distance ${maxDistance} is not a whole number from 0 to 256`)
  }
}

/** The order of results. */
export const byDistance = (a: Found, b: Found): number => a.distance - b.distance || a.id - b.id
