import { lengthOf, spanOf, startOf, weightsOf } from './axis'
import { Scratch } from './memory'

const SIDE: i32 = 64
const PLANE_BYTES: i32 = SIDE * SIDE * 4

const samples: usize = memory.data(2 * 4096 * 4, 16)
const line = new Scratch()

/** 64x64 luma samples, f32, row-major; `slot` is 0 or 1. */
export function samplesAddress(slot: i32): usize {
  return samples + slot * PLANE_BYTES
}

/**
 * Makes the samples of some sample rows and sample columns from interleaved bytes.
 *
 * `pixels` is the first pixel of the first sample asked for: a piece of a picture will do. Up to 15
 * bytes behind the last row are read and ignored.
 *
 * `channels` is 1 for luma, 3 for RGB, 4 for RGB and a channel that is ignored. Ends are exclusive.
 */
export function sampleBytes(
  slot: i32,
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
  for (let row = rowFrom; row < rowTo; row++) {
    const first = pixels + (startOf(rows, row) - startOf(rows, rowFrom)) * rowBytes
    addByteRows(first, rowBytes, count, lengthOf(rows, row), weightsOf(rows, row), sums)
    const out = samplesAddress(slot) + ((<usize>row) << 8)
    if (channels == 1) sampleLine(sums, count, columns, columnFrom, columnTo, out)
    else sampleColourLine(sums, channels, columns, columnFrom, columnTo, out)
  }
}

/**
 * The same from a plane of f32 values.
 *
 * `plane` is the first value of the first sample asked for, `stride` the values a row.
 */
export function sampleFloats(
  slot: i32,
  plane: usize,
  stride: i32,
  columns: usize,
  rows: usize,
  rowFrom: i32,
  rowTo: i32,
  columnFrom: i32,
  columnTo: i32,
): void {
  const count = spanOf(columns, columnFrom, columnTo)
  const lineBytes = (count + 32) << 2
  const sums = line.atLeast(4 * lineBytes)
  let held = 0
  for (let row = rowFrom; row < rowTo; row++) {
    const first = plane + (((startOf(rows, row) - startOf(rows, rowFrom)) * stride) << 2)
    const weights = weightsOf(rows, row)
    const to = sums + held * lineBytes
    addFloatRows(first, stride << 2, count, lengthOf(rows, row), weights, to)
    // Taps behind the end have weight zero, but zero times what an earlier line left need not be zero.
    v128.store(to + ((<usize>count) << 2), f32x4.splat(0))
    if (++held < 4 && row + 1 < rowTo) continue
    const out = samplesAddress(slot) + ((<usize>(row + 1 - held)) << 8)
    sampleFourLines(sums, lineBytes, held, columns, columnFrom, columnTo, out)
    held = 0
  }
}

/** Weighted sums of bytes over rows, `count` of them, each an f32. */
function addByteRows(
  pixels: usize,
  rowBytes: i32,
  count: i32,
  rows: i32,
  weights: usize,
  sums: usize,
): void {
  const lastWeight = weights + ((<usize>rows) << 2)
  for (let x = 0; x < count; x += 16) {
    let a = f32x4.splat(0)
    let b = a
    let c = a
    let d = a
    let from = pixels + x
    for (let at = weights; at < lastWeight; at += 4, from += rowBytes) {
      // Sampling to 512 before PDQ leaves out rows of larger pictures.
      if (load<i32>(at) == 0) continue
      const weight = v128.load32_splat(at)
      const bytes = v128.load(from)
      const low = i16x8.extend_low_i8x16_u(bytes)
      const high = i16x8.extend_high_i8x16_u(bytes)
      a = f32x4.add(a, f32x4.mul(weight, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(low))))
      b = f32x4.add(b, f32x4.mul(weight, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(low))))
      c = f32x4.add(c, f32x4.mul(weight, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(high))))
      d = f32x4.add(d, f32x4.mul(weight, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(high))))
    }
    const to = sums + ((<usize>x) << 2)
    v128.store(to, a)
    v128.store(to, b, 16)
    v128.store(to, c, 32)
    v128.store(to, d, 48)
  }
}

