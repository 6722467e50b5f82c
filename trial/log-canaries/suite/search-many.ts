import { FORMS, type Sealed } from './needles.ts'

/** That a sealed value was found, told without it. */
export type SealedFind = { value: Sealed; form: string; at: number }

/** Bytes at the end of a needle that it is looked up by: ends of addresses differ more than beginnings. */
const WINDOW = 12
const BASE = 0x01000193
const FILTER_BITS = 24

const lower = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte,
)

/**
 * Makes a search for hundreds of thousands of values at once, each in every form, letters of either case: one pass over a
 * text, whatever their number.
 *
 * @param values  of 12 characters or more
 * @returns a function that tells every find in a text, in order
 * @see Karp, Rabin: Efficient randomized pattern-matching algorithms, IBM J. Res. Dev. 1987
 */
export function searchMany(values: readonly Sealed[]): (text: Buffer) => SealedFind[] {
  const byHash = new Map<number, number[]>()
  const filter = new Uint8Array(1 << FILTER_BITS)
  for (const [index, { value }] of values.entries()) {
    const seen = new Set<string>()
    for (const [form, { of }] of FORMS.entries()) {
      const needle = of(value)
      if (seen.has(needle)) continue
      seen.add(needle)
      const bytes = Buffer.from(needle)
      const hash = hashOf(bytes, bytes.length - WINDOW)
      const id = index * FORMS.length + form
      const known = byHash.get(hash)
      if (known) known.push(id)
      else byHash.set(hash, [id])
      filter[hash >>> (32 - FILTER_BITS)] = 1
    }
  }
  const lead = power(WINDOW)
  return (text) => {
    const finds: SealedFind[] = []
    let hash = 0
    for (let at = 0; at < text.length; at++) {
      hash = (Math.imul(hash, BASE) + lower[text[at]!]!) | 0
      if (at >= WINDOW) hash = (hash - Math.imul(lead, lower[text[at - WINDOW]!]!)) | 0
      if (at < WINDOW - 1 || filter[hash >>> (32 - FILTER_BITS)] === 0) continue
      for (const id of byHash.get(hash >>> 0) ?? []) {
        const value = values[Math.floor(id / FORMS.length)]!
        const { form, of } = FORMS[id % FORMS.length]!
        if (endsWith(text, at + 1, Buffer.from(of(value.value)))) {
          finds.push({ value, form, at: at + 1 })
        }
      }
    }
    return finds
  }
}

function hashOf(bytes: Uint8Array, from: number): number {
  let hash = 0
  for (let at = from; at < from + WINDOW; at++)
    hash = (Math.imul(hash, BASE) + lower[bytes[at]!]!) | 0
  return hash >>> 0
}

function power(n: number): number {
  let product = 1
  for (let left = n; left > 0; left--) product = Math.imul(product, BASE)
  return product
}

function endsWith(text: Uint8Array, end: number, needle: Uint8Array): boolean {
  if (end < needle.length) return false
  for (let back = 1; back <= needle.length; back++) {
    if (lower[text[end - back]!] !== lower[needle[needle.length - back]!]) return false
  }
  return true
}
