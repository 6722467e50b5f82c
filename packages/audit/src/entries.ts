import { DomainError } from '@nightlight/contract'

/** Longest entry that the length before it can say, bytes. */
const MAX_ENTRY_BYTES = 0xff_ff

/**
 * A bundle of entries: each with its length before it, two bytes, most significant first.
 *
 * @throws {DomainError} `audit-entry-too-long`
 * @see https://c2sp.org/tlog-tiles
 */
export function writeBundle(entries: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => {
      if (entry.length > MAX_ENTRY_BYTES) {
        throw new DomainError(
          'invalid',
          'audit-entry-too-long',
          `Writing an entry of the log: ${entry.length} bytes, ${MAX_ENTRY_BYTES} at most`,
        )
      }
      return [Buffer.of(entry.length >> 8, entry.length & 0xff), entry]
    }),
  )
}

/** @returns the entries up to the first one that is cut off, and whether there is none such */
export function readBundle(bundle: Uint8Array): { entries: Uint8Array[]; isWhole: boolean } {
  const entries: Uint8Array[] = []
  let at = 0
  while (at + 2 <= bundle.length) {
    const end = at + 2 + bundle[at]! * 256 + bundle[at + 1]!
    if (end > bundle.length) break
    entries.push(bundle.subarray(at + 2, end))
    at = end
  }
  return { entries, isWhole: at === bundle.length }
}
