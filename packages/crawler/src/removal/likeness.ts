import {
  hammingDistance,
  isPartial,
  MATCH_DISTANCE,
  mayResemble,
  MIN_PDQ_QUALITY,
  PROBABLE_BLOCKHASH,
  type Fingerprint,
} from '@nightlight/fingerprint'
import { knownHashesOf, viewsOf, type PictureView } from './picture-views.ts'

/**
 * PDQ distance in bits beyond which a picture is another one. Wider than for a match, since a copy
 * taken for removed is the worst error: a crop of 5 % lies 42 bits away in the median, and of 70,490
 * pairs of different pictures none came nearer than 86 in any orientation.
 */
export const DOUBTFUL_PDQ = 80
/** Below it both hashes are noise, whatever they are compared with. */
export const FLAT_QUALITY = 10

export type Likeness =
  | { outcome: 'present'; code: 'same-bytes' | 'same-picture'; distance: number }
  | { outcome: 'unknown'; code: 'probable-copy'; distance: number }
  | { outcome: 'unknown'; code: 'not-comparable' }
  | { outcome: 'gone'; code: 'other-picture' }

/**
 * Says whether a picture is one of those a takedown is about, by fingerprint alone.
 *
 * Compares each way of seeing the one with each of the other: the picture as it is, its variants, and
 * the later frames of an animation. Bytes that could not be decoded, a flat picture, or originals
 * without a usable perceptual hash, leave it open unless the digests are equal. A picture of poor
 * quality, such as a faded copy, is another one only when both hashes say so. Frames or a profile that
 * nobody looked at, or one original among several that has no usable hash, leave it open too. Quick
 * hashes show only that a picture is another one, and only where the two-stage rule says so.
 *
 * @param originals fingerprints of the takedown, at least one
 */
export function likeness(originals: readonly Fingerprint[], seen: Fingerprint): Likeness {
  if (originals.some(({ sha256 }) => sha256 === seen.sha256)) {
    return { outcome: 'present', code: 'same-bytes', distance: 0 }
  }
  const targets = originals.flatMap(viewsOf).filter(({ quality }) => quality >= MIN_PDQ_QUALITY)
  if (seen.pdq === '' || targets.length === 0 || isOpen(originals, seen)) {
    return { outcome: 'unknown', code: 'not-comparable' }
  }
  const pairs = viewsOf(seen)
    .filter(({ quality }) => quality >= FLAT_QUALITY)
    .flatMap((view) => targets.map((target) => ({ view, target, ...distances(view, target) })))
  const least = leastOf(pairs)
  if (least <= MATCH_DISTANCE) return { outcome: 'present', code: 'same-picture', distance: least }
  const probable = leastOf(pairs.filter(isProbable))
  if (probable < Infinity) return { outcome: 'unknown', code: 'probable-copy', distance: probable }
  const isUnseen = isPartial(seen) || (seen.frames > 1 && seen.sampledFrames.length === 0)
  if (seen.pdqQuality < FLAT_QUALITY || isUnseen || !originals.every(isUsable)) {
    return { outcome: 'unknown', code: 'not-comparable' }
  }
  return { outcome: 'gone', code: 'other-picture' }
}

/** Whether an original can be told from other pictures at all. */
export const isUsable = (original: Fingerprint): boolean =>
  viewsOf(original).some(({ quality }) => quality >= MIN_PDQ_QUALITY)

/** A quick fingerprint that may belong to a copy. */
const isOpen = (originals: readonly Fingerprint[], seen: Fingerprint): boolean =>
  seen.depth === 'quick' &&
  (seen.pdqQuality < MIN_PDQ_QUALITY || mayResemble(seen, knownHashesOf(originals), DOUBTFUL_PDQ))

/** Bits: PDQ in the best orientation, and blockhash, which is upright. */
type Distances = { pdq: number; blocks: number | null }
type Pair = Distances & { view: PictureView; target: PictureView }

const leastOf = (pairs: readonly Pair[]): number => Math.min(Infinity, ...pairs.map((p) => p.pdq))

/** Beyond `MATCH_DISTANCE`: a copy that was changed further, which is never taken for removal. */
function isProbable({ view, target, pdq, blocks }: Pair): boolean {
  if (pdq <= DOUBTFUL_PDQ) return true
  if (view.isLaterFrame || target.isLaterFrame) return false
  return view.quality < MIN_PDQ_QUALITY && (blocks ?? 0) <= PROBABLE_BLOCKHASH
}

function distances(a: PictureView, b: PictureView): Distances {
  const full = pdqDistances(a.full, b.full)
  const sampled = pdqDistances(a.sampled, b.sampled)
  return {
    pdq: Math.min(...full, ...sampled),
    blocks: a.blocks && b.blocks && hammingDistance(a.blocks, b.blocks),
  }
}

/** Of each orientation of the one to the upright hash of the other; empty where one has none. */
function pdqDistances(a: readonly Uint8Array[], b: readonly Uint8Array[]): number[] {
  const [turned, [upright]] = a.length >= b.length ? [a, b] : [b, a]
  return upright === undefined ? [] : turned.map((hash) => hammingDistance(hash, upright))
}
