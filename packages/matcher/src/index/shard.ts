import { allocate, instantiate, type SearchKernels, type SharedMemory } from './kernels.ts'
import {
  BULK_QUERIES,
  CONTROL_WORDS,
  HASH_BYTES,
  layOut,
  MASKS,
  type Layout,
  type LayoutOptions,
  type TableAddress,
  type ThreadAddress,
} from './layout.ts'
import { masks } from './masks.ts'
import { permutationLookup } from './permutation.ts'

/** What another thread needs to search in the same memory. */
export type SharedShard = { memory: SharedMemory; layout: Layout }

/** What searches see: which hashes are filed in which tables. */
export type Filed = {
  /** Hashes before this number are in `tables`. */
  filed: number
  tables: readonly TableAddress[]
  /** Hashes from one number up to another are in `recent`; any behind are looked at one by one. */
  recentFrom: number
  recentTo: number
  recent: readonly TableAddress[]
}

/** Receives a result: the number of the hash in its shard, and bits. */
export type Emit = (number: number, distance: number) => void

const SPINS = 100
const GENERATION = 0
const COUNT = 1
const FILED = 2
const RECENT_FROM = 3
const RECENT_TO = 4
const MAIN_TABLES = 5
const RECENT_TABLES = 53
const READERS = 128
const TABLE_WORDS = 48
const INDEX_HEADER_WORDS = 4

/**
 * Hashes up to which looking at all of them is quicker than the tables, by how many bits a word may
 * differ in. Measured: 0.9 ns a hash against 272, 2,192 and 11,152 visits of buckets.
 */
const SCANNED = [300, 4_500, 50_000, 800_000] as const
/** Fewer queries are quicker one by one. */
const FEWEST_BULK = 256
/** Hashes between two looks whether a limit is reached. */
const LIMITED_SCAN = 4_096
const BITS = 256
const CROWDED = -1
const MOST_LIMIT = 2 ** 31 - 1

/**
 * Up to 2^24 hashes in memory that threads share, with the tables that file them.
 *
 * One thread changes it; any number search, each with a `thread` of its own. Nothing here is checked:
 * `HashIndex` and `LiveIndex` are what others use.
 */
export class Shard {
  readonly memory: SharedMemory
  readonly layout: Layout
  readonly kernels: SearchKernels
  readonly #thread: ThreadAddress
  readonly #reader: number
  readonly #words: Uint32Array
  readonly #control: Int32Array
  readonly #bytes: Uint8Array
  #seen = -1
  #filed = 0
  #recentFrom = 0
  #recentTo = 0

  private constructor({ memory, layout }: SharedShard, thread: number) {
    this.memory = memory
    this.layout = layout
    this.kernels = instantiate(memory)
    this.#thread = layout.threads[thread]!
    this.#reader = READERS + thread
    this.#words = new Uint32Array(memory.buffer)
    this.#control = new Int32Array(memory.buffer, layout.control, CONTROL_WORDS)
    this.#bytes = new Uint8Array(memory.buffer)
  }

  /** An empty shard, whose first thread is the caller's. */
  static create(options: LayoutOptions, seed: number): Shard {
    const layout = layOut(options)
    const shard = new Shard({ memory: allocate(layout.end), layout }, 0)
    shard.#bytes.set(permutationLookup(seed), layout.lookup)
    new Uint16Array(shard.memory.buffer, layout.masks, MASKS).set(masks())
    const nothing = { filed: 0, recentFrom: 0, recentTo: 0 }
    shard.publish({
      ...nothing,
      tables: layout.tables.slice(0, 16),
      recent: layout.recent[0] ?? [],
    })
    return shard
  }

  /** A shard of another thread, which takes the place of one that ended. */
  static attach(shared: SharedShard, thread: number): Shard {
    const shard = new Shard(shared, thread)
    shard.endThread(thread)
    return shard
  }

  get shared(): SharedShard {
    return { memory: this.memory, layout: this.layout }
  }

