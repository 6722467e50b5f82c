import { homeSince, RETENTION_TASKS, type Erasure } from '@nightlight/runtime'
import { sql } from 'kysely'

const { 'assessment.reason': RULE } = RETENTION_TASKS

/** Why somebody gave a second verdict, once every takedown of that picture ended long enough ago; as reasons of decisions go. */
export const ASSESSMENT_ERASURE: Erasure = {
  task: 'assessment.reason',
  due: (keeping) => sql`
    select a.id::text as key,
      m.media_id in (
        select t.media_id from takedown t join held_takedown h on h.id = t.id
        union
        select s.media_id from sighting s join held_page p on p.id = s.page_location_id) as held
    from assessment a join match m on m.id = a.match_id
    where a.reason_ct is not null and a.given_at <= ${homeSince(keeping, RULE)}
      and not exists (select from takedown_end e where e.media_id = m.media_id
        and coalesce(e.ended_at > ${homeSince(keeping, RULE)}, true))`,
  async lock(trx, keys) {
    await sql`
      select from assessment where id = any (${keys}::uuid[]) order by id for update`.execute(trx)
  },
  async erase(trx, keys) {
    const done = await sql`
      update assessment set reason_ct = null where id = any (${keys}::uuid[])`.execute(trx)
    return Number(done.numAffectedRows ?? 0n)
  },
}
