import type { Db, DbOrTransaction, Enqueue, Handler } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { Deadlines } from '../deadline.ts'
import {
  actionableMatches,
  addTakedownLocation,
  closedTakedown,
  liveSightings,
  rejectedTakedowns,
  reportedAndCrawled,
  takedownOnPage,
  type ActionableMatch,
  type Sighting,
} from '../sighting-store.ts'
import { applyCommand, insertTakedown, lockTakedown, setAttention } from '../takedown-store.ts'

type Deps = { db: Db; enqueue: Enqueue; deadlines: Deadlines; now: () => Date }

/**
 * Opens a takedown for each page that shows an actionable media, or adds the address to the one
 * that is open there. Closes what rests on a match that a person has rejected.
 *
 * Twice equals once: pages take turns under a lock and every row is unique.
 */
export const openTakedown =
  (deps: Deps): Handler<'open-takedown'> =>
  async ({ mediaId }) => {
    const [match] = await actionableMatches(deps.db, mediaId)
    if (!match) {
      return (await closeRejected(deps, mediaId))
        ? { status: 'done' }
        : { status: 'skipped', reason: 'nothing-actionable' }
    }
    const changed = new Set<string>()
    for (const sighting of await liveSightings(deps.db, mediaId)) {
      const id = await deps.db
        .transaction()
        .execute((trx) => openOrExtend(trx, deps, mediaId, match, sighting))
      if (id) changed.add(id)
    }
    for (const takedownId of changed) await deps.enqueue('advance-takedown', { takedownId })
    return changed.size > 0 ? { status: 'done' } : { status: 'skipped', reason: 'already-open' }
  }

/** @returns whether there was any */
async function closeRejected({ db, deadlines, now }: Deps, mediaId: string): Promise<boolean> {
  const rejected = await rejectedTakedowns(db, mediaId)
  for (const { id, actor } of rejected) {
    await db.transaction().execute(async (trx) => {
      const stored = await lockTakedown(trx, id)
      const command = { type: 'reject-match', at: now(), actor } as const
      if (stored) await applyCommand(trx, stored, command, deadlines)
    })
  }
  return rejected.length > 0
}

/** @returns the takedown that is new or has a new address, null when nothing changed */
async function openOrExtend(
  db: DbOrTransaction,
  { deadlines, now }: Deps,
  mediaId: string,
  match: ActionableMatch,
  { locationId, pageLocationId }: Sighting,
): Promise<string | null> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${pageLocationId}, 1))`.execute(db)
  const existing = await takedownOnPage(db, pageLocationId, mediaId)
  if (existing) {
    return (await addTakedownLocation(db, existing, locationId, now())) ? existing : null
  }
  const closed = await closedTakedown(db, pageLocationId, mediaId)
  if (closed) {
    await setAttention(db, closed, 'shown-again-after-closing')
    return null
  }
  const clocks = await reportedAndCrawled(db, pageLocationId)
  const { id } = await insertTakedown(
    db,
    { pageLocationId, mediaId, matchId: match.matchId },
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
