import type { Size } from '../hash/pdq.ts'

/** For every pixel made along one axis: the first and last pixel under it, and how much of each. */
type Cover = {
  first: Int32Array
  last: Int32Array
  firstShare: Float64Array
  lastShare: Float64Array
}

const CHANNELS = 3
const ROUNDING = 1e-9

/**
 * Reduces RGB rows to a smaller picture as they come; a pixel made is the mean of the area under it.
 *
 * Exactly the reduction that `tentWeights` reckons with, also where sides do not divide. Memory is
 * that of the picture made. Rows that never come are black.
 */
export class AreaReducer {
  readonly #from: Size
  readonly #to: Size
  readonly #cover: Cover
  readonly #pixels: Uint8Array
  readonly #line: Float64Array
  readonly #sums: Float64Array
  #rows = 0

  /** @throws {RangeError} a side made is longer than the side there is */
  constructor(from: Size, to: Size) {
    if (to.width > from.width || to.height > from.height) {
      throw new RangeError(`reduce picture: ${from.width} to ${to.width} pixels`)
    }
    this.#from = from
    this.#to = to
    this.#cover = coverOf(from.width, to.width)
    this.#pixels = new Uint8Array(to.width * to.height * CHANNELS)
    this.#line = new Float64Array(to.width * CHANNELS)
    this.#sums = new Float64Array(to.width * CHANNELS)
  }

  /** Takes the next whole rows; what goes beyond the height is left out. */
  add(rows: Uint8Array): void {
    const stride = this.#from.width * CHANNELS
    const count = Math.min(Math.floor(rows.length / stride), this.#from.height - this.#rows)
    if (this.#from.width === this.#to.width && this.#from.height === this.#to.height) {
      this.#pixels.set(rows.subarray(0, count * stride), this.#rows * stride)
      this.#rows += count
      return
    }
    for (let row = 0; row < count; row++) {
      this.#reduceLine(rows, row * stride)
      this.#addLine(this.#rows++)
    }
  }

  /** The reduced pixels, RGB, row-major; call once, after the last rows. */
  finish(): Uint8Array {
    const row = Math.floor(this.#rows / this.#rowsPerRow + ROUNDING)
    if (this.#rows - row * this.#rowsPerRow > ROUNDING) this.#write(row)
    return this.#pixels
  }

  /** Another reducer that has taken the same rows. */
  copy(): AreaReducer {
    const copy = new AreaReducer(this.#from, this.#to)
    copy.#pixels.set(this.#pixels)
    copy.#sums.set(this.#sums)
    copy.#rows = this.#rows
    return copy
  }

  get #rowsPerRow(): number {
    return this.#from.height / this.#to.height
  }

  #reduceLine(pixels: Uint8Array, at: number): void {
    const { first, last, firstShare, lastShare } = this.#cover
    const line = this.#line
    for (let x = 0, o = 0; x < first.length; x++, o += CHANNELS) {
      const from = at + first[x]! * CHANNELS
      const to = at + last[x]! * CHANNELS
      const share = firstShare[x]!
      const rest = lastShare[x]!
      let red = pixels[from]! * share
      let green = pixels[from + 1]! * share
      let blue = pixels[from + 2]! * share
      for (let p = from + CHANNELS; p < to; p += CHANNELS) {
        red += pixels[p]!
        green += pixels[p + 1]!
        blue += pixels[p + 2]!
      }
      line[o] = red + pixels[to]! * rest
      line[o + 1] = green + pixels[to + 1]! * rest
      line[o + 2] = blue + pixels[to + 2]! * rest
    }
  }

  #addLine(y: number): void {
    const scale = this.#rowsPerRow
    const row = Math.min(this.#to.height - 1, Math.floor(y / scale + ROUNDING))
    const end = (row + 1) * scale
    const share = Math.min(1, end - y)
    this.#accumulate(share)
    if (y + 1 < end - ROUNDING) return
    this.#write(row)
    this.#accumulate(1 - share)
  }

  #accumulate(share: number): void {
    const sums = this.#sums
    const line = this.#line
    if (share === 1) for (let i = 0; i < sums.length; i++) sums[i]! += line[i]!
    else if (share > 0) for (let i = 0; i < sums.length; i++) sums[i]! += line[i]! * share
  }

  #write(row: number): void {
    const area = this.#rowsPerRow * (this.#from.width / this.#to.width)
    const sums = this.#sums
    const out = this.#pixels.subarray(row * sums.length, (row + 1) * sums.length)
    for (let i = 0; i < sums.length; i++) out[i] = sums[i]! / area + 0.5
    sums.fill(0)
  }
}

/** Reduces a whole RGB picture at once. */
export function reduceArea(pixels: Uint8Array, from: Size, to: Size): Uint8Array {
  if (from.width === to.width && from.height === to.height) return pixels
  const reducer = new AreaReducer(from, to)
  reducer.add(pixels)
  return reducer.finish()
}

function coverOf(from: number, to: number): Cover {
  const scale = from / to
  const first = Int32Array.from({ length: to }, (_, x) => Math.floor(x * scale + ROUNDING))
  const last = Int32Array.from({ length: to }, (_, x) =>
    Math.min(from - 1, Math.ceil((x + 1) * scale - ROUNDING) - 1),
  )
  const firstShare = Float64Array.from(
    first,
    (at, x) => Math.min(at + 1, (x + 1) * scale) - x * scale,
  )
  const lastShare = Float64Array.from(last, (at, x) => (at === first[x] ? 0 : (x + 1) * scale - at))
  return { first, last, firstShare, lastShare }
}
