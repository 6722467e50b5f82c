import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'

/** That a child may be at risk now, as somebody said of a report. */
export type Risk = {
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

/** @returns whether it was marked */
export async function deleteRisk(db: DbOrTransaction, reportId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('report_at_risk')
    .where('report_id', '=', reportId)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** @returns null where nobody said so */
export async function readRisk(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  reportId: string,
): Promise<Risk | null> {
  const row = await db
    .selectFrom('report_at_risk')
    .select(['reason_ct', 'marked_by', 'marked_at'])
    .where('report_id', '=', reportId)
    .executeTakeFirst()
  if (!row) return null
  const { reason_ct: sealed, marked_by: markedBy, marked_at: markedAt } = row
  const reason = sealed && crypto.openText(place(reportId), sealed)
  return { reason, markedBy, markedAt }
}

/** Ids of the reports that were marked last, the newest first. */
export async function newestRisks(
  db: DbOrTransaction,
  { since, limit }: { since: Date; limit: number },
): Promise<string[]> {
  const rows = await db
    .selectFrom('report_at_risk')
    .select('report_id')
    .where('marked_at', '>', since)
    .orderBy('marked_at', 'desc')
    .limit(sql.lit(limit))
    .execute()
  return rows.map(({ report_id: id }) => id)
}

/** Whether somebody said so of this report. */
export const markedAtRisk = (reportId: RawBuilder<unknown>) => sql<boolean>`(
  exists (select from report_at_risk a where a.report_id = ${reportId}))`

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
