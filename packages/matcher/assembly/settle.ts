// Candidates become results: first the byte beside their number is compared, then the hash itself.
// All numbers are read before the first hash is, so that the waiting for memory overlaps.

import { CANDIDATE } from './candidates'
import { distance, HASH_BYTES, quota, word } from './words'

/** Pairs of query and hash that were decided before, a direct-mapped cache. */
const SEEN_SLOTS: usize = 65536
export const SEEN_BYTES: usize = SEEN_SLOTS * 8
/** With fewer candidates the cache costs more than it saves. */
const CROWD: usize = 128 * CANDIDATE

/** Before the cache: which of the searches that share it is going on. */
const GENERATION: usize = 8

/**
 * Makes the cache forget; 16 bits tell one search from the next.
 *
 * The count stands with the cache: who attaches to it later, or uses another beside it, goes on from there.
 */
export function forgetSeen(seen: usize): void {
  const next = (load<u64>(seen - GENERATION) + 1) & 0xffff
  store<u64>(seen - GENERATION, next == 0 ? 1 : next)
  if (next == 0) memory.fill(seen, 0xff, SEEN_BYTES)
}

/** A hash is reported by the first table that leads to it. */
// @ts-ignore: decorator
@inline
function isReportedBy(hash: usize, query: usize, table: i32, radius: i32): bool {
  let bits = <i32>popcnt<u32>(word(hash, table) ^ word(query, table))
  if (bits > quota(radius, 1)) return false
  bits += <i32>popcnt<u32>(word(hash, table + 1) ^ word(query, table + 1))
  if (bits > quota(radius, 2)) return false
  const low = (word(hash, table + 2) ^ word(query, table + 2)) & 255
  return bits + <i32>popcnt<u32>(low) <= quota(radius, 3)
}

/**
 * Decides candidates.
 *
 * @param queries   one hash, or those that the tags count from
 * @param hasQuery  whether results say their query: twelve bytes each, query, number, distance; else
 *                  eight, number and distance
 * @returns where the next result goes
 */
// @ts-ignore: decorator
@inline
export function settle(
  hashes: usize,
  queries: usize,
  radius: i32,
  first: usize,
  end: usize,
  seen: usize,
  out: usize,
  hasQuery: bool,
): usize {
  let kept = readNumbers(queries, first, end)
  if (kept - first > CROWD) kept = dropSeen(first, kept, seen)
  for (let at = first; at < kept; at += CANDIDATE) {
    const number = load<u32>(at)
    const tag = load<u32>(at, 4)
    const hash = hashes + (<usize>number) * HASH_BYTES
    const query = queries + (<usize>(tag >> 16)) * HASH_BYTES
    const bits = distance(hash, query)
    if (bits > radius) continue
    const table = <i32>((tag >> 8) & 15)
    let isKnown = false
    for (let other = 0; other < table; other++) {
      if (!isReportedBy(hash, query, other, radius)) continue
      isKnown = true
      break
    }
    if (isKnown) continue
    if (hasQuery) {
      store<u32>(out, tag >> 16)
      out += 4
    }
    store<u32>(out, number)
    store<i32>(out, bits, 4)
    out += 8
  }
  return out
}

/** Puts numbers in the place of their addresses, without those whose byte is too far. */
function readNumbers(queries: usize, first: usize, end: usize): usize {
  let kept = first
  for (let at = first; at < end; at += CANDIDATE) {
    const entry = load<u32>(<usize>load<u32>(at))
    const tag = load<u32>(at, 4)
    const query = queries + (<usize>(tag >> 16)) * HASH_BYTES
    const low = word(query, <i32>((tag >> 8) & 15) + 2) & 255
    store<u32>(kept, entry & 0xffffff)
    store<u32>(kept, tag, 4)
    kept += (<usize>(popcnt<u32>((entry >> 24) ^ low) <= (tag & 255))) * CANDIDATE
  }
  return kept
}

function dropSeen(first: usize, end: usize, seen: usize): usize {
  const generation = load<u64>(seen - GENERATION)
  let kept = first
  for (let at = first; at < end; at += CANDIDATE) {
    const number = load<u32>(at)
    const tag = load<u32>(at, 4)
    const query = tag >> 16
    const key = (generation << 48) | ((<u64>query) << 32) | <u64>number
    const slot = seen + ((<usize>((number * 0x9e3779b1 + query) >> 16)) << 3)
    store<u32>(kept, number)
    store<u32>(kept, tag, 4)
    kept += (<usize>(load<u64>(slot) != key)) * CANDIDATE
    store<u64>(slot, key)
  }
  return kept
}
