import type { DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { CASE_AGES, type CaseAge, type ListedCase } from './cases.ts'
import { bandOf, lastedBy, stateBy, type Step } from './lasting.ts'
import { MATCH_DIMENSIONS, type MatchDimension } from './match-measures.ts'

/** As the figures have them, and all that they count. */
export const MATCH_STATES = ['open', 'ended', 'closed', 'before', 'counted'] as const
export type MatchState = (typeof MATCH_STATES)[number]

/** Which of the matches that a person has to decide; what is left out does not matter. */
export type MatchFilter = {
  /** Found in `[since, until)`. */
  since?: Date | undefined
  until?: Date | undefined
  /** As of when state and age are told; as of now without. */
  at?: Date | undefined
  now: Date
  state?: MatchState | undefined
  age?: CaseAge | undefined
  groups?: Partial<Record<MatchDimension, string>> | undefined
}

const STEP: Step = {
  began: sql`f.found_at`,
  done: sql`f.decided_at`,
  known: sql`f.counts_at`,
  closed: sql`f.closed_at`,
  closedKnown: sql`f.closed_known_at`,
}

const KEYS: Readonly<Record<MatchDimension, RawBuilder<string>>> = {
  list: sql`f.list_id::text`,
  class: sql`f.legal_class`,
  tier: sql`f.tier`,
  source: sql`coalesce(f.source, '?')`,
}

function conditionsOf({ since, until, now, state, age, groups = {}, ...rest }: MatchFilter) {
  // what counts only later, or is found later, is not so now
  const at = rest.at ?? now
  const all = [sql`f.way = 'person' and f.found_at is not null`]
  if (since) all.push(sql`f.found_at >= ${since}`)
  if (until) all.push(sql`f.found_at < ${until}`)
  for (const by of MATCH_DIMENSIONS) {
    const key = groups[by]
    if (key !== undefined) all.push(sql`${KEYS[by]} = ${key}`)
  }
  const became = stateBy(STEP, at)
  if (state === 'counted') all.push(sql`${became} <> 'before'`)
  else if (state === 'open') {
    // the last as its index has it; of a state that is told by cases Postgres thinks that it is rare, and sorts all
    for (const ends of [
      sql`f.counts_at`,
      sql`f.closed_known_at`,
      sql`f.counts_at, f.closed_known_at`,
    ])
      all.push(sql`coalesce(${ends}, 'infinity'::timestamptz) > ${at}`)
  } else if (state) all.push(sql`${became} = ${state}`)
  if (age) all.push(sql`${bandOf(lastedBy(STEP, { at, now }))} = ${CASE_AGES.indexOf(age)}`)
  return sql`from match_fact f where ${sql.join(all, sql` and `)}`
}

/**
 * One page of matches, the one that was found first before the others.
 *
 * @param page.after  id of the last one of the page before
 */
export async function listMatchCases(
  db: DbOrTransaction,
  filter: MatchFilter,
  { limit, after }: { limit: number; after: string | null },
): Promise<ListedCase[]> {
  const at = filter.at ?? filter.now
  const { rows } = await sql<ListedCase>`
    select f.match_id as id, f.found_at as began, ${lastedBy(STEP, { ...filter, at })} * 1000 as ms,
      ${stateBy(STEP, at)} as state
    ${conditionsOf(filter)}
    ${after ? sql`and (f.found_at, f.match_id) > (select found_at, match_id from match_fact where match_id = ${after}::uuid)` : sql``}
    order by f.found_at, f.match_id limit ${limit}`.execute(db)
  return rows
}

/** How many there are, up to `most`. */
export async function countMatchCases(
  db: DbOrTransaction,
  filter: MatchFilter,
  most: number,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (select ${conditionsOf(filter)} limit ${most}) c`.execute(db)
  return rows[0]?.n ?? 0
}
