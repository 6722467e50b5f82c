import {
  ERASED_URL,
  erasedKey,
  hasAddress,
  homeUntil,
  RETENTION_TASKS,
  type DbOrTransaction,
  type Erasure,
  type FieldCrypto,
  type RetentionTask,
} from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'

/** Whether why a child is at risk is still said of report `r`. */
const hasReason: RawBuilder<boolean> = sql`exists (
  select from report_at_risk k where k.report_id = r.id and k.reason_ct is not null)`

/** What reports hold; their addresses are opened as `ERASED_URL` once they went. */
export const reportErasures = (crypto: FieldCrypto): readonly Erasure[] => [
  ofReports('report.reporter', sql`r.reporter_ct is not null`, (trx, ids) =>
    sql`update report set reporter_ct = null where id = any (${ids}::uuid[])`.execute(trx),
  ),
  ofReports('report.text', sql`(r.note_ct is not null or ${hasReason})`, async (trx, ids) => {
    await sql`update report_at_risk set reason_ct = null where report_id = any (${ids}::uuid[])`.execute(
      trx,
    )
    return sql`update report set note_ct = null where id = any (${ids}::uuid[])`.execute(trx)
  }),
  ofReports('report.address', hasAddress('r'), (trx, ids) => {
    const sealed = ids.map((id) =>
      crypto.seal({ table: 'report', column: 'url_ct', row: id }, ERASED_URL),
    )
    return sql`
      update report r set url_ct = o.sealed, url_key = ${erasedKey(sql.ref('r.id'))},
        reference_ct = null, reference_key = null
      from unnest(${ids}::uuid[], ${sealed}::bytea[]) as o (id, sealed)
      where r.id = o.id`.execute(trx)
  }),
]

/** @param isThere  SQL: whether report `r` still has it */
const ofReports = (
  task: RetentionTask,
  isThere: RawBuilder<unknown>,
  erase: (
    trx: DbOrTransaction,
    ids: readonly string[],
  ) => Promise<{ numAffectedRows?: bigint | undefined }>,
): Erasure => ({
  task,
  due: (keeping) => sql`
    select r.id::text as key, r.id in (select id from held_report) as held
    from report r join report_end e on e.id = r.id
    where ${isThere} and ${homeUntil(keeping, RETENTION_TASKS[task], sql`e.ended_at`)} <= ${keeping.now}
      -- none ends before it comes; told apart by this first, ends are looked for of few
      and ${homeUntil(keeping, RETENTION_TASKS[task], sql`r.received_at`)} <= ${keeping.now}`,
  async lock(trx, keys) {
    await sql`
      select id from report where id = any (${keys}::uuid[]) order by id for update`.execute(trx)
  },
  erase: async (trx, keys) => Number((await erase(trx, keys)).numAffectedRows ?? 0n),
})
