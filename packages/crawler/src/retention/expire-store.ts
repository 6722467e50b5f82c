import type { DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import type { ByMonth, Part } from './partition-store.ts'
import { CHECK_RESTS, keptTakedowns, SIGHTING_RESTS, VISIT_RESTS } from './rests.ts'

export type Expiry = {
  /** What ended before is dropped unless something rests on it. */
  before: Date
  /** Takedowns that were closed after it keep their evidence. */
  closedSince: Date
}

const BATCH = 10_000

const KEY: Record<ByMonth, RawBuilder<unknown>> = {
  visit: sql.ref('started_at'),
  removal_check: sql.ref('due_at'),
}
const RESTS: Record<ByMonth, RawBuilder<unknown>> = {
  visit: VISIT_RESTS,
  removal_check: CHECK_RESTS,
}

/**
 * Drops the part of a month; rows that something rests on move to the default part.
 *
 * The part leaves the table before it is asked what rests on it: leaving waits for every transaction that
 * has read the table, and those that read it later wait for this one. So a takedown that was opened on
 * what it read there is seen here, and one that is opened afterwards finds what is there afterwards.
 */
export async function dropPart(
  db: DbOrTransaction,
  table: ByMonth,
  { name, starts, ends }: Part,
  { closedSince }: Expiry,
): Promise<{ dropped: number; kept: number }> {
  const part = sql.ref(name)
  // Nothing is written to a month that is long over; the count and the copy must agree all the same.
  await sql`lock table ${part} in share mode`.execute(db)
  const { rows } = await sql<{ n: string }>`select count(*) as n from ${part}`.execute(db)
  if (table === 'visit') {
    await noteForReview(db, sql`select location_id, page_location_id from ${part}`)
    await noteMadeIn(db, starts, ends)
  }
  await sql`select detach_month_partition(${table}, ${name})`.execute(db)
  const moved = await sql`
    with ${keptTakedowns(closedSince)}
    insert into ${sql.ref(table)} select * from ${part} where ${RESTS[table]}`.execute(db)
  await sql`select drop_month_partition(${table}, ${name})`.execute(db)
  const kept = Number(moved.numAffectedRows ?? 0n)
  return { dropped: Number(rows[0]!.n) - kept, kept }
}

/** Rows of the default part that are old and that nothing rests on any more. */
export async function expireRows(
  db: DbOrTransaction,
  table: ByMonth,
  { before, closedSince }: Expiry,
): Promise<{ dropped: number; more: boolean }> {
  const rest = sql.ref(`${table}_default`)
  const places = table === 'visit' ? sql`location_id, page_location_id` : sql`id`
  const gone = sql`
    delete from ${rest} where id in (
      select id from ${rest} where ${KEY[table]} < ${before} and not ${RESTS[table]} limit ${BATCH})
    returning ${places}`
  return count(db, closedSince, gone, table === 'visit')
}

/** Sightings that went long ago and that nothing rests on; one that is seen again meanwhile stays. */
export async function expireSightings(
  db: DbOrTransaction,
  { before, closedSince }: Expiry,
): Promise<{ dropped: number; more: boolean }> {
  const gone = sql`
    delete from sighting s using (
      select media_id, location_id, page_location_id from sighting
      where gone_at < ${before} and not ${SIGHTING_RESTS}
      limit ${BATCH} for update skip locked) old
    where s.media_id = old.media_id and s.location_id = old.location_id
      and s.page_location_id = old.page_location_id
    returning s.location_id, s.page_location_id`
  return count(db, closedSince, gone, true)
}

async function count(
  db: DbOrTransaction,
  closedSince: Date,
  gone: RawBuilder<unknown>,
  hasPlaces: boolean,
): Promise<{ dropped: number; more: boolean }> {
  const review = hasPlaces
    ? sql`, review as (insert into location_review ${placesOf(sql`select * from gone`)})`
    : sql``
  const { rows } = await sql<{ n: string }>`
    with ${keptTakedowns(closedSince)}, gone as (${gone}) ${review}
    select count(*) as n from gone`.execute(db)
  const dropped = Number(rows[0]!.n)
  return { dropped, more: dropped === BATCH }
}

const placesOf = (rows: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select distinct place from (${rows}) r cross join lateral
    (values (location_id), (page_location_id)) as p (place)
  on conflict do nothing`

const noteForReview = (db: DbOrTransaction, rows: RawBuilder<unknown>): Promise<unknown> =>
  sql`insert into location_review ${placesOf(rows)}`.execute(db)

/** Locations made in a month, which their ids begin with: some were named and never visited. */
const noteMadeIn = (db: DbOrTransaction, starts: Date, ends: Date): Promise<unknown> =>
  sql`
    insert into location_review
    select id from location where id >= ${firstIdOf(starts)}::uuid and id < ${firstIdOf(ends)}::uuid
    on conflict do nothing`.execute(db)

const firstIdOf = (at: Date): string => {
  const hex = at.getTime().toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}
