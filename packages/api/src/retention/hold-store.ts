import type { DbOrTransaction } from '@nightlight/runtime'
import type { HoldKind } from './hold-scope.ts'
import type { HOLD_REASONS } from './legal-holds.ts'

export type LegalHold = {
  id: string
  kind: HoldKind
  /** Of the report, the takedown or the page that it covers. */
  of: string
  reason: (typeof HOLD_REASONS)[number]
  authority: string
  placer: string
  placedAt: Date
  reviewAt: Date
  /** Whether the day has come on which people look at it again. */
  isOverdue: boolean
}

/** Holds that are in force, those that wait longest for a review first. */
export async function holdsInForce(
  db: DbOrTransaction,
  now: Date,
  limit: number,
): Promise<LegalHold[]> {
  const rows = await db
    .selectFrom('legal_hold')
    .selectAll()
    .where('released_at', 'is', null)
    .orderBy('review_at')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    kind: row.report_id ? 'report' : row.takedown_id ? 'takedown' : 'page',
    of: (row.report_id ?? row.takedown_id ?? row.page_location_id)!,
    reason: row.reason_code as LegalHold['reason'],
    authority: row.authority,
    placer: row.placer,
    placedAt: row.placed_at,
    reviewAt: row.review_at,
    isOverdue: row.review_at <= now,
  }))
}

/** How many are in force, and of how many of them the day of the review has come. */
export async function countHolds(
  db: DbOrTransaction,
  now: Date,
): Promise<{ inForce: number; overdue: number }> {
  const row = await db
    .selectFrom('legal_hold')
    .select(({ fn }) => [
      fn.countAll<string>().as('inForce'),
      fn.countAll<string>().filterWhere('review_at', '<=', now).as('overdue'),
    ])
    .where('released_at', 'is', null)
    .executeTakeFirstOrThrow()
  return { inForce: Number(row.inForce), overdue: Number(row.overdue) }
}
