import { bitsAboveMedian, gradientQuality, lowFrequencies } from './low-frequencies.ts'
import { tentWeights, type TentWeights } from './tent-weights.ts'

/** Pixels of the picture before any reduction. */
export type Size = { width: number; height: number }

/** `hash`: 32 bytes. `quality`: 0–100. `coefficients`: 256 cosine terms, for `pdqOrientations`. */
export type PdqResult = { hash: Uint8Array; quality: number; coefficients: Float32Array }

const SMALLEST_SIDE = 5
const SAMPLED_SIDE = 512
const SIDE = 64

/**
 * PDQ hash of a picture's luma at full resolution (flavour F, as python-threatexchange makes it).
 *
 * Equals the reference's full-pass result but for rounding noise on flat pictures. Pass `original`
 * when the luma belongs to a reduced copy: the weights then follow the original size. A picture
 * below 5 pixels on a side has a hash of zeros and quality 0.
 *
 * @param luma      row-major, 0–255, `width * height` values
 * @param original  size before reduction; by default the size given
 * @returns most significant byte first; match at 31 bits or less, distrust quality below 50
 * @throws {RangeError} sizes that do not fit the luma
 * @see Davis, Rosen: Open-sourcing photo- and video-matching technology, 2019 (PDQ)
 */
export function pdq(
  luma: Float32Array | Uint8Array,
  width: number,
  height: number,
  original: Size = { width, height },
): PdqResult {
  return hashLuma(luma, { width, height }, original, original)
}

/**
 * PDQ hash after nearest-neighbour sampling to 512x512 (flavour A, as the reference tool makes it).
 *
 * Equals `pdq` when neither side is longer than 512. Lists hold either flavour, so look up both.
 *
 * @param luma      row-major, 0–255, `width * height` values
 * @param original  size before reduction; by default the size given
 * @throws {RangeError} sizes that do not fit the luma
 */
export function pdqSampled(
  luma: Float32Array | Uint8Array,
  width: number,
  height: number,
  original: Size = { width, height },
): PdqResult {
  const isSampled = Math.max(original.width, original.height) > SAMPLED_SIDE
  const run = isSampled ? { width: SAMPLED_SIDE, height: SAMPLED_SIDE } : original
  return hashLuma(luma, { width, height }, original, run)
}

// [transposed, a, b, c]: the term (i, j) changes sign when a*i + b*j + c is odd.
const ORIENTATIONS = [
  [false, 0, 0, 0],
  [true, 0, 1, 1],
  [false, 1, 1, 0],
  [true, 1, 0, 1],
  [false, 1, 0, 1],
  [false, 0, 1, 1],
  [true, 0, 0, 0],
  [true, 1, 1, 0],
] as const

/**
 * Hashes of the eight mirrored and rotated copies, from the cosine terms of one.
 *
 * Order: original, rotated by 90, 180 and 270 degrees, turned over top to bottom, left to right,
 * across the main diagonal, across the other one.
 *
 * @param coefficients  256 terms from `pdq`
 * @returns eight hashes of 32 bytes; the first is that of the picture itself
 * @throws {RangeError} not 256 terms
 */
export function pdqOrientations(coefficients: Float32Array): Uint8Array[] {
  if (coefficients.length !== 256) {
    throw new RangeError(`turn hash: ${coefficients.length} coefficients`)
  }
  return ORIENTATIONS.map(([transposed, a, b, c]) => {
    const turned = new Float32Array(256)
    coefficients.forEach((term, at) => {
      const i = at >> 4
      const j = at & 15
      turned[transposed ? j * 16 + i : at] = (a * i + b * j + c) & 1 ? -term : term
    })
    return bitsAboveMedian(turned)
  })
}

function hashLuma(
  luma: Float32Array | Uint8Array,
  decoded: Size,
  original: Size,
  run: Size,
): PdqResult {
  checkSizes(luma.length, decoded, original)
  if (Math.min(original.width, original.height) < SMALLEST_SIDE) {
    return { hash: new Uint8Array(32), quality: 0, coefficients: new Float32Array(256) }
  }
  const columns = cachedWeights(original.width, run.width, decoded.width)
  const rows = cachedWeights(original.height, run.height, decoded.height)
  const samples = sampleColumns(sampleRows(luma, decoded, columns, usedRows(rows, decoded)), rows)
  const coefficients = lowFrequencies(samples)
  return { hash: bitsAboveMedian(coefficients), quality: gradientQuality(samples), coefficients }
}

function checkSizes(length: number, decoded: Size, original: Size): void {
  const sides = [decoded.width, decoded.height, original.width, original.height]
  if (sides.every((side) => Number.isSafeInteger(side) && side > 0)) {
    if (length === decoded.width * decoded.height) return
  }
  throw new RangeError(
    `hash picture: ${length} values for ${sides.slice(0, 2).join(' by ')} pixels`,
  )
}

function usedRows(rows: TentWeights, { height }: Size): Uint8Array {
  const used = new Uint8Array(height)
  for (let i = 0; i < SIDE; i++) {
    for (let k = 0; k < rows.length[i]!; k++) {
      if (rows.weight[i * rows.stride + k] !== 0) used[rows.start[i]! + k] = 1
    }
  }
  return used
}

function sampleRows(
  luma: Float32Array | Uint8Array,
  { width, height }: Size,
  { start, length, weight, stride }: TentWeights,
  used: Uint8Array,
): Float64Array {
  const out = new Float64Array(height * SIDE)
  for (let y = 0; y < height; y++) {
    if (used[y] === 0) continue
    for (let j = 0; j < SIDE; j++) {
      const from = y * width + start[j]!
      const row = j * stride
      const taps = length[j]!
      let sum = 0
      for (let k = 0; k < taps; k++) sum += luma[from + k]! * weight[row + k]!
      out[y * SIDE + j] = sum
    }
  }
  return out
}

function sampleColumns(
  rows: Float64Array,
  { start, length, weight, stride }: TentWeights,
): Float64Array {
  const out = new Float64Array(SIDE * SIDE)
  for (let i = 0; i < SIDE; i++) {
    for (let k = 0; k < length[i]!; k++) {
      const share = weight[i * stride + k]!
      const from = (start[i]! + k) * SIDE
      for (let j = 0; j < SIDE; j++) out[i * SIDE + j]! += share * rows[from + j]!
    }
  }
  return out
}

const CACHED_AXES = 128
const axes = new Map<string, TentWeights>()

function cachedWeights(original: number, run: number, decoded: number): TentWeights {
  const key = `${original} ${run} ${decoded}`
  const known = axes.get(key)
  if (known !== undefined) return known
  const weights = tentWeights(original, run, decoded)
  if (axes.size >= CACHED_AXES) axes.clear()
  axes.set(key, weights)
  return weights
}
