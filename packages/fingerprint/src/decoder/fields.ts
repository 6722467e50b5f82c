const HASH_BYTES = 32
const HASH = /^[0-9a-f]{64}$/

/** Writes fields of fixed length one after the other; numbers big-endian and unsigned. */
export class FieldWriter {
  readonly #buffer: Buffer
  #at = 0

  constructor(maxBytes: number) {
    this.#buffer = Buffer.alloc(maxBytes)
  }

  /** What has been written. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#at)
  }

  /** @throws {RangeError} a value that does not fit, or no room left */
  uint(length: 1 | 2 | 4 | 6, value: number): void {
    this.#buffer.writeUIntBE(value, this.#at, length)
    this.#at += length
  }

  /** 8 bytes. */
  uint64(value: bigint): void {
    this.#buffer.writeBigUInt64BE(value, this.#at)
    this.#at += 8
  }

  hash(hex: string): void {
    if (!HASH.test(hex)) throw new RangeError(`write record: hash of ${hex.length} digits`)
    if (this.#at + HASH_BYTES > this.#buffer.length) throw new RangeError('write record: no room')
    this.#at += this.#buffer.write(hex, this.#at, 'hex')
  }
}

/** Reads fields as `FieldWriter` writes them, each within a range. */
export class FieldReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** @throws {RangeError} a value out of range, or the end of the bytes; as all that follow */
  uint(length: 1 | 2 | 4 | 6, least: number, most: number): number {
    const value = this.#bytes.readUIntBE(this.#take(length), length)
    if (value < least || value > most) throw new RangeError(`read record: field of ${value}`)
    return value
  }

  /** One of `values`, by its place. */
  oneOf<T>(values: readonly T[]): T {
    const value = values[this.uint(1, 0, values.length - 1)]
    if (value === undefined) throw new RangeError('read record: no such choice')
    return value
  }

  uint64(): bigint {
    return this.#bytes.readBigUInt64BE(this.#take(8))
  }

  hash(): string {
    const at = this.#take(HASH_BYTES)
    return this.#bytes.toString('hex', at, at + HASH_BYTES)
  }

  /** The end of the record, which nothing may follow. */
  end(): void {
    if (this.#at !== this.#bytes.length) throw new RangeError('read record: more than its fields')
  }

  #take(length: number): number {
    const at = this.#at
    this.#at += length
    if (this.#at > this.#bytes.length) throw new RangeError('read record: less than its fields')
    return at
  }
}
