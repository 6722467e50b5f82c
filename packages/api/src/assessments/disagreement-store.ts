import { PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import type { StandingDecision } from '../match-store.ts'
import { seenAtRisk } from '../queue/risk-store.ts'
import { ASSESSMENTS_SHOWN, behind, shownOf, type AssessmentCursor } from './assessment-store.ts'

type Verdict = 'confirm' | 'reject'

export type Disagreement = {
  id: string
  matchId: string
  /** Seen where a child may be at risk. */
  atRisk: boolean
  first: { verdict: Verdict; actor: string; at: Date; reason: string }
  second: { verdict: Verdict; actor: string; at: Date; sealed: Buffer | null }
  /** The decision that stands, where somebody decided the match after the first of the two; else null. */
  since: StandingDecision | null
}

/** Whether this person may settle what two others, `a`, saw differently: whoever gave one of the two verdicts may not. */
const openTo = (person: string): RawBuilder<unknown> => sql`
  a.agrees = false and a.settled_at is null
  and person_name(a.first_person) <> person_name(${person}) and person_name(a.person) <> person_name(${person})`

type Row = AssessmentCursor & {
  match_id: string
  first_verdict: Verdict
  first_actor: string
  first_at: Date
  first_reason: string
  verdict: Verdict
  actor: string
  given_at: Date
  reason_ct: Buffer | null
  since_id: string | null
  since_verdict: Verdict
  since_actor: string
  since_at: Date
}

/**
 * What two people saw differently and nobody settled, of others than this person: where a child may be at risk first, then what the
 * first rejected and the second would have taken down, then the oldest.
 */
export async function disagreements(
  db: DbOrTransaction,
  { person, after }: { person: string; after: AssessmentCursor | null },
): Promise<{ items: Disagreement[]; next: AssessmentCursor | null }> {
  const { rows } = await sql<Row>`${PLANNED_ONCE}
    with x as (
      select a.id, case when ${seenAtRisk(sql`m.media_id`)} then 0 else 2 end
        + case d.verdict when 'reject' then 0 else 1 end as rank
      from assessment a join decision d on d.id = a.decision_id join match m on m.id = a.match_id
      where ${openTo(person)}
    ), page as materialized (
      select x.id, x.rank from x where ${behind(after)}
      order by x.rank, x.id limit ${sql.lit(ASSESSMENTS_SHOWN + 1)})
    select page.id, page.rank, a.match_id, a.verdict, a.actor, a.given_at, a.reason_ct,
      d.verdict as first_verdict, d.actor as first_actor, d.at as first_at, d.reason as first_reason,
      n.id as since_id, n.verdict as since_verdict, n.actor as since_actor, n.at as since_at
    from page join assessment a on a.id = page.id join decision d on d.id = a.decision_id
    left join lateral (
      select id, verdict, actor, at from decision
      where match_id = a.match_id order by at desc, id desc limit 1) n on n.id <> a.decision_id
    order by page.rank, page.id`.execute(db)
  const { page, next } = shownOf(rows)
  const items = page.map((row) => ({
    id: row.id,
    matchId: row.match_id,
    atRisk: row.rank < 2,
    first: {
      verdict: row.first_verdict,
      actor: row.first_actor,
      at: row.first_at,
      reason: row.first_reason,
    },
    second: { verdict: row.verdict, actor: row.actor, at: row.given_at, sealed: row.reason_ct },
    since:
      row.since_id === null
        ? null
        : {
            id: row.since_id,
            verdict: row.since_verdict,
            actor: row.since_actor,
            at: row.since_at,
          },
  }))
  return { items, next }
}

/** How many of those there are, counted up to `most`. */
export async function countDisagreements(
  db: DbOrTransaction,
  { person, most }: { person: string; most: number },
): Promise<number> {
  const { rows } = await sql<{ n: number }>`${PLANNED_ONCE}
    select count(*)::integer as n from (
      select from assessment a where ${openTo(person)} limit ${sql.lit(most)}) x`.execute(db)
  return rows[0]?.n ?? 0
}