  /** Hashes added so far, those withdrawn included. */
  get count(): number {
    return Atomics.load(this.#control, COUNT)
  }

  get bytes(): Uint8Array {
    return this.#bytes
  }

  /**
   * Appends hashes, which searches see from now on.
   *
   * @param hashes  whole hashes, as many as there is room for
   * @param order  of their bits: `kept` as `keptHash` gives them
   */
  append(hashes: Uint8Array, order: 'given' | 'kept' = 'given'): void {
    const { layout, count } = this
    const added = hashes.length / HASH_BYTES
    const to = layout.hashes + count * HASH_BYTES
    this.#bytes.set(hashes, to)
    if (order === 'given') this.kernels.permute(to, to, added, layout.lookup)
    if (layout.isLive) for (let at = count; at < count + added; at++) this.#mark(at, true)
    Atomics.store(this.#control, COUNT, count + added)
  }

  /** Takes hashes as they were kept by an earlier shard of the same order of bits. */
  adopt(count: number): void {
    Atomics.store(this.#control, COUNT, count)
  }

  /** Makes searches pass a hash over, or no longer. */
  setAlive(number: number, isAlive: boolean): void {
    this.#mark(number, isAlive)
  }

  isAlive(number: number): boolean {
    const { layout } = this
    if (!layout.isLive) return true
    return ((this.#bytes[layout.alive + (number >> 3)]! >> (number & 7)) & 1) === 1
  }

  #mark(number: number, isAlive: boolean): void {
    const at = this.layout.alive + (number >> 3)
    const bit = 1 << (number & 7)
    if (isAlive) Atomics.or(this.#bytes, at, bit)
    else Atomics.and(this.#bytes, at, ~bit)
  }

  /** Lets every search that begins from now on use these tables. */
  publish({ filed, tables, recentFrom, recentTo, recent }: Filed): void {
    const control = this.#control
    const write = (from: number, list: readonly TableAddress[]) =>
      list.forEach(({ start, signatures, numbers }, which) => {
        control.set([start, signatures, numbers], from + 3 * which)
      })
    // an odd generation is one that is being written
    Atomics.add(control, GENERATION, 1)
    control[FILED] = filed
    control[RECENT_FROM] = recentFrom
    control[RECENT_TO] = recentTo
    write(MAIN_TABLES, tables)
    write(RECENT_TABLES, recent)
    Atomics.add(control, GENERATION, 1)
  }

  /** Says that a thread has ended, maybe in the middle of a search: nothing waits for it any more. */
  endThread(thread: number): void {
    const before = Atomics.load(this.#control, READERS + thread)
    if (before % 2 === 1) Atomics.add(this.#control, READERS + thread, 1)
  }

  /** Settles when no search that began before uses what was replaced. */
  async quiesce(): Promise<void> {
    for (let thread = 0; thread < this.layout.threads.length; thread++) {
      const before = Atomics.load(this.#control, READERS + thread)
      if (before % 2 === 0) continue
      for (let turn = 0; Atomics.load(this.#control, READERS + thread) === before; turn++) {
        // most searches end in microseconds; one that does not is given the processor
        await new Promise((resolve) =>
          turn < SPINS ? setImmediate(resolve) : setTimeout(resolve, 1),
        )
      }
    }
  }

  /** A hash in the order of bits that this index keeps; valid until it changes. */
  keptHash(number: number): Uint8Array {
    const at = this.layout.hashes + number * HASH_BYTES
    return this.#bytes.subarray(at, at + HASH_BYTES)
  }

  /** Bits between a hash and another. */
  distance(number: number, other: Uint8Array): number {
    const { query } = this.#thread
    this.#bytes.set(other, query)
    this.kernels.permute(query, query, 1, this.layout.lookup)
    const out = this.kernels.resultsOf(this.#thread.work)
    this.kernels.scan(this.layout.hashes + number * HASH_BYTES, 1, query, BITS, out)
    return this.#words[out / 4 + 1]!
  }

  /**
   * Finds every hash within `radius` bits of a query.
   *
   * @param query  32 bytes
   * @param limit  stops once so many are found
   */
  search(query: Uint8Array, radius: number, limit: number, emit: Emit): void {
    const { query: at } = this.#thread
    this.#bytes.set(query, at)
    this.kernels.permute(at, at, 1, this.layout.lookup)
    this.#begin()
    try {
      this.#searchAt(at, radius, limit, emit)
    } finally {
      this.#end()
    }
  }

  /**
   * `search` for many queries; quicker for each from a few hundred on.
   *
   * @param queries  whole hashes
   */
  searchMany(
    queries: Uint8Array,
    radius: number,
    emit: (query: number, number: number, distance: number) => void,
  ): void {
    const { queries: at } = this.#thread
    const all = queries.length / HASH_BYTES
    for (let first = 0; first < all; first += BULK_QUERIES) {
      const count = Math.min(BULK_QUERIES, all - first)
      this.#bytes.set(queries.subarray(first * HASH_BYTES, (first + count) * HASH_BYTES), at)
      this.kernels.permute(at, at, count, this.layout.lookup)
      this.#begin()
      try {
        this.#searchBatch(count, radius, first, emit)
      } finally {
        this.#end()
      }
    }
  }

  #searchBatch(
    count: number,
    radius: number,
    first: number,
    emit: (query: number, number: number, distance: number) => void,
  ): void {
    const { queries, index, bulk } = this.#thread
    const isBulk = count >= FEWEST_BULK && radius <= 31 && this.#filed > SCANNED[1]
    const found = isBulk ? this.kernels.searchBulk(index, queries, count, radius, bulk) : CROWDED
    if (found !== CROWDED) {
      const results = this.kernels.bulkResultsOf(bulk) / 4
      for (let i = 0; i < found; i++) {
        const [query, number, distance] = this.#words.subarray(results + 3 * i, results + 3 * i + 3)
        if (number! < this.#filed && this.isAlive(number!)) emit(first + query!, number!, distance!)
      }
    }
    for (let i = 0; i < count; i++) {
      const query = queries + i * HASH_BYTES
      const one: Emit = (number, distance) => emit(first + i, number, distance)
      if (found === CROWDED) this.#searchAt(query, radius, Infinity, one)
      else this.#searchRecent(query, radius, Infinity, one)
    }
  }

  /** Emits at least `limit` results, or all there are. */
  #searchAt(query: number, radius: number, limit: number, emit: Emit): void {
    const filed = this.#filed
    const isFiled = filed > (SCANNED[flipsOf(radius)] ?? Infinity)
    const { index } = this.#thread
    let found = isFiled ? this.#searchTables(index, query, radius, limit, 0, filed, emit) : CROWDED
    if (found === CROWDED) found = this.#scan(query, radius, limit, 0, filed, emit)
    if (found < limit) this.#searchRecent(query, radius, limit - found, emit)
  }

  #searchRecent(query: number, radius: number, limit: number, emit: Emit): void {
    const [from, to] = [this.#recentFrom, this.#recentTo]
    const count = this.count
    if (from >= count) return
    const isFiled = to - from > (SCANNED[flipsOf(radius)] ?? Infinity)
    const { recent } = this.#thread
    const found = isFiled
      ? this.#searchTables(recent, query, radius, limit, from, to, emit)
      : CROWDED
    if (found === CROWDED) this.#scan(query, radius, limit, from, count, emit)
    else if (found < limit) this.#scan(query, radius, limit - found, to, count, emit)
  }

  /** Emits results and says how many, or `CROWDED` and none: then all hashes are to be looked at. */
  #searchTables(
    index: number,
    query: number,
    radius: number,
    limit: number,
    from: number,
    to: number,
    emit: Emit,
  ): number {
    const { work } = this.#thread
    // what was withdrawn counts for the kernel, which does not know of it
    const most = this.layout.isLive ? MOST_LIMIT : Math.min(limit, MOST_LIMIT)
    const found = this.kernels.search(index, query, radius, work, most)
    if (found <= 0) return found
    return this.#emitResults(this.kernels.resultsOf(work), found, from, to, emit)
  }

  #scan(
    query: number,
    radius: number,
    limit: number,
    from: number,
    to: number,
    emit: Emit,
  ): number {
    const { kernels, layout } = this
    const most = limit === Infinity ? kernels.mostResults() : LIMITED_SCAN
    const out = kernels.resultsOf(this.#thread.work)
    let found = 0
    for (let at = from; at < to && found < limit; at += most) {
      const count = Math.min(most, to - at)
      const here = kernels.scan(layout.hashes + at * HASH_BYTES, count, query, radius, out)
      found += this.#emitResults(out, here, at, to, emit)
    }
    return found
  }

  #emitResults(out: number, found: number, from: number, to: number, emit: Emit): number {
    const { isLive } = this.layout
    let emitted = 0
    for (let at = out / 4, end = at + 2 * found; at < end; at += 2) {
      const number = from + this.#words[at]!
      // while tables are made anew some hold hashes that are not filed yet
      if (isLive && (number >= to || !this.isAlive(number))) continue
      emit(number, this.#words[at + 1]!)
      emitted++
    }
    return emitted
  }

  /** Says that this thread searches, with what was published before; see `quiesce`. */
  #begin(): void {
    if (this.layout.isLive) Atomics.add(this.#control, this.#reader, 1)
    this.#look()
  }

  #end(): void {
    if (this.layout.isLive) Atomics.add(this.#control, this.#reader, 1)
  }

  /** Takes over what was published, for this thread. */
  #look(): void {
    const control = this.#control
    while (Atomics.load(control, GENERATION) !== this.#seen) {
      const generation = Atomics.load(control, GENERATION)
      if (generation % 2 === 1) continue
      this.#filed = control[FILED]!
      this.#recentFrom = control[RECENT_FROM]!
      this.#recentTo = control[RECENT_TO]!
      const { hashes } = this.layout
      const { index, recent } = this.#thread
      this.#describe(index, hashes, this.#filed, MAIN_TABLES)
      const behind = hashes + this.#recentFrom * HASH_BYTES
      this.#describe(recent, behind, this.#recentTo - this.#recentFrom, RECENT_TABLES)
      if (Atomics.load(control, GENERATION) === generation) this.#seen = generation
    }
  }

  #describe(at: number, hashes: number, filed: number, tables: number): void {
    const word = at / 4
    this.#words.set([hashes, filed, this.layout.masks, 0], word)
    const addresses = this.#control.subarray(tables, tables + TABLE_WORDS)
    this.#words.set(addresses, word + INDEX_HEADER_WORDS)
  }
}

/** Bits that a word may differ in at least at one place, when a hash does in `radius`. */
const flipsOf = (radius: number): number => Math.ceil((radius + 1) / 16) - 1
