import type { DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { turnedIn, type When } from './turned-decisions.ts'

/** What the figures of what was taken back count apart; letters are listed with letters. */
export const TURNED_PARTS = [
  'decisions',
  'decided',
  'undone',
  'disputes',
  'disputesDecided',
] as const
export type TurnedPart = (typeof TURNED_PARTS)[number]

export type TurnedFilter = When & { part: TurnedPart }

export type Turned = {
  id: string
  at: Date
  /** What was decided. */
  verdict: 'confirm' | 'reject' | 'uphold'
  /** What was decided before, where it was turned round. */
  before: 'confirm' | 'reject' | null
  /** What it is about; one of the two. */
  matchId: string | null
  takedownId: string | null
  host: string | null
}

const NO_TAKEDOWN = sql`null::uuid as "takedownId", null::text as host`
const DISPUTES = sql`select d.id, d.ended_at as at, d.outcome as verdict, null::text as before, null::uuid as "matchId",
  d.takedown_id as "takedownId", t.host from dispute d join takedown t on t.id = d.takedown_id`

const QUERIES: Readonly<Record<TurnedPart, (when: When) => RawBuilder<unknown>>> = {
  decisions: (when) =>
    sql`select id, at, verdict, before, match_id as "matchId", ${NO_TAKEDOWN} from ${turnedIn(when)} turned`,
  decided: () =>
    sql`select id, at, verdict, null::text as before, match_id as "matchId", ${NO_TAKEDOWN} from decision`,
  undone:
    () => sql`select decision_id as id, undone_at as at, verdict, null::text as before, match_id as "matchId",
    ${NO_TAKEDOWN} from decision_undone`,
  disputes: () => sql`${DISPUTES} where d.outcome = 'uphold'`,
  disputesDecided: () => DISPUTES,
}

/** Where a page begins after one: that one alone is looked up. */
const PLACES: Readonly<Record<TurnedPart, RawBuilder<unknown>>> = {
  decisions: sql`select at, id from decision`,
  decided: sql`select at, id from decision`,
  undone: sql`select undone_at as at, decision_id as id from decision_undone`,
  disputes: sql`select ended_at as at, id from dispute`,
  disputesDecided: sql`select ended_at as at, id from dispute`,
}

const within = ({ part, since, until }: TurnedFilter): RawBuilder<unknown> =>
  sql`(${QUERIES[part]({ since, until })}) c where c.at >= ${since} and c.at < ${until}`

/**
 * What a number of `reversals` counts, the newest first.
 *
 * @param page.after  id of the last one of the page before
 */
export async function listTurned(
  db: DbOrTransaction,
  filter: TurnedFilter,
  { limit, after }: { limit: number; after: string | null },
): Promise<Turned[]> {
  const { rows } = await sql<Turned>`
    select c.* from ${within(filter)}
      ${after ? sql`and (c.at, c.id) < (select l.at, l.id from (${PLACES[filter.part]}) l where l.id = ${after}::uuid)` : sql``}
    order by c.at desc, c.id desc limit ${limit}`.execute(db)
  return rows
}

/** How many there are, up to `most`. */
export async function countTurned(
  db: DbOrTransaction,
  filter: TurnedFilter,
  most: number,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (select from ${within(filter)} limit ${most}) c`.execute(db)
  return rows[0]?.n ?? 0
}
