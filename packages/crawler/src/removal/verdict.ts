import type { Verdict } from '@nightlight/contract'
import { hammingDistance, type Fingerprint } from '@nightlight/fingerprint'
import type { CheckDetail } from '@nightlight/runtime'
import type { Visited } from '../visit-location.ts'

/** Distance up to which two pictures are one: as for a match. */
const SAME_PICTURE = 31
/** Beyond it, a copy that was changed further; never taken for removal. */
const PROBABLE_PDQ = 64
const PROBABLE_BLOCKHASH = 24
/** Below it only digests of the original can be trusted, and another picture must differ clearly. */
const MIN_QUALITY = 50
/** Below it both hashes are noise, whatever they are compared with. */
const FLAT_QUALITY = 10

export type Likeness =
  | { outcome: 'present'; code: 'same-bytes' | 'same-picture'; distance: number }
  | { outcome: 'unknown'; code: 'probable-copy'; distance: number }
  | { outcome: 'unknown'; code: 'not-comparable' }
  | { outcome: 'gone'; code: 'other-picture' }

/**
 * Says whether a picture is one of those a takedown is about, by fingerprint alone.
 *
 * Bytes that could not be decoded, a flat picture, or originals without a usable perceptual hash,
 * leave it open unless the digests are equal. A picture of poor quality, such as a faded copy, is
 * another one only when both hashes say so.
 *
 * @param originals fingerprints of the takedown, at least one
 */
export function likeness(originals: readonly Fingerprint[], seen: Fingerprint): Likeness {
  if (originals.some(({ sha256 }) => sha256 === seen.sha256)) {
    return { outcome: 'present', code: 'same-bytes', distance: 0 }
  }
  const comparable = originals.filter(({ pdqQuality }) => pdqQuality >= MIN_QUALITY)
  if (seen.pdq === '' || seen.pdqQuality < FLAT_QUALITY || comparable.length === 0) {
    return { outcome: 'unknown', code: 'not-comparable' }
  }
  const distances = comparable.map((original) => pdqDistance(original, seen))
  const least = Math.min(...distances)
  if (least <= SAME_PICTURE) return { outcome: 'present', code: 'same-picture', distance: least }
  const isPoor = seen.pdqQuality < MIN_QUALITY
  const probable = distances.filter((distance, index) => {
    const near = distance <= PROBABLE_PDQ
    const blocks = blocksDistance(comparable[index]!, seen)
    if (isPoor) return near || (blocks ?? 0) <= PROBABLE_BLOCKHASH
    return near && blocks !== null && blocks <= PROBABLE_BLOCKHASH
  })
  return probable.length > 0
    ? { outcome: 'unknown', code: 'probable-copy', distance: Math.min(...probable) }
    : { outcome: 'gone', code: 'other-picture' }
}

/** Least distance over eight orientations and both flavours. */
function pdqDistance(original: Fingerprint, seen: Fingerprint): number {
  const wanted = [original.pdqOrientations[0], original.pdqSampled[0]]
  let least = 256
  for (const [flavour, hashes] of [seen.pdqOrientations, seen.pdqSampled].entries()) {
    const target = wanted[flavour]
    if (!target) continue
    for (const hash of hashes) {
      least = Math.min(least, hammingDistance(Buffer.from(target, 'hex'), Buffer.from(hash, 'hex')))
    }
  }
  return least
}

const blocksDistance = (a: Fingerprint, b: Fingerprint): number | null =>
  a.blockhash === '' || b.blockhash === ''
    ? null
    : hammingDistance(Buffer.from(a.blockhash, 'hex'), Buffer.from(b.blockhash, 'hex'))

const GONE_STATUSES = new Set(['http-404', 'http-410'])

/**
 * What an address that shows no picture says about removal.
 *
 * Only a clear "not there" counts as gone. A server in trouble, a refusal, a lost connection, a block
 * for some countries (451), or a page in the picture's place (it may ask for an age, a login or a
 * browser check) says nothing by itself.
 */
export function withoutPicture(visited: Visited): { outcome: 'gone' | 'unknown'; code: string } {
  if (visited.outcome === 'page') {
    return { outcome: 'unknown', code: asksForLogin(visited.body) ? 'login-page' : 'page-instead' }
  }
  const isClear = visited.outcome === 'failed' && GONE_STATUSES.has(visited.code)
  return { outcome: isClear ? 'gone' : 'unknown', code: visited.code }
}

/** A form with a password field, anywhere in the first half mebibyte. */
export function asksForLogin(body: Uint8Array): boolean {
  const text = Buffer.from(body.subarray(0, 512 * 1024)).toString('latin1')
  return /type\s{0,9}=\s{0,9}["']?password/i.test(text)
}

/** Anything still there means present; else anything unclear means unknown; else gone. */
export function verdictOf(details: readonly Pick<CheckDetail, 'outcome'>[]): Verdict {
  if (details.some(({ outcome }) => outcome === 'present')) return 'present'
  return details.length === 0 || details.some(({ outcome }) => outcome === 'unknown')
    ? 'unknown'
    : 'gone'
}
