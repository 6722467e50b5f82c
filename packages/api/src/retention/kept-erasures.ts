import { homeUntil, type Erasure } from '@nightlight/runtime'
import { sql } from 'kysely'

/**
 * What is kept for somebody who may not come for it: cases that were left for officers, and parts of files that nobody
 * goes on with. A legal hold covers none of it: of a case everything else stays.
 */
export const KEPT_ERASURES: readonly Erasure[] = [
  {
    task: 'kept_case_piece.file',
    // a case whose ground went is nothing that officers still get
    due: (keeping) => sql`
      select k.id::text as key, false as held from kept_case k join takedown t on t.id = k.takedown_id
      where ${homeUntil(keeping, 'kept-case', sql`k.made_at`)} <= ${keeping.now}
         or (t.status = 'closed' and t.state->>'reason' in ('match-rejected', 'ground-withdrawn'))`,
    async lock(trx, keys) {
      await sql`select from kept_case where id = any (${keys}::uuid[]) order by id for update`.execute(
        trx,
      )
    },
    async erase(trx, keys) {
      const gone = await sql`delete from kept_case where id = any (${keys}::uuid[])`.execute(trx)
      return Number(gone.numAffectedRows ?? 0n)
    },
  },
  {
    task: 'file_upload.left',
    // its parts are unreadable without its key, and go at the next sweep of the folder
    due: (keeping) => sql`
      select u.id::text as key, false as held from file_upload u
      where ${homeUntil(keeping, 'upload', sql`u.changed_at`)} <= ${keeping.now}`,
    async lock(trx, keys) {
      await sql`select from file_upload where id = any (${keys}::uuid[]) order by id for update`.execute(
        trx,
      )
    },
    async erase(trx, keys) {
      const gone = await sql`delete from file_upload where id = any (${keys}::uuid[])`.execute(trx)
      return Number(gone.numAffectedRows ?? 0n)
    },
  },
]
