import type { DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { MEASURES, type Dimension, type MeasureName } from './measures.ts'

/** Which takedowns: those whose first clock of the measure lies in `[since, until)`. */
export type Cohort = {
  measure: MeasureName
  since: Date
  until: Date
  /** Only those of this group, as its key. */
  only?: { by: Dimension; key: string } | undefined
}

/**
 * What became of those that took as long: `before` ended before they began, `closed` are not waited for any more,
 * `open` still are.
 */
export type Bucket = { state: 'ended' | 'open' | 'closed' | 'before'; ms: number; count: number }

/** Keys by dimension, as text; `?` where it is not known. */
const KEYS: Readonly<Record<Dimension, RawBuilder<string>>> = {
  provider: sql`coalesce(f.provider_id::text, '?')`,
  country: sql`coalesce(f.country, '?')`,
  asn: sql`coalesce(f.asn::text, '?')`,
  registrar: sql`coalesce(f.registrar_id::text, '?')`,
  cdn: sql`coalesce(f.cdn, '-')`,
  list: sql`f.list_id::text`,
  class: sql`f.legal_class`,
}

const clock = (name: string): RawBuilder<unknown> => sql`f.${sql.ref(name)}`

function facts({ measure, since, until, only }: Cohort): RawBuilder<unknown> {
  const from = clock(MEASURES[measure].from)
  return sql`from takedown_fact f where ${from} >= ${since} and ${from} < ${until}
    ${only ? sql`and ${KEYS[only.by]} = ${only.key}` : sql``}`
}

/** Whole minutes up to two days, whole hours after: looks are further apart than that. */
const GRAIN = sql`(case when s < 172800 then ceil(s / 60) * 60000 else ceil(s / 3600) * 3600000 end)`

/** An item: its state, and for how many seconds it has lasted. */
function items(cohort: Cohort, now: Date, by: Dimension | null): RawBuilder<unknown> {
  const { from, to } = MEASURES[cohort.measure]
  const [began, done] = [clock(from), clock(to)]
  return sql`
    select ${by ? KEYS[by] : sql`''`} as key,
      case when ${done} < ${began} then 'before' when ${done} is not null then 'ended'
        when f.closed_at is not null then 'closed' else 'open' end as state,
      greatest(extract(epoch from coalesce(${done}, f.closed_at, ${now}::timestamptz) - ${began})::float8, 0) as s
    ${facts(cohort)}`
}

/** How long they took, in all. */
export async function bucketsOf(db: DbOrTransaction, cohort: Cohort, now: Date): Promise<Bucket[]> {
  const { rows } = await sql<Bucket>`
    select state, ${GRAIN} as ms, count(*)::int as count
    from (${items(cohort, now, null)}) i group by 1, 2`.execute(db)
  return rows
}

/** How many of each group there are, the greatest first; `?` is not known. */
export async function sizesBy(
  db: DbOrTransaction,
  cohort: Cohort,
  by: Dimension,
): Promise<{ key: string; n: number }[]> {
  const { rows } = await sql<{ key: string; n: number }>`
    select ${KEYS[by]} as key, count(*)::int as n ${facts(cohort)}
    group by 1 order by n desc, key`.execute(db)
  return rows
}

/** How long those of some groups took. */
export async function bucketsBy(
  db: DbOrTransaction,
  cohort: Cohort,
  { by, keys, now }: { by: Dimension; keys: readonly string[]; now: Date },
): Promise<(Bucket & { key: string })[]> {
  const { rows } = await sql<Bucket & { key: string }>`
    select key, state, ${GRAIN} as ms, count(*)::int as count
    from (${items(cohort, now, by)}) i where key = any (${[...keys]}::text[])
    group by 1, 2, 3`.execute(db)
  return rows
}

/** Between last seen and first seen gone, milliseconds: what a removal time may be too long by. */
export async function lookGaps(
  db: DbOrTransaction,
  cohort: Cohort,
): Promise<{ medianMs: number | null; p90Ms: number | null }> {
  const { rows } = await sql<{ median: number | null; p90: number | null }>`
    select percentile_cont(0.5) within group (order by gap) as median,
      percentile_cont(0.9) within group (order by gap) as p90
    from (select extract(epoch from f.t9 - f.up_at)::float8 * 1000 as gap ${facts(cohort)}
      and f.t9 > f.up_at) g`.execute(db)
  const { median = null, p90 = null } = rows[0] ?? {}
  return { medianMs: median, p90Ms: p90 }
}

/** Names of groups whose keys are ids. */
export async function namesOf(
  db: DbOrTransaction,
  by: Dimension,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const table = by === 'list' ? 'hash_list' : 'provider'
  if (!['list', 'provider', 'registrar'].includes(by)) return new Map()
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from ${sql.table(table)}
    where id::text = any (${[...keys]}::text[])`.execute(db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}