/** Weighted sums of f32 values over rows; reads no value outside the rows. */
function addFloatRows(
  plane: usize,
  rowBytes: i32,
  count: i32,
  rows: i32,
  weights: usize,
  sums: usize,
): void {
  let x = 0
  for (; x + 16 <= count; x += 16) {
    let a = f32x4.splat(0)
    let b = a
    let c = a
    let d = a
    let from = plane + ((<usize>x) << 2)
    for (let k = 0; k < rows; k++, from += rowBytes) {
      const weight = v128.load32_splat(weights + ((<usize>k) << 2))
      a = f32x4.add(a, f32x4.mul(weight, v128.load(from)))
      b = f32x4.add(b, f32x4.mul(weight, v128.load(from, 16)))
      c = f32x4.add(c, f32x4.mul(weight, v128.load(from, 32)))
      d = f32x4.add(d, f32x4.mul(weight, v128.load(from, 48)))
    }
    const to = sums + ((<usize>x) << 2)
    v128.store(to, a)
    v128.store(to, b, 16)
    v128.store(to, c, 32)
    v128.store(to, d, 48)
  }
  for (; x + 4 <= count; x += 4) {
    let sum = f32x4.splat(0)
    let from = plane + ((<usize>x) << 2)
    for (let k = 0; k < rows; k++, from += rowBytes) {
      const weight = v128.load32_splat(weights + ((<usize>k) << 2))
      sum = f32x4.add(sum, f32x4.mul(weight, v128.load(from)))
    }
    v128.store(sums + ((<usize>x) << 2), sum)
  }
  for (; x < count; x++) {
    let sum: f32 = 0
    let from = plane + ((<usize>x) << 2)
    for (let k = 0; k < rows; k++, from += rowBytes) {
      sum += load<f32>(weights + ((<usize>k) << 2)) * load<f32>(from)
    }
    store<f32>(sums + ((<usize>x) << 2), sum)
  }
}

/** Samples of one line of luma, four taps at a time. */
function sampleLine(sums: usize, count: i32, columns: usize, from: i32, to: i32, out: usize): void {
  // Taps behind the end have weight zero, but zero times what an earlier line left need not be zero.
  v128.store(sums + ((<usize>count) << 2), f32x4.splat(0))
  const origin = sums - ((<usize>startOf(columns, from)) << 2)
  for (let sample = from; sample < to; sample++) {
    const taps = lengthOf(columns, sample)
    const weights = weightsOf(columns, sample)
    const values = origin + ((<usize>startOf(columns, sample)) << 2)
    let sum = f32x4.splat(0)
    for (let k = 0; k < taps; k += 4) {
      const at = (<usize>k) << 2
      sum = f32x4.add(sum, f32x4.mul(v128.load(weights + at), v128.load(values + at)))
    }
    const pairs = f32x4.add(sum, v128.shuffle<f32>(sum, sum, 2, 3, 0, 1))
    const value = f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1)
    store<f32>(out + ((<usize>sample) << 2), value)
  }
}

/** Samples of up to four lines of luma; the lines behind those that are `held` are ignored. */
function sampleFourLines(
  sums: usize,
  lineBytes: i32,
  held: i32,
  columns: usize,
  from: i32,
  to: i32,
  out: usize,
): void {
  const origin = sums - ((<usize>startOf(columns, from)) << 2)
  for (let sample = from; sample < to; sample++) {
    const weights = weightsOf(columns, sample)
    const last = weights + ((<usize>lengthOf(columns, sample)) << 2)
    let first = origin + ((<usize>startOf(columns, sample)) << 2)
    let a = f32x4.splat(0)
    let b = a
    let c = a
    let d = a
    for (let at = weights; at < last; at += 16, first += 16) {
      const weight = v128.load(at)
      const third = first + 2 * lineBytes
      a = f32x4.add(a, f32x4.mul(weight, v128.load(first)))
      b = f32x4.add(b, f32x4.mul(weight, v128.load(first + lineBytes)))
      c = f32x4.add(c, f32x4.mul(weight, v128.load(third)))
      d = f32x4.add(d, f32x4.mul(weight, v128.load(third + lineBytes)))
    }
    const sum = sumsOf(a, b, c, d)
    const at = out + ((<usize>sample) << 2)
    store<f32>(at, f32x4.extract_lane(sum, 0))
    if (held > 1) store<f32>(at, f32x4.extract_lane(sum, 1), 256)
    if (held > 2) store<f32>(at, f32x4.extract_lane(sum, 2), 512)
    if (held > 3) store<f32>(at, f32x4.extract_lane(sum, 3), 768)
  }
}

/** The sums of the lanes of four vectors, added in the order of `sampleLine`. */
function sumsOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 1, 4, 5), v128.shuffle<f32>(a, b, 2, 3, 6, 7))
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 1, 4, 5), v128.shuffle<f32>(c, d, 2, 3, 6, 7))
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7))
}

/** Samples of one line of colour: all channels of a pixel at once, Rec. 601 luma at the end. */
function sampleColourLine(
  sums: usize,
  channels: i32,
  columns: usize,
  from: i32,
  to: i32,
  out: usize,
): void {
  const red: f32 = 0.299
  const green: f32 = 0.587
  const blue: f32 = 0.114
  const step = channels << 2
  for (let sample = from; sample < to; sample++) {
    let weight = weightsOf(columns, sample)
    const last = weight + ((<usize>lengthOf(columns, sample)) << 2)
    let values = sums + (startOf(columns, sample) - startOf(columns, from)) * step
    let sum = f32x4.splat(0)
    for (; weight < last; weight += 4, values += step) {
      sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(weight), v128.load(values)))
    }
    const luma =
      red * f32x4.extract_lane(sum, 0) +
      green * f32x4.extract_lane(sum, 1) +
      blue * f32x4.extract_lane(sum, 2)
    store<f32>(out + ((<usize>sample) << 2), luma)
  }
}
