import { kernels } from '../kernels/kernels.ts'
import type { Values } from '../kernels/picture-pieces.ts'
import {
  lastHash,
  lastOrientations,
  lastTerms,
  orientationsOf,
  pdqAxes,
  samplePicture,
} from '../kernels/pdq-kernel.ts'

/** Pixels of the picture before any reduction. */
export type Size = { width: number; height: number }

/** `hash`: 32 bytes. `quality`: 0–100. `coefficients`: 256 cosine terms, for `pdqOrientations`. */
export type PdqResult = { hash: Uint8Array; quality: number; coefficients: Float32Array }

/** Eight hashes at full resolution with their quality, and eight after sampling to 512x512. */
export type BothFlavours = { quality: number; full: Uint8Array[]; sampled: Uint8Array[] }

const SMALLEST_SIDE = 5
const SAMPLED_SIDE = 512
const ORIENTATIONS = 8
const HASH_BYTES = 32
const TERMS = 256

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
  return hashLuma({ data: luma, width, height, channels: 1 }, original, original)
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
  return hashLuma({ data: luma, width, height, channels: 1 }, original, sampledSize(original))
}

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
  if (coefficients.length !== TERMS) {
    throw new RangeError(`turn hash: ${coefficients.length} coefficients`)
  }
  return orientationsOf(coefficients)
}

/**
 * Both flavours in eight orientations, in one reading of interleaved pixels.
 *
 * Luma is Rec. 601 on the stored values; a fourth channel is ignored.
 *
 * @param values    1, 3 or 4 channels, bytes
 * @param original  size before reduction
 * @throws {RangeError} sizes that do not fit the values
 */
export function pdqBothFlavours(values: Values, original: Size): BothFlavours {
  checkSizes(values, original)
  if (isTooSmall(original)) {
    const none = Array.from({ length: ORIENTATIONS }, () => new Uint8Array(HASH_BYTES))
    return { quality: 0, full: none, sampled: none }
  }
  const run = sampledSize(original)
  const full = pdqAxes(original, original, values)
  const ways = run === original ? [full] : [full, pdqAxes(original, run, values)]
  samplePicture(values, ways)
  const quality = kernels().finishPdq(0)
  const hashes = lastOrientations()
  if (ways.length === 1) return { quality, full: hashes, sampled: hashes }
  kernels().finishPdq(1)
  return { quality, full: hashes, sampled: lastOrientations() }
}

function hashLuma(values: Values, original: Size, run: Size): PdqResult {
  checkSizes(values, original)
  if (isTooSmall(original)) {
    return { hash: new Uint8Array(HASH_BYTES), quality: 0, coefficients: new Float32Array(TERMS) }
  }
  samplePicture(values, [pdqAxes(original, run, values)])
  const quality = kernels().finishPdq(0)
  return { hash: lastHash(), quality, coefficients: lastTerms() }
}

function isTooSmall({ width, height }: Size): boolean {
  return Math.min(width, height) < SMALLEST_SIDE
}

function sampledSize(original: Size): Size {
  const isSampled = Math.max(original.width, original.height) > SAMPLED_SIDE
  return isSampled ? { width: SAMPLED_SIDE, height: SAMPLED_SIDE } : original
}

function checkSizes({ data, width, height, channels }: Values, original: Size): void {
  const sides = [width, height, original.width, original.height]
  const isCounted = sides.every((side) => Number.isSafeInteger(side) && side > 0)
  if (isCounted && data.length === width * height * channels && [1, 3, 4].includes(channels)) return
  const picture = `${width} by ${height} pixels in ${channels} channels`
  throw new RangeError(`hash picture: ${data.length} values for ${picture}`)
}
