import type { Perceptual } from './entry-store.ts'
import type { Digest } from './live-lists.ts'

/**
 * A part of what is kept: of `entries` their ids (16 bytes) with the number of their list in `entries`; of a
 * kind of hash the places of entries, counted over all that are alive, and its bytes.
 */
export type KeptPart = {
  kind: 'entries' | Perceptual | Digest
  entries: Uint32Array
  values: Uint8Array
}

/** What `LiveLists.keep` gives. */
export type Kept = { seed: number; lists: string[]; parts: () => Generator<KeptPart> }

/** Entries or hashes of one part. */
const PART = 16_384

/** Values and the entries they are of, in parts. */
export function* inParts(
  kind: KeptPart['kind'],
  width: number,
  all: Iterable<[number, Uint8Array]>,
): Generator<KeptPart> {
  let entries = new Uint32Array(PART)
  let values = new Uint8Array(PART * width)
  let count = 0
  for (const [entry, value] of all) {
    entries[count] = entry
    values.set(value, count * width)
    if (++count < PART) continue
    yield { kind, entries, values }
    entries = new Uint32Array(PART)
    values = new Uint8Array(PART * width)
    count = 0
  }
  if (count > 0) {
    yield { kind, entries: entries.subarray(0, count), values: values.subarray(0, count * width) }
  }
}

/** Entries of several parts. */
export function entriesOf(parts: readonly KeptPart[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, { entries }) => sum + entries.length, 0))
  let at = 0
  for (const { entries } of parts) {
    all.set(entries, at)
    at += entries.length
  }
  return all
}

/** Values of several parts, one behind the other. */
export const valuesOf = (parts: readonly KeptPart[]): Uint8Array =>
  Buffer.concat(parts.map(({ values }) => values))
