import type { DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { NO_CATEGORY } from './check-row.ts'
import { SEVERAL_CODES } from './several-codes.ts'
import { OTHER_CODE } from './source-codes.ts'
import type { Submission } from './submission-store.ts'

/**
 * Gives the entries of a submission the classes that its codes mean by now, before they count: each the worst of its
 * own. Of one whose several codes nobody kept, that is the worst of the file.
 */
export async function applyMapping(db: DbOrTransaction, submission: Submission): Promise<void> {
  const { id, codes, categories, maps_later } = submission
  if (!maps_later || Object.keys(codes).length === 0) return
  const classes = Object.entries(categories ?? {}).filter(([code]) => Object.hasOwn(codes, code))
  const worst = classes.some(([, name]) => name === 'csam') ? 'csam' : 'harmful'
  const map = sql`${JSON.stringify(categories ?? {})}::jsonb`
  const meaningOf = (code: RawBuilder<unknown>, now: RawBuilder<unknown>) => sql`
    (case when ${code} is null then coalesce(${map} ->> ${NO_CATEGORY}, ${now})
          else coalesce(${map} ->> ${code}, ${map} ->> ${OTHER_CODE}, ${now}) end)`
  const classOf = (row: 'e' | 'o', several: RawBuilder<unknown>) => {
    const [code, now] = [sql.ref(`${row}.category`), sql.ref(`${row}.legal_class`)]
    return sql`(case when ${code} is distinct from ${SEVERAL_CODES} then ${meaningOf(code, now)}
      else case (select bool_or(${meaningOf(sql`one.code`, now)} = 'csam')
                   from unnest(${several}) as one (code))
             when true then 'csam' when false then 'harmful' else ${worst} end end)`
  }
  const ofSource = classOf('o', sql`o.codes`)
  const ofEntry = classOf(
    'e',
    sql`(select own.codes from entry_source own
          where own.submission_id = e.submission_id and own.entry_id = e.id)`,
  )
  // an entry that is new here and has another code in the same file is what the worse one says
  await sql`
    update list_entry e set category = o.category
      from entry_source o
     where o.submission_id = ${id} and o.entry_id = e.id and e.submission_id = ${id}
       and ${ofSource} = 'csam' and ${ofEntry} <> 'csam'`.execute(db)
  await sql`
    update list_entry e set legal_class = ${ofEntry}
     where e.submission_id = ${id} and ${ofEntry} in ('csam', 'harmful')
       and ${ofEntry} <> e.legal_class`.execute(db)
  await sql`
    update entry_source o set legal_class = ${ofSource}
     where o.submission_id = ${id} and ${ofSource} in ('csam', 'harmful')
       and ${ofSource} <> o.legal_class`.execute(db)
}
