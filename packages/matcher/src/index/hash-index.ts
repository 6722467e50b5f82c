const WORDS = 8
const BYTES = 32
const MAGIC = 0x4e4c4831 // "NLH1"
const HEADER_BYTES = 16

export type Found = { id: number; distance: number }

/**
 * Exact radius search over 256-bit hashes.
 *
 * `add` returns a dense id, `finish` seals, `search` answers with those ids. A linear scan with a
 * cut-off half-way: 32 bytes a hash, nothing is lost at any distance.
 */
export class HashIndex {
  #words: Uint32Array
  #count = 0
  #finished = false

  /** @param capacity hashes to reserve room for; it grows by itself */
  constructor(capacity = 1024) {
    this.#words = new Uint32Array(Math.max(1, capacity) * WORDS)
  }

  get size(): number {
    return this.#count
  }

  /**
   * @param hash 32 bytes (256 bits), most significant bit first
   * @returns the id that `search` will answer with
   * @throws {RangeError} for another length
   * @throws {TypeError} after `finish`
   */
  add(hash: Uint8Array): number {
    if (this.#finished) throw new TypeError('Adding a hash: the index is finished')
    if (hash.length !== BYTES) throw new RangeError(`Adding a hash: ${hash.length} bytes`)
    const at = this.#count * WORDS
    if (at === this.#words.length) {
      const larger = new Uint32Array(this.#words.length * 2)
      larger.set(this.#words)
      this.#words = larger
    }
    readWords(hash, this.#words, at)
    return this.#count++
  }

  /** Seals the index: searching is allowed from here on, adding no longer. */
  finish(): this {
    this.#words = this.#words.slice(0, this.#count * WORDS)
    this.#finished = true
    return this
  }

  /**
   * Finds every hash within `maxDistance` of `query`.
   *
   * @param query 32 bytes
   * @param maxDistance bits, 0-256, inclusive
   * @returns ascending by distance, then id; empty when none
   * @throws {RangeError} wrong length or distance out of range
   * @throws {TypeError} before `finish`
   */
  search(query: Uint8Array, maxDistance: number): Found[] {
    if (!this.#finished) throw new TypeError('Searching: the index is not finished')
    if (query.length !== BYTES) throw new RangeError(`Searching: query of ${query.length} bytes`)
    if (!(maxDistance >= 0 && maxDistance <= 256)) {
      throw new RangeError(`Searching: distance ${maxDistance} out of 0 to 256`)
    }
    const wanted = readWords(query, new Uint32Array(WORDS), 0)
    const found: Found[] = []
    const words = this.#words
    for (let id = 0, at = 0; id < this.#count; id++, at += WORDS) {
      let distance = 0
      for (let word = 0; word < WORDS && distance <= maxDistance; word++) {
        distance += bitsSet(words[at + word]! ^ wanted[word]!)
      }
      if (distance <= maxDistance) found.push({ id, distance })
    }
    return found.sort((a, b) => a.distance - b.distance || a.id - b.id)
  }

  /** `search` for each query, in order. */
  searchMany(queries: readonly Uint8Array[], maxDistance: number): Found[][] {
    return queries.map((query) => this.search(query, maxDistance))
  }

  /** A snapshot: 16 bytes header (magic, version, count, reserved), then the words, little-endian. */
  toBuffer(): ArrayBuffer {
    if (!this.#finished) throw new TypeError('Writing a snapshot: the index is not finished')
    const buffer = new ArrayBuffer(HEADER_BYTES + this.#words.byteLength)
    new Uint32Array(buffer, 0, 4).set([MAGIC, 1, this.#count, 0])
    new Uint32Array(buffer, HEADER_BYTES).set(this.#words)
    return buffer
  }

  /** @throws {RangeError} when the buffer is not a whole snapshot of this version */
  static from(buffer: ArrayBuffer): HashIndex {
    if (buffer.byteLength < HEADER_BYTES || buffer.byteLength % 4 !== 0) {
      throw new RangeError(`Reading a snapshot: ${buffer.byteLength} bytes`)
    }
    const [magic, version, count] = new Uint32Array(buffer, 0, 4)
    if (magic !== MAGIC || version !== 1) throw new RangeError('Reading a snapshot: not version 1')
    if (buffer.byteLength !== HEADER_BYTES + count! * BYTES) {
      throw new RangeError(`Reading a snapshot: ${buffer.byteLength} bytes for ${count} hashes`)
    }
    const index = new HashIndex(1)
    index.#words = new Uint32Array(buffer.slice(HEADER_BYTES))
    index.#count = count!
    index.#finished = true
    return index
  }
}

function readWords(hash: Uint8Array, into: Uint32Array, at: number): Uint32Array {
  for (let word = 0; word < WORDS; word++) {
    const byte = word * 4
    into[at + word] =
      (hash[byte]! << 24) | (hash[byte + 1]! << 16) | (hash[byte + 2]! << 8) | hash[byte + 3]!
  }
  return into
}

function bitsSet(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
