import { hammingDistance } from './hash/hamming.ts'
import type { Description } from './outcome.ts'
import { BLOCKHASH_ALONE, MIN_PDQ_QUALITY, PROBABLE_BLOCKHASH, PROBABLE_PDQ } from './thresholds.ts'

/** Hashes that a picture may resemble: PDQ in either flavour, and blockhash where one is known. */
export type KnownHashes = { pdq: readonly string[]; blockhash: string | null }

/** Bits, for PDQ at full resolution, PDQ sampled to 512x512 and blockhash. */
export type Margins = { pdq: number; pdqSampled: number; blockhash: number }

/**
 * How far quick hashes may lie from the full ones: the error bound of the two-stage rule.
 *
 * Measured, not proven: the largest distance seen, and a reserve, since a match that the first stage
 * drops is never looked for again. A hash whose bits little would turn is not given at all
 * (`describeQuickly`), which keeps the tail short.
 *
 * Measured in November 2026 against the full decoder, on twelve edited copies each of 294 wallpapers
 * of Debian 12 (photographs and drawings, some in several sizes) and of 210 drawn pictures; none of
 * 4695 matches was lost:
 *
 * | bits | mean | p99 | largest | margin |
 * |---|---|---|---|---|
 * | PDQ, baseline | 0.8 | 6 | 8 | 14 |
 * | PDQ, progressive | 2.9 | 10 | 10 | 14 |
 * | PDQ sampled, baseline | 2.7 | 14 | 20 | 28 |
 * | PDQ sampled, progressive | 5.2 | 14 | 22 | 28 |
 * | blockhash | 1.2 | 6 | 10 | 16 |
 *
 * The bound holds for files that an encoder made of pixels. One made to deceive may carry terms that
 * only a full decode sees, and be more than 100 bits off; so nothing is stored and no verdict given by
 * quick hashes: they only spare bytes that were decoded in full before, and are known by their SHA-256.
 *
 * Above 16 bits the sampled hash comes only for drawn fabric, whose threads nearest-neighbour
 * sampling turns into other patterns. Repeat with `npm run -s trial -- two-stage`, which lists the
 * distances; a margin less than the largest and a quarter of it is too small. Another version of the
 * decoding library is a reason to.
 */
export const QUICK_MARGIN: Margins = { pdq: 14, pdqSampled: 28, blockhash: 16 }

const NO_MARGIN: Margins = { pdq: 0, pdqSampled: 0, blockhash: 0 }

/**
 * The two-stage rule: says whether a picture seen by its quick hashes could, decoded in full, lie
 * within `maxDistance` of a known one.
 *
 * Covers all that the full hashes may be compared by: PDQ in both flavours and any orientation up to
 * `maxDistance`; PDQ and blockhash together by the joint rule; blockhash alone. By triangle
 * inequality, none is lost while the quick hash lies within `QUICK_MARGIN` of the full one. A
 * description that is not quick is held to the distances themselves.
 *
 * @param known        hashes in lower-case hex, 64 digits
 * @param maxDistance  bits of PDQ between the full hash and the known one, inclusive
 * @returns true as well for a quality that says nothing
 */
export function mayResemble(
  quick: Description,
  known: readonly KnownHashes[],
  maxDistance: number,
): boolean {
  if (quick.depth === 'quick' && quick.pdqQuality < MIN_PDQ_QUALITY) return true
  const full = quick.pdqOrientations.map(bytesOf)
  const sampled = quick.pdqSampled.map(bytesOf)
  const blockhash = bytesOf(quick.blockhash)
  const margin = marginOf(quick)
  const isNear = (pdq: readonly string[], distance: number) =>
    pdq.some((hash) => {
      const bytes = bytesOf(hash)
      return (
        isWithin(full, bytes, distance + margin.pdq) ||
        isWithin(sampled, bytes, distance + margin.pdqSampled)
      )
    })
  return known.some((one) => {
    if (isNear(one.pdq, maxDistance)) return true
    if (one.blockhash === null) return false
    const blocks = hammingDistance(blockhash, bytesOf(one.blockhash)) - margin.blockhash
    if (blocks <= BLOCKHASH_ALONE) return true
    return blocks <= PROBABLE_BLOCKHASH && isNear(one.pdq, PROBABLE_PDQ)
  })
}

/**
 * How far to look in a list so as not to miss what the full hashes would find in it.
 *
 * @param maxDistance  bits between the full hash and the one on the list, inclusive
 * @returns bits, at most 256, for the hashes of `pdqOrientations` and of `pdqSampled`
 */
export function lookupRadius(
  quick: Description,
  maxDistance: number,
): Pick<Margins, 'pdq' | 'pdqSampled'> {
  const { pdq, pdqSampled } = marginOf(quick)
  return {
    pdq: Math.min(256, maxDistance + pdq),
    pdqSampled: Math.min(256, maxDistance + pdqSampled),
  }
}

function marginOf({ depth }: Description): Margins {
  return depth === 'quick' ? QUICK_MARGIN : NO_MARGIN
}

function isWithin(hashes: readonly Uint8Array[], bytes: Uint8Array, distance: number): boolean {
  return hashes.some((hash) => hammingDistance(hash, bytes) <= distance)
}

function bytesOf(hash: string): Uint8Array {
  return Buffer.from(hash, 'hex')
}
