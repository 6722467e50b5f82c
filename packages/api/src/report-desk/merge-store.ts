import { idsOf, PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { markedAtRisk } from '../queue/risk-store.ts'

/** A report as a link to it says it. */
export type OtherReport = {
  id: string
  /** Null for one whose address was refused, or that was not taken in yet. */
  host: string | null
  receivedAt: Date
  /** Somebody said of it that a child may be at risk now. */
  atRisk: boolean
}

export type Merges = {
  /** The report as which it is worked on. */
  into: OtherReport | null
  /** Reports that are worked on as this one, the newest first, at most 50. */
  from: OtherReport[]
  /** What may be the same place, the newest first, at most 10. */
  candidates: OtherReport[]
}

const FROM_SHOWN = 50
const CANDIDATES_SHOWN = 10
/** So many reports of the same place are looked through for some that are not merged. */
const CANDIDATES_LOOKED_AT = 50

const OTHER = sql`r.id, p.host, r.received_at as "receivedAt", ${markedAtRisk(sql`r.id`)} as "atRisk"`
const JOINS = sql`
  left join report_location rl on rl.report_id = r.id
  left join location p on p.id = rl.location_id`

/** @param kin ids of reports that led to the same pictures */
export async function mergesOf(
  db: DbOrTransaction,
  reportId: string,
  kin: readonly string[],
): Promise<Merges> {
  const into = await sql<OtherReport>`${PLANNED_ONCE}
    select ${OTHER} from report_merge m join report r on r.id = m.into_id ${JOINS}
    where m.report_id = ${reportId}`.execute(db)
  const from = await sql<OtherReport>`${PLANNED_ONCE}
    select ${OTHER} from report_merge m join report r on r.id = m.report_id ${JOINS}
    where m.into_id = ${reportId} order by r.id desc limit ${sql.lit(FROM_SHOWN)}`.execute(db)
  const candidates = await sql<OtherReport>`${PLANNED_ONCE}
    with near as (
      (select o.report_id as id from report_location own
        join report_location o on o.location_id = own.location_id
        where own.report_id = ${reportId} order by o.report_id desc limit ${sql.lit(CANDIDATES_LOOKED_AT)})
      union
      select id from unnest(${idsOf(kin)}) as k (id)
    )
    select ${OTHER} from near join report r on r.id = near.id ${JOINS}
    where r.id <> ${reportId} and not exists (select from report_merge m where m.report_id = r.id)
    order by r.id desc limit ${sql.lit(CANDIDATES_SHOWN)}`.execute(db)
  return { into: into.rows[0] ?? null, from: from.rows, candidates: candidates.rows }
}

/** Keeps reports from being merged by others meanwhile. @returns those there are */
export async function lockReports(db: DbOrTransaction, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from report where id in (select unnest(${idsOf(ids)})) order by id for update`.execute(
    db,
  )
  return rows.map(({ id }) => id)
}

/** The report as which another is worked on; null for one that is worked on itself. */
export async function mergedInto(db: DbOrTransaction, reportId: string): Promise<string | null> {
  const row = await db
    .selectFrom('report_merge')
    .select('into_id')
    .where('report_id', '=', reportId)
    .executeTakeFirst()
  return row?.into_id ?? null
}

/** Has a report worked on as another, and all that were worked on as the first as well. */
export async function insertMerge(
  db: DbOrTransaction,
  { reportId, intoId, actor }: { reportId: string; intoId: string; actor: string },
): Promise<void> {
  await db
    .updateTable('report_merge')
    .set({ into_id: intoId })
    .where('into_id', '=', reportId)
    .execute()
  await db
    .insertInto('report_merge')
    .values({ report_id: reportId, into_id: intoId, actor })
    .onConflict((conflict) => conflict.column('report_id').doUpdateSet({ into_id: intoId, actor }))
    .execute()
}

/** @returns what it was merged into; null when it was not */
export async function deleteMerge(db: DbOrTransaction, reportId: string): Promise<string | null> {
  const row = await db
    .deleteFrom('report_merge')
    .where('report_id', '=', reportId)
    .returning('into_id')
    .executeTakeFirst()
  return row?.into_id ?? null
}
