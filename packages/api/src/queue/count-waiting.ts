import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { facetsOf, facetsOfAlike, type Alike, type Facets } from './group-waiting.ts'
import { ageIn, conditionOf, type QueueFilter, type QueuePart } from './queue-filter.ts'
import { lookThrough, VISIBLE, type Waiting } from './queue-store.ts'

/** How many wait of what a filter shows, and of what they are. */
export type QueueCounts = { total: number; hostless: number; facets: Facets }

/** Hosts and countries that are named, those with the most: all hosts have a page of their own. */
const NAMED = 20

/** Of matches that are all there are. */
export const countsOf = (waiting: readonly Waiting[], now: Date): QueueCounts => ({
  total: waiting.length,
  hostless: waiting.filter(({ host }) => host === null).length,
  facets: facetsOf(waiting, now),
})

/**
 * Of what stands in the queue, where there is too much to look at each: a match that stands there and is not shown is
 * counted, as where a takedown speaks for it.
 */
export async function countQueue(
  db: DbOrTransaction,
  filter: QueueFilter,
  now: Date,
): Promise<QueueCounts> {
  const condition = conditionOf(filter, now)
  const { rows } = await sql<Omit<Alike, 'host' | 'country'> & { hostless: number }>`
    select g.*, l.name as list from (
      select w.tier, w.legal_class as "legalClass", w.list_id as "listId", w.at_risk as "atRisk",
        ${ageIn(now)} as age, count(*)::integer as n,
        (count(*) filter (where w.host is null))::integer as hostless
      from waiting_match w where ${condition} group by 1, 2, 3, 4, 5) g
    join hash_list l on l.id = g."listId"`.execute(db)
  const named = async (column: 'host' | 'country') => {
    const value = sql.ref(`w.${column}`)
    const { rows: most } = await sql<{ value: string; n: number }>`
      select ${value} as value, count(*)::integer as n from waiting_match w
      where ${condition} and ${value} is not null
      group by 1 order by n desc, 1 limit ${sql.lit(NAMED)}`.execute(db)
    return most.map(({ value: name, n }) => [name, n] as const)
  }
  return {
    total: rows.reduce((sum, { n }) => sum + n, 0),
    hostless: rows.reduce((sum, { hostless }) => sum + hostless, 0),
    facets: {
      ...facetsOfAlike(rows.map((row) => ({ ...row, host: null, country: null }))),
      host: await named('host'),
      country: await named('country'),
    },
  }
}

/** `isRough`: counted as `countQueue` does, with what stands in the queue and is not shown. */
export type PartCount = { n: number; isRough: boolean }

/** How many wait: looked at one by one where they are few. */
export async function countPart(
  db: DbOrTransaction,
  part: QueuePart,
  now: Date,
): Promise<PartCount> {
  const { waiting, further } = await lookThrough(db, part, { now })
  if (further === null) return { n: waiting.length, isRough: false }
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from waiting_match w where ${conditionOf(part, now)}`.execute(db)
  return { n: rows[0]!.n, isRough: true }
}

/** Matches of a host that are looked at for a card of the queue, at most. */
const AT_HOST_MOST = 30

/** Pictures that wait at a host: so many, or more; with `isMore` none, where takedowns speak for all that were looked at. */
export type AtHost = { media: number; isMore: boolean }

/** How many pictures wait at each of some hosts. */
export async function countAtHosts(
  db: DbOrTransaction,
  hosts: readonly string[],
): Promise<Map<string, AtHost>> {
  const { rows } = await sql<AtHost & { host: string }>`
    select h.host, c.media, c.n > ${sql.lit(AT_HOST_MOST)} as "isMore" from unnest(${hosts}::text[]) h (host)
    cross join lateral (
      select (count(distinct w.media_id) filter (where ${VISIBLE}))::integer as media, count(*) as n from (
        select * from waiting_match w where w.host = h.host and not w.aside
        order by w.urgency, w.match_id limit ${sql.lit(AT_HOST_MOST + 1)}) w
      cross join lateral (select * from match where id = w.match_id offset 0) m) c`.execute(db)
  return new Map(rows.map(({ host, ...at }) => [host, at]))
}
