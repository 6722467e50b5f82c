const SLOTS = 256
const LONGEST = 32

/**
 * Decodes names that recur: one that was seen is found by its bytes, which takes a fraction of
 * decoding it anew. Holds at most 256 of them, of at most 32 bytes.
 */
export class KnownNames {
  readonly #slots: { bytes: Uint8Array; name: string }[] = []

  constructor() {
    for (let n = 0; n < SLOTS; n++) this.#slots.push({ bytes: new Uint8Array(), name: '' })
  }

  /** The text of `chunk` from `from` to before `to`, as UTF-8. */
  nameAt(chunk: Buffer, from: number, to: number): string {
    const length = to - from
    if (length === 0 || length > LONGEST) return chunk.toString('utf8', from, to)
    let sum = length
    for (let at = from; at < to; at++) sum = (Math.imul(sum, 31) + chunk[at]!) | 0
    const slot = this.#slots[sum & (SLOTS - 1)]!
    if (isAt(slot.bytes, chunk, from, length)) return slot.name
    slot.bytes = Uint8Array.from(chunk.subarray(from, to))
    slot.name = chunk.toString('utf8', from, to)
    return slot.name
  }
}

function isAt(bytes: Uint8Array, chunk: Buffer, from: number, length: number): boolean {
  if (bytes.length !== length) return false
  for (let at = 0; at < length; at++) if (bytes[at] !== chunk[from + at]) return false
  return true
}
