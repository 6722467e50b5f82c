import { anyOf, PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { reachOfMedia } from '../match-reach-store.ts'
import type { QueueFilter } from './queue-filter.ts'
import { readWaiting } from './queue-store.ts'

/** What is looked at next: the newest report that led to it, null where none did. */
export type NextInQueue = { matchId: string; reportId: string | null; host: string | null }

/**
 * What comes after some media in the queue, and where nothing does what is at its top: who leaves one for later is not
 * led back to it at once.
 */
export async function nextInQueue(
  db: DbOrTransaction,
  filter: QueueFilter,
  { mediaIds, now }: { mediaIds: readonly string[]; now: Date },
): Promise<NextInQueue | null> {
  const waiting = await readWaiting(db, filter, { now })
  const isOther = ({ mediaId }: { mediaId: string }): boolean => !mediaIds.includes(mediaId)
  const here = waiting.findLastIndex((one) => !isOther(one))
  const next = waiting.slice(here + 1).find(isOther) ?? waiting.find(isOther)
  if (!next) return null
  const { matchId, mediaId, host } = next
  const reach = await reachOfMedia(db, [mediaId])
  return { matchId, host, reportId: reach(mediaId).reports[0] ?? null }
}

/** Whether any of these media has a match that nobody has decided and somebody has to. */
export async function anyWaits(db: DbOrTransaction, mediaIds: readonly string[]): Promise<boolean> {
  const { rows } = await sql`${PLANNED_ONCE}
    select from waiting_match w where w.media_id = ${anyOf(mediaIds)}
      and not exists (select from decision d where d.match_id = w.match_id) limit 1`.execute(db)
  return rows.length > 0
}
