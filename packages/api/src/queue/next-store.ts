import { anyOf, PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { reachOfMedia } from '../match-reach-store.ts'
import { matchesOfPages } from '../match-store.ts'
import { readReportSummary } from '../report-facts-store.ts'
import { pagesOfReport } from '../report-pages-store.ts'
import { conditionOf, type QueueFilter } from './queue-filter.ts'
import { readWaiting, VISIBLE, type Cursor } from './queue-store.ts'

/** What is looked at next: the newest report that led to it, null where none did. */
export type NextInQueue = { matchId: string; reportId: string | null; host: string | null }

type Here = { mediaIds: readonly string[]; now: Date }

/**
 * What comes after some media in the queue, and where nothing does what is at its top: who leaves one for later is not
 * led back to it at once.
 *
 * @param after  where the page of the queue began that they were opened from: not before that, as where a child at risk moved them up
 */
export async function nextInQueue(
  db: DbOrTransaction,
  { filter, after }: { filter: QueueFilter; after: Cursor | null },
  { mediaIds, now }: Here,
): Promise<NextInQueue | null> {
  const isOther = ({ mediaId }: { mediaId: string }): boolean => !mediaIds.includes(mediaId)
  const from = later(await positionInQueue(db, filter, { mediaIds, now }), after)
  const rest = from === null ? [] : await readWaiting(db, filter, { now, after: from, limit: 1 })
  const next = rest.find(isOther) ?? (await readWaiting(db, filter, { now })).find(isOther)
  if (!next) return null
  const { matchId, mediaId, host } = next
  const reach = await reachOfMedia(db, [mediaId])
  return { matchId, host, reportId: reach(mediaId).reports[0] ?? null }
}

/** Where the last match of some media stands that a filter shows; null where it shows none. */
export async function positionInQueue(
  db: DbOrTransaction,
  filter: QueueFilter,
  { mediaIds, now }: Here,
): Promise<Cursor | null> {
  const { rows } = await sql<Cursor>`${PLANNED_ONCE}
    select w.urgency, w.match_id as "matchId" from waiting_match w
    -- looked up for each: joined, all matches would be read
    cross join lateral (select * from match where id = w.match_id offset 0) m
    where w.media_id = ${anyOf(mediaIds)} and ${conditionOf(filter, now)} and ${VISIBLE}
    order by w.urgency desc, w.match_id desc limit 1`.execute(db)
  return rows[0] ?? null
}

/** Whichever of two places comes second in the queue. */
export function later(one: Cursor | null, other: Cursor | null): Cursor | null {
  if (one === null || other === null) return one ?? other
  const isOne =
    one.urgency === other.urgency
      ? one.matchId > other.matchId.toLowerCase()
      : one.urgency > other.urgency
  return isOne ? one : other
}

/** Media that have a match on the pages of a report. */
export async function mediaOfReport(db: DbOrTransaction, reportId: string): Promise<string[]> {
  const page = (await readReportSummary(db, reportId))?.pageLocationId ?? null
  const pageIds = page === null ? [] : await pagesOfReport(db, page)
  return (await matchesOfPages(db, pageIds)).map(({ mediaId }) => mediaId)
}

/** Whether any of these media has a match that nobody has decided and somebody has to. */
export async function anyWaits(db: DbOrTransaction, mediaIds: readonly string[]): Promise<boolean> {
  const { rows } = await sql`${PLANNED_ONCE}
    select from waiting_match w where w.media_id = ${anyOf(mediaIds)}
      and not exists (select from decision d where d.match_id = w.match_id) limit 1`.execute(db)
  return rows.length > 0
}
