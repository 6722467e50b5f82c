import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { released, withFirstHost } from './match-conditions.ts'
import type { Decision } from './match-store.ts'

/** A match with the decision that counts. */
export type Decided = Decision & {
  matchId: string
  host: string | null
  /** Whoever looks is to give a second verdict first. */
  isBlind: boolean
}

/**
 * Matches by their newest decision, the newest first.
 *
 * @param by  only those whose newest decision this one made; null for everybody's
 * @param person  who looks
 */
export async function newestDecisions(
  db: DbOrTransaction,
  limit: number,
  { by, person }: { by: string | null; person: string },
): Promise<Decided[]> {
  const { rows } = await sql<Decided>`
    select m.id as "matchId", d.verdict, d.actor, d.at, f.host,
      exists (
        select from decision e join assessment a on a.decision_id = e.id
        where e.match_id = d.match_id and a.verdict is null
          and person_name(a.first_person) <> person_name(${person})) as "isBlind"
    from decision d
    join match m on m.id = d.match_id and ${released}
    ${withFirstHost}
    where ${by === null ? sql`true` : sql`d.actor = ${by}`} and not exists (
      select 1 from decision o where o.match_id = d.match_id and (o.at, o.id) > (d.at, d.id))
    order by d.at desc, d.id desc limit ${limit}`.execute(db)
  return rows
}
