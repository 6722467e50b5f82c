import { NO_CATEGORY } from './check-row.ts'

/** Most different codes that are kept. */
const MOST_CODES = 100
const LONGEST = 40
/** What no code has: signs of an address, and a word as long as the shortest hash in any spelling. */
const FOREIGN = /[^\p{L}\p{N} ._()-]|[\p{L}\p{N}_-]{20}/u

/** Under which codes are counted that may be something else, such as a hash in the wrong column. */
export const OTHER_CODE = 'other'

/**
 * Adds codes that nobody has mapped to how often each came. They are kept and shown, so that what is no code goes under
 * `OTHER_CODE`.
 */
export function countCodes(
  before: Readonly<Record<string, number>>,
  codes: readonly string[],
): Record<string, number> {
  const counts = new Map(Object.entries(before))
  for (const code of codes) {
    const isCode = code.length <= LONGEST && !FOREIGN.test(code)
    const isKept = isCode && (counts.has(code) || counts.size < MOST_CODES)
    const name = isKept ? code : OTHER_CODE
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return Object.fromEntries(counts)
}

/** Entries of each code that are named as examples. */
const SAMPLES = 3

/** Adds entries to the examples of their codes, as `countCodes` has named those. */
export function withSamples(
  before: Readonly<Record<string, readonly string[]>>,
  codes: Readonly<Record<string, number>>,
  entries: readonly { id: string; category: string | null }[],
): Record<string, readonly string[]> {
  const samples = new Map(Object.entries(before))
  for (const { id, category } of entries) {
    const code = category ?? NO_CATEGORY
    const name = Object.hasOwn(codes, code) ? code : OTHER_CODE
    const known = samples.get(name) ?? []
    if (known.length < SAMPLES) samples.set(name, [...known, id])
  }
  return Object.fromEntries(samples)
}
