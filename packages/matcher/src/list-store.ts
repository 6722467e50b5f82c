import { DomainError } from '@nightlight/contract'
import { newId, type Database, type DbOrTransaction } from '@nightlight/runtime'
import { sql, type Selectable } from 'kysely'
import type { ListInUse } from './lists/list-terms.ts'
import type { UseTerms } from './submissions/submission-terms.ts'

export type ListTerms = {
  legalClass: 'csam' | 'harmful'
  purpose: string
  jurisdictions: string[]
  classification: 'baseline' | 'A1' | 'A2' | 'B1' | 'B2' | null
  maxDistance: number
  opens: 'never' | 'exact'
  expiresAt: Date | null
  /** What it names is known to be harmless: it suppresses matches and makes none. */
  negative?: boolean
}

/** The authority of a name, however its case and blanks are typed; null where there is none. */
export async function findAuthority(
  db: DbOrTransaction,
  name: string,
): Promise<{ id: string; name: string } | null> {
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from authority where person_name(name) = person_name(${name})
     order by name = ${name} desc, id limit 1`.execute(db)
  return rows[0] ?? null
}

/** Finds the authority as `findAuthority`, or makes it. */
export async function ensureAuthority(db: DbOrTransaction, name: string): Promise<string> {
  const known = await findAuthority(db, name)
  if (known) return known.id
  await db
    .insertInto('authority')
    .values({ id: newId(), name })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  const row = await db
    .selectFrom('authority')
    .select('id')
    .where('name', '=', name)
    .executeTakeFirstOrThrow()
  return row.id
}

/**
 * Finds the list of that name of an authority, or makes it with `terms`.
 *
 * @throws {DomainError} `list-terms-differ` when it exists with other terms, naming which: they decide
 *   what a match may do, and an import must neither change nor ignore them unseen
 */
export async function ensureList(
  db: DbOrTransaction,
  authorityId: string,
  name: string,
  terms: ListTerms,
): Promise<string> {
  await db
    .insertInto('hash_list')
    .values({
      id: newId(),
      authority_id: authorityId,
      name,
      legal_class: terms.legalClass,
      purpose: terms.purpose,
      jurisdictions: terms.jurisdictions,
      classification: terms.classification,
      max_distance: terms.maxDistance,
      opens: terms.opens,
      expires_at: terms.expiresAt,
      negative: terms.negative ?? false,
    })
    .onConflict((conflict) => conflict.columns(['authority_id', 'name']).doNothing())
    .execute()
  const row = await db
    .selectFrom('hash_list')
    .selectAll()
    .where('authority_id', '=', authorityId)
    .where('name', '=', name)
    .executeTakeFirstOrThrow()
  const differing = differingTerms(row, terms)
  if (differing.length === 0) return row.id
  throw new DomainError(
    'conflict',
    'list-terms-differ',
    `Importing: the list exists with another ${differing.join(' and ')}; give the same or use another name`,
  )
}

function differingTerms(row: Selectable<Database['hash_list']>, terms: ListTerms): string[] {
  const same: Record<string, boolean> = {
    class: row.legal_class === terms.legalClass,
    purpose: row.purpose === terms.purpose,
    jurisdictions: row.jurisdictions.join() === terms.jurisdictions.join(),
    classification: row.classification === terms.classification,
    'max-distance': row.max_distance === terms.maxDistance,
    'open-exact': row.opens === terms.opens,
    expires: row.expires_at?.getTime() === terms.expiresAt?.getTime(),
    negative: row.negative === (terms.negative ?? false),
  }
  return Object.keys(same).filter((name) => !same[name])
}

/** For what and where a list of an authority may be used, by their names; null when there is none. */
export async function listUse(
  db: DbOrTransaction,
  { authority, list }: { authority: string; list: string },
): Promise<UseTerms | null> {
  const row = await db
    .selectFrom('hash_list')
    .innerJoin('authority', 'authority.id', 'hash_list.authority_id')
    .select(['purpose', 'jurisdictions'])
    .where('authority.name', '=', authority)
    .where('hash_list.name', '=', list)
    .executeTakeFirst()
  return row ?? null
}

/** What every active submission allows now, as its list does; whether it may be used is decided when it is. */
export async function listsInUse(db: DbOrTransaction): Promise<ListInUse[]> {
  const rows = await db
    .selectFrom('submission')
    .innerJoin('hash_list', 'hash_list.id', 'submission.list_id')
    .select([
      'submission.id',
      'list_id',
      'max_distance',
      'hash_list.purpose',
      'hash_list.jurisdictions',
      'negative',
      sql<Date | null>`least(hash_list.expires_at, submission.expires_at)`.as('expires_at'),
    ])
    .where('submission.state', '=', 'active')
    .where('withdrawn_at', 'is', null)
    .execute()
  return rows.map((row) => ({
    submissionId: row.id,
    listId: row.list_id,
    maxDistance: row.max_distance,
    purpose: row.purpose,
    jurisdictions: row.jurisdictions.map((code) => code.toUpperCase()),
    expiresAt: row.expires_at,
    isNegative: row.negative,
  }))
}

/** What lists are called, and whose they are, by id. */
export async function listNames(
  db: DbOrTransaction,
): Promise<Map<string, { list: string; authority: string }>> {
  const rows = await db
    .selectFrom('hash_list')
    .innerJoin('authority', 'authority.id', 'hash_list.authority_id')
    .select(['hash_list.id', 'hash_list.name as list', 'authority.name as authority'])
    .execute()
  return new Map(rows.map(({ id, list, authority }) => [id, { list, authority }]))
}

/** The legal class of some entries, by id: those of one list may differ. */
export async function entryClasses(
  db: DbOrTransaction,
  entryIds: readonly string[],
): Promise<Map<string, string>> {
  if (entryIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('list_entry')
    .select(['id', 'legal_class'])
    .where('id', 'in', entryIds)
    .execute()
  return new Map(rows.map(({ id, legal_class }) => [id, legal_class]))
}
