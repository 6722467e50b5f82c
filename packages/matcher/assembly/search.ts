// Exact search in sixteen tables around a ring of words. If two hashes differ in at most `radius` bits,
// some word is so near, and it with the next, and those with the next byte, that all three quotas hold
// (`quota`): the table of that word leads to the hash.

import { CANDIDATE, scanNear, scanWide } from './candidates'
import { collectRuns, keyOf, masksWithin, RUN, touchRuns, touchShortRuns } from './runs'
import { forgetSeen, SEEN_BYTES, settle } from './settle'
import { quota, word, WORDS } from './words'

// An index: hashes, how many of them are filed, masks; then for each table the addresses of its parts.
export const HASHES: usize = 0
export const FILED: usize = 4
const MASKS: usize = 8
const TABLES: usize = 16
const TABLE: usize = 12

// What a thread needs to itself.
const SEEN: usize = 4096 + 64
const FIRST: usize = SEEN + SEEN_BYTES
/** Candidates are settled above so many; a slice of a run adds at most `SLICE`. */
const MANY: usize = 1024 * CANDIDATE
export const SLICE: u32 = 4096
const OUT: usize = FIRST + MANY + (<usize>SLICE + 64) * CANDIDATE
const RESULT: usize = 8
const MOST_RESULTS: usize = 65536

/** Masks whose runs are collected together, of one table and of all. */
const BATCH = 272
/** Below so many hashes buckets are short. */
export const SHORT_BUCKETS = 3000000
/** Candidates beyond this part of the hashes cost more than looking at all of them. */
export const CROWDED_PART = 6
/** The search is not answered: too many candidates or results, so all hashes are to be looked at. */
export const CROWDED = -1

/** Bytes that a thread needs to itself. */
export function workBytes(): i32 {
  return <i32>(OUT + MOST_RESULTS * RESULT + 64)
}

/** Where a search leaves its results: eight bytes each, number and distance. */
export function resultsOf(work: usize): usize {
  return work + OUT
}

/** Results that there is room for. */
export function mostResults(): i32 {
  return <i32>MOST_RESULTS
}

let touched: u32 = 0

/**
 * Finds every hash within `radius`, 0 to 64, of a query.
 *
 * @param limit  more results are not looked for
 * @returns results, in no order; or `CROWDED`
 */
export function search(index: usize, query: usize, radius: i32, work: usize, limit: i32): i32 {
  const filed = load<i32>(index, FILED)
  const flips = quota(radius, 1)
  const masks = masksWithin(flips)
  const isWide = flips > 1
  const isShort = filed < SHORT_BUCKETS
  const together = isWide ? 1 : WORDS
  const batch = isWide ? BATCH : masks
  const mostCandidates = (filed >> CROWDED_PART) + 1024
  const isLimited = limit < i32.MAX_VALUE
  // a limited search of a crowd ends early when it looks early what it has
  const many = isLimited ? MANY >> 3 : MANY
  let entries: i64 = 0
  let settled = 0
  let candidates = work + FIRST
  let out = work + OUT
  forgetSeen(work + SEEN)
  for (let first = 0; first < WORDS; first += together) {
    for (let from = 0; from < masks; from += batch) {
      const count = min(batch, masks - from)
      entries += <i64>collectAll(index, query, first, together, from, count, isShort, work)
      if (entries > <i64>filed && !isLimited) return CROWDED
      for (let table = first; table < first + together; table++) {
        let runs = work + (<usize>((table - first) * count)) * RUN
        for (let mask = from; mask < from + count; mask++, runs += RUN) {
          let start = load<u32>(runs)
          const end = load<u32>(runs, 4)
          while (start < end) {
            const slice = min(end, (start + SLICE) & ~31)
            candidates = scanRun(index, query, table, flipsOf(mask), radius, start, slice, isWide, isShort, candidates)
            start = slice
            if (candidates - (work + FIRST) <= many) continue
            settled += <i32>((candidates - (work + FIRST)) / CANDIDATE)
            out = settleAll(index, query, radius, candidates, work, out)
            candidates = work + FIRST
            const results = <i32>((out - (work + OUT)) / RESULT)
            if (results >= limit) return results
            if (settled > mostCandidates || out > work + OUT + (MOST_RESULTS - 8192) * RESULT) {
              return CROWDED
            }
          }
        }
      }
    }
  }
  out = settleAll(index, query, radius, candidates, work, out)
  return <i32>((out - (work + OUT)) / RESULT)
}

// @ts-ignore: decorator
@inline
function flipsOf(mask: i32): i32 {
  return mask < 17 ? (mask < 1 ? 0 : 1) : mask < 137 ? 2 : mask < 697 ? 3 : 4
}

// @ts-ignore: decorator
@inline
export function partOf(index: usize, table: i32, part: usize): usize {
  return <usize>load<u32>(index + TABLES + (<usize>table) * TABLE + (part << 2))
}

function collectAll(
  index: usize,
  query: usize,
  first: i32,
  together: i32,
  from: i32,
  count: i32,
  isShort: bool,
  runs: usize,
): i32 {
  const masks = <usize>load<u32>(index, MASKS) + ((<usize>from) << 1)
  let entries = 0
  let at = runs
  for (let table = first; table < first + together; table++) {
    entries += collectRuns(partOf(index, table, 0), keyOf(query, table), masks, count, at)
    at += (<usize>count) * RUN
  }
  let sum: u32 = 0
  at = runs
  for (let table = first; table < first + together; table++) {
    const signatures = partOf(index, table, 1)
    sum += isShort ? touchShortRuns(signatures, at, count) : touchRuns(signatures, at, count)
    at += (<usize>count) * RUN
  }
  touched = sum
  return entries
}

// @ts-ignore: decorator
@inline
function scanRun(
  index: usize,
  query: usize,
  table: i32,
  flips: i32,
  radius: i32,
  start: u32,
  end: u32,
  isWide: bool,
  isShort: bool,
  out: usize,
): usize {
  const signatures = partOf(index, table, 1)
  const numbers = partOf(index, table, 2)
  const signature = word(query, table + 1)
  const tag = (<u32>table) << 8
  const most = quota(radius, 2) - flips
  const rest = <u32>(quota(radius, 3) - flips)
  if (isWide || most > 3) return scanWide(signatures, start, end, signature, most, numbers, rest, tag, out)
  return scanNear(signatures, start, end, signature, most, isShort, numbers, rest, tag, out)
}

function settleAll(
  index: usize,
  query: usize,
  radius: i32,
  end: usize,
  work: usize,
  out: usize,
): usize {
  const hashes = <usize>load<u32>(index, HASHES)
  return settle(hashes, query, radius, work + FIRST, end, work + SEEN, out, false)
}
