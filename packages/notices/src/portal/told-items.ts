import type { ResponseClass } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { parseReference } from '../replies/notice-places.ts'

/** To be answered; answered since it was asked last; gone by our own checks; over for another reason. */
export const ITEM_STATES = ['open', 'answered', 'removed', 'closed'] as const
export type ItemState = (typeof ITEM_STATES)[number]

/** One takedown as a provider was told of it. */
export type ToldItem = {
  id: string
  /** Number and addresses of it in the newest notice, as NL-2026-000001-1. */
  references: string[]
  noticeId: string
  notice: string
  host: string
  legalClass: string
  state: ItemState
  /** By the first notice. */
  toldAt: Date
  /** By the newest one. */
  askedAt: Date
  answer: ResponseClass | null
  answeredAt: Date | null
}

export type ItemFilter = {
  state?: ItemState | null
  legalClass?: string | null
  /** Told at least so long ago. */
  olderThanHours?: number | null
  /** Only what this notice listed. */
  noticeId?: string | null
  /** Only these. */
  ids?: readonly string[] | null
  /** Only those that nobody asked for again since: what somebody was shown then, less what is over. */
  askedUntil?: Date | null
  /** Only those that a list shows up to here, this one among them. */
  upTo?: ItemPlace | null
  /** Only what bears this reference of a notice or an item, or is at this host. */
  find?: string | null
}

/** Where an item stands in a list. */
export type ItemPlace = {
  id: string
  /** As the database has it, in microseconds: a `Date` would stand before its own item. */
  toldAt: string
}

type Row = Omit<ToldItem, 'references'> & { numbers: number[] | null }

const HOUR_MS = 3_600_000

/**
 * What a provider was told of, told longest ago first. Call it with the rights of the provider (`asTenant`).
 *
 * @param page.after  id of the last item of the page before
 */
export async function toldItems(
  db: DbOrTransaction,
  providerId: string,
  filter: ItemFilter,
  { now, limit, after = null }: { now: Date; limit: number; after?: string | null },
): Promise<ToldItem[]> {
  const { rows } = await sql<Row>`
    with page as materialized (
      select * from told_item i where ${matches(providerId, filter, now)}
        ${
          after === null
            ? sql``
            : sql`and (i.told_at, i.takedown_id) > (select a.told_at, a.takedown_id from told_item a
                where a.provider_id = ${providerId} and a.takedown_id = ${after})`
        }
      order by i.told_at, i.takedown_id limit ${limit}
    )
    select p.takedown_id as id, p.notice_id as "noticeId", n.reference as notice, t.host,
           p.legal_class as "legalClass", p.state, p.told_at as "toldAt", p.asked_at as "askedAt", p.answer,
           p.answered_at as "answeredAt",
           (select array_agg(l.n order by l.n) from notice_line l
             where l.notice_id = p.notice_id and l.takedown_id = p.takedown_id
               and l.attempt = (select max(attempt) from notice_line m where m.notice_id = p.notice_id)) as numbers
    from page p join notice n on n.id = p.notice_id join takedown t on t.id = p.takedown_id
    order by p.told_at, p.takedown_id`.execute(db)
  return rows.map(({ numbers, ...row }) => ({
    ...row,
    references: (numbers ?? []).map((number) => `${row.notice}-${number}`),
  }))
}

function matches(providerId: string, filter: ItemFilter, now: Date) {
  const { state, legalClass, olderThanHours, noticeId, ids, askedUntil, upTo, find } = filter
  const until = olderThanHours ? new Date(now.getTime() - olderThanHours * HOUR_MS) : null
  return sql.join(
    [
      sql`i.provider_id = ${providerId}`,
      state ? sql`i.state = ${state}` : sql`true`,
      legalClass ? sql`i.legal_class = ${legalClass}` : sql`true`,
      until ? sql`i.told_at <= ${until}` : sql`true`,
      noticeId
        ? sql`i.takedown_id in (select takedown_id from notice_item where notice_id = ${noticeId})`
        : sql`true`,
      askedUntil ? sql`i.asked_at <= ${askedUntil}` : sql`true`,
      upTo
        ? sql`(i.told_at, i.takedown_id) <= (${upTo.toldAt}::timestamptz, ${upTo.id}::uuid)`
        : sql`true`,
      ids ? sql`i.takedown_id = any (${[...ids]}::uuid[])` : sql`true`,
      find ? found(find) : sql`true`,
    ],
    sql` and `,
  )
}

