import { safeError, type Db, type DbOrTransaction, type Log } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { Deadlines } from './deadline.ts'
import { mediaOfLostGrounds } from './ground-store.ts'
import { reviewGrounds } from './review-grounds.ts'

type Deps = { db: Db; deadlines: Deadlines; log: Log; now: () => Date }

/** Media of one transaction: enough to be quick, few enough that nobody waits long for a row. */
const BATCH = 100
/** Of one sweep, so that what else is due has its turn. */
const MOST_BATCHES = 200

/**
 * Looks again at the takedowns of all media whose matches rest on something that has gone: those that
 * were noted, and those that nobody has noted.
 *
 * @param among the media of which it is looked for what nobody has noted; all without it
 */
export async function reviewSweep(
  deps: Deps,
  signal?: AbortSignal,
  among?: readonly string[],
): Promise<void> {
  const { rows } = await sql<{ at: string }>`select clock_timestamp()::text as at`.execute(deps.db)
  const until = rows[0]!.at
  const isStopped = (): boolean => signal?.aborted === true
  for (let batch = 0; batch < MOST_BATCHES && !isStopped(); batch++) {
    if ((await reviewNoted(deps, until, BATCH)) === 0) break
  }
  const unnoted = await mediaOfLostGrounds(deps.db, BATCH * MOST_BATCHES, among)
  for (let from = 0; from < unnoted.length && !isStopped(); from += BATCH) {
    await reviewUnnoted(deps, unnoted.slice(from, from + BATCH))
  }
}

/**
 * A row is deleted before its media is looked at, in the same transaction: whoever notes the media
 * again meanwhile waits for it, so that nothing is noted in vain.
 *
 * @returns how many media it has dealt with
 */
async function reviewNoted(deps: Deps, until: string, limit: number): Promise<number> {
  try {
    return await deps.db.transaction().execute(async (trx) => {
      const mediaIds = await takeNoted(trx, until, limit)
      if (mediaIds.length > 0) await reviewGrounds(trx, deps, mediaIds)
      return mediaIds.length
    })
  } catch (error) {
    sayFailed(deps, limit, error)
    if (limit === 1) return putOff(deps.db, until)
  }
  // One by one: what cannot be reviewed must not keep the others waiting.
  let done = 0
  while (done < limit && (await reviewNoted(deps, until, 1)) > 0) done++
  return done
}

async function reviewUnnoted(deps: Deps, mediaIds: readonly string[]): Promise<void> {
  try {
    await deps.db.transaction().execute((trx) => reviewGrounds(trx, deps, mediaIds))
  } catch (error) {
    sayFailed(deps, mediaIds.length, error)
    if (mediaIds.length === 1) return
    for (const mediaId of mediaIds) await reviewUnnoted(deps, [mediaId])
  }
}

const sayFailed = ({ log }: Deps, media: number, error: unknown): void =>
  log.error({ error: safeError(error), media }, 'a review of what takedowns rest on failed')

async function takeNoted(db: DbOrTransaction, until: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ media_id: string }>`
    delete from match_review where media_id in (
      select media_id from match_review where since <= ${until}::timestamptz
      order by since, media_id limit ${limit} for update skip locked)
    returning media_id`.execute(db)
  return rows.map((row) => row.media_id)
}

/** The first in line goes to its end, for a later sweep. @returns 1 when there was one */
async function putOff(db: DbOrTransaction, until: string): Promise<number> {
  const { numAffectedRows } = await sql`
    update match_review set since = clock_timestamp() where media_id = (
      select media_id from match_review where since <= ${until}::timestamptz
      order by since, media_id limit 1 for update skip locked)`.execute(db)
  return Number(numAffectedRows ?? 0n)
}
