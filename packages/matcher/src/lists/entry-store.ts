import { uuidText } from '../uuid-text.ts'
import { Growing } from './growing.ts'

/** The two kinds of hash that are searched by distance. */
export type Perceptual = 'pdq' | 'blockhash'

const ID_BYTES = 16
const NONE = -1
const MIX = 0x9e3779b1

/**
 * The entries of all lists, in 45 bytes each: numbers, dense and never used again, in the place of objects.
 *
 * An entry that was removed keeps its number and is not alive.
 */
export class EntryStore {
  readonly #ids = new Growing(new Uint8Array(0))
  readonly #lists = new Growing(new Uint32Array(0))
  readonly #alive = new Growing(new Uint8Array(0))
  readonly #hashes: Record<Perceptual, Growing<Int32Array>> = {
    pdq: new Growing(new Int32Array(0)),
    blockhash: new Growing(new Int32Array(0)),
  }
  #slots = new Uint32Array(64)
  #aliveCount = 0
  #xor = 0n

  /** Entries that are alive. */
  get size(): number {
    return this.#aliveCount
  }

  /** Numbers given so far. */
  get count(): number {
    return this.#lists.length
  }

  /** Tells sets of entries apart, as `activeSet` of the database does: XOR of the last 48 bits of ids. */
  get xor(): bigint {
    return this.#xor
  }

  get bytes(): number {
    const { pdq, blockhash } = this.#hashes
    const lists = [this.#ids, this.#lists, this.#alive, pdq, blockhash]
    return lists.reduce((sum, { bytes }) => sum + bytes, this.#slots.byteLength)
  }

  /**
   * @param id  a UUID, also as its 16 bytes, which no entry that is alive has
   * @param list  number of its list
   * @returns the number of the entry
   * @throws {RangeError} no memory is left for it; then nothing of it is there
   */
  add(id: string | Uint8Array, list: number): number {
    const number = this.count
    const bytes = typeof id === 'string' ? bytesOf(id) : id
    const { pdq, blockhash } = this.#hashes
    this.#ids.room(ID_BYTES)
    for (const list of [this.#lists, this.#alive, pdq, blockhash]) list.room(1)
    if ((number + 1) * 2 > this.#slots.length) this.#rehash()
    this.#ids.append(bytes)
    this.#lists.push(list)
    this.#alive.push(1)
    pdq.push(NONE)
    blockhash.push(NONE)
    this.#aliveCount++
    this.#xor ^= this.#lastBits(number)
    this.#file(number)
    return number
  }

  /** The number of an entry that is alive, or undefined. */
  find(id: string): number | undefined {
    const wanted = bytesOf(id)
    const mask = this.#slots.length - 1
    for (let slot = slotOf(wanted, 0) & mask; ; slot = (slot + 1) & mask) {
      const filed = this.#slots[slot]!
      if (filed === 0) return undefined
      const number = filed - 1
      if (this.isAlive(number) && this.#hasId(number, wanted)) return number
    }
  }

  idOf(number: number): string {
    return uuidText(Buffer.from(this.idBytes(number)).toString('hex'))
  }

  listOf(number: number): number {
    return this.#lists.at(number)
  }

  setList(number: number, list: number): void {
    this.#lists.set(number, list)
  }

  isAlive(number: number): boolean {
    return this.#alive.at(number) === 1
  }

  kill(number: number): void {
    if (!this.isAlive(number)) return
    this.#alive.set(number, 0)
    this.#aliveCount--
    this.#xor ^= this.#lastBits(number)
  }

  /** Id of the entry's hash in the index of its kind, or undefined. */
  hashOf(kind: Perceptual, number: number): number | undefined {
    const id = this.#hashes[kind].at(number)
    return id === NONE ? undefined : id
  }

  setHash(kind: Perceptual, number: number, id: number): void {
    this.#hashes[kind].set(number, id)
  }

  /** The id of an entry, 16 bytes; valid until one is added. */
  idBytes(number: number): Uint8Array {
    return this.#ids.view.subarray(number * ID_BYTES, (number + 1) * ID_BYTES)
  }

  #lastBits(number: number): bigint {
    const id = this.idBytes(number)
    const view = new DataView(id.buffer, id.byteOffset)
    return (BigInt(view.getUint16(10)) << 32n) | BigInt(view.getUint32(12))
  }

  #hasId(number: number, wanted: Uint8Array): boolean {
    const ids = this.#ids.view
    for (let at = 0; at < ID_BYTES; at++) {
      if (ids[number * ID_BYTES + at] !== wanted[at]) return false
    }
    return true
  }

  /** Dead entries are left out, so that the slots do not fill with them. */
  #rehash(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2)
    for (let number = 0; number < this.count; number++) {
      if (this.isAlive(number)) this.#file(number)
    }
  }

  #file(number: number): void {
    const mask = this.#slots.length - 1
    let slot = slotOf(this.#ids.view, number * ID_BYTES) & mask
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
    this.#slots[slot] = number + 1
  }
}

/** UUIDs of version 7 begin with the time: their last bytes tell them apart. */
function slotOf(ids: Uint8Array, at: number): number {
  const low = ids[at + 12]! | (ids[at + 13]! << 8) | (ids[at + 14]! << 16) | (ids[at + 15]! << 24)
  const high = ids[at + 8]! | (ids[at + 9]! << 8) | (ids[at + 10]! << 16) | (ids[at + 11]! << 24)
  const mixed = Math.imul(low ^ Math.imul(high, MIX), MIX)
  return mixed ^ (mixed >>> 15)
}

function bytesOf(id: string): Uint8Array {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex')
  if (bytes.length !== ID_BYTES) throw new RangeError('keep entry: its id is not a UUID')
  return bytes
}
