import type { Digests } from './hash/digests.ts'

/**
 * Version of everything that decides the hashes: our own steps, then the decoding library. Pictures
 * fingerprinted under different versions may differ by a few bits.
 */
export const PIPELINE_VERSION = '1+sharp-0.35.5'

/** The hashes of one file. Hashes and digests are lower-case hex. */
export type Fingerprint = {
  md5: string
  sha1: string
  sha256: string
  /** Bytes of the file. */
  size: number
  mime: string
  /** Pixels as stored, without turning by an orientation tag. */
  width: number
  height: number
  /** Pages or animation frames; only the first is hashed. */
  frames: number
  pdq: string
  /** 0–100; below 50 only the digests can be trusted. */
  pdqQuality: number
  /** Eight hashes at full resolution; the first equals `pdq`. Order as in `pdqOrientations`. */
  pdqOrientations: string[]
  /** Eight hashes after nearest-neighbour sampling to 512x512, as the reference tool makes them. */
  pdqSampled: string[]
  blockhash: string
  pipelineVersion: string
}

/** Why a file has no fingerprint; stable. */
export type RefusalCode =
  | 'not-an-image'
  | 'svg-refused'
  | 'too-many-pixels'
  | 'damaged'
  | 'too-large'
  | 'timeout'
  | 'decoder-crashed'

/** What became of one file; a refused one still has its digests, for exact lookup. */
export type FingerprintOutcome =
  | { status: 'fingerprinted'; fingerprint: Fingerprint }
  | { status: 'refused'; code: RefusalCode; digests: Digests; message: string }

/** What decoding adds to the digests. */
export type Description = Omit<Fingerprint, keyof Digests>

/** A refusal before the digests are added. */
export type Refusal = { status: 'refused'; code: RefusalCode; message: string }

/** The answer of the decoding half: everything but the digests. */
export type DescriptionOutcome = { status: 'described'; description: Description } | Refusal

/** Limits of decoding. */
export type DecodeLimits = { maxPixels: number; maxFrames: number }

export const DEFAULT_LIMITS: DecodeLimits = { maxPixels: 50e6, maxFrames: 65_535 }

/** A refusal with its message. */
export function refuse(code: RefusalCode, message: string): Refusal {
  return { status: 'refused', code, message }
}

/** Joins both halves. */
export function withDigests(outcome: DescriptionOutcome, digests: Digests): FingerprintOutcome {
  if (outcome.status === 'refused') return { ...outcome, digests }
  return { status: 'fingerprinted', fingerprint: { ...digests, ...outcome.description } }
}
