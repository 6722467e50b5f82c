import { idsOf, PLANNED_ONCE, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'

/** That a child may be at risk now, as somebody said of a report. */
export type Risk = {
  /** Of which it was said. */
  reportId: string
  /** Null once it was erased. */
  reason: string | null
  markedBy: string
  markedAt: Date
}

const place = (reportId: string) =>
  ({ table: 'report_at_risk', column: 'reason_ct', row: reportId }) as const

/** @returns whether it was not marked before; an earlier mark stays as it is */
export async function insertRisk(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  { reportId, reason, by, at }: { reportId: string; reason: string; by: string; at: Date },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('report_at_risk')
    .values({
      report_id: reportId,
      reason_ct: crypto.seal(place(reportId), reason),
      marked_by: by,
      marked_at: at,
    })
    .onConflict((conflict) => conflict.column('report_id').doNothing())
    .executeTakeFirstOrThrow()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** @returns what was said; null if it was not marked */
export async function deleteRisk(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  reportId: string,
): Promise<{ reason: string | null } | null> {
  const gone = await db
    .deleteFrom('report_at_risk')
    .where('report_id', '=', reportId)
    .returning('reason_ct as sealed')
    .executeTakeFirst()
  return gone ? { reason: gone.sealed && crypto.openText(place(reportId), gone.sealed) } : null
}

/** So many marks of one report are told at most; each but its own comes of a report that was merged into it. */
const RISKS_TOLD = 50

/**
 * What was said of a report and of those that are worked on as it, its own first, then the newest.
 *
 * Marks stay with the report of which they were said: what is merged is separated again as it was.
 */
export async function readRisks(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  reportId: string,
): Promise<Risk[]> {
  const { rows } = await sql<Omit<Risk, 'reason'> & { sealed: Buffer | null }>`
    select report_id as "reportId", reason_ct as sealed, marked_by as "markedBy", marked_at as "markedAt" from (
      select * from report_at_risk where report_id = ${reportId}
      union all
      select a.* from report_merge m join report_at_risk a on a.report_id = m.report_id
       where m.into_id = ${reportId}) a
    order by report_id = ${reportId} desc, marked_at desc limit ${sql.lit(RISKS_TOLD)}`.execute(db)
  return rows.map(({ sealed, ...said }) => ({
    ...said,
    reason: sealed && crypto.openText(place(said.reportId), sealed),
  }))
}

/** Reports as which marked ones are worked on, and of which ones it was said, those that were marked last first. */
export async function newestRisks(
  db: DbOrTransaction,
  { since, limit }: { since: Date; limit: number },
): Promise<{ id: string; markedIds: string[] }[]> {
  const { rows } = await sql<{ id: string; markedIds: string[] }>`
    select coalesce(m.into_id, a.report_id) as id,
           array_agg(a.report_id order by a.marked_at desc) as "markedIds"
      from report_at_risk a left join report_merge m on m.report_id = a.report_id
     where a.marked_at > ${since}
     group by 1 order by max(a.marked_at) desc limit ${sql.lit(limit)}`.execute(db)
  return rows
}

/** Whether somebody said so of this report, or of one that is worked on as it. */
export const markedAtRisk = (reportId: RawBuilder<unknown>) => sql<boolean>`(
  exists (select from report_at_risk a where a.report_id = ${reportId})
  or exists (
    select from report_merge m join report_at_risk a on a.report_id = m.report_id
     where m.into_id = ${reportId}))`

/** Whether a child may be at risk on a page: of a report of it, or of one that led to it. */
export const pageAtRisk = (pageId: RawBuilder<unknown>) => sql<boolean>`(
  exists (
    select from report_location l join report_at_risk r on r.report_id = l.report_id
     where l.location_id = ${pageId})
  or exists (
    select from crawl_page c join report_location l on l.location_id = c.root_location_id
      join report_at_risk r on r.report_id = l.report_id
     where c.location_id = ${pageId}))`

/** Whether a child may be at risk on a page that showed a media, whether anything of it waits or not. */
export const seenAtRisk = (mediaId: RawBuilder<unknown>) => sql<boolean>`(
  exists (select from report_at_risk) and exists (
    select from sighting s where s.media_id = ${mediaId} and ${pageAtRisk(sql`s.page_location_id`)}))`

/** Whether that is so of one media. */
export async function isSeenAtRisk(db: DbOrTransaction, mediaId: string): Promise<boolean> {
  const { rows } = await sql<{ atRisk: boolean }>`
    select ${seenAtRisk(sql`${mediaId}::uuid`)} as "atRisk"`.execute(db)
  return rows[0]?.atRisk ?? false
}

/** Of which of these media that is so. */
export async function mediaAtRisk(
  db: DbOrTransaction,
  mediaIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`${PLANNED_ONCE}
    select m.id from unnest(${idsOf(mediaIds)}) as m (id) where ${seenAtRisk(sql`m.id`)}`.execute(
    db,
  )
  return new Set(rows.map(({ id }) => id))
}

/**
 * Has confirmations that could still be undone count from now on, where a child may be at risk.
 *
 * Waits for nobody: one that is being undone at this moment is left to that.
 *
 * @returns of which media
 */
export async function hastenConfirmations(db: DbOrTransaction): Promise<string[]> {
  const { rows } = await sql<{ mediaId: string }>`
    with hastened as (
      select d.id, m.media_id from decision d join match m on m.id = d.match_id
       where d.effect_at > clock_timestamp() and d.verdict = 'confirm' and ${seenAtRisk(sql`m.media_id`)}
         for no key update of d skip locked
    )
    update decision d set effect_at = clock_timestamp() from hastened h where d.id = h.id
    returning h.media_id as "mediaId"`.execute(db)
  return [...new Set(rows.map(({ mediaId }) => mediaId))]
}