/** By any notice that listed it, an earlier one too: a ticket keeps the reference under which it was opened. */
function found(text: string) {
  const reference = parseReference(text)
  if (!reference) {
    const host = text.trim().toLowerCase().replaceAll('[.]', '.')
    return sql`exists (select from takedown h where h.id = i.takedown_id and h.host = ${host})`
  }
  const { notice, item } = reference
  const number = item === null ? null : Number(item.slice(notice.length + 1))
  return sql`i.takedown_id in (
    select l.takedown_id from notice n join notice_line l on l.notice_id = n.id
    where n.reference = ${notice} and l.n = coalesce(${number}::int, l.n))`
}

/** More are not counted. */
export const MOST_COUNTED = 5_000

export type ItemCounts = { states: Record<ItemState, number>; classes: string[] }

/**
 * How many items there are in each state, `MOST_COUNTED + 1` for more, and of which classes any of the provider are.
 *
 * @param filter  of what is counted, whatever its state
 */
export async function countTold(
  db: DbOrTransaction,
  providerId: string,
  filter: Omit<ItemFilter, 'state'>,
  now: Date,
): Promise<ItemCounts> {
  const { rows } = await sql<{ state: ItemState; n: number }>`
    select s.state, (select count(*)::int from (select from told_item i
        where ${matches(providerId, { ...filter, state: null }, now)} and i.state = s.state
        order by i.told_at limit ${MOST_COUNTED + 1}) c) as n
    from unnest(${[...ITEM_STATES]}::text[]) s (state)`.execute(db)
  // A class at a time, each by a look at the index: there are few, and items may be many.
  const classes = await sql<{ name: string }>`
    with recursive seen as (
      select min(legal_class) as name from told_item where provider_id = ${providerId}
      union all
      select (select min(i.legal_class) from told_item i
        where i.provider_id = ${providerId} and i.legal_class > seen.name) from seen where seen.name is not null
    )
    select name from seen where name is not null`.execute(db)
  const of = (state: ItemState): number => rows.find((row) => row.state === state)?.n ?? 0
  return {
    states: {
      open: of('open'),
      answered: of('answered'),
      removed: of('removed'),
      closed: of('closed'),
    },
    classes: classes.rows.map(({ name }) => name),
  }
}

/** How many items there are of a filter; `most` for as many or more. */
export async function countMatching(
  db: DbOrTransaction,
  providerId: string,
  filter: ItemFilter,
  { now, most }: { now: Date; most: number },
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (select from told_item i where ${matches(providerId, filter, now)}
      order by i.told_at limit ${most}) c`.execute(db)
  return rows[0]!.n
}

/** Ids of the first items of a filter, told longest ago first. */
export async function firstIds(
  db: DbOrTransaction,
  providerId: string,
  filter: ItemFilter,
  { now, most }: { now: Date; most: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select i.takedown_id as id from told_item i where ${matches(providerId, filter, now)}
      order by i.told_at, i.takedown_id limit ${most}`.execute(db)
  return rows.map(({ id }) => id)
}

/**
 * The first items of a filter, `most` at most: how many they are, where the last of them stands, and whether there are more.
 *
 * @returns null where there are none
 */
export async function firstLot(
  db: DbOrTransaction,
  providerId: string,
  filter: ItemFilter,
  { now, most }: { now: Date; most: number },
): Promise<{ count: number; isMore: boolean; last: ItemPlace } | null> {
  const { rows } = await sql<ItemPlace & { place: number; n: number }>`
    with first as materialized (
      select i.told_at, i.takedown_id, row_number() over (order by i.told_at, i.takedown_id)::int as place
      from told_item i where ${matches(providerId, filter, now)}
      order by i.told_at, i.takedown_id limit ${most + 1}
    )
    select place, (select count(*)::int from first) as n, takedown_id as id,
           to_char(told_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "toldAt"
    from first where place <= ${most} order by place desc limit 1`.execute(db)
  const [row] = rows
  if (!row) return null
  const { place, n, ...last } = row
  return { count: place, isMore: n > place, last }
}

/** How many items wait for an answer or their removal, by how long ago they were told; null for older than all bounds. */
export async function openByAge(
  db: DbOrTransaction,
  providerId: string,
  bounds: readonly number[],
  now: Date,
): Promise<{ ages: { hours: number | null; count: number }[]; oldestToldAt: Date | null }> {
  const { rows } = await sql<{ bucket: number; count: number; oldest: Date }>`
    select width_bucket(extract(epoch from ${now}::timestamptz - told_at)::float8 / 3600,
        ${[...bounds]}::float8[]) as bucket, count(*)::int as count, min(told_at) as oldest
    from told_item where provider_id = ${providerId} and state in ('open', 'answered')
    group by 1`.execute(db)
  const told = rows.map(({ oldest }) => oldest.getTime())
  return {
    ages: [...bounds, null].map((hours, bucket) => ({
      hours,
      count: rows.find((row) => row.bucket === bucket)?.count ?? 0,
    })),
    oldestToldAt: told.length === 0 ? null : new Date(Math.min(...told)),
  }
}
