import {
  drawAbsent,
  drawHashes,
  drawNumbers,
  flipBits,
  type HashFamily,
} from '../../packages/matcher/src/index/drawn-hashes.ts'

/** A list, and queries for it: `absent` have no entry near, `planted` are entries with 0 to 31 bits
 * turned over, `edge` with 29 to 31. 32 bytes each. */
export type SearchCase = {
  name: string
  hashes: Uint8Array
  absent: Uint8Array
  planted: Uint8Array
  edge: Uint8Array
}

export const QUERIES = 4096
export const RADIUS = 31

/** @param name  as in the figures, `1m` for a million uniform hashes, `10mClustered` */
export function drawCase(name: string, family: HashFamily, size: number): SearchCase {
  const hashes = drawHashes(family, size, 7)
  const numbers = drawNumbers(99)
  const near = (least: number, most: number): Uint8Array => {
    const queries = new Uint8Array(QUERIES * 32)
    for (let at = 0; at < QUERIES; at++) {
      const from = numbers.below(size) * 32
      const bits = least + numbers.below(most - least + 1)
      queries.set(flipBits(hashes.subarray(from, from + 32), bits, numbers), at * 32)
    }
    return queries
  }
  const absent = drawAbsent(family, QUERIES, 98)
  return { name, hashes, absent, planted: near(0, RADIUS), edge: near(RADIUS - 2, RADIUS) }
}

/** The query of a place. */
export const queryAt = (queries: Uint8Array, at: number): Uint8Array =>
  queries.subarray(at * 32, (at + 1) * 32)

/** The value below which a part of the values lies. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}
