// Many searches at once, for comparing everything with a new list: table by table, with the visits to
// buckets ordered by the high byte of the bucket, so that a stretch of a table is read once for all
// queries. Faster a query than `search`, and slower until it answers.

import { CANDIDATE, scanNear } from './candidates'
import { forgetSeen, SEEN_BYTES, settle } from './settle'
import { HASH_BYTES, quota, word, WORDS } from './words'
import { CROWDED, CROWDED_PART, HASHES, FILED, partOf, SHORT_BUCKETS, SLICE } from './search'

const BINS: usize = 256
const BIN_BYTES: usize = (BINS + 1) * 4
const VISIT: usize = 4
/** Visits of a query to one table: its word, and all that differ in one bit. */
const VISITS: i32 = 17
const ITSELF: u32 = 1 << 24
const LINE: usize = 64
/** Above so many visits the whole stretch of a bin is touched in order, else each bucket. */
const DENSE: usize = 128 * VISIT
const GROUP: usize = 24 * VISIT

const SEEN: usize = 4096 + 64
const FIRST: usize = SEEN + SEEN_BYTES
const MANY: usize = 262144 * CANDIDATE
const RESULT: usize = 12
const OUT: usize = FIRST + MANY + (<usize>SLICE + 64) * CANDIDATE
const MOST_RESULTS: usize = 1 << 19
const MOST_QUERIES: i32 = 32768
const VISIT_LIST: usize = OUT + MOST_RESULTS * RESULT

let touched: u32 = 0

/** Bytes that a thread needs to itself for so many queries. */
export function bulkBytes(queries: i32): i32 {
  return <i32>VISIT_LIST + queries * VISITS * <i32>VISIT + 64
}

/** Where the results are left: twelve bytes each, query, number and distance. */
export function bulkResultsOf(work: usize): usize {
  return work + OUT
}

/** Queries that one call takes. */
export function mostQueries(): i32 {
  return MOST_QUERIES
}

/**
 * Finds every hash within `radius`, 0 to 31, of each of `count` queries.
 *
 * @returns results, in no order; or `CROWDED`, then each query is to be searched by itself
 */
export function searchBulk(
  index: usize,
  queries: usize,
  count: i32,
  radius: i32,
  work: usize,
): i32 {
  const mostCandidates = ((<i64>load<i32>(index, FILED)) >> CROWDED_PART) * <i64>count
  let settled: i64 = 0
  let out = work + OUT
  forgetSeen(work + SEEN)
  for (let table = 0; table < WORDS; table++) {
    listVisits(queries, count, table, work, quota(radius, 1) > 0)
    let visit = work + VISIT_LIST
    let candidates = work + FIRST
    for (let bin: usize = 0; bin < BINS; bin++) {
      const end = work + VISIT_LIST + (<usize>load<u32>(work + (bin << 2))) * VISIT
      const buckets = partOf(index, table, 0) + (bin << 10)
      const isDense = end - visit >= DENSE
      if (isDense) touchBin(partOf(index, table, 1), buckets)
      while (visit < end) {
        const group = min(end, visit + GROUP)
        if (!isDense) touchVisits(partOf(index, table, 1), buckets, visit, group)
        for (; visit < group; visit += VISIT) {
          const packed = load<u32>(visit)
          const extent = load<u64>(buckets + ((<usize>((packed >> 16) & 255)) << 2))
          let start = <u32>extent
          const last = <u32>(extent >> 32)
          while (start < last) {
            const slice = min(last, (start + SLICE) & ~31)
            candidates = scanVisit(index, queries, table, packed, radius, start, slice, candidates)
            start = slice
            if (candidates - (work + FIRST) <= MANY) continue
            settled += <i64>((candidates - (work + FIRST)) / CANDIDATE)
            out = settleAll(index, queries, radius, candidates, work, out)
            candidates = work + FIRST
            if (settled > mostCandidates || isFull(out, work)) return CROWDED
          }
        }
      }
    }
    out = settleAll(index, queries, radius, candidates, work, out)
    if (isFull(out, work)) return CROWDED
  }
  return <i32>((out - (work + OUT)) / RESULT)
}

