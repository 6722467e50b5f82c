import { allocate, instantiate, type SearchKernels, type SharedMemory } from './kernels.ts'
import { HASH_BYTES } from './layout.ts'
import { LineTables, TABLE_COUNT } from './line-tables.ts'
import { LOOKUP_BYTES, permutationLookup } from './permutation.ts'
import type { Emit } from './shard.ts'

/** Numbers have 27 bits, and hashes and work space must fit into 4 GiB. */
export const MOST_IN_LINES = 125_000_000
/** Farthest that the tables find. */
const RADIUS = 31
const PAGE = 65_536
const ROOM = 2 ** 18
const BLOCK = 2 ** 19
const SCANNED = 65_536
/** Memories of tables stay below the limit of 4 GiB. */
const MEMORY_BYTES = 4.1e9

/**
 * Exact search within 31 bits for more hashes than a shard has numbers for: one visit to memory for each of
 * some 2,600 lines, 108 bytes a hash. Not for lists that change; wider searches look at every hash.
 */
export class LineIndex {
  readonly capacity: number
  readonly #kernels: SearchKernels
  readonly #bytes: Uint8Array
  readonly #words: Uint32Array
  readonly #lookup: number
  readonly #query: number
  readonly #candidates: number
  readonly #results: number
  readonly #scratch: number
  readonly #hashes: number
  readonly #memory: SharedMemory
  #groups: LineTables[] = []
  #count = 0

  constructor(capacity: number, seed: number) {
    if (capacity > MOST_IN_LINES) {
      throw new RangeError(`make index: ${capacity} hashes, at most ${MOST_IN_LINES}`)
    }
    this.capacity = capacity
    let top = PAGE
    const take = (bytes: number): number => {
      const at = top
      top = Math.ceil((top + bytes + 128) / 64) * 64
      return at
    }
    this.#lookup = take(LOOKUP_BYTES)
    this.#query = take(HASH_BYTES)
    this.#candidates = take(ROOM * 4)
    this.#results = take(ROOM * 8)
    this.#scratch = take(Math.min(BLOCK, capacity) * 8)
    this.#hashes = take(capacity * HASH_BYTES)
    this.#memory = allocate(top)
    this.#kernels = instantiate(this.#memory)
    this.#bytes = new Uint8Array(this.#memory.buffer)
    this.#words = new Uint32Array(this.#memory.buffer)
    this.#bytes.set(permutationLookup(seed), this.#lookup)
  }

  get count(): number {
    return this.#count
  }

  /** Bytes of memory in use. */
  get bytes(): number {
    return this.#groups.reduce((sum, { bytes }) => sum + bytes, this.#bytes.length)
  }

  /** @param hashes  whole hashes, no more than there is room for */
  append(hashes: Uint8Array): void {
    const added = hashes.length / HASH_BYTES
    if (this.#count + added > this.capacity) throw new RangeError('add hash: no room is left')
    const to = this.#hashes + this.#count * HASH_BYTES
    this.#bytes.set(hashes, to)
    this.#kernels.permute(to, to, added, this.#lookup)
    this.#count += added
  }

  /** Makes the tables, in as few memories as they fit into; false when hashes crowd too much for them. */
  build(): boolean {
    const perTable = LineTables.bytesOfTable(this.#count)
    const together = Math.max(1, Math.min(TABLE_COUNT, Math.floor(MEMORY_BYTES / perTable)))
    this.#groups = []
    for (let first = 0; first < TABLE_COUNT; first += together) {
      const count = Math.min(together, TABLE_COUNT - first)
      const group = new LineTables(first, count, this.#count)
      const isBuilt = group.build((from, visit) => this.#eachBlock(from, visit))
      if (!isBuilt) {
        this.#groups = []
        return false
      }
      this.#groups.push(group)
    }
    return true
  }

  /** Hashes in the order of bits that they are kept in, as `Shard.append` takes them. */
  kept(from: number, count: number): Uint8Array {
    const at = this.#hashes + from * HASH_BYTES
    return this.#bytes.subarray(at, at + count * HASH_BYTES)
  }

  /** As `Shard.searchMany`. */
  searchMany(
    queries: Uint8Array,
    radius: number,
    emit: (query: number, number: number, distance: number) => void,
  ): void {
    for (let query = 0; query * HASH_BYTES < queries.length; query++) {
      const one = queries.subarray(query * HASH_BYTES, (query + 1) * HASH_BYTES)
      this.search(one, radius, Infinity, (number, distance) => emit(query, number, distance))
    }
  }

  /** As `Shard.search`. */
  search(query: Uint8Array, radius: number, limit: number, emit: Emit): void {
    this.#bytes.set(query, this.#query)
    this.#kernels.permute(this.#query, this.#query, 1, this.#lookup)
    if (radius > RADIUS || !this.#searchTables(radius, emit)) this.#scan(radius, limit, emit)
  }

  /** False when nothing was emitted, because all hashes are to be looked at. */
  #searchTables(radius: number, emit: Emit): boolean {
    const permuted = this.#bytes.subarray(this.#query, this.#query + HASH_BYTES)
    let count = 0
    for (const group of this.#groups) {
      const found = group.probe(permuted)
      if (found === undefined || count + found.length > ROOM) return false
      this.#words.set(found, this.#candidates / 4 + count)
      count += found.length
    }
    const kernels = this.#kernels
    const out = this.#results
    const settled = kernels.settleNumbers(
      this.#hashes,
      this.#query,
      this.#candidates,
      count,
      radius,
      out,
    )
    const seen = new Set<number>()
    for (let at = out / 4, end = at + 2 * settled; at < end; at += 2) {
      const number = this.#words[at]!
      // several tables lead to the same hash
      if (seen.has(number)) continue
      seen.add(number)
      emit(number, this.#words[at + 1]!)
    }
    return true
  }

  #scan(radius: number, limit: number, emit: Emit): void {
    let found = 0
    const out = this.#results / 4
    for (let from = 0; from < this.#count && found < limit; from += SCANNED) {
      const count = Math.min(SCANNED, this.#count - from)
      const hashes = this.#hashes + from * HASH_BYTES
      const here = this.#kernels.scan(hashes, count, this.#query, radius, this.#results)
      for (let i = 0; i < here; i++)
        emit(from + this.#words[out + 2 * i]!, this.#words[out + 2 * i + 1]!)
      found += here
    }
  }

  /** The bits of all hashes from one bit on, a block at a time. */
  #eachBlock(from: number, visit: (bits: Uint8Array, count: number, first: number) => void): void {
    for (let first = 0; first < this.#count; first += BLOCK) {
      const count = Math.min(BLOCK, this.#count - first)
      this.#kernels.ringBitsOf(this.#hashes + first * HASH_BYTES, count, from, this.#scratch)
      visit(this.#bytes.subarray(this.#scratch, this.#scratch + count * 8), count, first)
    }
  }
}
