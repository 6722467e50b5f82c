import { randomBytes } from 'node:crypto'
import { allocate, instantiate, type SearchKernels } from './kernels.ts'

/** Bytes of a digest: MD5, SHA-1, SHA-256. */
export type DigestWidth = 16 | 20 | 32

const LINE = 64
const PER_LINE = 20
const LEAST_BITS = 4
const PAGE = 65_536
const PADDING = 128
const BATCH = 16_384
const ABSENT = 0xffffffff
const KEY_BYTES = 40
// A line: 27 bits of base and 5 of count, then up to 30 tags.
const LINE_WORDS = 16
const BASE_BITS = 27
const BASE = 2 ** BASE_BITS - 1
const MANY = 31
const TAGS = 30
const MOST_DIGESTS = BASE

/**
 * Which of many digests equal a query; for digests that do not change.
 *
 * An absent digest, as nearly all are, costs one visit to memory: 20 to 60 ns among ten million, half as
 * much in batches. Takes a digest's own bytes, four for its id, and three to six for its line.
 */
export class DigestTable {
  readonly width: DigestWidth
  readonly size: number
  readonly #kernels: SearchKernels
  readonly #bytes: Uint8Array
  readonly #words: Uint32Array
  readonly #bits: number
  readonly #lines: number
  readonly #digests: number
  readonly #ids: number
  readonly #key: number
  readonly #queries: number
  readonly #out: number

  /**
   * @param digests  `width` bytes each, one behind the other; their ids are their places. Of equal ones
   *                 any may be answered with
   * @throws {RangeError} half a digest, or more than four gibibytes of them
   */
  constructor(width: DigestWidth, digests: Uint8Array) {
    if (digests.length % width !== 0) {
      throw new RangeError(`make digest table: ${digests.length} bytes, digests of ${width}`)
    }
    this.width = width
    this.size = digests.length / width
    if (this.size > MOST_DIGESTS) throw new RangeError(`make digest table: ${this.size} digests`)
    this.#bits = Math.max(LEAST_BITS, Math.ceil(Math.log2(Math.max(1, this.size) / PER_LINE)))
    let top = PAGE
    const take = (bytes: number): number => {
      const at = top
      top = Math.ceil((top + bytes + PADDING) / LINE) * LINE
      return at
    }
    // before what is large: results are read from below 2 GiB
    this.#key = take(KEY_BYTES)
    this.#queries = take(BATCH * width)
    this.#out = take(BATCH * 8)
    this.#lines = take((2 ** this.#bits + 1) * LINE)
    this.#digests = take(digests.length)
    this.#ids = take(this.size * 4)
    const memory = allocate(top)
    this.#kernels = instantiate(memory)
    this.#bytes = new Uint8Array(memory.buffer)
    this.#words = new Uint32Array(memory.buffer)
    this.#bytes.set(randomKey(), this.#key)
    this.#file(digests)
  }

  /** Bytes of memory in use. */
  get bytes(): number {
    return this.#bytes.length
  }

  /**
   * @param digest  `width` bytes
   * @returns its id, or undefined
   * @throws {RangeError} for another length
   */
  find(digest: Uint8Array): number | undefined {
    if (digest.length !== this.width) {
      throw new RangeError(`find digest: ${digest.length} bytes, those here have ${this.width}`)
    }
    this.#bytes.set(digest, this.#queries)
    const place = this.#kernels.findDigest(
      this.#queries,
      this.width,
      this.#bits,
      this.#key,
      this.#lines,
      this.#digests,
    )
    return place === -1 ? undefined : this.#words[this.#ids / 4 + place]
  }

  /**
   * `find` for many.
   *
   * @param digests  `width` bytes each, one behind the other
   * @returns the id of each, or -1
   */
  findMany(digests: Uint8Array): Int32Array {
    const { width } = this
    if (digests.length % width !== 0) {
      throw new RangeError(`find digests: ${digests.length} bytes, digests of ${width}`)
    }
    const ids = new Int32Array(digests.length / width)
    for (let first = 0; first < ids.length; first += BATCH) {
      const count = Math.min(BATCH, ids.length - first)
      this.#bytes.set(digests.subarray(first * width, (first + count) * width), this.#queries)
      const [lines, kept, out] = [this.#lines, this.#digests, this.#out]
      const [queries, bits, key] = [this.#queries, this.#bits, this.#key]
      this.#kernels.findDigests(queries, count, width, bits, key, lines, kept, out)
      for (let i = 0; i < count; i++) {
        const place = this.#words[out / 4 + i]!
        ids[first + i] = place === ABSENT ? -1 : this.#words[this.#ids / 4 + place]!
      }
    }
    return ids
  }

  /** Puts the digests into the order of their lines, as `assembly/digests.ts` reads them. */
  #file(digests: Uint8Array): void {
    const { width } = this
    const words = this.#words
    const lines = this.#lines / 4
    const next = new Uint32Array(2 ** this.#bits)
    this.#eachPlace(digests, (_id, line) => next[line]!++)
    let base = 0
    for (let line = 0; line < next.length; line++) {
      const held = next[line]!
      words[lines + line * LINE_WORDS] = (base | (Math.min(held, MANY) << BASE_BITS)) >>> 0
      next[line] = base
      base += held
    }
    words[lines + next.length * LINE_WORDS] = base
    const tags = new Uint16Array(words.buffer)
    const source = new DataView(digests.buffer, digests.byteOffset, digests.byteLength)
    this.#eachPlace(digests, (id, line, tag) => {
      const head = lines + line * LINE_WORDS
      const place = next[line]!++
      const order = place - (words[head]! & BASE)
      if (order < TAGS) tags[head * 2 + 2 + order] = tag
      const to = (this.#digests + place * width) / 4
      for (let at = 0; at < width; at += 4) {
        words[to + at / 4] = source.getUint32(id * width + at, true)
      }
      words[this.#ids / 4 + place] = id
    })
  }

  #eachPlace(digests: Uint8Array, visit: (id: number, line: number, tag: number) => void): void {
    const { width, size } = this
    const out = this.#out / 4
    for (let first = 0; first < size; first += BATCH) {
      const count = Math.min(BATCH, size - first)
      this.#bytes.set(digests.subarray(first * width, (first + count) * width), this.#queries)
      const [queries, bits, key] = [this.#queries, this.#bits, this.#key]
      this.#kernels.placeDigests(queries, count, width, bits, key, this.#out)
      for (let i = 0; i < count; i++) {
        visit(first + i, this.#words[out + 2 * i]!, this.#words[out + 2 * i + 1]!)
      }
    }
  }
}

/** Four factors, odd, and a summand. */
function randomKey(): Uint8Array {
  const key = randomBytes(KEY_BYTES)
  for (let factor = 0; factor < 4; factor++) key[factor * 8]! |= 1
  return key
}
