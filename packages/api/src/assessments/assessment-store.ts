import { createHash } from 'node:crypto'
import { anyOf, newId, PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { matchesOf, type MatchInQueue } from '../match-store.ts'
import { seenAtRisk } from '../queue/risk-store.ts'

/** Whether a decision is one of the hundred-and-so-many that get a second verdict: by its id, so that nobody can choose. */
export const isSampled = (decisionId: string, percent: number): boolean =>
  createHash('sha256').update(decisionId).digest().readUInt32BE() % 100 < percent

/**
 * Asks for a second verdict on a decision, where the share of its list or the usual one says so. Matches that need no
 * judgement, exact ones, get none. Both verdicts are sampled, so that being asked tells nothing of the first.
 */
export async function askSecond(
  db: DbOrTransaction,
  { decisionId, matchId, actor }: { decisionId: string; matchId: string; actor: string },
  usualPercent: number,
): Promise<void> {
  const { rows } = await sql<{ percent: number }>`
    select coalesce(s.percent, ${usualPercent}::integer) as percent
    from match m left join assessment_share s on s.list_id = m.list_id
    where m.id = ${matchId} and m.tier <> 'exact'`.execute(db)
  if (!rows.some(({ percent }) => isSampled(decisionId, percent))) return
  await sql`
    insert into assessment (id, decision_id, match_id, first_person)
    values (${newId()}, ${decisionId}, ${matchId}, coalesce(
      (select name from api_key where 'key:' || id = ${actor}), regexp_replace(${actor}, '^[^:]*:', '')))`.execute(
    db,
  )
}

/** So many are shown at once. */
export const ASSESSMENTS_SHOWN = 20

/** What waits for a second verdict: never the first one, nor who gave it. */
export type OpenAssessment = {
  id: string
  match: MatchInQueue
  /** Seen where a child may be at risk. */
  atRisk: boolean
}

/** Behind which of them more are shown: how urgent it was, the most urgent 0, and its id. */
export type AssessmentCursor = { rank: number; id: string }

/** Whether a row stands behind what was shown, by its columns `rank` and `id`. */
export const behind = (after: AssessmentCursor | null): RawBuilder<unknown> =>
  after === null ? sql`true` : sql`(x.rank, x.id) > (${after.rank}::integer, ${after.id}::uuid)`

/** What is shown of rows that were read with one more, and where the next ones begin. */
export function shownOf<Row extends AssessmentCursor>(
  rows: readonly Row[],
): { page: Row[]; next: AssessmentCursor | null } {
  const page = rows.slice(0, ASSESSMENTS_SHOWN)
  const last = page.at(-1)
  return { page, next: last && rows.length > page.length ? { rank: last.rank, id: last.id } : null }
}

/**
 * Of others than this person, where a child may be at risk first, then the oldest; what can still be undone is not asked
 * yet. The first verdict moves nothing: its place would tell it.
 */
export async function openAssessments(
  db: DbOrTransaction,
  { person, after }: { person: string; after: AssessmentCursor | null },
): Promise<{ items: OpenAssessment[]; next: AssessmentCursor | null }> {
  const { rows } = await sql<AssessmentCursor & { match_id: string }>`${PLANNED_ONCE}
    select x.id, x.match_id, x.rank from (
      select a.id, a.match_id, case when ${seenAtRisk(sql`m.media_id`)} then 0 else 1 end as rank
      from assessment a join decision d on d.id = a.decision_id join match m on m.id = a.match_id
      where a.verdict is null and person_name(a.first_person) <> person_name(${person})
        and (d.effect_at is null or d.effect_at <= clock_timestamp())) x
    where ${behind(after)}
    order by x.rank, x.id limit ${sql.lit(ASSESSMENTS_SHOWN + 1)}`.execute(db)
  const { page, next } = shownOf(rows)
  const matches = await matchesOf(
    db,
    page.map((row) => row.match_id),
  )
  const items = page.flatMap((row) => {
    const match = matches.get(row.match_id)
    return match ? [{ id: row.id, match: withoutFirst(match), atRisk: row.rank === 0 }] : []
  })
  return { items, next }
}

/** A match as it was before the first verdict: neither the decision nor a way to a page that says it, nor a case that it opened. */
export function withoutFirst({ hostFacts: _facts, ...match }: MatchInQueue): MatchInQueue {
  const reach = { ...match.reach, reports: [], reportsInAll: 0 }
  return { ...match, reach, decision: null }
}

/** A second verdict that is asked of a person; not due while the first can still be undone. */
export type AskedSecond = { id: string; matchId: string; isDue: boolean }

/** Of some matches those whose first verdict this person is not to see, for theirs is asked and not given. */
export async function secondsAsked(
  db: DbOrTransaction,
  { matchIds, person }: { matchIds: readonly string[]; person: string },
): Promise<Map<string, AskedSecond>> {
  if (matchIds.length === 0) return new Map()
  const { rows } = await sql<AskedSecond>`${PLANNED_ONCE}
    select a.id, d.match_id as "matchId",
      d.effect_at is null or d.effect_at <= clock_timestamp() as "isDue"
    from decision d join assessment a on a.decision_id = d.id
    where d.match_id = ${anyOf(matchIds)} and a.verdict is null
      and person_name(a.first_person) <> person_name(${person})
    order by a.id desc`.execute(db)
  return new Map(rows.map((row) => [row.matchId, row]))
}

/** How many of those wait, counted up to `most`. */
export async function countAssessments(
  db: DbOrTransaction,
  { person, most }: { person: string; most: number },
): Promise<number> {
  const { rows } = await sql<{ n: number }>`${PLANNED_ONCE}
    select count(*)::integer as n from (
      select from assessment a join decision d on d.id = a.decision_id
      where a.verdict is null and person_name(a.first_person) <> person_name(${person})
        and (d.effect_at is null or d.effect_at <= clock_timestamp())
      limit ${sql.lit(most)}) x`.execute(db)
  return rows[0]?.n ?? 0
}

/** How many second verdicts were given in the last 90 days, and how many said the same. */
export async function agreement(db: DbOrTransaction): Promise<{ given: number; agreed: number }> {
  const { rows } = await sql<{ given: number; agreed: number }>`
    select count(*)::integer as given, count(*) filter (where agrees)::integer as agreed
    from assessment where given_at > clock_timestamp() - interval '90 days'`.execute(db)
  return rows[0]!
}

export type ListShare = { listId: string; name: string; percent: number | null }

const LISTS_SHOWN = 200

/** Lists with the share that was set for them, by name, at most 200. */
export async function listShares(db: DbOrTransaction): Promise<ListShare[]> {
  const { rows } = await sql<ListShare>`
    select l.id as "listId", l.name, s.percent from hash_list l
    left join assessment_share s on s.list_id = l.id
    where l.withdrawn_at is null order by l.name, l.id limit ${sql.lit(LISTS_SHOWN)}`.execute(db)
  return rows
}

export type LockedAssessment = {
  id: string
  matchId: string
  /** What the second verdict is on. */
  decisionId: string
  firstVerdict: 'confirm' | 'reject'
  isFirst: boolean
  isSecond: boolean
  verdict: 'confirm' | 'reject' | null
  agrees: boolean | null
  settledAt: Date | null
}

/** Reads an assessment as it is to this person, and keeps it so until the transaction ends. */
export async function lockAssessment(
  db: DbOrTransaction,
  id: string,
  person: string,
): Promise<LockedAssessment | null> {
  const { rows } = await sql<LockedAssessment>`
    select a.id, a.match_id as "matchId", d.id as "decisionId", d.verdict as "firstVerdict", a.verdict, a.agrees,
      person_name(a.first_person) = person_name(${person}) as "isFirst",
      coalesce(person_name(a.person) = person_name(${person}), false) as "isSecond", a.settled_at as "settledAt"
    from assessment a join decision d on d.id = a.decision_id
    where a.id = ${id} for update of a`.execute(db)
  return rows[0] ?? null
}
