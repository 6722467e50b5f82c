import type { HashAlgorithm, Tier } from '@nightlight/contract'
import { hammingDistance, type Fingerprint } from '@nightlight/fingerprint'
import type { ActiveLists, EntryRef } from './active-lists.ts'

/** Query quality below which a perceptual hash says nothing (hashing 7). */
export const MIN_PDQ_QUALITY = 50
/** Joint rule: both hashes of one entry agree, more loosely. */
export const PROBABLE_PDQ = 64
export const PROBABLE_BLOCKHASH = 24
/** Blockhash alone, for review only. */
export const BLOCKHASH_ALONE = 4

export type MatchResult = {
  entryId: string
  listId: string
  algorithm: HashAlgorithm
  /** bits; 0 for digests */
  distance: number
  /** 0-7, of the picture as fetched */
  orientation: number
  flavour: 'digest' | 'full' | 'sampled' | 'blocks'
  tier: Tier
}

/**
 * Compares one fingerprint with the active lists.
 *
 * Digests first: equality is certain and has no quality gate. PDQ within the distance of the list
 * for eight orientations in both flavours is near. Blockhash is for review only.
 *
 * @returns the best result of each entry: exact before near before probable, then by distance
 */
export function matchFingerprint(fingerprint: Fingerprint, lists: ActiveLists): MatchResult[] {
  const best = new Map<string, MatchResult>()
  const offer = (result: MatchResult): void => {
    const known = best.get(result.entryId)
    if (!known || isBetter(result, known)) best.set(result.entryId, result)
  }
  for (const algorithm of ['sha256', 'sha1', 'md5'] as const) {
    for (const { entryId, listId } of lists.findDigest(algorithm, fingerprint[algorithm])) {
      offer({
        entryId,
        listId,
        algorithm,
        distance: 0,
        orientation: 0,
        flavour: 'digest',
        tier: 'exact',
      })
    }
  }
  if (fingerprint.pdqQuality >= MIN_PDQ_QUALITY) {
    for (const result of nearResults(fingerprint, lists)) offer(result)
    for (const result of probableResults(fingerprint, lists)) offer(result)
  }
  return [...best.values()]
}

const RANK: Readonly<Record<Tier, number>> = { exact: 0, near: 1, probable: 2 }

const isBetter = (a: MatchResult, b: MatchResult): boolean =>
  RANK[a.tier] - RANK[b.tier] < 0 || (a.tier === b.tier && a.distance < b.distance)

function* nearResults(fingerprint: Fingerprint, lists: ActiveLists): Iterable<MatchResult> {
  for (const { hash, orientation, flavour } of pdqQueries(fingerprint)) {
    for (const { entry, distance } of lists.searchPdq(hash, lists.maxDistance)) {
      if (distance > entry.maxDistance) continue
      const { entryId, listId } = entry
      yield { entryId, listId, algorithm: 'pdq', distance, orientation, flavour, tier: 'near' }
    }
  }
}

function* probableResults(fingerprint: Fingerprint, lists: ActiveLists): Iterable<MatchResult> {
  const query = Buffer.from(fingerprint.blockhash, 'hex')
  for (const { entry, distance } of lists.searchBlockhash(query, PROBABLE_BLOCKHASH)) {
    if (distance > BLOCKHASH_ALONE && !agreesByPdq(fingerprint, entry)) continue
    const { entryId, listId } = entry
    yield {
      entryId,
      listId,
      algorithm: 'blockhash',
      distance,
      orientation: 0,
      flavour: 'blocks',
      tier: 'probable',
    }
  }
}

const agreesByPdq = (fingerprint: Fingerprint, entry: EntryRef): boolean => {
  const { pdq } = entry
  return (
    pdq !== null &&
    [...pdqQueries(fingerprint)].some(({ hash }) => hammingDistance(hash, pdq) <= PROBABLE_PDQ)
  )
}

function* pdqQueries(
  fingerprint: Fingerprint,
): Iterable<{ hash: Uint8Array; orientation: number; flavour: 'full' | 'sampled' }> {
  const seen = new Set<string>()
  for (const flavour of ['full', 'sampled'] as const) {
    const hashes = flavour === 'full' ? fingerprint.pdqOrientations : fingerprint.pdqSampled
    for (const [orientation, hex] of hashes.entries()) {
      if (seen.has(hex)) continue
      seen.add(hex)
      yield { hash: Buffer.from(hex, 'hex'), orientation, flavour }
    }
  }
}
