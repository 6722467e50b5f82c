import type { LegalClass, Tier } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { inForce, inTime, opening, unjudged, withDecision } from '../match-conditions.ts'

/** What comes of a picture once it is released: it opens takedowns, waits for a person, or stays as it is. */
export const OUTCOMES = ['opens', 'waits', 'none'] as const

export type ReleaseReach = {
  outcome: (typeof OUTCOMES)[number]
  tier: Tier
  legalClass: LegalClass
  /** Pictures. */
  n: number
}

/** What the release of a look back would set off, in pictures: each counts once, by the most that a match of it does. */
export async function reachOfRelease(
  db: DbOrTransaction,
  submissionId: string,
): Promise<ReleaseReach[]> {
  const { rows } = await sql<ReleaseReach>`
    with held as (
      select m.media_id, m.tier, e.legal_class,
             case when not (${inForce} and ${inTime}) then 'none'
                  when ${opening} then 'opens'
                  when ${unjudged} then 'waits'
                  else 'none' end as outcome
        from match m
        join list_entry e on e.id = m.entry_id and e.status = 'active'
        join hash_list l on l.id = m.list_id
        ${withDecision}
       where m.look_back = ${submissionId}
    ), picture as (
      select distinct on (media_id) outcome, tier, legal_class from held
       order by media_id, array_position(${[...OUTCOMES]}::text[], outcome),
                array_position('{exact,near,probable}'::text[], tier::text)
    )
    select outcome, tier, legal_class as "legalClass", count(*)::int as n from picture
     group by 1, 2, 3
     order by array_position('{exact,near,probable}'::text[], tier::text), 3`.execute(db)
  return rows
}
