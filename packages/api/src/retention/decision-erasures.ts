import { homeSince, RETENTION_TASKS, type Erasure } from '@nightlight/runtime'
import { sql } from 'kysely'

const { 'decision.reason': RULE } = RETENTION_TASKS

/**
 * Why somebody decided a match so, once every takedown of that picture ended long enough ago: which way, by whom and when stay,
 * and so does what rests on it.
 */
export const DECISION_ERASURES: readonly Erasure[] = [
  {
    task: 'decision.reason',
    due: (keeping) => sql`
      select d.id::text as key,
        m.media_id in (
          select t.media_id from takedown t join held_takedown h on h.id = t.id
          union
          select s.media_id from sighting s join held_page p on p.id = s.page_location_id) as held
      from decision d join match m on m.id = d.match_id
      where d.reason <> '' and d.at <= ${homeSince(keeping, RULE)}
        and not exists (select from takedown_end e where e.media_id = m.media_id
          and coalesce(e.ended_at > ${homeSince(keeping, RULE)}, true))`,
    async lock(trx, keys) {
      await sql`
        select from decision where id = any (${keys}::uuid[]) order by id for update`.execute(trx)
    },
    async erase(trx, keys) {
      const done = await sql`
        update decision set reason = '' where id = any (${keys}::uuid[])`.execute(trx)
      return Number(done.numAffectedRows ?? 0n)
    },
  },
]
