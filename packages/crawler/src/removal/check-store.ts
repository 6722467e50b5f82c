import type { Verdict } from '@nightlight/contract'
import { readStoredFingerprint, type Fingerprint } from '@nightlight/fingerprint'
import {
  newId,
  type CheckDetail,
  type DbOrTransaction,
  type FieldCrypto,
} from '@nightlight/runtime'
import { sql } from 'kysely'

export type CheckClaim = {
  checkId: string
  takedownId: string
  pageLocationId: string
  locationIds: string[]
  /** Name of the vantage point that is to look. */
  egress: string
}

type ClaimOptions = { leaseMs: number; vantagePoints: readonly string[] }

/**
 * Takes the check that is due on a takedown; the row of the check is the claim.
 *
 * Looks from the vantage point whose last look at it lies farthest back, so that they take turns and
 * one that fails does not keep the others from looking.
 *
 * @returns null when none is due, it has been done, or another worker is at it
 */
export async function claimCheck(
  db: DbOrTransaction,
  takedownId: string,
  options: ClaimOptions,
): Promise<CheckClaim | null> {
  const takedown = await db
    .selectFrom('takedown')
    .select(['page_location_id', 'next_check_at'])
    .where('id', '=', takedownId)
    .where('next_check_at', '<=', sql<Date>`clock_timestamp()`)
    .executeTakeFirst()
  if (!takedown?.next_check_at) return null
  const { rows } = await sql<{ id: string; egress: string }>`
    insert into removal_check (id, takedown_id, due_at, started_at, egress)
    select ${newId()}::uuid, ${takedownId}::uuid, ${takedown.next_check_at}::timestamptz,
           clock_timestamp(), point.name
      from unnest(${options.vantagePoints}::text[]) with ordinality as point (name, place)
      left join lateral (select max(c.started_at) as at from removal_check c
        where c.takedown_id = ${takedownId} and c.egress = point.name) last on true
      order by last.at nulls first, point.place
      limit 1
    on conflict (takedown_id, due_at) do update
      set started_at = clock_timestamp(), egress = excluded.egress
      where removal_check.finished_at is null
        and removal_check.started_at < clock_timestamp() - ${options.leaseMs} * interval '1 millisecond'
    returning id, egress`.execute(db)
  const row = rows[0]
  if (!row) return null
  const locations = await db
    .selectFrom('takedown_location')
    .select('location_id')
    .where('takedown_id', '=', takedownId)
    .orderBy('added_at')
    .execute()
  return {
    checkId: row.id,
    takedownId,
    pageLocationId: takedown.page_location_id,
    egress: row.egress,
    locationIds: locations.map(({ location_id }) => location_id),
  }
}

const MAX_TOGETHER = 100

/**
 * Takes the checks that are due on other takedowns of the same page, so that one look serves all, from
 * the vantage point of the first.
 */
export async function claimOthers(
  db: DbOrTransaction,
  first: CheckClaim,
  { leaseMs }: ClaimOptions,
): Promise<CheckClaim[]> {
  const rows = await db
    .selectFrom('takedown')
    .select('id')
    .where('page_location_id', '=', first.pageLocationId)
    .where('id', '<>', first.takedownId)
    .where('next_check_at', '<=', sql<Date>`clock_timestamp()`)
    .orderBy('next_check_at')
    .limit(MAX_TOGETHER)
    .execute()
  const claims: CheckClaim[] = []
  for (const { id } of rows) {
    const claim = await claimCheck(db, id, { leaseMs, vantagePoints: [first.egress] })
    if (claim) claims.push(claim)
  }
  return claims
}

/**
 * Ends a check. Where it was claimed anew meanwhile, because its lease ran out, the look that ends first counts,
 * and its row says from where that one was taken.
 *
 * @returns whether it was ended by this
 */
export async function finishCheck(
  db: DbOrTransaction,
  { checkId, egress }: Pick<CheckClaim, 'checkId' | 'egress'>,
  result: { verdict: Verdict; detail: CheckDetail[]; lookId: string },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('removal_check')
    .set({
      egress,
      verdict: result.verdict,
      look_id: result.lookId,
      detail: JSON.stringify(result.detail),
      // Whole milliseconds, as a program reads it: "later than the last one applied" must be exact.
      finished_at: sql`date_trunc('milliseconds', clock_timestamp())`,
    })
    .where('id', '=', checkId)
    .where('finished_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export type TakedownMedia = { id: string; fingerprint: Fingerprint }

/** What a takedown is about: its own media and copies seen on its page before. */
export async function takedownMedia(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  takedownId: string,
): Promise<TakedownMedia[]> {
  const { rows } = await sql<{ id: string; fingerprint_ct: Buffer }>`
    select m.id, m.fingerprint_ct from media m
    where m.id in (
      select media_id from takedown where id = ${takedownId}
      union
      select x.media_id from takedown t
        join match own on own.media_id = t.media_id
        join match x on x.entry_id = own.entry_id and x.tier in ('exact', 'near')
        join sighting s on s.media_id = x.media_id and s.page_location_id = t.page_location_id
        where t.id = ${takedownId}
    )`.execute(db)
  return rows.map(({ id, fingerprint_ct }) => {
    const place = { table: 'media', column: 'fingerprint_ct', row: id }
    return { id, fingerprint: readStoredFingerprint(crypto.openText(place, fingerprint_ct)) }
  })
}

/** The host of the page of a takedown; '' when there is no such takedown. */
export async function pageHost(db: DbOrTransaction, takedownId: string): Promise<string> {
  const row = await db
    .selectFrom('takedown')
    .innerJoin('location', 'location.id', 'takedown.page_location_id')
    .select('location.host')
    .where('takedown.id', '=', takedownId)
    .executeTakeFirst()
  return row?.host ?? ''
}

/** Hosts of the page of a takedown, and of all addresses that takedowns of this page are about. */
export async function lookedAtHosts(db: DbOrTransaction, takedownId: string): Promise<string[]> {
  const { rows } = await sql<{ host: string }>`
    with page as (select page_location_id as id from takedown where id = ${takedownId})
    select distinct host from location where id in (
      select id from page
      union
      select a.location_id from takedown t join takedown_location a on a.takedown_id = t.id
      where t.page_location_id = (select id from page))`.execute(db)
  return rows.map(({ host }) => host)
}

/** Takedowns whose check is due and not done; hosts take turns, so that none keeps the others waiting. */
export async function checksDue(
  db: DbOrTransaction,
  leaseMs: number,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select due.id from (
      select t.id, t.next_check_at,
             row_number() over (partition by p.host order by t.next_check_at) as turn
      from takedown t
      join location p on p.id = t.page_location_id
      left join removal_check c on c.takedown_id = t.id and c.due_at = t.next_check_at
      where t.next_check_at <= statement_timestamp()
        and (c.id is null or (c.finished_at is null
          and c.started_at < clock_timestamp() - ${leaseMs} * interval '1 millisecond'))
    ) due
    order by due.turn, due.next_check_at limit ${limit}`.execute(db)
  return rows.map((row) => row.id)
}
