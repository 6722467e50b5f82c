import { PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { dayOf, LONGEST_LOOK_MS, type Exposure } from './exposure.ts'

/** Days are kept for so long, so that a week can be looked back on. */
const KEPT_DAYS = 14

/** Notes that a person looks at a case now: what has passed since the look before counts, up to ten minutes. */
export async function noteLook(db: DbOrTransaction, actor: string, at: Date): Promise<void> {
  const longest = LONGEST_LOOK_MS / 1000
  const { rows } = await sql<{ looks: number }>`${PLANNED_ONCE}
    insert into exposure_day as d (actor, day, first_look_at, last_look_at)
    values (${actor}, ${dayOf(at)}::date, ${at}, ${at})
    on conflict (actor, day) do update
      set seconds = d.seconds + case
            when excluded.last_look_at - d.last_look_at between interval '0' and make_interval(secs => ${longest})
            then round(extract(epoch from excluded.last_look_at - d.last_look_at))::integer else 0 end,
          looks = d.looks + 1,
          last_look_at = greatest(d.last_look_at, excluded.last_look_at)
    returning looks`.execute(db)
  if (rows[0]?.looks !== 1) return
  await sql`
    delete from exposure_day where day < ${dayOf(at)}::date - ${sql.lit(KEPT_DAYS)}::integer`.execute(
    db,
  )
}

type Row = {
  actor: string
  day: string
  seconds: number
  looks: number
  first_look_at: Date
  last_look_at: Date
}

/** The days of one person, the newest first, at most those that are kept. */
export async function exposureOf(
  db: DbOrTransaction,
  actor: string,
): Promise<(Exposure & { day: string })[]> {
  const { rows } = await sql<Row>`
    select actor, day::text as day, seconds, looks, first_look_at, last_look_at
    from exposure_day where actor = ${actor} order by day desc limit ${KEPT_DAYS + 1}`.execute(db)
  return rows.map((row) => ({ ...toExposure(row), day: row.day }))
}

/** Of everybody on the day of a moment, who looked longest first. */
export async function exposureOnDay(
  db: DbOrTransaction,
  at: Date,
  limit: number,
): Promise<Exposure[]> {
  const { rows } = await sql<Row>`
    select actor, day::text as day, seconds, looks, first_look_at, last_look_at
    from exposure_day where day = ${dayOf(at)}::date
    order by seconds desc, actor limit ${limit}`.execute(db)
  return rows.map(toExposure)
}

const toExposure = (row: Row): Exposure => ({
  actor: row.actor,
  ms: row.seconds * 1000,
  looks: row.looks,
  firstLookAt: row.first_look_at,
  lastLookAt: row.last_look_at,
})
