import { homeUntil, RETENTION_TASKS, type Erasure } from '@nightlight/runtime'
import { sql } from 'kysely'

/** What analysts noted of reports; it goes as what reporters wrote. */
export const NOTE_ERASURE: Erasure = {
  task: 'report_note.text',
  due: (keeping) => sql`
    select n.id::text as key, n.report_id in (select id from held_report) as held
    from report_note n join report_end e on e.id = n.report_id
    where n.text_ct is not null
      and ${homeUntil(keeping, RETENTION_TASKS['report_note.text'], sql`greatest(e.ended_at, n.at)`)} <= ${keeping.now}
      and e.ended_at is not null
      and ${homeUntil(keeping, RETENTION_TASKS['report_note.text'], sql`n.at`)} <= ${keeping.now}`,
  async lock(trx, keys) {
    await sql`
      select id from report_note where id = any (${keys}::uuid[]) order by id for update`.execute(
      trx,
    )
  },
  async erase(trx, keys) {
    const done = await sql`
      update report_note set text_ct = null where id = any (${keys}::uuid[])`.execute(trx)
    return Number(done.numAffectedRows ?? 0n)
  },
}
