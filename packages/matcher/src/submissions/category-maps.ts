import { createHash } from 'node:crypto'
import { DomainError } from '@nightlight/contract'
import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { transact } from '../transact.ts'
import { NO_CATEGORY, type CategoryMap, type EntryClass } from './check-row.ts'
import { OTHER_CODE } from './source-codes.ts'
import { lockSubmission, type Person, type Submission } from './submission-store.ts'

/** Code of an entry that one file gives more than one code; a source has none like it. */
export const SEVERAL_CODES = '*'

/** What one file says of an entry twice, with different codes that nobody has mapped yet. */
export const SEVERAL_HOLD = sql`
  on conflict (submission_id, entry_id) do update set category = ${sql.lit(SEVERAL_CODES)}
    where entry_source.category is distinct from excluded.category`

type Mapped = Pick<Submission, 'maps_later' | 'codes' | 'categories' | 'read_as'>

/**
 * Whether somebody has to say yet what codes of a submission mean. `again`: a code is left out, or is not any more, which
 * is done only while a file is read: the same file is to be handed in again.
 */
export function mappingOf(submission: Mapped): 'none' | 'needed' | 'again' | 'said' {
  const { maps_later, codes, categories, read_as } = submission
  const names = Object.keys(codes)
  if (!maps_later || names.length === 0) return 'none'
  const said = categories ?? {}
  if (names.some((code) => !Object.hasOwn(said, code))) return 'needed'
  const isSkipped = (map: CategoryMap, code: string): boolean =>
    Object.hasOwn(map, code) && map[code] === 'skip'
  const differs = names.some((code) => isSkipped(said, code) !== isSkipped(read_as, code))
  return differs ? 'again' : 'said'
}

/** What the authority of a list has said before that codes mean; null when nothing. */
export async function defaultMap(db: DbOrTransaction, listId: string): Promise<CategoryMap | null> {
  const row = await db
    .selectFrom('category_map as m')
    .innerJoin('hash_list as l', 'l.authority_id', 'm.authority_id')
    .select('m.classes')
    .where('l.id', '=', listId)
    .executeTakeFirst()
  return row?.classes ?? null
}

/** By what somebody who changes a map says which one they saw. */
export const mapMark = (map: CategoryMap | null): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(map ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1))))
    .digest('base64url')
    .slice(0, 16)

/**
 * Says what codes of a staged submission mean; also of later files of its authority, where that is wanted. It is so
 * once the submission is activated, by another person than this one.
 *
 * @param said.seen  `mapMark` of the map that was changed
 * @throws {DomainError} not-found `submission-not-found`; conflict `submission-not-staged`, `mapping-changed`
 */
export const mapCategories = (
  db: DbOrTransaction,
  submissionId: string,
  said: { classes: CategoryMap; asDefault: boolean; seen: string },
  by: Person,
): Promise<Submission> =>
  transact(db, async (trx) => {
    const submission = await lockSubmission(trx, submissionId)
    const { state, categories, codes, maps_later } = submission
    if (state !== 'staged' || !maps_later) {
      throw conflict('submission-not-staged', 'it does not wait for that')
    }
    if (mapMark(categories) !== said.seen) throw conflict('mapping-changed', 'look at it again')
    const known = Object.entries(said.classes).filter(([code]) => Object.hasOwn(codes, code))
    const classes = { ...categories, ...Object.fromEntries(known) }
    const changed = await trx
      .updateTable('submission')
      .set({ categories: JSON.stringify(classes), mapped_by: by.actor, mapper: by.name })
      .where('id', '=', submissionId)
      .returningAll()
      .executeTakeFirstOrThrow()
    if (said.asDefault) await keepAsDefault(trx, submission, Object.fromEntries(known), by)
    await writeAudit(trx, {
      actor: by.actor,
      action: 'submission-mapped',
      objectType: 'submission',
      objectId: submissionId,
      detail: { codes: known.length, asDefault: said.asDefault },
    })
    return changed
  })

async function keepAsDefault(
  db: DbOrTransaction,
  { list_id }: Submission,
  { [OTHER_CODE]: _other, ...classes }: Record<string, EntryClass>,
  by: Person,
): Promise<void> {
  await sql`
    insert into category_map (authority_id, classes, changed_by, changer)
    select authority_id, ${JSON.stringify(classes)}::jsonb, ${by.actor}, ${by.name}
      from hash_list where id = ${list_id}
    on conflict (authority_id) do update
      set classes = category_map.classes || excluded.classes, changed_by = excluded.changed_by,
          changer = excluded.changer, changed_at = clock_timestamp()`.execute(db)
}

/** @throws {DomainError} conflict `mapping-needed` */
export function mustBeMapped(submission: Submission): void {
  const mapping = mappingOf(submission)
  if (mapping === 'needed' || mapping === 'again') {
    throw conflict('mapping-needed', 'say first what each of its codes means')
  }
}

/** Gives the entries of a submission the classes that its codes mean by now, before they count. */
export async function applyMapping(db: DbOrTransaction, submission: Submission): Promise<void> {
  const { id, codes, categories, maps_later } = submission
  if (!maps_later || Object.keys(codes).length === 0) return
  const classes = Object.entries(categories ?? {}).filter(([code]) => Object.hasOwn(codes, code))
  const worst = classes.some(([, name]) => name === 'csam') ? 'csam' : 'harmful'
  const map = sql`${JSON.stringify(categories ?? {})}::jsonb`
  const classOf = (column: 'e.category' | 'o.category', now: RawBuilder<unknown>) => sql`
    (case when ${sql.ref(column)} = ${SEVERAL_CODES} then ${worst}
          when ${sql.ref(column)} is null then coalesce(${map} ->> ${NO_CATEGORY}, ${now})
          else coalesce(${map} ->> ${sql.ref(column)}, ${map} ->> ${OTHER_CODE}, ${now}) end)`
  const [ofEntry, ofSource] = [
    classOf('e.category', sql`e.legal_class`),
    classOf('o.category', sql`o.legal_class`),
  ]
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

const conflict = (code: string, what: string): DomainError =>
  new DomainError('conflict', code, `Mapping the codes of a submission: ${what}`)
