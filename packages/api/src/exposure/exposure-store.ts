import { PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { actorsOfPerson, personOfActor } from '../identity/person-actors.ts'
import { DAY_MS, dayOf, LONGEST_LOOK_MS, type Exposure } from './exposure.ts'

/** Days are kept for so long, so that a week can be looked back on. */
const KEPT_DAYS = 14
/** What counts towards the last 24 hours is kept for so long. */
const KEPT_SLOTS_MS = 2 * DAY_MS
/** In such parts it counts: a look counts for that in which it ended. */
const SLOT_MS = 10 * 60_000

const slotOf = (at: Date): Date => new Date(Math.floor(at.getTime() / SLOT_MS) * SLOT_MS)

/** Seconds of what passed between two looks, as far as it counts. */
const counted = (passed: RawBuilder<unknown>): RawBuilder<number> => sql`
  case when ${passed} between interval '0' and make_interval(secs => ${sql.lit(LONGEST_LOOK_MS / 1000)})
    then round(extract(epoch from ${passed}))::integer else 0 end`

/**
 * Notes that a person looks at a case now: what has passed since the look before counts, up to ten minutes. Whoever works in two
 * roles at once looks at one case at a time: the look before may be one in the other role.
 */
export async function noteLook(db: DbOrTransaction, actor: string, at: Date): Promise<void> {
  const inOtherRole = sql`(select last_look_at from other)`
  const since = counted(
    sql`least(excluded.last_look_at - d.last_look_at, excluded.last_look_at - ${inOtherRole})`,
  )
  const { rows } = await sql<{ looks: number }>`${PLANNED_ONCE}
    with other as materialized (
      select max(last_look_at) as last_look_at from exposure_day
      where actor = any(${actorsOfPerson(actor)}) and actor <> ${actor}
        and day between ${dayOf(at)}::date - 1 and ${dayOf(at)}::date
    ), look as (
      insert into exposure_day as d (actor, day, seconds, added, first_look_at, last_look_at)
      select l.actor, l.day, b.seconds, b.seconds, l.at, l.at
      from (select ${actor}::text as actor, ${dayOf(at)}::date as day, ${at}::timestamptz as at) l
      -- the first of a day follows the last of the day before
      left join exposure_day y on y.actor = l.actor and y.day = l.day - 1
      cross join lateral (
        select ${counted(sql`least(l.at - y.last_look_at, l.at - ${inOtherRole})`)} as seconds) b
      on conflict (actor, day) do update
        set seconds = d.seconds + ${since},
            added = ${since},
            looks = d.looks + 1,
            last_look_at = greatest(d.last_look_at, excluded.last_look_at)
      returning actor, looks, added
    ), slot as (
      insert into exposure_slot as s (actor, slot, seconds, last_look_at)
      select actor, ${slotOf(at)}::timestamptz, added, ${at}::timestamptz from look
      on conflict (actor, slot) do update
        set seconds = s.seconds + excluded.seconds,
            looks = s.looks + 1,
            last_look_at = greatest(s.last_look_at, excluded.last_look_at)
    )
    select looks from look`.execute(db)
  if (rows[0]?.looks !== 1) return
  await sql`
    delete from exposure_day where day < ${dayOf(at)}::date - ${sql.lit(KEPT_DAYS)}::integer`.execute(
    db,
  )
  await db
    .deleteFrom('exposure_slot')
    .where('slot', '<', new Date(at.getTime() - KEPT_SLOTS_MS))
    .execute()
}

type Row = { actor: string; seconds: number; looks: number; last_look_at: Date }

/** The days of one person in whatever role, UTC, the newest first, at most those that are kept. */
export async function exposureOf(
  db: DbOrTransaction,
  actor: string,
): Promise<(Exposure & { day: string })[]> {
  const { rows } = await sql<Row & { day: string }>`
    select ${actor}::text as actor, day::text as day, sum(seconds)::integer as seconds, sum(looks)::integer as looks,
      max(last_look_at) as last_look_at
    from exposure_day where actor = any(${actorsOfPerson(actor)})
    group by day order by exposure_day.day desc limit ${KEPT_DAYS + 1}`.execute(db)
  return rows.map((row) => ({ ...toExposure(row), day: row.day }))
}

const SUMS = sql`
  sum(seconds)::integer as seconds, sum(looks)::integer as looks, max(last_look_at) as last_look_at
  from exposure_slot`
const within = (now: Date): RawBuilder<unknown> =>
  sql`slot > ${new Date(now.getTime() - DAY_MS)}::timestamptz`

/** Of one person in whatever role in the last 24 hours, to ten minutes; null where they looked at nothing. */
export async function exposureLately(
  db: DbOrTransaction,
  actor: string,
  now: Date,
): Promise<Exposure | null> {
  const { rows } = await sql<Row>`${PLANNED_ONCE} select ${actor}::text as actor, ${SUMS}
    where actor = any(${actorsOfPerson(actor)}) and ${within(now)} having count(*) > 0`.execute(db)
  return rows[0] ? toExposure(rows[0]) : null
}

/** Of everybody in the last 24 hours, each as whom they looked last, who looked longest first. */
export async function exposureOfAll(
  db: DbOrTransaction,
  now: Date,
  limit: number,
): Promise<Exposure[]> {
  const { rows } = await sql<Row>`
    select (array_agg(actor order by last_look_at desc, actor))[1] as actor, ${SUMS}
    where ${within(now)} group by ${personOfActor(sql`actor`)} order by 2 desc, 1 limit ${limit}`.execute(
    db,
  )
  return rows.map(toExposure)
}

const toExposure = ({ actor, seconds, looks, last_look_at }: Row): Exposure => ({
  actor,
  ms: seconds * 1000,
  looks,
  lastLookAt: last_look_at,
})
