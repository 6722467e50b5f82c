import type { Digests } from './hash/digests.ts'

/**
 * Version of everything that decides the hashes: our own steps, then the decoding libraries. Pictures
 * fingerprinted under different versions may differ by a few bits.
 */
export const PIPELINE_VERSION = '2+sharp-0.35.5+libheif-js-1.23.2'

/**
 * Version of a fingerprint that holds less than its file does: colour profile and later frames are not
 * among it, since the decoder ran out of time or memory there, or crashed.
 */
export const PARTIAL_VERSION = `${PIPELINE_VERSION}+first-frame-only`

/** Version of a fingerprint of a video, which holds sampled frames, never all. */
export const VIDEO_VERSION = `${PIPELINE_VERSION}+sampled-video`

/**
 * Whether a fingerprint holds less than its file: the first frame alone, or a few frames of a video. It
 * tells what is there, never that something is not.
 */
export function isPartial({ pipelineVersion }: Pick<Fingerprint, 'pipelineVersion'>): boolean {
  return /\+(?:first-frame-only|sampled-video)$/.test(pipelineVersion)
}

/**
 * How much of the picture its hashes were made from.
 *
 * `full`: every pixel; the reference's hash. `reduced`: a reduced copy of a JPEG above six megapixels
 * or another picture above sixteen; within a few bits of it. `quick`: the low frequencies of a JPEG, for a first look-up
 * only; `QUICK_MARGIN` says how far from it.
 */
export type Depth = 'full' | 'reduced' | 'quick'

/** Perceptual hashes of one set of pixels; hashes are lower-case hex. */
export type PictureHashes = {
  pdq: string
  /** 0–100; below 50 only the digests can be trusted. */
  pdqQuality: number
  /** Eight hashes at full resolution; the first equals `pdq`. Order as in `pdqOrientations`. */
  pdqOrientations: string[]
  blockhash: string
}

/**
 * The first frame seen in another way, when that gives other hashes.
 *
 * `trimmed`: without a border of one colour. `over-white`, `over-black`: laid over that colour, for
 * pictures with transparency, whose own hashes ignore it. `with-profile`: its colour profile applied.
 */
export type VariantKind = 'trimmed' | 'over-white' | 'over-black' | 'with-profile'

/** The area is that of the stored pixels which the hashes are of. */
export type Variant = PictureHashes & {
  kind: VariantKind
  left: number
  top: number
  width: number
  height: number
}

/**
 * One later frame of an animation; `frame` counts from 0, which is the picture itself. Of a video it is the
 * second at which the frame is shown.
 */
export type FrameHash = { frame: number; pdq: string; pdqQuality: number }

/** The hashes of one file. Hashes and digests are lower-case hex. */
export type Fingerprint = PictureHashes & {
  md5: string
  sha1: string
  sha256: string
  /** Bytes of the file. */
  size: number
  mime: string
  /** Pixels as stored, without turning by an orientation tag. */
  width: number
  height: number
  /** Pages or animation frames; seconds of a video, up to the last one that was looked at. */
  frames: number
  depth: Depth
  /** Eight hashes after nearest-neighbour sampling to 512x512, as the reference tool makes them. */
  pdqSampled: string[]
  /** At most one of each kind. */
  variants: Variant[]
  /** Frames spread evenly over an animation, without the first. */
  sampledFrames: FrameHash[]
  pipelineVersion: string
}

/**
 * Why a file has no fingerprint; stable.
 *
 * `unsupported`: a picture or video of a format that has no decoder here. `out-of-memory` says nothing about the file, which may well be whole.
 */
export type RefusalCode =
  | 'not-an-image'
  | 'unsupported'
  | 'svg-refused'
  | 'too-many-pixels'
  | 'damaged'
  | 'out-of-memory'
  | 'too-large'
  | 'timeout'
  | 'decoder-crashed'

/**
 * What became of one file; a refused one still has its digests, for exact lookup.
 *
 * Only a stream that was cut off at the limit has none: it was never read to its end.
 */
export type FingerprintOutcome =
  | { status: 'fingerprinted'; fingerprint: Fingerprint }
  | {
      status: 'refused'
      code: Exclude<RefusalCode, 'too-large'>
      digests: Digests
      message: string
    }
  | { status: 'refused'; code: 'too-large'; digests: Digests | null; message: string }

/** What decoding adds to the digests. */
export type Description = Omit<Fingerprint, keyof Digests>

/** A refusal before the digests are added. */
export type Refusal = {
  status: 'refused'
  code: RefusalCode
  message: string
  /** What exceeds a limit, where the code is about one. */
  amount?: number
}

/** The answer of the decoding half: everything but the digests. */
export type DescriptionOutcome = { status: 'described'; description: Description } | Refusal

/** Limits of decoding. */
export type DecodeLimits = {
  /** Width times height of the header; refused above. */
  maxPixels: number
  /** Most frames of an animation that are hashed, the first included. */
  maxFrames: number
}

export const DEFAULT_LIMITS: DecodeLimits = { maxPixels: 50e6, maxFrames: 9 }

/**
 * The question between the two stages: given the quick hashes, must the picture be decoded in full?
 *
 * Asked at most once a picture, and only when quick hashes could be made.
 */
export type NeedsFull = (quick: Description) => boolean | Promise<boolean>

/** What describing a picture takes beside its bytes. */
export type DescribeOptions = DecodeLimits & {
  needsFull?: NeedsFull | undefined
  /**
   * Told of the first frame before its profile and the later frames are decoded, for which time or
   * memory may not suffice; not called for a file without them.
   */
  onFirstFrame?: ((partial: Description) => Promise<void>) | undefined
}

/** A refusal with its message, and what exceeds a limit, if something does. */
export function refuse(code: RefusalCode, message: string, amount?: number): Refusal {
  return { status: 'refused', code, message, ...(amount === undefined ? {} : { amount }) }
}

/** What was described before the rest of a file gave trouble, if anything, in the place of a refusal. */
export function orFirstFrame(
  outcome: DescriptionOutcome,
  partial: Description | undefined,
): DescriptionOutcome {
  if (outcome.status === 'described' || partial === undefined) return outcome
  return { status: 'described', description: partial }
}

/** Joins both halves. */
export function withDigests(outcome: DescriptionOutcome, digests: Digests): FingerprintOutcome {
  if (outcome.status === 'refused') {
    const { status, code, message } = outcome
    return { status, code, digests, message }
  }
  return { status: 'fingerprinted', fingerprint: { ...digests, ...outcome.description } }
}
