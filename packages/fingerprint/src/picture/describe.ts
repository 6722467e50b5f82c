import { hashPixels } from '../hash/hash-pixels.ts'
import {
  PARTIAL_VERSION,
  PIPELINE_VERSION,
  refuse,
  type DecodeLimits,
  type DescribeOptions,
  type Description,
  type DescriptionOutcome,
  type FrameHash,
  type PictureHashes,
  type Refusal,
  type Variant,
} from '../outcome.ts'
import { describeQuickly } from '../quick/describe-quickly.ts'
import type { DecodeFailure } from './decode-failure.ts'
import { decode, type Decoded } from './decode.ts'
import { isMemoryFailure } from './memory-failure.ts'
import { pictureKind, type PictureMime } from './picture-kind.ts'
import { release } from './release.ts'
import { hashView, profiledVariant, variantsOf } from './variants.ts'

/** Frames are counted up to here. */
const MOST_FRAMES = 65_535

/**
 * Decodes a file and hashes it; everything a fingerprint holds but the digests.
 *
 * @returns a refusal for anything that is not a decodable picture; never throws for its content
 */
export async function describe(
  bytes: Uint8Array,
  options: DescribeOptions,
): Promise<DescriptionOutcome> {
  const kind = recognise(bytes)
  if (typeof kind === 'object') return kind
  if (options.needsFull !== undefined && kind === 'image/jpeg') {
    const description = describeQuickly(bytes, options)
    if (description !== undefined && !(await options.needsFull(description))) {
      return { status: 'described', description }
    }
  }
  try {
    const result = await decode(bytes, kind, options)
    if (result.status !== 'decoded') return refusalOf(result, options)
    const description = await hashPicture(result, kind, options.onFirstFrame)
    return { status: 'described', description }
  } catch (error) {
    if (!isMemoryFailure(error)) throw error
    return refuse('out-of-memory', 'decode picture: out of memory')
  }
}

/** The kind of a file, or its refusal; reads leading bytes only. */
export function recognise(bytes: Uint8Array): PictureMime | Refusal {
  const kind = pictureKind(bytes)
  if (kind === 'svg') return refuse('svg-refused', 'recognise picture: SVG document')
  if (kind === 'unsupported') {
    return refuse('unsupported', 'recognise picture: a format without a decoder here')
  }
  return kind ?? refuse('not-an-image', 'recognise picture: unknown leading bytes')
}

async function hashPicture(
  picture: Decoded,
  mime: PictureMime,
  onFirstFrame: DescribeOptions['onFirstFrame'],
): Promise<Description> {
  const { views, profiled, frames } = picture
  const { plain } = views
  const { original } = plain
  const hashes = hashView(plain, views.blocks)
  const first: Description = {
    ...hashes,
    mime,
    ...original,
    frames: Math.min(frames, MOST_FRAMES),
    depth: plain.width === original.width && plain.height === original.height ? 'full' : 'reduced',
    variants: variantsOf(hashes, views),
    sampledFrames: [],
    pipelineVersion: PIPELINE_VERSION,
  }
  release(plain)
  if (profiled === undefined && picture.later === undefined) return first
  await onFirstFrame?.({ ...first, pipelineVersion: PARTIAL_VERSION })
  const inProfile = await hashProfiled(hashes, profiled)
  const sampledFrames = picture.later === undefined ? [] : await hashFrames(picture.later)
  return { ...first, variants: [...first.variants, ...inProfile], sampledFrames }
}

async function hashProfiled(
  own: PictureHashes,
  decodeProfiled: Decoded['profiled'],
): Promise<Variant[]> {
  const views = await decodeProfiled?.()
  const variants = profiledVariant(own, views)
  if (views) release(views.plain)
  return variants
}

async function hashFrames(later: NonNullable<Decoded['later']>): Promise<FrameHash[]> {
  const hashes: FrameHash[] = []
  for await (const { frame, pixels } of later) {
    const { pdq, pdqQuality } = hashPixels(pixels)
    hashes.push({ frame, pdq, pdqQuality })
  }
  return hashes
}

function refusalOf(failure: DecodeFailure, { maxPixels }: DecodeLimits): Refusal {
  if (failure.status === 'too-many-pixels') {
    const message = `decode picture: ${failure.pixels} pixels, limit ${maxPixels}`
    return refuse('too-many-pixels', message, failure.pixels)
  }
  if (failure.status === 'unsupported') {
    return refuse('unsupported', `decode picture: ${failure.compression} has no decoder here`)
  }
  return refuse('damaged', 'decode picture: damaged beyond reading')
}
