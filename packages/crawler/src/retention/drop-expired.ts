import { beforeHolds, writeAudit, type Db } from '@nightlight/runtime'
import { dropPageTexts } from '../survey/page-text-store.ts'
import { dropIdleLocations } from './location-review.ts'
import { dropPart, expireRows, expireSightings, type Expiry } from './expire-store.ts'
import { holdPartitions, isPart, partsBefore } from './partition-store.ts'

const DAY_MS = 86_400_000
/** How long the evidence of a closed takedown is kept after its end. */
const CLOSED_KEEP_DAYS = 365

/** Rows that were dropped, and rows of dropped months that were kept as evidence. */
export type Dropped = {
  visits: number
  checks: number
  sightings: number
  locations: number
  kept: number
}

/**
 * Ends what was kept long enough: visits and checks by whole months, then rows that outlived their month,
 * sightings that went long ago, and locations that nothing refers to any more.
 *
 * What a takedown that is open, or was closed less than a year ago, rests on stays: rows of a dropped month
 * move to the default part in the same transaction. Media, lists, takedowns, notices and whatever they
 * refer to are never touched. Every drop is a transaction of its own with its audit event; processes take
 * turns, and a second run finds nothing to do.
 *
 * @param keepDays age of what is dropped, at least; a month is dropped once all of it is older
 */
export async function dropExpired(
  db: Db,
  now: Date,
  keepDays: number,
  signal?: AbortSignal,
): Promise<Dropped> {
  const expiry: Expiry = {
    before: new Date(now.getTime() - keepDays * DAY_MS),
    closedSince: new Date(now.getTime() - CLOSED_KEEP_DAYS * DAY_MS),
  }
  const counts: Dropped = { visits: 0, checks: 0, sightings: 0, locations: 0, kept: 0 }
  for (const [table, field] of [
    ['removal_check', 'checks'],
    ['visit', 'visits'],
  ] as const) {
    for (const part of await partsBefore(db, table, expiry.before)) {
      signal?.throwIfAborted()
      const { dropped, kept } = await db.transaction().execute(async (trx) => {
        await beforeHolds(trx)
        await holdPartitions(trx)
        if (!(await isPart(trx, table, part.name))) return { dropped: 0, kept: 0 }
        const done = await dropPart(trx, table, part, expiry)
        await audit(trx, 'partition', part.name, done)
        return done
      })
      counts[field] += dropped
      counts.kept += kept
    }
    counts[field] += await inBatches(db, table, signal, (trx) => expireRows(trx, table, expiry))
  }
  counts.sightings = await inBatches(db, 'sighting', signal, (trx) => expireSightings(trx, expiry))
  await inBatches(db, 'page_text', signal, (trx) => dropPageTexts(trx, expiry.closedSince))
  counts.locations = await inBatches(db, 'location', signal, (trx) =>
    dropIdleLocations(trx, expiry.before),
  )
  return counts
}

type Trx = Parameters<typeof writeAudit>[0]

const audit = (trx: Trx, type: string, id: string, detail: Record<string, number>): Promise<void> =>
  writeAudit(trx, {
    actor: 'nightlight',
    action: 'crawl-data-expired',
    objectType: type,
    objectId: id,
    detail,
  })

/** Until a batch finds nothing more; each with its event. @returns how many rows were dropped */
async function inBatches(
  db: Db,
  table: string,
  signal: AbortSignal | undefined,
  batch: (trx: Trx) => Promise<{ dropped: number; more: boolean }>,
): Promise<number> {
  for (let total = 0; ;) {
    signal?.throwIfAborted()
    const { dropped, more } = await db.transaction().execute(async (trx) => {
      await beforeHolds(trx)
      await holdPartitions(trx)
      const done = await batch(trx)
      if (done.dropped > 0) await audit(trx, 'table', table, { dropped: done.dropped })
      return done
    })
    total += dropped
    if (!more) return total
  }
}
