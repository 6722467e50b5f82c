import { PIPELINE_VERSION, type DecodeLimits, type Description } from '../outcome.ts'
import { MIN_PDQ_QUALITY } from '../thresholds.ts'
import { hashLowFrequencies } from './hash-low-frequencies.ts'
import { readLowFrequencies, type LowFrequencies } from './jpeg-kernel.ts'
import { hasPlainEdge } from './plain-edge.ts'

/** Quick quality below this much more than the least is left to the full decoder. */
const QUALITY_RESERVE = 5

/**
 * Hashes a large JPEG from its low frequencies, without decoding it.
 *
 * For a first look-up only: `mayResemble` says whether the picture must be decoded after all.
 *
 * @returns undefined for whatever needs the full decoder: other kinds of JPEG, a short side below
 *          512 pixels, a border, a colour profile, a quality near or below the least, a hash that little would change,
 *          anything odd
 */
export function describeQuickly(bytes: Uint8Array, limits: DecodeLimits): Description | undefined {
  const picture = readOrGiveUp(bytes, limits.maxPixels)
  if (picture === undefined || hasPlainEdge(picture)) return undefined
  const { isFragile, ...hashes } = hashLowFrequencies(picture)
  if (isFragile || hashes.pdqQuality < MIN_PDQ_QUALITY + QUALITY_RESERVE) return undefined
  return {
    ...hashes,
    mime: 'image/jpeg',
    width: picture.width,
    height: picture.height,
    frames: 1,
    depth: 'quick',
    variants: [],
    sampledFrames: [],
    pipelineVersion: PIPELINE_VERSION,
  }
}

/** The kernels trap where memory is short; the full decoder then says what it can. */
function readOrGiveUp(bytes: Uint8Array, maxPixels: number): LowFrequencies | undefined {
  try {
    return readLowFrequencies(bytes, maxPixels)
  } catch (error) {
    if (error instanceof Error && error.name === 'RuntimeError') return undefined
    throw error
  }
}
