import { homeSince, RETENTION_TASKS, type Erasure } from '@nightlight/runtime'
import { sql } from 'kysely'

/**
 * Which entries providers hit when they asked; how many stays with the call. It is about no case, and no legal hold covers it.
 */
export const LOOKUP_ERASURES: readonly Erasure[] = [
  {
    task: 'lookup_call.found',
    due: (keeping) => sql`
      select c.id::text as key, false as held from lookup_call c
      where length(c.found_ct) > 0
        and c.asked_at <= ${homeSince(keeping, RETENTION_TASKS['lookup_call.found'])}`,
    async lock(trx, keys) {
      await sql`
        select from lookup_call where id = any (${keys}::uuid[]) order by id for update`.execute(
        trx,
      )
    },
    async erase(trx, keys) {
      const done = await sql`
        update lookup_call set found_ct = '' where id = any (${keys}::uuid[])`.execute(trx)
      return Number(done.numAffectedRows ?? 0n)
    },
  },
]
