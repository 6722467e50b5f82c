// The first scan of a JPEG: low frequencies of luma, DC of chroma. One loop over the blocks of an
// MCU, with the bit reader in local variables: `window` holds the next bits from the top down,
// `left` of them, and `at` is the next word. No symbol takes more than 32 bits.

import { isOverrun, isSpent, refill, refillFrom, segmentEnd, startSegment } from './jpeg-bytes'
import {
  acCode,
  BAD_CODE,
  BAD_SCAN,
  components,
  dcCode,
  isProgressive,
  restartInterval,
  scanStart,
  shift,
} from './jpeg-headers'
import {
  DC_BITS,
  DC_WINDOW,
  END_OF_BLOCK,
  ENTRIES,
  findAc,
  findDc,
  manyTable,
  prepareAc,
  prepareDc,
  SINGLE_ENTRIES,
  SINGLE_WINDOW,
  singleTable,
  valueOf,
  WINDOW,
} from './jpeg-huffman'
import {
  AC,
  aim,
  BLOCK,
  BLOCKS,
  blocksInMcu,
  DC,
  DC_CODE,
  forgetPredictors,
  HAS_TERMS,
  layOut,
  LIMIT,
  mcusAcross,
  mcusDown,
  PREDICTOR,
  REFILLS,
  SCALE,
  STEP,
  TARGET,
} from './jpeg-layout'
import { FACTOR, lastPlace, MOST, PLACE, PLACE_TABLE, SPOT } from './jpeg-terms'

let accumulator: u64 = 0
let bits: i32 = 0
let next: usize = 0

/**
 * Reads the scan into the planes.
 *
 * The bits must be used up where each segment ends, no symbol may be unknown or reach beyond its
 * block, and nothing read may be larger than pixels can be: damaged data seldom passes.
 *
 * @returns 0, or why not
 */
export function readFirstScan(fileEnd: usize): i32 {
  for (let i = 0; i < components; i++) {
    if (!prepareDc(dcCode(i))) return BAD_CODE
    if (!isProgressive && !prepareAc(acCode(i))) return BAD_CODE
  }
  if (!layOut()) return BAD_SCAN
  begin(scanStart, fileEnd)
  let beforeRestart = restartInterval ? restartInterval : i32.MAX_VALUE
  let restarts = 0
  for (let row = 0; row < mcusDown; row++) {
    aim(row)
    let left = mcusAcross
    while (left > 0) {
      if (beforeRestart == 0) {
        if (!passRestart(restarts++, fileEnd)) return BAD_SCAN
        beforeRestart = restartInterval
      }
      const run = min(left, beforeRestart)
      const isRead = isProgressive ? readDcRun(run) : readRun(run)
      if (!isRead || isOverrun(next, bits)) return BAD_SCAN
      left -= run
      beforeRestart -= run
    }
  }
  return isSpent(next, bits) ? 0 : BAD_SCAN
}

function begin(from: usize, fileEnd: usize): void {
  accumulator = 0
  bits = 0
  next = startSegment(from, fileEnd)
  forgetPredictors()
}

function passRestart(count: i32, fileEnd: usize): bool {
  if (!isSpent(next, bits)) return false
  const at = segmentEnd()
  if (at + 2 > fileEnd || <i32>load<u8>(at, 1) != 0xd0 + (count & 7)) return false
  begin(at + 2, fileEnd)
  return true
}

/** DC only: MCUs of the first scan of a progressive file. */
function readDcRun(mcus: i32): bool {
  let window = accumulator
  let left = bits
  let at = next
  let excess = 0
  const blocksEnd = BLOCKS + blocksInMcu * BLOCK
  const middle: f32 = shift ? <f32>0.5 : <f32>0
  for (; mcus > 0; mcus--) {
    if (at <= refillFrom) at = refill(at)
    for (let block = BLOCKS; block < blocksEnd; block += BLOCK) {
      if (load<i32>(block, REFILLS)) {
        window |= load<u64>(at) >> <u64>left
        at -= (63 - left) >> 3
        left |= 56
      }
      const table = load<usize>(block, DC)
      const index = <usize>(window >> (64 - DC_WINDOW))
      let dc = load<i32>(table + (index << 2))
      let count = <i32>load<u8>(table + index, DC_BITS)
      if (count == 0) {
        dc = findDc(load<i32>(block, DC_CODE), window, dc)
        if (dc == 0) return false
        count = dc & 63
      }
      window <<= <u64>count
      left -= count
      const predictor = load<usize>(block, PREDICTOR)
      const sum = load<i32>(predictor) + (dc >> 8)
      store<i32>(predictor, sum)
      // negative from the first sum beyond the limit on
      const limit = load<i32>(block, LIMIT)
      excess |= (limit - sum) | (limit + sum)
      const value = (<f32>sum + middle) * load<f32>(block, SCALE) + 128
      const target = load<usize>(block, TARGET)
      store<f32>(target, value)
      store<usize>(block, target + load<i32>(block, STEP), TARGET)
    }
  }
  accumulator = window
  bits = left
  next = at
  return excess >= 0
}

