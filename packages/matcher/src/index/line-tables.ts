import { allocate, instantiate, type SearchKernels } from './kernels.ts'
import { HASH_BYTES } from './layout.ts'

export const TABLE_COUNT = 11
/** Bits of a chunk, of which the last has more and may differ in fewer. */
const CHUNK = 23
const LAST_CHUNK = 26
const PAGE = 65_536
const LINE = 64
const DESCRIPTION = 64
const PADDING = 128
const BLOCK = 2 ** 19
const ROOM = 2 ** 18
const FEWEST_BITS = 10
const MOST_BITS = 23
/** Hashes of a line, on average, when its bits are chosen. */
const PER_LINE = 24
/** Room for signatures that do not fit into lines, a part of all. */
const OVERFLOW_PART = 0.25

/** Calls `visit` with the bits of all hashes from bit `from` on, a block at a time. */
export type EachBlock = (
  from: number,
  visit: (bits: Uint8Array, count: number, first: number) => void,
) => void

const bitsFor = (count: number): number =>
  Math.min(MOST_BITS, Math.max(FEWEST_BITS, Math.ceil(Math.log2(Math.max(1, count) / PER_LINE))))

const padded = (bytes: number): number => Math.ceil((bytes + PADDING) / LINE) * LINE

/** Some of the tables of a `LineIndex`, in one memory. */
export class LineTables {
  readonly #first: number
  readonly #tables: number
  readonly #count: number
  readonly #bits: number
  readonly #kernels: SearchKernels
  readonly #memory: Uint8Array
  readonly #words: Uint32Array
  readonly #at: Record<'tables' | 'query' | 'masks' | 'out' | 'candidates', number>
  readonly #building: Record<'cursors' | 'bits' | 'scratch' | 'counts', number>
  #top: number

  /** Bytes that one table of so many hashes takes, at most. */
  static bytesOfTable(count: number): number {
    const lines = padded((2 ** bitsFor(count) + 1) * LINE)
    return lines + padded(count * 4) + padded(count * 2 * OVERFLOW_PART + LINE)
  }

  /** @param first  the first chunk, of `tables` chunks */
  constructor(first: number, tables: number, count: number) {
    this.#first = first
    this.#tables = tables
    this.#count = count
    this.#bits = bitsFor(count)
    let top = PAGE
    const take = (bytes: number): number => {
      const at = top
      top += padded(bytes)
      return at
    }
    const block = Math.min(BLOCK, count)
    const masks = this.#masks()
    this.#at = {
      tables: take(tables * DESCRIPTION),
      query: take(HASH_BYTES),
      masks: take(masks.byteLength),
      out: take(ROOM * 4),
      candidates: take(ROOM * 8),
    }
    this.#building = {
      counts: take(1025 * 4),
      bits: take(block * 8),
      scratch: take(block * 16),
      cursors: take(2 ** this.#bits * 4),
    }
    this.#top = top
    const memory = allocate(top + tables * LineTables.bytesOfTable(count))
    this.#kernels = instantiate(memory)
    this.#memory = new Uint8Array(memory.buffer)
    this.#words = new Uint32Array(memory.buffer)
    this.#words.set(masks, this.#at.masks / 4)
  }

  /** Bytes of memory in use; what was reserved beyond is not touched. */
  get bytes(): number {
    return this.#top
  }

  /** Makes the tables; false when so many hashes crowd into few lines that there is no room for them. */
  build(eachBlock: EachBlock): boolean {
    for (let which = 0; which < this.#tables; which++) {
      if (!this.#buildTable(which, eachBlock)) return false
    }
    return true
  }

  /**
   * Numbers that may be within 31 bits of a query, some twice; undefined for too many.
   *
   * @param query  in the order of bits of the index
   */
  probe(query: Uint8Array): Uint32Array | undefined {
    const { tables, query: at, candidates, out } = this.#at
    this.#memory.set(query, at)
    const found = this.#kernels.probeLines(tables, this.#tables, at, candidates, out, ROOM)
    return found < 0 ? undefined : this.#words.subarray(out / 4, out / 4 + found)
  }

  #buildTable(which: number, eachBlock: EachBlock): boolean {
    const chunk = this.#first + which
    const { bits, scratch, counts, cursors } = this.#building
    const table = this.#at.tables + which * DESCRIPTION
    const lines = this.#take((2 ** this.#bits + 1) * LINE)
    const numbers = this.#take(this.#count * 4)
    const isLast = chunk === TABLE_COUNT - 1
    const own = isLast ? 1 : 2
    // what the chunk and the next may differ in together
    const both = chunk < TABLE_COUNT - 2 ? 5 : 4
    const from = chunk * CHUNK
    const fields = [from, isLast ? LAST_CHUNK : CHUNK, own, both, this.#at.masks]
    this.#words.set([lines, numbers, 0, this.#bits, cursors, ...fields], table / 4)
    eachBlock(from, (block, count) => {
      this.#memory.set(block, bits)
      this.#kernels.countLines(table, bits, count)
    })
    const beyond = this.#kernels.sealLines(table)
    if (beyond > this.#count * OVERFLOW_PART) return false
    this.#words[table / 4 + 2] = this.#take(beyond * 2 + LINE)
    this.#memory.fill(0, cursors, cursors + 2 ** this.#bits * 4)
    eachBlock(from, (block, count, first) => {
      this.#memory.set(block, bits)
      this.#kernels.fileLines(table, bits, count, first, scratch, counts)
    })
    return true
  }

  #take(bytes: number): number {
    const at = this.#top
    this.#top += padded(bytes)
    return at
  }

  /** Keys by how many bits they differ from zero in: none, one, two. */
  #masks(): Uint32Array {
    const masks = [0]
    for (let bit = 0; bit < this.#bits; bit++) masks.push((1 << bit) >>> 0)
    for (let a = 0; a < this.#bits; a++) {
      for (let b = 0; b < a; b++) masks.push(((1 << a) | (1 << b)) >>> 0)
    }
    return Uint32Array.from(masks)
  }
}
