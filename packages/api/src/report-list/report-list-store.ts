import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { listedReports, NOT_MERGED, type ListedReport } from '../report-facts-store.ts'
import { isAsAsked, isIndexed, neededFor, type ReportFilter } from './report-filter.ts'

/** How many are read at most, so that a page costs the same however many there are. */
export const REPORTS_READ = 100
/** Reports that are looked through in one go, most of which may be others than those that are asked for. */
const GO = 2000
/** After so long what was found is shown, and the way on. */
const ENOUGH_MS = 150

export type ReportList = {
  items: ListedReport[]
  /** The last report that was looked at, from which it goes on; null where there are no more. */
  lookedTo: { id: string; at: Date } | null
}

/**
 * Reports that are as a filter says, the newest first.
 *
 * Where a report stands is worked out for each and kept nowhere: all are looked through in their order, a few
 * thousand at a time, and left out by what is told quickly. What is rare is found as long as `ENOUGH_MS` lasts. Those of a
 * host or a source have an index of their own.
 */
export async function readReports(
  db: DbOrTransaction,
  filter: ReportFilter,
  { now, before }: { now: Date; before: string | null },
): Promise<ReportList> {
  const items: ListedReport[] = []
  const began = performance.now()
  let from = before
  for (;;) {
    const last = isIndexed(filter) ? null : await endOfGo(db, from)
    const further = from === null ? sql`true` : sql`report.id < ${from}::uuid`
    const upTo = last === null ? sql`true` : sql`report.id >= ${last.id}::uuid`
    const found = await listedReports(
      db,
      sql`select id, received_at, source, language from report
        where ${further} and ${upTo} and ${NOT_MERGED} and ${neededFor(filter, now)}
        order by id desc limit ${sql.lit(REPORTS_READ)}`,
    )
    const isCut = found.length === REPORTS_READ
    items.push(...found.filter((one) => isAsAsked(filter, one)))
    const at = found.at(-1)
    const lookedTo = isCut && at ? { id: at.id, at: at.receivedAt } : last
    if (items.length >= REPORTS_READ || lookedTo === null) {
      return { items: items.slice(0, REPORTS_READ), lookedTo }
    }
    if (performance.now() - began > ENOUGH_MS) return { items, lookedTo }
    from = lookedTo.id
  }
}

/** The last report of the next go; null where it ends with the oldest. */
async function endOfGo(
  db: DbOrTransaction,
  from: string | null,
): Promise<{ id: string; at: Date } | null> {
  const { rows } = await sql<{ id: string; at: Date }>`
    select id, received_at as at from report
    where ${from === null ? sql`true` : sql`id < ${from}::uuid`}
    order by id desc offset ${sql.lit(GO - 1)} limit 1`.execute(db)
  return rows[0] ?? null
}
