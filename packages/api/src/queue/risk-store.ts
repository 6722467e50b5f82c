import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'

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

/** Reports marked last, the newest first. */
export async function newestRisks(
  db: DbOrTransaction,
  { since, limit }: { since: Date; limit: number },
): Promise<{ reportId: string; markedAt: Date }[]> {
  const { rows } = await sql<{ reportId: string; markedAt: Date }>`
    select report_id as "reportId", marked_at as "markedAt" from report_at_risk
    where marked_at > ${since} order by marked_at desc limit ${limit}`.execute(db)
  return rows
}
