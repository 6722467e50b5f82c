import type { Pixels } from '../hash/hash-pixels.ts'
import type { Size } from '../hash/pdq.ts'
import { dropAlpha } from './views.ts'

/** A rectangle of pixels. */
export type Area = Size & { left: number; top: number }

type Rgb = readonly [number, number, number]
type Line = { start: number; step: number; count: number }

/** A border thinner than this part of its side is left alone; the quick reader counts on it. */
const THINNEST_PART = 64
const SMALLEST_REST = 1 / 4
/** Compression noise: mean difference a channel, and what few pixels may exceed. */
const MEAN_TOLERANCE = 6
const PIXEL_TOLERANCE = 32
const FAR_PART = 50
const COLOURS = 3

/**
 * Finds the picture within a border of one colour a side: a frame, a letterbox, one bar.
 *
 * Linear in the pixels; reads only the outermost lines of a picture without a border. A side counts
 * from 1/64 of its length up.
 *
 * @param pixels  row-major; a fourth channel is ignored
 * @returns undefined without a border, or when less than a quarter of a side would be left
 */
export function withoutBorder(
  pixels: Uint8Array,
  { width, height, channels = 3 }: Size & { channels?: 3 | 4 },
): Area | undefined {
  let [left, top, right, bottom] = [0, 0, width, height]
  const row = (y: number): Line => ({
    start: (y * width + left) * channels,
    step: channels,
    count: right - left,
  })
  const column = (x: number): Line => ({
    start: (top * width + x) * channels,
    step: width * channels,
    count: bottom - top,
  })
  const trimRows = () => {
    ;[top, bottom] = inner(top, bottom, height, row, pixels)
  }
  trimRows()
  ;[left, right] = inner(left, right, width, column, pixels)
  // Pillars of another colour hide a letterbox until they are gone.
  if (right - left < width) trimRows()
  const area = { left, top, width: right - left, height: bottom - top }
  if (area.width === width && area.height === height) return undefined
  const isEnough = area.width >= width * SMALLEST_REST && area.height >= height * SMALLEST_REST
  return isEnough && area.width > 0 && area.height > 0 ? area : undefined
}

/** The pixels of an area of a picture, RGB. */
export function cut({ data, width, channels }: Omit<Pixels, 'original'>, area: Area): Uint8Array {
  const out = new Uint8Array(area.width * area.height * COLOURS)
  for (let y = 0; y < area.height; y++) {
    const from = ((area.top + y) * width + area.left) * channels
    const row = data.subarray(from, from + area.width * channels)
    const at = y * area.width * COLOURS
    if (channels === 3) out.set(row, at)
    else dropAlpha(row, out.subarray(at, at + area.width * COLOURS))
  }
  return out
}

function inner(
  from: number,
  to: number,
  side: number,
  line: (at: number) => Line,
  pixels: Uint8Array,
): [number, number] {
  const isThick = (border: number) => border > 0 && border * THINNEST_PART >= side
  const first = meanColour(pixels, line(from))
  let begin = from
  while (begin < to && isUniform(pixels, line(begin), first)) begin++
  if (begin === to) return [from, from]
  const last = meanColour(pixels, line(to - 1))
  let end = to
  while (end > begin && isUniform(pixels, line(end - 1), last)) end--
  return [isThick(begin - from) ? begin : from, isThick(to - end) ? end : to]
}

function meanColour(pixels: Uint8Array, { start, step, count }: Line): Rgb {
  const sums: [number, number, number] = [0, 0, 0]
  for (let i = 0, p = start; i < count; i++, p += step) {
    sums[0] += pixels[p]!
    sums[1] += pixels[p + 1]!
    sums[2] += pixels[p + 2]!
  }
  return [sums[0] / count, sums[1] / count, sums[2] / count]
}

function isUniform(
  pixels: Uint8Array,
  { start, step, count }: Line,
  [red, green, blue]: Rgb,
): boolean {
  const mostFar = count / FAR_PART
  const mostSum = count * COLOURS * MEAN_TOLERANCE
  let [far, sum] = [0, 0]
  for (let i = 0, p = start; i < count; i++, p += step) {
    const r = Math.abs(pixels[p]! - red)
    const g = Math.abs(pixels[p + 1]! - green)
    const b = Math.abs(pixels[p + 2]! - blue)
    sum += r + g + b
    if (r > PIXEL_TOLERANCE || g > PIXEL_TOLERANCE || b > PIXEL_TOLERANCE) far++
    if (far > mostFar || sum > mostSum) return false
  }
  return true
}
