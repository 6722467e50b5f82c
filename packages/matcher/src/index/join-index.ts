import {
  allocate,
  instantiate,
  kernelSizes,
  type SearchKernels,
  type SharedMemory,
} from './kernels.ts'
import { HASH_BYTES, TABLES } from './layout.ts'
import { LOOKUP_BYTES, permutationLookup } from './permutation.ts'

/** Hashes that one index of this kind takes: its memory is some 130 bytes each. */
export const MOST_JOINED = 2 ** 22
/** Queries at once; fewer are slower each. */
export const JOINED_QUERIES = 2 ** 20

const SEED = 20_261_126
const START_BYTES = 65_537 * 4
const PAGE = 65_536
const ALIGNED = 64
const BLOCKS = 64

/** What another thread needs to search the same hashes, by `JoinIndex.attach`; may be posted to it. */
export type SharedJoin = { memory: SharedMemory; count: number; threads: number }

type Layout = ReturnType<typeof layoutOf>

/**
 * Says which of very many queries have any of some hashes within a radius, in a tenth of the time of a search each:
 * for looking through everything there is for what is new. It does not say which hash, nor how near.
 */
export class JoinIndex {
  readonly #kernels: SearchKernels
  readonly #bytes: Uint8Array
  readonly #layout: Layout
  readonly #count: number
  readonly #thread: number
  readonly shared: SharedJoin

  private constructor(shared: SharedJoin, thread: number) {
    this.shared = shared
    this.#layout = layoutOf(shared.count, shared.threads)
    this.#count = shared.count
    this.#thread = thread
    this.#kernels = instantiate(shared.memory)
    this.#bytes = new Uint8Array(shared.memory.buffer)
  }

  /**
   * @param hashes  32 bytes each, one behind the other; at most `MOST_JOINED`
   * @param threads  that may search at the same time
   * @throws {RangeError} more of them, half a hash, or no memory
   */
  static of(hashes: Uint8Array, threads = 1): JoinIndex {
    const count = hashes.length / HASH_BYTES
    if (!Number.isInteger(count) || count > MOST_JOINED) {
      throw new RangeError(`make join index: ${hashes.length} bytes`)
    }
    const memory = allocate(layoutOf(count, threads).end)
    const index = new JoinIndex({ memory, count, threads }, 0)
    index.#file(hashes)
    return index
  }

  /** @param thread  from 0, below the `threads` it was made for; each searches with a number of its own */
  static attach(shared: SharedJoin, thread: number): JoinIndex {
    return new JoinIndex(shared, thread)
  }

  /**
   * Which queries have a hash within `radius` bits, 0 to 31.
   *
   * @param queries  32 bytes each, one behind the other; quickest from some 100,000 on
   * @returns a byte for each, 1 for those that have
   * @throws {RangeError} half a query, or another radius
   */
  hits(queries: Uint8Array, radius: number): Uint8Array {
    const count = queries.length / HASH_BYTES
    if (!Number.isInteger(count)) throw new RangeError(`join: ${queries.length} bytes`)
    if (!(Number.isInteger(radius) && radius >= 0 && radius <= 31)) {
      throw new RangeError(`join: distance ${radius} is not a whole number from 0 to 31`)
    }
    const hits = new Uint8Array(count)
    for (let from = 0; from < count; from += JOINED_QUERIES) {
      const end = Math.min(count, from + JOINED_QUERIES)
      hits.set(this.#hitsOf(queries.subarray(from * HASH_BYTES, end * HASH_BYTES), radius), from)
    }
    return hits
  }

  #hitsOf(queries: Uint8Array, radius: number): Uint8Array {
    const { hashes, lookup, tables, work } = this.#layout
    const { queries: at, hits, scratch } = work[this.#thread]!
    const count = queries.length / HASH_BYTES
    this.#bytes.set(queries, at)
    this.#kernels.permute(at, at, count, lookup)
    this.#bytes.fill(0, hits, hits + count)
    for (const [which, { start, signatures, numbers }] of tables.entries()) {
      this.#kernels.joinTable(
        hashes,
        start,
        signatures,
        numbers,
        which,
        this.#count,
        at,
        count,
        radius,
        scratch,
        hits,
      )
    }
    return this.#bytes.slice(hits, hits + count)
  }

  #file(hashes: Uint8Array): void {
    const { hashes: at, lookup, tables, work } = this.#layout
    const { scratch } = work[0]!
    this.#bytes.set(permutationLookup(SEED), lookup)
    this.#bytes.set(hashes, at)
    this.#kernels.permute(at, at, this.#count, lookup)
    for (const [which, { start, signatures, numbers }] of tables.entries()) {
      const block = blockOf(this.#count)
      this.#kernels.buildTable(
        at,
        this.#count,
        0,
        which,
        start,
        signatures,
        numbers,
        scratch,
        block,
      )
    }
  }
}

const blockOf = (count: number): number => Math.max(4096, Math.ceil(count / BLOCKS))

/** Where everything lies, in bytes. */
function layoutOf(count: number, threads: number) {
  let end = PAGE
  const take = (bytes: number): number => {
    const at = end
    end = Math.ceil((end + bytes + ALIGNED) / ALIGNED) * ALIGNED
    return at
  }
  const { joinBytes, scratchBytes } = kernelSizes()
  const lookup = take(LOOKUP_BYTES)
  const scratch = Math.max(joinBytes(JOINED_QUERIES, count), scratchBytes(blockOf(count)))
  const work = Array.from({ length: threads }, () => ({
    queries: take(JOINED_QUERIES * HASH_BYTES),
    hits: take(JOINED_QUERIES),
    scratch: take(scratch),
  }))
  const hashes = take(count * HASH_BYTES)
  const tables = Array.from({ length: TABLES }, () => ({
    start: take(START_BYTES),
    signatures: take(count * 2),
    numbers: take(count * 4),
  }))
  return { lookup, work, hashes, tables, end }
}
