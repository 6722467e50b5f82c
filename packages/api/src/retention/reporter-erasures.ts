import {
  homeUntil,
  type DbOrTransaction,
  type Erasure,
  type RetentionRule,
} from '@nightlight/runtime'
import { sql } from 'kysely'

const REPORTER = {
  task: 'report.reporter',
  rule: 'reporter-identity',
  column: 'reporter_ct',
} as const
const TEXT = { task: 'report.text', rule: 'report-text', column: 'note_ct' } as const

const ofReports = ({
  task,
  rule,
  column,
}: {
  task: string
  rule: RetentionRule
  column: 'reporter_ct' | 'note_ct'
}): Erasure => ({
  task,
  rule,
  due: (keeping) => sql`
    select r.id::text as key, r.id in (select id from held_report) as held
    from report r join report_end e on e.id = r.id
    where r.${sql.ref(column)} is not null
      and ${homeUntil(keeping, rule, sql`e.ended_at`)} <= ${keeping.now}`,
  lock: lockReports,
  async erase(trx, keys) {
    const done = await trx
      .updateTable('report')
      .set({ [column]: null })
      .where('id', '=', sql<string>`any (${keys}::uuid[])`)
      .where(column, 'is not', null)
      .executeTakeFirst()
    return Number(done.numUpdatedRows)
  },
})

async function lockReports(trx: DbOrTransaction, keys: readonly string[]): Promise<void> {
  await trx
    .selectFrom('report')
    .select('id')
    .where('id', '=', sql<string>`any (${keys}::uuid[])`)
    .orderBy('id')
    .forUpdate()
    .execute()
}

/** Who reported, then what they wrote; counted from the end of the report. */
export const REPORTER_ERASURES: readonly Erasure[] = [ofReports(REPORTER), ofReports(TEXT)]
