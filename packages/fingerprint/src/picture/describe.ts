import { blockhash } from '../hash/blockhash.ts'
import { decode, type Decoded, type DecodeFailure } from './decode.ts'
import { lumaFromRgb } from '../hash/luma.ts'
import {
  PIPELINE_VERSION,
  refuse,
  type DecodeLimits,
  type Description,
  type DescriptionOutcome,
  type Refusal,
} from '../outcome.ts'
import { pdq, pdqOrientations, pdqSampled } from '../hash/pdq.ts'
import { pictureKind, type PictureMime } from './picture-kind.ts'

/**
 * Decodes a file and hashes its first frame; everything a fingerprint holds but the digests.
 *
 * @returns a refusal for anything that is not a decodable picture; never throws for its content
 */
export async function describe(
  bytes: Uint8Array,
  limits: DecodeLimits,
): Promise<DescriptionOutcome> {
  const kind = recognise(bytes)
  if (typeof kind === 'object') return kind
  const result = await decode(bytes, limits.maxPixels)
  if (result.status !== 'decoded') return refusalOf(result, limits)
  return { status: 'described', description: hashPixels(result, kind, limits) }
}

/** The kind of a file, or its refusal; reads leading bytes only. */
export function recognise(bytes: Uint8Array): PictureMime | Refusal {
  const kind = pictureKind(bytes)
  if (kind === 'svg') return refuse('svg-refused', 'recognise picture: SVG document')
  return kind ?? refuse('not-an-image', 'recognise picture: unknown leading bytes')
}

function hashPixels(picture: Decoded, mime: PictureMime, limits: DecodeLimits): Description {
  const { pixels, channels, decoded, original } = picture
  const luma = lumaFromRgb(pixels, channels)
  const full = pdq(luma, decoded.width, decoded.height, original)
  const sampled = pdqSampled(luma, decoded.width, decoded.height, original)
  return {
    mime,
    ...original,
    frames: Math.min(picture.frames, limits.maxFrames),
    pdq: hex(full.hash),
    pdqQuality: full.quality,
    pdqOrientations: pdqOrientations(full.coefficients).map(hex),
    pdqSampled: pdqOrientations(sampled.coefficients).map(hex),
    blockhash: hex(blockhash(pixels, decoded.width, decoded.height, channels)),
    pipelineVersion: PIPELINE_VERSION,
  }
}

function refusalOf(failure: DecodeFailure, { maxPixels }: DecodeLimits): Refusal {
  if (failure.status === 'too-many-pixels') {
    return refuse('too-many-pixels', `decode picture: ${failure.pixels} pixels, limit ${maxPixels}`)
  }
  if (failure.status === 'unsupported') {
    return refuse('not-an-image', `decode picture: ${failure.compression} has no decoder here`)
  }
  return refuse('damaged', 'decode picture: damaged beyond reading')
}

function hex(hash: Uint8Array): string {
  return Buffer.from(hash).toString('hex')
}
