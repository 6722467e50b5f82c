import { createHash } from 'node:crypto'
import { DomainError } from '@nightlight/contract'
import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import { transact } from '../transact.ts'
import type { CategoryMap } from './check-row.ts'
import { OTHER_CODE } from './source-codes.ts'
import { lockSubmission, type Person, type Submission } from './submission-store.ts'

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

/** The same in SQL, of submission `s`: whether nobody has to say or do anything about its codes any more. */
export const isMapped: RawBuilder<boolean> = sql`(not s.maps_later or not exists (
  select from jsonb_object_keys(s.codes) as code
   where s.categories ->> code is null
      or (coalesce(s.read_as ->> code, '') = 'skip') <> (s.categories ->> code = 'skip')))`

/** By what somebody who changes a map says which one they saw. */
export const mapMark = (map: CategoryMap | null): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(map ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1))))
    .digest('base64url')
    .slice(0, 16)

/**
 * Says what codes of a staged submission mean; also of later files of its authority, where that is wanted. Both are so
 * once the submission is activated, by a person who never said anything of it.
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
    const names = known.map(([code]) => code)
    const mappedBy = withSayer(submission.mapped_by, names, by)
    const { asDefault } = said
    const changed = await trx
      .updateTable('submission')
      .set({
        categories: JSON.stringify(classes),
        mapped_by: JSON.stringify(mappedBy),
        as_default: JSON.stringify(defaultsOf(submission.as_default, names, { asDefault, by })),
      })
      .where('id', '=', submissionId)
      .returningAll()
      .executeTakeFirstOrThrow()
    await writeAudit(trx, {
      actor: by.actor,
      action: 'submission-mapped',
      objectType: 'submission',
      objectId: submissionId,
      detail: { codes: known.length, asDefault },
    })
    return changed
  })

/** What of it is kept for later files, once it is active: who said so, by code; not of what was said anew without that. */
function defaultsOf(
  before: Sayers,
  codes: readonly string[],
  { asDefault, by }: { asDefault: boolean; by: Person },
): Sayers {
  const kept = Object.entries(before).filter(([code]) => asDefault || !codes.includes(code))
  const added = asDefault ? codes.filter((code) => code !== OTHER_CODE) : []
  return withSayer(Object.fromEntries(kept), added, by)
}

type Sayers = Submission['mapped_by']

function withSayer(before: Sayers, codes: readonly string[], { actor, name }: Person): Sayers {
  const sayers = new Map(Object.entries(before))
  for (const code of codes) sayers.set(code, { ...sayers.get(code), [actor]: name })
  return Object.fromEntries(sayers)
}

/** Whoever said what any code means that a submission has: in it, or for later files. */
export function mappersOf({ mapped_by, codes }: Pick<Submission, 'mapped_by' | 'codes'>): Person[] {
  // what is counted as another code may be any that was mapped
  const isIn = (code: string): boolean =>
    Object.hasOwn(codes, code) || Object.hasOwn(codes, OTHER_CODE)
  const said = Object.entries(mapped_by).filter(([code]) => isIn(code))
  const names = new Map(said.flatMap(([, people]) => Object.entries(people)))
  return [...names].map(([actor, name]) => ({ actor, name }))
}

/** Has later files of its authority read by what was said in a submission, which somebody else activates now. */
export async function keepDefault(
  db: DbOrTransaction,
  { list_id, categories, as_default }: Submission,
): Promise<void> {
  const kept = Object.entries(categories ?? {}).filter(([code]) => Object.hasOwn(as_default, code))
  if (kept.length === 0) return
  const classes = JSON.stringify(Object.fromEntries(kept))
  await sql`
    insert into category_map (authority_id, classes, said_by)
    select authority_id, ${classes}::jsonb, ${JSON.stringify(as_default)}::jsonb
      from hash_list where id = ${list_id}
    on conflict (authority_id) do update
      set classes = category_map.classes || excluded.classes,
          said_by = category_map.said_by || excluded.said_by, changed_at = clock_timestamp()`.execute(
    db,
  )
}

/** @throws {DomainError} conflict `mapping-needed` */
export function mustBeMapped(submission: Submission): void {
  const mapping = mappingOf(submission)
  if (mapping === 'needed' || mapping === 'again') {
    throw conflict('mapping-needed', 'say first what each of its codes means')
  }
}

const conflict = (code: string, what: string): DomainError =>
  new DomainError('conflict', code, `Mapping the codes of a submission: ${what}`)
