import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/** What a hold covers: a report, a takedown, or a page with all its reports and takedowns. */
export type HoldScope = { reportId: string } | { takedownId: string } | { pageId: string }

export const HOLD_KINDS = ['report', 'takedown', 'page'] as const
export type HoldKind = (typeof HOLD_KINDS)[number]

/** Whether there is what a hold is to cover. */
export async function isThere(db: DbOrTransaction, scope: HoldScope): Promise<boolean> {
  const [table, id] =
    'reportId' in scope
      ? (['report', scope.reportId] as const)
      : 'takedownId' in scope
        ? (['takedown', scope.takedownId] as const)
        : (['location', scope.pageId] as const)
  const found = await db.selectFrom(table).select('id').where('id', '=', id).executeTakeFirst()
  return found !== undefined
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi

/**
 * What somebody means who gives the id of a report or takedown, or the address of its page here; of a case, the page that it
 * is about.
 *
 * @returns null where no id is in what was typed; what it is the id of may not be there
 */
export async function scopeFrom(
  db: DbOrTransaction,
  kind: HoldKind,
  typed: string,
): Promise<HoldScope | null> {
  const id = typed.match(UUID)?.[0].toLowerCase()
  if (id === undefined) return null
  if (kind === 'report') return { reportId: id }
  if (kind === 'takedown') return { takedownId: id }
  const { rows } = await sql<{ pageId: string | null }>`
    select coalesce((select page_location_id from takedown where id = ${id}::uuid),
      (select location_id from report_location where report_id = ${id}::uuid)) as "pageId"`.execute(
    db,
  )
  return { pageId: rows[0]?.pageId ?? id }
}
