import type { HashAlgorithm, Tier } from '@nightlight/contract'
import {
  BLOCKHASH_ALONE,
  PROBABLE_BLOCKHASH,
  PROBABLE_PDQ,
  type Fingerprint,
} from '@nightlight/fingerprint'
import { mayUse, type ListInUse, type Use } from './lists/list-terms.ts'
import type { ActiveLists, EntryRef, FoundEntry } from './lists/live-lists.ts'
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
 * Compares one fingerprint with the active lists that may be used so.
 *
 * Digests first: equality is certain and has no quality gate. PDQ within the distance of the list is
 * near, for the picture in eight orientations and both flavours, its variants in eight orientations,
 * and its sampled frames. Blockhash is for review only. A quick fingerprint is compared by digests
 * only: its perceptual hashes are not those of the whole picture.
 *
 * A picture that equals an entry of a negative list is known to be harmless, and so is what it shows in one
 * place when that is at least as near to such an entry as to another: only an exact match overrides that.
 *
 * @returns the best result of each entry: exact before near before probable, the picture itself
 *   before its variants and later frames, then by distance
 */
export function matchFingerprint(
  fingerprint: Fingerprint,
  lists: ActiveLists,
  use: Use,
): MatchResult[] {
  const best = new Map<string, MatchResult>()
  const offer = (result: MatchResult): void => {
    const known = best.get(result.entryId)
    if (!known || isBetter(result, known)) best.set(result.entryId, result)
  }
  const usable = (all: readonly Candidate[]) => all.filter(({ list }) => mayUse(list, use))
  const [exact, harmlessBytes] = parted(usable(exactResults(fingerprint, lists)))
  for (const { result } of exact) offer(result)
  if (harmlessBytes.length > 0 || fingerprint.depth === 'quick') return [...best.values()]
  const views = matchQueries(fingerprint)
  const [near, harmless] = parted(usable(nearResults(views, lists)))
  const least = leastByPlace(harmless)
  for (const { result } of near) {
    if (result.distance < (least.get(placeOf(result)) ?? Infinity)) offer(result)
  }
  for (const { list, result } of usable(probableResults(views, lists))) {
    if (!list.isNegative && !least.has(placeOf(result))) offer(result)
  }
  return [...best.values()]
}

/** Those of ordinary lists, and those of negative ones. */
function parted(all: readonly Candidate[]): [Candidate[], Candidate[]] {
  return [all.filter(({ list }) => !list.isNegative), all.filter(({ list }) => list.isNegative)]
}

const placeOf = ({ frame, variant }: Place): string => `${variant} ${frame}`

/** How near each place comes to an entry of a negative list. */
function leastByPlace(harmless: readonly Candidate[]): Map<string, number> {
  const least = new Map<string, number>()
  for (const { result } of harmless) {
    const place = placeOf(result)
    least.set(place, Math.min(result.distance, least.get(place) ?? Infinity))
  }
  return least
}

/** A result and the list that it is from, which may not be for this use. */
type Candidate = { list: ListInUse; result: MatchResult }

const RANK: Readonly<Record<Tier, number>> = { exact: 0, near: 1, probable: 2 }

function isBetter(result: MatchResult, known: MatchResult): boolean {
  const byTier = RANK[result.tier] - RANK[known.tier]
  const byPlace = Number(isPicture(known)) - Number(isPicture(result))
  return (byTier || byPlace || result.distance - known.distance) < 0
}

const isPicture = ({ frame, variant }: Place): boolean => frame === 0 && variant === 'picture'

function exactResults(fingerprint: Fingerprint, lists: ActiveLists): Candidate[] {
  const place = { frame: 0, variant: 'picture' } as const
  const how = { distance: 0, orientation: 0, flavour: 'digest', tier: 'exact' } as const
  return (['sha256', 'sha1', 'md5'] as const).flatMap((algorithm) => {
    const digest = fingerprint[algorithm]
    // none where only other hashes of it are known
    const found = digest === '' ? [] : lists.findDigest(algorithm, digest)
    return found.map((entry) => candidateOf(entry, { algorithm, ...how, ...place }))
  })
}

const candidateOf = (
  { entryId, list }: EntryRef,
  how: Omit<MatchResult, 'entryId' | 'listId'>,
): Candidate => ({ list, result: { entryId, listId: list.listId, ...how } })

/** Searches each hash once; what it finds counts for every place that has it. */
function nearResults(views: readonly View[], lists: ActiveLists): Candidate[] {
  const searches = new Map<string, FoundEntry[]>()
  const found: Candidate[] = []
  for (const { frame, variant, pdq } of views) {
    const seen = new Set<string>()
    for (const query of pdq) {
      const key = keyOf(query.hash)
      if (seen.has(key)) continue
      seen.add(key)
      const near = searches.get(key) ?? nearOf(query.hash, lists)
      searches.set(key, near)
      // one by one: a crowd is more than a call takes as arguments
      for (const one of near) found.push(nearCandidate(one, query, { frame, variant }))
    }
  }
  return found
}

const nearOf = (hash: Uint8Array, lists: ActiveLists): FoundEntry[] =>
  lists
    .searchPdq(hash, lists.maxDistance)
    .filter(({ entry, distance }) => distance <= entry.list.maxDistance)

function nearCandidate(
  { entry, distance }: FoundEntry,
  { orientation, flavour }: PdqQuery,
  place: Place,
): Candidate {
  const how = { algorithm: 'pdq', distance, orientation, flavour, tier: 'near' } as const
  return candidateOf(entry, { ...how, ...place })
}

/** Searches each hash once; whether it counts depends on the PDQ of the place. */
function probableResults(views: readonly View[], lists: ActiveLists): Candidate[] {
  const searches = new Map<string, ReturnType<typeof search>>()
  const search = (hash: Uint8Array) => lists.searchBlockhash(hash, PROBABLE_BLOCKHASH)
  return views.flatMap(({ frame, variant, pdq, blockhash }) => {
    if (blockhash === null) return []
    const key = keyOf(blockhash)
    const found = searches.get(key) ?? search(blockhash)
    searches.set(key, found)
    return found
      .filter(({ entry, distance }) => distance <= BLOCKHASH_ALONE || agreesByPdq(pdq, entry))
      .map(({ entry, distance }) => {
        const how = { algorithm: 'blockhash', distance, orientation: 0 } as const
        const place = { flavour: 'blocks', frame, variant, tier: 'probable' } as const
        return candidateOf(entry, { ...how, ...place })
      })
  })
}

const agreesByPdq = (queries: readonly PdqQuery[], entry: EntryRef): boolean =>
  queries.some(({ hash }) => (entry.pdqDistance(hash) ?? Infinity) <= PROBABLE_PDQ)

const keyOf = (hash: Uint8Array): string => Buffer.from(hash).toString('latin1')
