import type { HashAlgorithm, Tier } from '@nightlight/contract'
import {
  BLOCKHASH_ALONE,
  hammingDistance,
  PROBABLE_BLOCKHASH,
  PROBABLE_PDQ,
  type Fingerprint,
} from '@nightlight/fingerprint'
import type { ActiveLists, EntryRef } from './active-lists.ts'
import { matchQueries, type PdqQuery, type Place, type View } from './match-queries.ts'

export type MatchResult = Place & {
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
 * Digests first: equality is certain and has no quality gate. PDQ within the distance of the list is
 * near, for the picture in eight orientations and both flavours, its variants in eight orientations,
 * and its sampled frames. Blockhash is for review only. A quick fingerprint is compared by digests
 * only: its perceptual hashes are not those of the whole picture.
 *
 * @returns the best result of each entry: exact before near before probable, the picture itself
 *   before its variants and later frames, then by distance
 */
export function matchFingerprint(fingerprint: Fingerprint, lists: ActiveLists): MatchResult[] {
  const best = new Map<string, MatchResult>()
  const offer = (result: MatchResult): void => {
    const known = best.get(result.entryId)
    if (!known || isBetter(result, known)) best.set(result.entryId, result)
  }
  for (const result of exactResults(fingerprint, lists)) offer(result)
  const views = fingerprint.depth === 'quick' ? [] : matchQueries(fingerprint)
  for (const result of nearResults(views, lists)) offer(result)
  for (const result of probableResults(views, lists)) offer(result)
  return [...best.values()]
}

const RANK: Readonly<Record<Tier, number>> = { exact: 0, near: 1, probable: 2 }

function isBetter(result: MatchResult, known: MatchResult): boolean {
  const byTier = RANK[result.tier] - RANK[known.tier]
  const byPlace = Number(isPicture(known)) - Number(isPicture(result))
  return (byTier || byPlace || result.distance - known.distance) < 0
}

const isPicture = ({ frame, variant }: Place): boolean => frame === 0 && variant === 'picture'

function* exactResults(fingerprint: Fingerprint, lists: ActiveLists): Iterable<MatchResult> {
  for (const algorithm of ['sha256', 'sha1', 'md5'] as const) {
    for (const { entryId, listId } of lists.findDigest(algorithm, fingerprint[algorithm])) {
      yield {
        entryId,
        listId,
        algorithm,
        distance: 0,
        orientation: 0,
        flavour: 'digest',
        frame: 0,
        variant: 'picture',
        tier: 'exact',
      }
    }
  }
}

/** Searches each hash once, for the first place that has it. */
function* nearResults(views: readonly View[], lists: ActiveLists): Iterable<MatchResult> {
  const seen = new Set<string>()
  for (const { frame, variant, pdq } of views) {
    for (const query of pdq) {
      const key = keyOf(query.hash)
      if (seen.has(key)) continue
      seen.add(key)
      yield* nearOf(query, { frame, variant }, lists)
    }
  }
}

function* nearOf(query: PdqQuery, place: Place, lists: ActiveLists): Iterable<MatchResult> {
  const { hash, orientation, flavour } = query
  for (const { entry, distance } of lists.searchPdq(hash, lists.maxDistance)) {
    if (distance > entry.maxDistance) continue
    const { entryId, listId } = entry
    const how = { algorithm: 'pdq', distance, orientation, flavour, tier: 'near' } as const
    yield { entryId, listId, ...how, ...place }
  }
}

/** Searches each hash once; whether it counts depends on the PDQ of the place. */
function* probableResults(views: readonly View[], lists: ActiveLists): Iterable<MatchResult> {
  const searches = new Map<string, ReturnType<typeof search>>()
  const search = (hash: Uint8Array) => [...lists.searchBlockhash(hash, PROBABLE_BLOCKHASH)]
  for (const { frame, variant, pdq, blockhash } of views) {
    if (blockhash === null) continue
    const key = keyOf(blockhash)
    const found = searches.get(key) ?? search(blockhash)
    searches.set(key, found)
    for (const { entry, distance } of found) {
      if (distance > BLOCKHASH_ALONE && !agreesByPdq(pdq, entry)) continue
      const { entryId, listId } = entry
      yield {
        entryId,
        listId,
        algorithm: 'blockhash',
        distance,
        orientation: 0,
        flavour: 'blocks',
        frame,
        variant,
        tier: 'probable',
      }
    }
  }
}

const agreesByPdq = (queries: readonly PdqQuery[], { pdq }: EntryRef): boolean =>
  pdq !== null && queries.some(({ hash }) => hammingDistance(hash, pdq) <= PROBABLE_PDQ)

const keyOf = (hash: Uint8Array): string => Buffer.from(hash).toString('latin1')
