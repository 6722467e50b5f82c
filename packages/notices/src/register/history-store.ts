import { ANSWERS, type ResponseClass } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { responseTimes, type Interval, type ResponseTimes } from './response-times.ts'

/** Classes of what no person said. */
export const NO_ANSWER: readonly ResponseClass[] = [
  'auto-reply',
  'mailbox-dead',
  'mailbox-full',
  'spam-rejected',
  'delayed',
]

const HISTORY_DAYS = 365
const DAY_MS = 86_400_000
/** Newest items that times are made of; more are said to be there, and are not read. */
const MOST_ITEMS = 5_000

export type ResponseHistory = {
  since: Date
  /** There are more than the 5,000 items that were told last. */
  truncated: boolean
  /** Replies by class, those of machines included. */
  replies: { class: ResponseClass; count: number }[]
  /**
   * From the first notice to this provider (T6) to its first answer: one of `ANSWERS`, as the clock T8 counts it
   * for the figures of all. What somebody wrote in own words says nothing before a person has read it.
   */
  answer: ResponseTimes
  /** From the first notice to this provider (T6) to first seen gone there (T9), once that was verified. */
  removal: ResponseTimes
  /** Items first seen gone before the provider was told; not among the removals. */
  goneBefore: number
}

/** A notice that told somebody something. */
export const IS_TOLD = sql`(n.state = 'sent' and n.kind <> 'retraction' and n.bounced_at is null)`

/**
 * What some providers made of what they were told in a year: one item is one takedown, from the first
 * notice to any of them.
 *
 * An item that went to another provider, or was closed for another reason, counts as open until then.
 */
export async function responseHistory(
  db: DbOrTransaction,
  providerIds: readonly string[],
  now: Date,
): Promise<ResponseHistory> {
  const { answer, removal, ...told } = await toldIntervals(db, providerIds, now)
  return {
    ...told,
    replies: await repliesByClass(db, providerIds, told.since),
    answer: responseTimes(answer),
    removal: responseTimes(removal),
  }
}

export type ToldIntervals = Pick<ResponseHistory, 'since' | 'truncated' | 'goneBefore'> & {
  answer: ToldInterval[]
  removal: ToldInterval[]
}

/** `isOver`: nothing is waited for any more, whether what is measured came or not. */
export type ToldInterval = Interval & { isOver: boolean }

/** How long each item of a year took, or has taken, to its first answer and to its removal. */
export async function toldIntervals(
  db: DbOrTransaction,
  providerIds: readonly string[],
  now: Date,
): Promise<ToldIntervals> {
  const since = new Date(now.getTime() - HISTORY_DAYS * DAY_MS)
  const rows = await toldItems(db, providerIds, since)
  const items = rows.slice(0, MOST_ITEMS)
  const removable = items.filter(({ gone, told }) => !gone || gone >= told)
  const upTo = (until: Date, { told }: Item) => Math.max(0, until.getTime() - told.getTime())
  return {
    since,
    truncated: rows.length > MOST_ITEMS,
    goneBefore: items.length - removable.length,
    answer: items.map((item) => ({
      ms: upTo(item.answered ?? item.gone ?? item.left ?? now, item),
      ended: item.answered !== null,
      isOver: (item.gone ?? item.left) !== null,
    })),
    removal: removable.map((item) => ({
      ms: upTo(item.gone ?? item.left ?? now, item),
      ended: item.gone !== null,
      isOver: item.left !== null,
    })),
  }
}

type Item = {
  told: Date
  answered: Date | null
  gone: Date | null
  /** Since when it is not for these providers any more. */
  left: Date | null
}

async function toldItems(
  db: DbOrTransaction,
  providerIds: readonly string[],
  since: Date,
): Promise<Item[]> {
  const ids = sql`${[...providerIds]}::uuid[]`
  const { rows } = await sql<Item>`
    with told as (
      ${providerIds.length === 1 ? toldToOne(providerIds[0]!, since) : toldToAny(ids, since)}
      order by first desc limit ${MOST_ITEMS + 1}
    )
    select told.first as told,
      case when t.state->'clocks'->>'t10' is not null
          and (m.at is null or (t.state->'clocks'->>'t9')::timestamptz <= m.at)
        then (t.state->'clocks'->>'t9')::timestamptz end as gone,
      case when m.at is not null then m.at
        when t.status = 'closed' then (t.state->>'closedAt')::timestamptz
        when not coalesce(t.provider_id = any (${ids}), false) then told.last end as left,
      case when told.is_answered then (select min(r.said_at) from (
          select notice_id, said_at, class from reply where takedown_id = t.id
          union all
          select r.notice_id, r.said_at, r.class from notice_item i
          join reply r on r.notice_id = i.notice_id and r.takedown_id is null
          where i.takedown_id = t.id) r
        join notice n on n.id = r.notice_id and n.provider_id = any (${ids})
        where r.class = any (${[...ANSWERS]}::text[]) and r.said_at >= told.first) end as answered
    from told join takedown t on t.id = told.takedown_id
    left join lateral (
      select max(v.at) as at from takedown_event v
      where v.takedown_id = t.id and v.type = 'host-changed' and v.at >= told.first
        and v.data->>'from' = any (${ids}::text[]) and not v.data->>'to' = any (${ids}::text[])
        and not coalesce(t.provider_id = any (${ids}), false)
    ) m on true
    order by told.first desc`.execute(db)
  return rows
}

/** Found by the index, newest first, without looking at all that it was ever told of. */
const toldToOne = (providerId: string, since: Date) => sql`
  select i.takedown_id, i.told_at as first, i.asked_at as last, i.answer is not null as is_answered
  from told_item i where i.provider_id = ${providerId} and i.told_at >= ${since}`

const toldToAny = (ids: RawBuilder<unknown>, since: Date) => sql`
  select i.takedown_id, min(i.told_at) as first, max(i.asked_at) as last,
         bool_or(i.answer is not null) as is_answered
  from told_item i where i.provider_id = any (${ids})
  group by i.takedown_id having min(i.told_at) >= ${since}`

async function repliesByClass(
  db: DbOrTransaction,
  providerIds: readonly string[],
  since: Date,
): Promise<ResponseHistory['replies']> {
  const { rows } = await sql<{ class: ResponseClass; count: number }>`
    select r.class, count(*)::int as count
    from notice n join reply r on r.notice_id = n.id
    where n.provider_id = any (${[...providerIds]}::uuid[]) and n.state = 'sent'
      and n.sent_at >= ${since}
    group by r.class order by count desc, r.class`.execute(db)
  return rows
}
