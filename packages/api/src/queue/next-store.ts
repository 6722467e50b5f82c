import { anyOf, PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { LED_TO } from '../match-reach-store.ts'
import { released } from '../match-conditions.ts'
import { matchedOnPages } from '../match-store.ts'
import { readReportSummary } from '../report-facts-store.ts'
import { pagesOfReport } from '../report-pages-store.ts'
import type { QueueFilter } from './queue-filter.ts'
import { positionOf, readWaiting, type Cursor, type Waiting } from './queue-store.ts'
import { markedAtRisk } from './risk-store.ts'

/** What is looked at next: a report that led to it, null where none did, and where it stands. */
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
  return { matchId, urgency, host, reportId: await reportToOpen(db, mediaId) }
}

/**
 * The report on whose page a picture is looked at: one where a child may be at risk before others, one that is worked on
 * by itself before a duplicate of another, and then the newest. A duplicate is only left for a page that has the picture.
 */
async function reportToOpen(db: DbOrTransaction, mediaId: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`${PLANNED_ONCE}
    select x.report_id as id from (select ${mediaId}::uuid as id) m cross join lateral ${LED_TO} x
    order by ${markedAtRisk(sql`x.report_id`)} desc,
      exists (select from report_merge d where d.report_id = x.report_id), x.report_id desc
    limit 1`.execute(db)
  return rows[0]?.id ?? null
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

/** How many matches of media that were seen on some pages wait for a person. */
export async function countWaitingOnPages(
  db: DbOrTransaction,
  pageIds: readonly string[],
): Promise<number> {
  const { rows } = await sql<{ n: number }>`${PLANNED_ONCE}
    select count(*)::integer as n from waiting_match w join match m on m.id = w.match_id
    where w.media_id in (
        select media_id from sighting where page_location_id = ${anyOf(pageIds)})
      and not w.aside and ${released}
      and not exists (select from decision where decision.match_id = m.id)`.execute(db)
  return rows[0]?.n ?? 0
}
