import type { DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'

/** Counted no further: a page says "100+". */
export const MOST_COUNTED = 100

/** What waits: how many, up to one more than `MOST_COUNTED`, and since when the oldest. */
export type Waiting = { kind: WaitingKind; n: number; oldest: Date | null }
export type WaitingKind = 'crawl' | 'check' | 'takedown' | 'notice' | 'event' | 'submission'

/** Of each kind the rows that are due, as the index has them, and the column that says since when. */
const DUE: Readonly<Record<WaitingKind, RawBuilder<unknown>>> = {
  crawl: sql`select crawl_due_at as at from location where crawl_due_at <= statement_timestamp() order by crawl_due_at`,
  check: sql`select next_check_at as at from takedown where next_check_at <= statement_timestamp() order by next_check_at`,
  takedown: sql`select due_at as at from takedown where due_at <= statement_timestamp() order by due_at`,
  notice: sql`
    select due_at as at from notice
     where state in ('due', 'handover') and due_at <= statement_timestamp() order by due_at`,
  event: sql`
    select d.next_at as at from event_hook h
      join lateral (
        select next_at from event_delivery
         where hook_id = h.id and state = 'waiting' and next_at <= statement_timestamp()
         order by next_at limit ${MOST_COUNTED + 1}) d on true
     where h.state = 'active' order by d.next_at`,
  submission: sql`select received_at as at from submission where state = 'receiving' order by received_at`,
}

/** What waits of each kind. */
export async function waitingNow(db: DbOrTransaction): Promise<Waiting[]> {
  const found: Waiting[] = []
  for (const kind of Object.keys(DUE) as WaitingKind[]) {
    const { rows } = await sql<{ n: number; oldest: Date | null }>`
      select count(*)::int as n, min(at) as oldest from (${DUE[kind]} limit ${MOST_COUNTED + 1}) due`.execute(
      db,
    )
    found.push({ kind, ...rows[0]! })
  }
  return found
}

export type DatabaseFacts = { bytes: number; startedAt: Date; version: string; migration: string }

/** The database itself: its size in bytes, since when it runs, its version, and the last migration that it has. */
export async function databaseFacts(db: DbOrTransaction): Promise<DatabaseFacts> {
  const { rows } = await sql<Omit<DatabaseFacts, 'bytes'> & { bytes: string }>`
    select pg_database_size(current_database()) as bytes, pg_postmaster_start_time() as "startedAt",
           current_setting('server_version') as version,
           (select max(name) from schema_migration) as migration`.execute(db)
  const { bytes, ...rest } = rows[0]!
  return { ...rest, bytes: Number(bytes) }
}

/** Keys of programs that end within a month, or have within the last one, and that no other has taken the place of. */
export async function keysEndingSoon(
  db: DbOrTransaction,
): Promise<{ id: string; name: string; expiresAt: Date }[]> {
  const { rows } = await sql<{ id: string; name: string; expiresAt: Date }>`
    select id, name, expires_at as "expiresAt" from api_key
     where revoked_at is null and expires_at > statement_timestamp() - interval '30 days'
       and expires_at < statement_timestamp() + interval '30 days'
       and not exists (select from api_key next where next.rotated_from = api_key.id)
       -- one that has ended is not replaced any more: another one is made for the same
       and not exists (select from api_key next where next.role = api_key.role and next.name = api_key.name
         and next.provider_id is not distinct from api_key.provider_id
         and next.authority_id is not distinct from api_key.authority_id and next.revoked_at is null
         and api_key.expires_at <= statement_timestamp() and next.expires_at > statement_timestamp())
     order by expires_at limit 20`.execute(db)
  return rows
}

/** How far the clock of this machine is ahead of that of the database, to half of how long asking takes. */
export async function clockAheadMs(db: DbOrTransaction): Promise<number> {
  const before = Date.now()
  const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(db)
  return Math.round((before + Date.now()) / 2 - rows[0]!.at.getTime())
}

/** A list that is read from somebody else again and again. */
export type FeedRead = {
  list: string
  everyMinutes: number
  finishedAt: Date | null
  approvedAt: Date
  /** A code; null where the last reading went well. */
  problem: string | null
}

const FEEDS_SHOWN = 50

/** Those that two people have agreed to. */
export async function feedsRead(db: DbOrTransaction): Promise<FeedRead[]> {
  const { rows } = await sql<FeedRead>`
    select l.name as list, f.every_minutes as "everyMinutes", f.finished_at as "finishedAt",
           f.approved_at as "approvedAt", f.problem
      from list_feed f join hash_list l on l.id = f.list_id
     where f.approved_at is not null and l.withdrawn_at is null order by f.finished_at nulls first, l.name limit ${FEEDS_SHOWN}`.execute(
    db,
  )
  return rows
}

/** Cases that stand still for want of a setting that only who runs the service can make; counted to {@link MOST_COUNTED}. */
export async function casesWithoutPolice(db: DbOrTransaction): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from (
      select from task where code = 'police-mailbox-missing' and done_at is null
       limit ${sql.lit(MOST_COUNTED + 1)}) t`.execute(db)
  return rows[0]!.n
}

export type ListEnding = { id: string; name: string; expiresAt: Date }

/** Hash lists that nobody withdrew and that end within a month, or have within the last one: the matcher uses none beyond its end. */
export async function listsEndingSoon(db: DbOrTransaction): Promise<ListEnding[]> {
  const { rows } = await sql<ListEnding>`
    select id, name, expires_at as "expiresAt" from hash_list
     where withdrawn_at is null and expires_at > statement_timestamp() - interval '30 days'
       and expires_at < statement_timestamp() + interval '30 days'
     order by expires_at limit 20`.execute(db)
  return rows
}

/** When the oldest part of the directory of registries was read. */
export async function registriesReadAt(db: DbOrTransaction): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(fetched_at) as at from registry_directory`.execute(db)
  return rows[0]!.at
}
