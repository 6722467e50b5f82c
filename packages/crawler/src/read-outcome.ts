import {
  isPartial,
  VIDEO_VERSION,
  type Fingerprint,
  type FingerprintOutcome,
} from '@nightlight/fingerprint'
import { DIGESTS_ONLY } from './sighting-store.ts'

/** Refusals that still say what the bytes are: their digests can match exactly. */
const DIGESTS_COUNT = new Set([
  'damaged',
  'unsupported',
  'out-of-memory',
  'too-many-pixels',
  'svg-refused',
  'timeout',
  'decoder-crashed',
])

/** Refusals that may be over when the same bytes are read again. */
export const DECODER_TROUBLE = new Set([
  'timeout',
  'out-of-memory',
  'decoder-crashed',
  'first-frame-only',
])

/** What a visit says of a picture that was read; stable. */
export function codeOf(read: FingerprintOutcome): string {
  if (read.status === 'refused') return read.code
  if (read.fingerprint.pipelineVersion === VIDEO_VERSION) return 'video'
  return isPartial(read.fingerprint) ? 'first-frame-only' : 'fingerprinted'
}

/** The record of a picture; one that cannot be decoded keeps its digests and no perceptual hash. */
export function fingerprintOf(read: FingerprintOutcome, size: number): Fingerprint | null {
  if (read.status === 'fingerprinted') return read.fingerprint
  if (read.digests === null || !DIGESTS_COUNT.has(read.code)) return null
  const { md5, sha1, sha256 } = read.digests
  return {
    md5,
    sha1,
    sha256,
    size,
    mime: 'application/octet-stream',
    width: 0,
    height: 0,
    frames: 0,
    pdq: '',
    pdqQuality: 0,
    pdqOrientations: [],
    pdqSampled: [],
    blockhash: '',
    depth: 'full',
    variants: [],
    sampledFrames: [],
    pipelineVersion: DIGESTS_ONLY,
  }
}
