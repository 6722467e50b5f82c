import { sql, type RawBuilder } from 'kysely'
import { REPORT_STATES, type ReportState } from '../report-state.ts'

/** How long ago a report was received: within a day, a week or a month, or before that. */
export const RECEIVED = ['day', 'week', 'month', 'older'] as const
export type Received = (typeof RECEIVED)[number]

/** Which reports are shown; what is left out does not matter. */
export type ReportFilter = {
  /** Only with a match that a person has to decide. */
  waiting?: 'yes' | undefined
  state?: ReportState | undefined
  match?: 'yes' | 'no' | undefined
  received?: Received | undefined
  source?: string | undefined
  /** BCP 47. */
  language?: string | undefined
  host?: string | undefined
}
export const REPORT_FILTERS = [
  'waiting',
  'state',
  'match',
  'received',
  'source',
  'language',
  'host',
] as const

const DAY_MS = 86_400_000
const SINCE_MS: Readonly<Record<Received, readonly [from: number, to: number]>> = {
  day: [DAY_MS, 0],
  week: [7 * DAY_MS, DAY_MS],
  month: [30 * DAY_MS, 7 * DAY_MS],
  older: [Number.MAX_SAFE_INTEGER, 30 * DAY_MS],
}

/** How long ago something was received. */
export function receivedOf(at: Date, now: Date): Received {
  const ms = now.getTime() - at.getTime()
  return RECEIVED.find((name) => ms <= SINCE_MS[name][0]) ?? 'older'
}

/** When a report was received, as its id says it: what the list goes by, so that it needs no further index. */
const madeAt = (id: string): Date => new Date(parseInt(id.replace('-', '').slice(0, 12), 16))

/** The first id of this moment. */
const idAt = (ms: number): string =>
  `${Math.max(0, ms).toString(16).padStart(12, '0')}00000000000000000000`

// Each `offset 0` keeps a condition a look-up for one report: joined, all matches or all pages would be read.
const MATCHED: RawBuilder<boolean> = sql`exists (
  select from sighting s where s.page_location_id = any (${pages()})
    and exists (select from match m where m.media_id = s.media_id offset 0) offset 0)`
const WAITING: RawBuilder<boolean> = sql`exists (
  select from sighting s where s.page_location_id = any (${pages()})
    and exists (select from waiting_match w where w.media_id = s.media_id offset 0) offset 0)`
const takedown = (status: RawBuilder<unknown>): RawBuilder<boolean> => sql`exists (
  select from takedown t where t.page_location_id = any (${pages()}) and ${status} offset 0)`
const accepted = (which: RawBuilder<unknown>): RawBuilder<boolean> => sql`exists (
  select from report_location rl left join location p on p.id = rl.location_id
  where rl.report_id = report.id and ${which} offset 0)`

/** The pages of `report`: its own and those that it led to. */
function pages(): RawBuilder<unknown> {
  return sql`array(
    select rl.location_id from report_location rl where rl.report_id = report.id
    union all
    select c.location_id from report_location rl join crawl_page c on c.root_location_id = rl.location_id
    where rl.report_id = report.id)`
}

/** What is so of every report in a state, and told sooner than the state; several states may share it. */
const NEEDED: Readonly<Record<ReportState, RawBuilder<unknown>>> = {
  received: sql`not exists (select from report_location rl where rl.report_id = report.id offset 0)`,
  refused: accepted(sql`rl.refused_code is not null`),
  queued: accepted(sql`rl.refused_code is null and p.crawled_at is null`),
  crawled: accepted(sql`p.crawled_at is not null`),
  incomplete: accepted(sql`p.crawled_at is not null`),
  unreachable: accepted(sql`rl.refused_code is null`),
  matched: MATCHED,
  'in-takedown': takedown(sql`t.status not in ('removed', 'watching', 'closed')`),
  removed: takedown(sql`t.status in ('removed', 'watching')`),
  closed: accepted(sql`rl.refused_code is null`),
}

/** SQL over `report`: what can be told of one sooner than where it stands. */
export function neededFor(filter: ReportFilter, now: Date): RawBuilder<unknown> {
  const { waiting, state, match, received, source, language, host } = filter
  const [from, to] = received ? SINCE_MS[received] : [0, 0]
  const since = now.getTime() - from
  const conditions = [
    received && since > 0 && sql`report.id >= ${idAt(since)}::uuid`,
    received && to > 0 && sql`report.id < ${idAt(now.getTime() - to)}::uuid`,
    source !== undefined && sql`report.source = ${source}`,
    language !== undefined && sql`report.language = ${language}`,
    host !== undefined &&
      sql`report.id in (select rl.report_id from location p
        join report_location rl on rl.location_id = p.id where p.host = ${host})`,
    waiting && WAITING,
    match === 'yes' && MATCHED,
    state && NEEDED[state],
  ].filter((one) => typeof one === 'object')
  return conditions.length === 0 ? sql`true` : sql`(${sql.join(conditions, sql` and `)})`
}

/** Whether an index leads to just these reports, so that none has to be looked through: to those of a host, or of a source alone. */
export const isIndexed = ({ host, waiting, state, match }: ReportFilter): boolean =>
  host !== undefined || [waiting, state, match].every((one) => one === undefined)

/** Whether a report is as the filter says, where that is not told by SQL. */
export const isAsAsked = (
  { waiting, state, match }: ReportFilter,
  report: { state: ReportState; matched: boolean; undecided: boolean },
): boolean =>
  (state === undefined || report.state === state) &&
  (match === undefined || report.matched === (match === 'yes')) &&
  (waiting === undefined || report.undecided)

/** The filter as a query string without `?`; always in one order. */
export function reportQuery(filter: ReportFilter, more: Record<string, string> = {}): string {
  const query = new URLSearchParams()
  for (const name of REPORT_FILTERS) {
    const value = filter[name]
    if (value !== undefined) query.set(name, value)
  }
  for (const [name, value] of Object.entries(more)) query.set(name, value)
  return query.toString()
}

/** How many of the reports have each value, the most frequent first; states and times in their own order. */
export type ReportFacets = Readonly<
  Record<(typeof REPORT_FILTERS)[number], readonly (readonly [string, number])[]>
>

type Counted = {
  state: ReportState
  matched: boolean
  undecided: boolean
  id: string
  source: string
  language: string | null
  host: string | null
}

export function reportFacets(reports: readonly Counted[], now: Date): ReportFacets {
  const of = (values: readonly string[], order?: readonly string[]): [string, number][] => {
    const counts = new Map<string, number>()
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
    const all = [...counts].sort((a, b) => b[1] - a[1])
    return order ? order.flatMap((name) => all.filter(([value]) => value === name)) : all
  }
  return {
    waiting: of(reports.filter(({ undecided }) => undecided).map(() => 'yes')),
    state: of(
      reports.map(({ state }) => state),
      REPORT_STATES,
    ),
    match: of(
      reports.map(({ matched }) => (matched ? 'yes' : 'no')),
      ['yes', 'no'],
    ),
    received: of(
      reports.map(({ id }) => receivedOf(madeAt(id), now)),
      RECEIVED,
    ),
    source: of(reports.map(({ source }) => source)),
    language: of(reports.flatMap(({ language }) => language ?? [])),
    host: of(reports.flatMap(({ host }) => host ?? [])),
  }
}
