// A search visits buckets: those of the query's word and of all words near to it. Their extents are
// collected first and their memory touched in one burst of independent loads, since waiting for each
// in turn would be nearly all that a search costs.

import { word } from './words'

/** First and end place of a bucket. */
export const RUN: usize = 8
const LINE: usize = 64
/** Of a long bucket the rest follows by itself: it is read in order. */
const TOUCHED: usize = 16 * LINE

// Words by how many bits they differ from zero in: none, one, two, three, four.
export function masksWithin(bits: i32): i32 {
  if (bits <= 0) return 1
  if (bits == 1) return 17
  if (bits == 2) return 137
  return bits == 3 ? 697 : 2517
}

/**
 * Writes the runs of some masks of one table.
 *
 * @param masks  the first of them
 * @returns entries in all runs
 */
export function collectRuns(start: usize, key: u32, masks: usize, count: i32, runs: usize): i32 {
  let entries = 0
  for (let i = 0; i < count; i++) {
    const bucket = <usize>(key ^ <u32>load<u16>(masks + ((<usize>i) << 1)))
    const extent = load<u64>(start + (bucket << 2))
    store<u64>(runs, extent)
    entries += <i32>(extent >> 32) - <i32>extent
    runs += RUN
  }
  return entries
}

/** Reads a byte of every line of the runs; the sum only keeps the loads from being left out. */
export function touchRuns(signatures: usize, runs: usize, count: i32): u32 {
  let sum: u32 = 0
  const end = runs + (<usize>count) * RUN
  for (; runs < end; runs += RUN) {
    let at = (signatures + ((<usize>load<u32>(runs)) << 1)) & ~(LINE - 1)
    const last = min(at + TOUCHED, signatures + ((<usize>load<u32>(runs, 4)) << 1))
    do {
      sum += <u32>load<u8>(at)
      at += LINE
    } while (at < last)
  }
  return sum
}

/** The word that a table of the ring files under. */
// @ts-ignore: decorator
@inline
export function keyOf(query: usize, table: i32): u32 {
  return word(query, table)
}

/** As `touchRuns` for short buckets: their first line and their last, without a branch. */
export function touchShortRuns(signatures: usize, runs: usize, count: i32): u32 {
  let sum: u32 = 0
  const end = runs + (<usize>count) * RUN
  for (; runs < end; runs += RUN) {
    const start = signatures + ((<usize>load<u32>(runs)) << 1)
    const last = signatures + ((<usize>load<u32>(runs, 4)) << 1) - 1
    sum += <u32>load<u8>(start) + <u32>load<u8>(last)
  }
  return sum
}
