import type { LegalClass, Tier } from '@nightlight/contract'
import { sql, type RawBuilder } from 'kysely'

/** How long a match has waited: found within the last day, within seven, or before that. */
export const AGES = ['day', 'week', 'older'] as const
export type Age = (typeof AGES)[number]

/** Which of the matches that wait are shown; what is left out does not matter. */
export type QueueFilter = {
  /** Only where a child may be at risk. */
  risk?: 'yes' | undefined
  tier?: Tier | undefined
  class?: LegalClass | undefined
  list?: string | undefined
  age?: Age | undefined
  host?: string | undefined
  /** ISO 3166, of the host where a takedown found it. */
  country?: string | undefined
}

/** The same, with what only a decision about many leaves out. */
export type QueuePart = QueueFilter & { without?: Tier | undefined }

export const FILTERS = ['risk', 'tier', 'class', 'list', 'age', 'host', 'country'] as const

const DAY_MS = 86_400_000
const AGE_MS: Readonly<Record<Age, readonly [from: number, to: number]>> = {
  day: [DAY_MS, 0],
  week: [7 * DAY_MS, DAY_MS],
  older: [Number.MAX_SAFE_INTEGER, 7 * DAY_MS],
}

/** How old a match of this time is. */
export function ageOf(at: Date, now: Date): Age {
  const ms = now.getTime() - at.getTime()
  return AGES.find((age) => ms <= AGE_MS[age][0]) ?? 'older'
}

/** The filter without one of its conditions, or with it. */
export const changed = <Name extends keyof QueueFilter>(
  filter: QueueFilter,
  name: Name,
  value: QueueFilter[Name],
): QueueFilter => ({ ...filter, [name]: value })

/** The same as a query string without `?`; always in one order. */
export function queryOf(filter: QueueFilter, more: Record<string, string> = {}): string {
  const query = new URLSearchParams()
  for (const name of FILTERS) {
    const value = filter[name]
    if (value !== undefined) query.set(name, value)
  }
  for (const [name, value] of Object.entries(more)) query.set(name, value)
  return query.toString()
}

const RANKS: Readonly<Record<Tier, readonly [number, number]>> = {
  exact: [0, 3],
  near: [1, 4],
  probable: [2, 5],
}

/** SQL over row `w` of `waiting_match`: those that a filter shows, but for what was set aside since it does not count. */
export function conditionOf(filter: QueuePart, now: Date): RawBuilder<boolean> {
  const { risk, tier, list, age, host, country } = filter
  const [from, to] = age ? AGE_MS[age] : [0, 0]
  const before = (ms: number) => new Date(Math.max(0, now.getTime() - ms))
  const conditions = [
    sql`not w.aside`,
    risk && sql`w.urgency < 3`,
    tier && sql`w.urgency = any (array[${sql.join([...RANKS[tier]])}]::smallint[])`,
    filter.without && sql`w.tier <> ${filter.without}`,
    filter.class && sql`w.legal_class = ${filter.class}`,
    list && sql`w.list_id = ${list}::uuid`,
    host && sql`w.host = ${host}`,
    country && sql`w.country = ${country}`,
    age && sql`w.matched_at >= ${before(from)}`,
    age && to > 0 && sql`w.matched_at < ${before(to)}`,
  ].filter((one) => one !== undefined && one !== '' && one !== false)
  return sql`(${sql.join(conditions, sql` and `)})`
}

/** SQL over row `w`: how old it is, as `ageOf` says it. */
export function ageIn(now: Date): RawBuilder<Age> {
  const since = (age: Age) => new Date(now.getTime() - AGE_MS[age][0])
  return sql`(case when w.matched_at >= ${since('day')}::timestamptz then 'day'
    when w.matched_at >= ${since('week')}::timestamptz then 'week' else 'older' end)`
}
