// The first terms of a luma block: what becomes of a coefficient by its zigzag place.

import { quantiser } from './jpeg-headers'

/** Places read for two and for three values a side. */
const PLACES_OF_TWO = 4
const PLACES_OF_THREE = 8
/** One more than the highest place that a symbol may lead to, of those that do not end the block. */
const PLACES = PLACES_OF_THREE + 16 + 1

/** By place: factor to the amplitude of its cosines, bytes from the first value of the block to its
 * own (0 when it has no room there), and its largest amount. */
export const PLACE = 12
export const PLACE_TABLE: usize = memory.data(PLACES * PLACE, 16)
export const FACTOR = 0
export const SPOT = 4
export const MOST = 8
/** Row and column of the first nine places. */
const ROWS: usize = memory.data<u8>([0, 0, 1, 2, 1, 0, 3, 2, 1])
const COLUMNS: usize = memory.data<u8>([0, 1, 0, 0, 1, 2, 0, 1, 2])

/** More than the amplitude of any term of a block of pixels, with what rounding adds. */
const HIGHEST = 240

/** The last place whose value is wanted. */
export let lastPlace: i32 = 0

/** Prepares for `side` values a side and `stride` values a row. */
export function layOutTerms(side: i32, stride: i32): void {
  lastPlace = side == 3 ? PLACES_OF_THREE : PLACES_OF_TWO
  for (let place = 1; place < PLACES; place++) {
    const at = PLACE_TABLE + place * PLACE
    const row = place <= lastPlace ? <i32>load<u8>(ROWS + place) : side
    const column = place <= lastPlace ? <i32>load<u8>(COLUMNS + place) : side
    const constants = (row == 0 ? Math.SQRT1_2 : 1) * (column == 0 ? Math.SQRT1_2 : 1)
    const hasRoom = row < side && column < side
    const factor = hasRoom ? (<f64>quantiser(0, place) * constants) / 4 : 0
    store<f32>(at, <f32>factor, FACTOR)
    store<i32>(at, hasRoom ? (row * stride + column) << 2 : 0, SPOT)
    store<i32>(at, hasRoom ? <i32>(HIGHEST / factor) : i32.MAX_VALUE >> 1, MOST)
  }
}