/** MCUs of a baseline file: DC, the first terms of luma where wanted, the rest skipped. */
function readRun(mcus: i32): bool {
  let window = accumulator
  let left = bits
  let at = next
  let excess = 0
  const blocksEnd = BLOCKS + blocksInMcu * BLOCK
  for (; mcus > 0; mcus--) {
    for (let block = BLOCKS; block < blocksEnd; block += BLOCK) {
      if (at <= refillFrom) at = refill(at)
      window |= load<u64>(at) >> <u64>left
      at -= (63 - left) >> 3
      left |= 56
      const table = load<usize>(block, DC)
      const index = <usize>(window >> (64 - DC_WINDOW))
      let dc = load<i32>(table + (index << 2))
      let count = <i32>load<u8>(table + index, DC_BITS)
      if (count == 0) {
        dc = findDc(load<i32>(block, DC_CODE), window, dc)
        if (dc == 0) return false
        count = dc & 63
      }
      window <<= <u64>count
      left -= count
      const predictor = load<usize>(block, PREDICTOR)
      const sum = load<i32>(predictor) + (dc >> 8)
      store<i32>(predictor, sum)
      // negative from the first sum beyond the limit on
      const limit = load<i32>(block, LIMIT)
      excess |= (limit - sum) | (limit + sum)
      const value = <f32>sum * load<f32>(block, SCALE) + 128
      const target = load<usize>(block, TARGET)
      store<usize>(block, target + load<i32>(block, STEP), TARGET)
      const ac = load<i32>(block, AC)
      let place = 1
      if (load<i32>(block, HAS_TERMS)) {
        const single = singleTable(ac)
        do {
          const shown = single + <usize>(window >> (64 - SINGLE_WINDOW))
          count = <i32>load<u8>(shown)
          let places = <i32>load<u8>(shown, SINGLE_ENTRIES)
          let size = <i32>load<u8>(shown, 2 * SINGLE_ENTRIES)
          if (count == 0) {
            const found = findAc(ac, window)
            if (found == 0) return false
            count = found & 63
            places = (found >> 6) & 255
            size = found >> 16
          }
          place += places
          const term = valueOf(window, count, size)
          window <<= <u64>count
          left -= count
          if (place >= END_OF_BLOCK) break
          const row = PLACE_TABLE + (place - 1) * PLACE
          const most = load<i32>(row, MOST)
          excess |= (most - term) | (most + term)
          store<f32>(target + load<usize>(row, SPOT), <f32>term * load<f32>(row, FACTOR))
          window |= load<u64>(at) >> <u64>left
          at -= (63 - left) >> 3
          left |= 56
        } while (place <= lastPlace)
      }
      store<f32>(target, value)
      if (place >= END_OF_BLOCK) continue
      const many = manyTable(ac)
      let places = 0
      let before = window
      while (true) {
        before = window
        const shown = many + <usize>(window >> (64 - WINDOW))
        count = <i32>load<u8>(shown)
        places = <i32>load<u8>(shown, ENTRIES)
        if (count == 0) {
          const found = findAc(ac, window)
          if (found == 0) return false
          count = found & 63
          places = (found >> 6) & 255
        }
        window <<= <u64>count
        left -= count
        place += places
        if (place >= 64) break
        window |= load<u64>(at) >> <u64>left
        at -= (63 - left) >> 3
        left |= 56
      }
      if (place != 64 && (place < END_OF_BLOCK || place >= END_OF_BLOCK + 64)) {
        // the block was full before the last entry's symbols were
        const used = fillBlock(ac, before, place - places)
        if (used == 0) return false
        window = before << (<u64>used)
        left += count - used
      }
    }
  }
  accumulator = window
  bits = left
  next = at
  return excess >= 0
}

/** Fills a block to its last place symbol by symbol; returns the bits that took, 0 for nonsense. */
function fillBlock(ac: i32, from: u64, first: i32): i32 {
  let window = from
  let used = 0
  let place = first
  while (place < 64) {
    const entry = findAc(ac, window)
    if (entry == 0) return 0
    window <<= <u64>entry
    used += entry & 63
    place += (entry >> 6) & 255
  }
  return place == 64 ? used : 0
}
