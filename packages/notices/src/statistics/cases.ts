import { nameOfProvider, type DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { bandOf, lastedBy, stateBy, type Step } from './lasting.ts'
import { DIMENSIONS, MEASURE_NAMES, MEASURES, stopsWhenGone, type Dimension } from './measures.ts'

/** What takedowns are told apart by where they are listed: as the figures have it. */
export const CASE_GROUPS = DIMENSIONS
export type CaseGroup = Dimension

/** Clocks that tell how long something stayed away: until it was seen again at the same place, or the same file at another. */
const AWAY = {
  'seen-again': { from: 't10', to: 't11' },
  'seen-elsewhere': { from: 't10', to: 'elsewhere_at' },
} as const
export const CASE_CLOCKS = [...MEASURE_NAMES, 'seen-again', 'seen-elsewhere'] as const
export type CaseClock = (typeof CASE_CLOCKS)[number]

/** Between which columns the clock of a list runs. */
export const clocksOfCases = (clock: CaseClock): { from: string; to: string } =>
  ({ ...MEASURES, ...AWAY })[clock]

/** As the figures have them; all that they count, and what was seen again after it had gone. */
export const CASE_STATES = ['open', 'ended', 'closed', 'before', 'counted', 'resurfaced'] as const
export type CaseState = (typeof CASE_STATES)[number]

/** Bounds in hours, and what is older than all of them. */
export const CASE_AGES = ['24', '72', '168', '672', 'older'] as const
export type CaseAge = (typeof CASE_AGES)[number]

/** Which takedowns; what is left out does not matter. */
export type CaseFilter = {
  /** By which clocks state and age are told; from the report to first seen gone without. */
  measure?: CaseClock | undefined
  /** The first clock lies in `[since, until)`. */
  since?: Date | undefined
  until?: Date | undefined
  /** As of when state and age are told; as of now without. */
  at?: Date | undefined
  now: Date
  state?: CaseState | undefined
  age?: CaseAge | undefined
  /** Whether a first notice has gone. */
  isTold?: boolean | undefined
  groups?: Partial<Record<CaseGroup, string>> | undefined
  /** Those at the host of this takedown. */
  atHostOf?: string | undefined
  /** Those that this letter names. */
  inLetter?: string | undefined
  /** What a takedown `t` has to fulfil beyond that. */
  also?: RawBuilder<unknown> | undefined
}

/** One of a list: which, when its first clock was, how long that lasted or has lasted, and what became of it. */
export type ListedCase = {
  id: string
  began: Date
  ms: number
  state: Exclude<CaseState, 'counted' | 'resurfaced'>
}

/** One takedown of a list, with the name of its host where that is known. */
export type ListedTakedown = ListedCase & { provider: string | null }

const KEYS: Readonly<Record<CaseGroup, RawBuilder<string>>> = {
  provider: sql`coalesce(f.provider_id::text, '?')`,
  country: sql`coalesce(f.country, '?')`,
  asn: sql`coalesce(f.asn::text, '?')`,
  registrar: sql`coalesce(f.registrar_id::text, '?')`,
  cdn: sql`coalesce(f.cdn, '-')`,
  list: sql`f.list_id::text`,
  class: sql`f.legal_class`,
  channel: sql`coalesce(f.channel, '?')`,
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const NUMBER = /^\d{1,10}$/

/** As a comparison of the column itself where an index can be of use. */
function isIn(group: CaseGroup, key: string): RawBuilder<unknown> {
  if (group === 'provider' && UUID.test(key)) return sql`f.provider_id = ${key}::uuid`
  if (group === 'registrar' && UUID.test(key)) return sql`f.registrar_id = ${key}::uuid`
  if (group === 'list' && UUID.test(key)) return sql`f.list_id = ${key}::uuid`
  if (group === 'asn' && NUMBER.test(key)) return sql`f.asn = ${key}::bigint`
  return sql`${KEYS[group]} = ${key}`
}

/** When it was closed, as of then, or seen gone and not again where that ends the wait too. */
function closedBy({ measure, at }: CaseFilter): RawBuilder<unknown> {
  // elsewhere something can be seen whether its takedown is closed or not
  if (measure === 'seen-elsewhere') return sql`null::timestamptz`
  if (!measure || !stopsWhenGone(measure)) return sql`f.closed_at`
  return at
    ? sql`least(case when f.closed_at <= ${at} then f.closed_at end,
        case when f.t10 <= ${at} and (f.t11 is null or f.t11 > ${at}) then f.t9 end)`
    : sql`least(f.closed_at, case when f.t11 is null then f.t9 end)`
}

function stepOf(filter: CaseFilter): Step {
  const { measure } = filter
  const { from, to } = clocksOfCases(measure ?? 'removal-after-report')
  return {
    began: measure ? sql`f.${sql.ref(from)}` : sql`coalesce(f.t0, f.opened_at)`,
    done: sql`f.${sql.ref(to)}`,
    known: to === 't9' ? sql`f.t10` : sql`f.${sql.ref(to)}`,
    closed: closedBy(filter),
  }
}

function conditionsOf(filter: CaseFilter, isJoined = false): RawBuilder<unknown> {
  const { since, until, at, state, age, isTold, groups = {} } = filter
  const { atHostOf, inLetter, also } = filter
  const step = stepOf(filter)
  const { began, done, closed } = step
  const all = [sql`${began} is not null`]
  if (since) all.push(sql`${began} >= ${since}`)
  if (until) all.push(sql`${began} < ${until}`)
  if (isTold !== undefined) {
    const told = at ? sql`coalesce(f.t6 <= ${at}, false)` : sql`f.t6 is not null`
    all.push(isTold ? told : sql`not (${told})`)
  }
  for (const group of CASE_GROUPS) {
    const key = groups[group]
    if (key !== undefined) all.push(isIn(group, key))
  }
  if (state === 'resurfaced') all.push(sql`f.t11 is not null`)
  else if (state === 'counted') all.push(sql`${stateBy(step, at)} <> 'before'`)
  // by the columns alone, so that the index of what is open can be used
  else if (state === 'open' && !at) all.push(sql`${done} is null and ${closed} is null`)
  else if (state) all.push(sql`${stateBy(step, at)} = ${state}`)
  if (age) all.push(sql`${bandOf(lastedBy(step, filter))} = ${CASE_AGES.indexOf(age)}`)
  if (atHostOf) all.push(sql`t.host = (select host from takedown where id = ${atHostOf}::uuid)`)
  if (inLetter) {
    all.push(
      sql`f.takedown_id in (select takedown_id from notice_item where notice_id = ${inLetter}::uuid)`,
    )
  }
  if (also) all.push(also)
  return sql`from takedown_fact f ${isJoined || atHostOf || also ? sql`join takedown t on t.id = f.takedown_id` : sql``}
    where ${sql.join(all, sql` and `)}`
}

/**
 * One page of takedowns, the one whose first clock is longest ago first.
 *
 * @param page.after  id of the last one of the page before
 */
export async function listCases(
  db: DbOrTransaction,
  filter: CaseFilter,
  { limit, after }: { limit: number; after: string | null },
): Promise<ListedTakedown[]> {
  const step = stepOf(filter)
  const { began } = step
  const { rows } = await sql<ListedTakedown>`
    select f.takedown_id as id, ${began} as began, ${lastedBy(step, filter)} * 1000 as ms,
      ${stateBy(step, filter.at)} as state,
      (select ${nameOfProvider('p')} from provider p where p.id = f.provider_id) as provider
    ${conditionsOf(filter)}
    ${after ? sql`and (${began}, f.takedown_id) > (select ${began}, f.takedown_id from takedown_fact f where f.takedown_id = ${after}::uuid)` : sql``}
    order by ${began}, f.takedown_id limit ${limit}`.execute(db)
  return rows
}

/** How many there are, up to `most`. */
export async function countCases(
  db: DbOrTransaction,
  filter: CaseFilter,
  most: number,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (select ${conditionsOf(filter)} limit ${most}) c`.execute(db)
  return rows[0]?.n ?? 0
}

/** One of the greatest groups; a host is named by a takedown at it, and in clear beside that. */
export type CaseCount = { key: string; n: number; host: string | null }

/** The greatest groups among them, the greatest first. */
export async function casesBy(
  db: DbOrTransaction,
  filter: CaseFilter,
  { by, limit }: { by: CaseGroup | 'host'; limit: number },
): Promise<CaseCount[]> {
  if (by === 'host') {
    const { rows } = await sql<CaseCount>`
      select min(id::text) as key, count(*)::int as n, host
      from (select f.takedown_id as id, t.host ${conditionsOf(filter, true)}) c
      group by host order by n desc, host limit ${limit}`.execute(db)
    return rows
  }
  const { rows } = await sql<CaseCount>`
    select key, null as host, count(*)::int as n
    from (select ${KEYS[by]} as key ${conditionsOf(filter)}) c
    group by key order by n desc, key limit ${limit}`.execute(db)
  return rows
}
