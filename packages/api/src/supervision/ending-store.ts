import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

const WITHIN_DAYS = 7
const DAY_MS = 86_400_000
/** Holds that are told of each kind. */
export const TOLD_HOLDS = 8

/** A hold that ends, or a legal hold that has to be looked at again. */
export type EndingHold = {
  kind: 'hold' | 'legal'
  /** Of the takedown that it is about; null where it is about a report or a page. */
  takedownId: string | null
  host: string | null
  reason: string
  /** On whose behalf, of a legal hold. */
  authority: string | null
  until: Date
  isOverdue: boolean
}

/** Holds of notices and legal holds that end within seven days or should have, the first to end first. */
export async function endingHolds(
  db: DbOrTransaction,
  now: Date,
  which: { holds: boolean; legal: boolean },
): Promise<{ items: EndingHold[]; isMore: boolean }> {
  const before = new Date(now.getTime() + WITHIN_DAYS * DAY_MS)
  const most = TOLD_HOLDS + 1
  type Row = Omit<EndingHold, 'kind' | 'isOverdue'>
  const holds = which.holds
    ? await sql<Row>`
        select h.takedown_id as "takedownId", t.host, h.reason, null as authority, h.until
        from hold h join takedown t on t.id = h.takedown_id
        where h.ended_at is null and h.until < ${before} order by h.until, h.id limit ${most}`.execute(
        db,
      )
    : { rows: [] }
  const legal = which.legal
    ? await sql<Row>`
        select h.takedown_id as "takedownId", t.host, h.reason_code as reason, h.authority, h.review_at as until
        from legal_hold h left join takedown t on t.id = h.takedown_id
        where h.released_at is null and h.review_at < ${before}
        order by h.review_at, h.id limit ${most}`.execute(db)
    : { rows: [] }
  const told = (kind: EndingHold['kind'], rows: readonly Row[]): EndingHold[] =>
    rows.slice(0, TOLD_HOLDS).map((row) => ({ kind, ...row, isOverdue: row.until <= now }))
  return {
    items: [...told('hold', holds.rows), ...told('legal', legal.rows)].toSorted(
      (a, b) => a.until.getTime() - b.until.getTime(),
    ),
    isMore: holds.rows.length > TOLD_HOLDS || legal.rows.length > TOLD_HOLDS,
  }
}
