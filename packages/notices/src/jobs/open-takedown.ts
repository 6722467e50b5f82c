import type { Db, DbOrTransaction, Enqueue, Handler } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { Deadlines } from '../deadline.ts'
import { actionableMatches, holdDecisions, type ActionableMatch } from '../ground-store.ts'
import { holdsAgain } from '../retract-by-hand.ts'
import { reviewGrounds } from '../review-grounds.ts'
import {
  addTakedownLocation,
  closedTakedown,
  liveSightings,
  lockLocations,
  reportedAndCrawled,
  takedownOnPage,
  type Sighting,
} from '../sighting-store.ts'
import {
  applyCommand,
  insertTakedown,
  lockTakedown,
  lookAgain,
  setAttention,
} from '../takedown-store.ts'

type Deps = { db: Db; enqueue: Enqueue; deadlines: Deadlines; now: () => Date }

/**
 * Opens a takedown for each page and host that shows an actionable media, or adds the address to the
 * one that is open there. Reopens what was closed too early, has another look at what was taken for
 * gone, and closes what has no ground any more.
 *
 * Twice equals once: pages take turns under a lock and every row is unique.
 */
export const openTakedown =
  (deps: Deps): Handler<'open-takedown'> =>
  async ({ mediaId }) => {
    const { db, enqueue } = deps
    const review = await db.transaction().execute((trx) => reviewGrounds(trx, deps, [mediaId]))
    for (const providerId of review.toldProviders) await enqueue('compose-notice', { providerId })
    const [match] = await actionableMatches(db, mediaId)
    const changed = new Set<string>()
    for (const page of match ? pagesOf(await liveSightings(db, mediaId)) : []) {
      // A notice must not go out while half the addresses of its page are known.
      const ids = await db.transaction().execute((trx) => openPage(trx, deps, mediaId, page))
      for (const id of ids) changed.add(id)
    }
    for (const takedownId of changed) await enqueue('advance-takedown', { takedownId })
    if (changed.size + review.changed > 0) return { status: 'done' }
    return { status: 'skipped', reason: match ? 'already-open' : 'nothing-actionable' }
  }

const pagesOf = (sightings: readonly Sighting[]): Sighting[][] =>
  Object.values(Object.groupBy(sightings, ({ pageLocationId }) => pageLocationId)).map(
    (page) => page!,
  )

/** @returns the takedowns that are new, reopened or have something new to look at */
async function openPage(
  db: DbOrTransaction,
  deps: Deps,
  mediaId: string,
  page: readonly Sighting[],
): Promise<string[]> {
  const { pageLocationId } = page[0]!
  await holdDecisions(db, [mediaId])
  const [match] = await actionableMatches(db, mediaId)
  if (!match) return []
  await sql`select pg_advisory_xact_lock(hashtextextended(${pageLocationId}, 1))`.execute(db)
  await lockLocations(db, [pageLocationId, ...page.map(({ locationId }) => locationId)])
  const changed: string[] = []
  for (const sighting of page) {
    const id = await openOrExtend(db, deps, mediaId, match, sighting)
    if (id) changed.push(id)
  }
  return changed
}

/** @returns the takedown that is new, reopened or has something new to look at, else null */
async function openOrExtend(
  db: DbOrTransaction,
  deps: Deps,
  mediaId: string,
  match: ActionableMatch,
  sighting: Sighting,
): Promise<string | null> {
  const { deadlines, now } = deps
  const { locationId, pageLocationId, host, lastSeenAt } = sighting
  const place = { pageLocationId, host, mediaId }
  const existing = await takedownOnPage(db, place)
  if (existing) {
    const isNew = await addTakedownLocation(db, existing, locationId, now())
    const isBack = await lookAgain(db, existing, lastSeenAt, ['removed', 'watching'])
    return isNew || isBack ? existing : null
  }
  const closed = await closedTakedown(db, place)
  if (closed) return reopen(db, deps, closed, match, sighting)
  const clocks = await reportedAndCrawled(db, pageLocationId)
  const { id } = await insertTakedown(
    db,
    { ...place, matchId: match.matchId },
    {
      type: 'open',
      at: now(),
      actor: match.actor,
      legalClass: match.legalClass,
      tier: match.tier,
      decidedAt: match.decidedAt,
      ...clocks,
    },
    deadlines,
  )
  await addTakedownLocation(db, id, locationId, now())
  return id
}

/** @returns null when it was seen before the last look only, which found it gone */
async function reopen(
  db: DbOrTransaction,
  { deadlines, now }: Deps,
  id: string,
  match: ActionableMatch,
  { locationId, lastSeenAt: seenAt }: Sighting,
): Promise<string | null> {
  const closed = await lockTakedown(db, id)
  if (!closed) return null
  const { actor, legalClass, tier, matchId } = match
  const reopened = await applyCommand(
    db,
    { ...closed, matchId },
    { type: 'reopen', at: now(), actor, legalClass, tier, seenAt },
    deadlines,
  )
  if (reopened.version === closed.version) return null
  await holdsAgain(db, id)
  await addTakedownLocation(db, id, locationId, now())
  await lookAgain(db, id, seenAt, ['opened'])
  // It wants a route at once.
  await setAttention(db, id, null, now())
  return id
}
