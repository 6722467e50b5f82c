import { RetryLater } from '@nightlight/contract'
import { PROBABLE_BLOCKHASH, type Fingerprint } from '@nightlight/fingerprint'
import type { Db, Enqueue, FieldCrypto, Handler } from '@nightlight/runtime'
import type { Use } from '../lists/list-terms.ts'
import type { ActiveLists, LiveLists } from '../lists/live-lists.ts'
import { matchQueries } from '../match-queries.ts'
import { matchFingerprint, type MatchResult } from '../match-rules.ts'
import { readMediaToMatch, recordMatches, type MediaToMatch } from '../match-store.ts'
import { createBatches } from './batches.ts'

type Deps = {
  db: Db
  crypto: FieldCrypto
  lists: () => Pick<LiveLists, 'epoch' | 'maxDistance' | 'prefetch'>
  enqueue: Enqueue
  /** For what and where lists are used. */
  use: Omit<Use, 'at'>
  now: () => Date
  /** When the database was last asked what was withdrawn, and answered. */
  askedAt: () => Date
  /** Told of every picture that is compared. */
  seen?: (mediaId: string, fingerprint: Fingerprint) => Promise<void>
}

type Outcome = Awaited<ReturnType<Handler<'match-media'>>>

const MOST_TOGETHER = 200
/** Lists that were not asked about for so long may hold what was withdrawn: nothing is compared with them. */
const STALE_MS = 10_000
const WAIT_MS = 5_000

/** Whether lists that were last asked about then may hold what was withdrawn by now. */
export const isStale = (askedAt: Date, now: Date): boolean =>
  now.getTime() - askedAt.getTime() > STALE_MS

/**
 * Compares media with the active lists and records what fits; media that are asked for at the same time are
 * read and recorded together.
 *
 * Twice equals once: results are unique per media and entry. A media whose fingerprint was completed
 * since is compared again. A media that has matches is handed on even when it was compared before, because
 * it may have been seen at a new place.
 */
export function matchMedia(deps: Deps): Handler<'match-media'> {
  const match = createBatches((mediaIds) => matchTogether(deps, mediaIds), MOST_TOGETHER)
  return ({ mediaId }) => match(mediaId)
}

async function matchTogether(deps: Deps, mediaIds: readonly string[]): Promise<Outcome[]> {
  const { db, crypto, enqueue } = deps
  const found = await readMediaToMatch(db, crypto, mediaIds)
  const media = new Map(found.map((one) => [one.mediaId, one]))
  const now = deps.now()
  if (isStale(deps.askedAt(), now)) {
    throw new RetryLater(
      new Date(now.getTime() + WAIT_MS),
      'match media: the lists may be out of date',
    )
  }
  const lists = deps.lists()
  const { epoch } = lists
  const use = { ...deps.use, at: now }
  const due = [...media.values()].filter(
    ({ matchedEpoch }) => matchedEpoch === null || matchedEpoch < epoch,
  )
  const answers = await searchFor(lists, due)
  const compared = new Map<string, { one: MediaToMatch; results: MatchResult[] }>()
  for (const one of due) {
    compared.set(one.mediaId, { one, results: matchFingerprint(one.fingerprint, answers, use) })
    await deps.seen?.(one.mediaId, one.fingerprint)
    // lists change, and locks are renewed, between two pictures
    await new Promise((resolve) => setImmediate(resolve))
  }
  if (deps.lists() !== lists) {
    throw new RetryLater(new Date(now.getTime() + WAIT_MS), 'match media: the lists are others now')
  }
  const matching = new Set<string>()
  if (compared.size > 0) {
    await db.transaction().execute(async (trx) => {
      // always in the same order: two matchers with the same media wait for each other, not in a circle
      for (const { one, results } of [...compared.values()].toSorted(byMedia)) {
        const { mediaId, fingerprint, comparedBefore } = one
        const { pipelineVersion } = fingerprint
        const recorded = await recordMatches(
          trx,
          { mediaId, pipelineVersion },
          epoch,
          results,
          comparedBefore,
        )
        if (recorded > 0) matching.add(mediaId)
      }
    })
  }
  const outcomes: Outcome[] = []
  for (const mediaId of mediaIds) {
    const one = media.get(mediaId)
    if (one && (one.hasMatch || matching.has(mediaId))) {
      await enqueue('open-takedown', { mediaId })
    }
    if (!one) outcomes.push({ status: 'skipped', reason: 'no-such-media' })
    else if (!compared.has(mediaId))
      outcomes.push({ status: 'skipped', reason: 'already-compared' })
    else outcomes.push({ status: 'done' })
  }
  return outcomes
}

/** Searches for all that the media will be compared by, together and in other threads. */
function searchFor(
  lists: ReturnType<Deps['lists']>,
  media: readonly MediaToMatch[],
): Promise<ActiveLists> {
  const views = media.flatMap(({ fingerprint }) =>
    fingerprint.depth === 'quick' ? [] : matchQueries(fingerprint),
  )
  return lists.prefetch({
    pdq: views.flatMap(({ pdq }) => pdq.map(({ hash }) => hash)),
    blockhash: views.flatMap(({ blockhash }) => blockhash ?? []),
    maxDistance: { pdq: lists.maxDistance, blockhash: PROBABLE_BLOCKHASH },
  })
}

const byMedia = (a: { one: MediaToMatch }, b: { one: MediaToMatch }): number =>
  a.one.mediaId < b.one.mediaId ? -1 : 1