/** What one settling may add would not fit any more. */
// @ts-ignore: decorator
@inline
function isFull(out: usize, work: usize): bool {
  return out > work + OUT + (MOST_RESULTS - 262144 - <usize>SLICE - 64) * RESULT
}

/** Lists visits by bin, each the query (16 bits), the low byte of the bucket, and whether it is its own. */
function listVisits(
  queries: usize,
  count: i32,
  table: i32,
  bins: usize,
  hasNeighbours: bool,
): void {
  const list = bins + VISIT_LIST
  memory.fill(bins, 0, BIN_BYTES)
  const counts = bins + 4
  for (let i = 0; i < count; i++) {
    const high = <usize>(word(queries + (<usize>i) * HASH_BYTES, table) >> 8)
    add(counts + (high << 2), hasNeighbours ? 9 : 1)
    if (!hasNeighbours) continue
    for (let bit = 0; bit < 8; bit++) add(counts + ((high ^ (<usize>1 << bit)) << 2), 1)
  }
  for (let bin: usize = 0; bin < BINS; bin++) add(counts + (bin << 2), load<u32>(bins + (bin << 2)))
  for (let i = 0; i < count; i++) {
    const key = word(queries + (<usize>i) * HASH_BYTES, table)
    const high = <usize>(key >> 8)
    const low = key & 255
    put(list, bins + (high << 2), <u32>i | (low << 16) | ITSELF)
    if (!hasNeighbours) continue
    for (let bit = 0; bit < 8; bit++) {
      put(list, bins + (high << 2), <u32>i | ((low ^ (1 << bit)) << 16))
    }
    for (let bit = 0; bit < 8; bit++) {
      put(list, bins + ((high ^ (<usize>1 << bit)) << 2), <u32>i | (low << 16))
    }
  }
}

// @ts-ignore: decorator
@inline
function add(at: usize, value: u32): void {
  store<u32>(at, load<u32>(at) + value)
}

// @ts-ignore: decorator
@inline
function put(list: usize, cursor: usize, visit: u32): void {
  const place = load<u32>(cursor)
  store<u32>(cursor, place + 1)
  store<u32>(list + (<usize>place) * VISIT, visit)
}

function touchBin(signatures: usize, buckets: usize): void {
  let sum: u32 = 0
  const end = signatures + ((<usize>load<u32>(buckets, 1024)) << 1)
  let at = (signatures + ((<usize>load<u32>(buckets)) << 1)) & ~(LINE - 1)
  for (; at < end; at += LINE) sum += <u32>load<u8>(at)
  touched = sum
}

function touchVisits(signatures: usize, buckets: usize, visit: usize, end: usize): void {
  let sum: u32 = 0
  for (; visit < end; visit += VISIT) {
    const extent = load<u64>(buckets + ((<usize>((load<u32>(visit) >> 16) & 255)) << 2))
    let at = (signatures + ((<usize>(<u32>extent)) << 1)) & ~(LINE - 1)
    const last = min(at + 16 * LINE, signatures + ((<usize>(extent >> 32)) << 1))
    do {
      sum += <u32>load<u8>(at)
      at += LINE
    } while (at < last)
  }
  touched = sum
}

// @ts-ignore: decorator
@inline
function scanVisit(
  index: usize,
  queries: usize,
  table: i32,
  visit: u32,
  radius: i32,
  start: u32,
  end: u32,
  out: usize,
): usize {
  const signatures = partOf(index, table, 1)
  const numbers = partOf(index, table, 2)
  const number = visit & 0xffff
  const signature = word(queries + (<usize>number) * HASH_BYTES, table + 1)
  const tag = (number << 16) | ((<u32>table) << 8)
  const flips = visit & ITSELF ? 0 : 1
  const most = quota(radius, 2) - flips
  const rest = <u32>(quota(radius, 3) - flips)
  const isShort = load<i32>(index, FILED) < SHORT_BUCKETS
  return scanNear(signatures, start, end, signature, most, isShort, numbers, rest, tag, out)
}

function settleAll(
  index: usize,
  queries: usize,
  radius: i32,
  end: usize,
  work: usize,
  out: usize,
): usize {
  const hashes = <usize>load<u32>(index, HASHES)
  return settle(hashes, queries, radius, work + FIRST, end, work + SEEN, out, true)
}
