// Entropy-coded bytes, made easy to read: stuffed zeros taken out and the order turned round, a
// piece at a time into a buffer of fixed size. So eight bytes loaded from anywhere are the next 64
// bits, the first of them on top.

/** Most bytes that one block may take (one DC and 63 AC symbols of at most 32 bits), and a load. */
const BLOCK_BYTES = 272
const PIECE_BYTES = 16384
/** Behind the end of a segment there are zeros for two blocks. */
const ZEROS = 2 * BLOCK_BYTES
const VECTOR = 16

const BUFFER: usize = memory.data(ZEROS + VECTOR + PIECE_BYTES + BLOCK_BYTES, 16)
/** Here the first byte of a piece ends; the next ones lie below. */
const TOP: usize = BUFFER + ZEROS + VECTOR + PIECE_BYTES + BLOCK_BYTES
/** What one load takes: the reader's address is that of its next load. */
export const LOAD = 8

/** Next byte of the file that has not been taken; at a marker once `segmentEnded`. */
let source: usize = 0
let fileEnd: usize = 0
let segmentEnded = false
/** Address of the last byte that was taken. */
let last: usize = 0
/** Loading at or below this address takes another `refill` first. */
export let refillFrom: usize = 0

/** Starts a segment (the bytes up to the next marker) at `from`; returns the first load's address. */
export function startSegment(from: usize, end: usize): usize {
  source = from
  fileEnd = end
  segmentEnded = false
  last = TOP
  return refill(TOP - LOAD)
}

/** Address of the marker that ended the segment, or the end of the file. */
export function segmentEnd(): usize {
  return source
}

/**
 * Moves what has not been read to the top and fetches the next piece below it.
 *
 * At most BLOCK_BYTES may not have been read.
 *
 * @param at  address of the next load
 * @returns where that is now
 */
export function refill(at: usize): usize {
  // the zeros behind the end may be read any number of times
  if (segmentEnded) return max(at, refillFrom)
  const kept = at + LOAD - last
  memory.copy(TOP - kept, last, kept)
  last = takeBytes(TOP - kept)
  if (segmentEnded) {
    memory.fill(last - ZEROS, 0, ZEROS)
    // beyond the end only zeros are read; the position is held against the end where it matters
    refillFrom = last - BLOCK_BYTES
  } else refillFrom = last + BLOCK_BYTES
  return TOP - LOAD
}

/** True when the segment ends here, with less than a byte left; nothing can be read after asking. */
export function isSpent(at: usize, bits: i32): bool {
  // a piece may end just before the marker
  const from = at <= last + BLOCK_BYTES ? refill(at) : at
  const left = ((<i32>(from + LOAD - last)) << 3) + bits
  return segmentEnded && left >= 0 && left < 8
}

/** True when more was read than the segment holds. */
export function isOverrun(at: usize, bits: i32): bool {
  return segmentEnded && ((<i32>(at + LOAD - last)) << 3) + bits < 0
}

/** Puts bytes below `top` until a piece is full or the segment ends; returns the last one's address. */
function takeBytes(top: usize): usize {
  const ff = i8x16.splat(-1)
  let out = top
  let at = source
  while (out > BUFFER + ZEROS + VECTOR) {
    if (at + 16 <= fileEnd) {
      const bytes = v128.load(at)
      const mask = i8x16.bitmask(i8x16.eq(bytes, ff))
      const turned = i8x16.shuffle(
        bytes,
        bytes,
        15,
        14,
        13,
        12,
        11,
        10,
        9,
        8,
        7,
        6,
        5,
        4,
        3,
        2,
        1,
        0,
      )
      v128.store(out - 16, turned)
      const step = mask ? ctz(mask) : 16
      at += step
      out -= step
      if (!mask) continue
    } else {
      if (at >= fileEnd) {
        segmentEnded = true
        break
      }
      const byte = load<u8>(at)
      if (byte != 0xff) {
        store<u8>(--out, byte)
        at++
        continue
      }
    }
    if (at + 1 >= fileEnd || load<u8>(at, 1) != 0) {
      segmentEnded = true
      break
    }
    store<u8>(--out, 0xff)
    at += 2
  }
  source = at
  return out
}
