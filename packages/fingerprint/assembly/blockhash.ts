import { lengthOf, spanOf, startOf, weightsOf } from './axis'
import { Scratch } from './memory'

const BLOCKS: i32 = 16
// Sixteen rows of at most 16 times 255 are the most that 16 bits can hold.
const ROWS_AT_ONCE: i32 = 16

const blocks: usize = memory.data(256 * 8, 16)
const line = new Scratch()

/** 256 block sums, f64, row-major. */
export function blockSumsAddress(): usize {
  return blocks
}

/**
 * Sums red, green and blue over some of the 16x16 blocks, exactly.
 *
 * `pixels` is the first pixel of the first block asked for: a piece of a picture will do. The tables
 * hold how many sixteenths of a pixel belong to a block. Up to 15 bytes behind the last row are read
 * and ignored. With four channels a pixel whose fourth is 0 counts as white. Ends are exclusive.
 */
export function blockSums(
  pixels: usize,
  rowBytes: i32,
  channels: i32,
  columns: usize,
  rows: usize,
  rowFrom: i32,
  rowTo: i32,
  columnFrom: i32,
  columnTo: i32,
): void {
  const count = spanOf(columns, columnFrom, columnTo) * channels
  const sums = line.atLeast((count + 32) << 2)
  // Only a lane of alpha may be zero for a pixel to be transparent: never with three channels.
  const alpha = i32x4.splat(channels == 4 ? 0xff000000 : 0)
  for (let row = rowFrom; row < rowTo; row++) {
    const first = pixels + (startOf(rows, row) - startOf(rows, rowFrom)) * rowBytes
    const weights = weightsOf(rows, row)
    for (let x = 0; x < count; x += 16) {
      addRows(first + x, rowBytes, lengthOf(rows, row), weights, alpha, sums + ((<usize>x) << 2))
    }
    const out = blocks + ((<usize>(row * BLOCKS)) << 3)
    for (let column = columnFrom; column < columnTo; column++) {
      const offset = (startOf(columns, column) - startOf(columns, columnFrom)) * channels
      const sum = addLine(sums + ((<usize>offset) << 2), channels, columns, column)
      store<f64>(out + ((<usize>column) << 3), <f64>sum / 256)
    }
  }
}

/** Weighted sums of sixteen bytes over rows, each a u32. */
function addRows(
  pixels: usize,
  rowBytes: i32,
  rows: i32,
  weights: usize,
  alpha: v128,
  sums: usize,
): void {
  const isOpaque = !v128.any_true(alpha)
  let a = i32x4.splat(0)
  let b = a
  let c = a
  let d = a
  for (let row = 0; row < rows;) {
    let low = i16x8.splat(0)
    let high = low
    for (const end = min(row + ROWS_AT_ONCE, rows); row < end; row++, pixels += rowBytes) {
      const weight = v128.load16_splat(weights + ((<usize>row) << 2))
      let bytes = v128.load(pixels)
      if (!isOpaque) {
        bytes = v128.or(bytes, i32x4.eq(v128.and(bytes, alpha), i32x4.splat(0)))
      }
      low = i16x8.add(low, i16x8.mul(weight, i16x8.extend_low_i8x16_u(bytes)))
      high = i16x8.add(high, i16x8.mul(weight, i16x8.extend_high_i8x16_u(bytes)))
    }
    a = i32x4.add(a, i32x4.extend_low_i16x8_u(low))
    b = i32x4.add(b, i32x4.extend_high_i16x8_u(low))
    c = i32x4.add(c, i32x4.extend_low_i16x8_u(high))
    d = i32x4.add(d, i32x4.extend_high_i16x8_u(high))
  }
  v128.store(sums, a)
  v128.store(sums, b, 16)
  v128.store(sums, c, 32)
  v128.store(sums, d, 48)
}

/** Sum of one block, in 256ths. */
function addLine(sums: usize, channels: i32, columns: usize, column: i32): u64 {
  let weight = weightsOf(columns, column)
  const last = weight + ((<usize>lengthOf(columns, column)) << 2)
  let total: u64 = 0
  for (; weight < last; weight += 4, sums += channels << 2) {
    const pixel = <u64>load<u32>(sums) + <u64>load<u32>(sums, 4) + <u64>load<u32>(sums, 8)
    total += <u64>load<u32>(weight) * pixel
  }
  return total
}
