import { anyOf, PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { reachOfMedia } from '../match-reach-store.ts'
import { matchedOnPages } from '../match-store.ts'
import { readReportSummary } from '../report-facts-store.ts'
import { pagesOfReport } from '../report-pages-store.ts'
import type { QueueFilter } from './queue-filter.ts'
import { positionOf, readWaiting, type Cursor, type Waiting } from './queue-store.ts'

/** What is looked at next: the newest report that led to it, null where none did, and where it stands. */
export type NextInQueue = Cursor & { reportId: string | null; host: string | null }

export type Here = { mediaIds: readonly string[]; now: Date }
type From = { filter: QueueFilter; after: Cursor | null; at: Cursor | null }

/**
 * What comes in the queue after where somebody stands, and where nothing does what is at its top: who leaves one for later is
 * not led back to it at once.
 *
 * Where what is at hand stands by now does not matter: part of it may be decided, moved up or less urgent than what was
 * opened, and whatever is in between would be passed over.
 *
 * @param from  `at`: where what is at hand stood when it was opened, null where it was opened from elsewhere: the first of the page
 *   of the queue is next then
 * @param here  `mediaIds`: all that is at hand, which is never next
 */
export async function nextInQueue(
  db: DbOrTransaction,
  { filter, after, at }: From,
  { mediaIds, now }: Here,
): Promise<NextInQueue | null> {
  const first = async (from: Cursor | null): Promise<Waiting | undefined> =>
    (await readWaiting(db, filter, { now, after: from, apart: mediaIds, limit: 1 }))[0]
  const from = at ?? after
  const next = (from && (await first(from))) ?? (await first(null))
  if (!next) return null
  const { matchId, urgency, mediaId, host } = next
  const reach = await reachOfMedia(db, [mediaId])
  return { matchId, urgency, host, reportId: reach(mediaId).reports[0] ?? null }
}

/** From here on no child is said to be at risk. */
const NO_RISK = 3

/**
 * Whether something waits where a child may be at risk that is neither at hand nor ahead of where somebody stands: what
 * comes in, or is marked, while they go on stands behind them.
 */
export async function riskBehind(
  db: DbOrTransaction,
  { after, at }: Omit<From, 'filter'>,
  { mediaIds, now }: Here,
): Promise<boolean> {
  const from = at ?? after
  if (from === null || from.urgency < NO_RISK) return false
  const risks = await readWaiting(db, { risk: 'yes' }, { now, apart: mediaIds, limit: 1 })
  return risks.length > 0
}

/** Where the match before a place stands: from there what stands at the place is next. Null at the top. */
export async function placeBefore(db: DbOrTransaction, at: Cursor): Promise<Cursor | null> {
  const { rows } = await sql<Cursor>`${PLANNED_ONCE}
    select w.urgency, w.match_id as "matchId" from waiting_match w
    where not w.aside and (w.urgency, w.match_id) < ${positionOf(at)}
    order by w.urgency desc, w.match_id desc limit 1`.execute(db)
  return rows[0] ?? null
}

/** Media that have a match on the pages of a report. */
export async function mediaOfReport(db: DbOrTransaction, reportId: string): Promise<string[]> {
  const page = (await readReportSummary(db, reportId))?.pageLocationId ?? null
  return page === null ? [] : matchedOnPages(db, await pagesOfReport(db, page))
}

/** Whether any of these media has a match that nobody has decided and somebody has to. */
export async function anyWaits(db: DbOrTransaction, mediaIds: readonly string[]): Promise<boolean> {
  const { rows } = await sql`${PLANNED_ONCE}
    select from waiting_match w where w.media_id = ${anyOf(mediaIds)}
      and not exists (select from decision d where d.match_id = w.match_id) limit 1`.execute(db)
  return rows.length > 0
}
