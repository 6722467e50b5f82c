import { DomainError, type HashAlgorithm } from '@nightlight/contract'
import {
  newId,
  type Database,
  type DbOrTransaction,
  type FieldCrypto,
  type FieldPlace,
} from '@nightlight/runtime'
import { sql, type Selectable } from 'kysely'
import type { ActiveEntry } from './active-lists.ts'

export type ListTerms = {
  legalClass: 'csam' | 'harmful'
  purpose: string
  jurisdictions: string[]
  classification: 'baseline' | 'A1' | 'A2' | 'B1' | 'B2' | null
  maxDistance: number
  opens: 'never' | 'exact'
  expiresAt: Date | null
}

/** Finds the authority of that name, or makes it. */
export async function ensureAuthority(db: DbOrTransaction, name: string): Promise<string> {
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
 * Finds the list of that name of an authority, or makes it with `terms`, and locks it: imports into
 * one list take turns until the transaction ends.
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
    })
    .onConflict((conflict) => conflict.columns(['authority_id', 'name']).doNothing())
    .execute()
  const row = await db
    .selectFrom('hash_list')
    .selectAll()
    .where('authority_id', '=', authorityId)
    .where('name', '=', name)
    .forNoKeyUpdate()
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
  }
  return Object.keys(same).filter((name) => !same[name])
}

/** Takes the next epoch; its row stays locked until the transaction ends, so call it late. */
export async function nextEpoch(db: DbOrTransaction): Promise<bigint> {
  const row = await db
    .updateTable('list_epoch')
    .set({ epoch: sql`epoch + 1` })
    .returning('epoch')
    .executeTakeFirstOrThrow()
  await sql`select pg_notify('lists_changed', '')`.execute(db)
  return BigInt(row.epoch)
}

export async function currentEpoch(db: DbOrTransaction): Promise<bigint> {
  const row = await db.selectFrom('list_epoch').select('epoch').executeTakeFirstOrThrow()
  return BigInt(row.epoch)
}

export async function openSubmission(
  db: DbOrTransaction,
  submission: { submissionId: string; listId: string; format: string; actor: string },
): Promise<void> {
  await db
    .insertInto('submission')
    .values({
      id: submission.submissionId,
      list_id: submission.listId,
      format: submission.format,
      state: 'receiving',
      submitted_by: submission.actor,
    })
    .execute()
}

export async function closeSubmission(
  db: DbOrTransaction,
  submissionId: string,
  counts: {
    accepted: number
    duplicate: number
    refused: number
    refusedBy: Partial<Record<string, number>>
  },
  fileSha256: Buffer,
): Promise<void> {
  await db
    .updateTable('submission')
    .set({
      state: 'active',
      accepted: counts.accepted,
      duplicate: counts.duplicate,
      refused: counts.refused,
      refused_by: JSON.stringify(counts.refusedBy),
      file_sha256: fileSha256,
      activated_at: sql`clock_timestamp()`,
    })
    .where('id', '=', submissionId)
    .execute()
}

export type NewEntry = {
  id: string
  hashes: { algorithm: HashAlgorithm; sealed: Buffer; key: Buffer }[]
}

/** Where the ciphertext of a hash belongs: not even another hash of its entry opens in its place. */
export const hashPlace = (entryId: string, algorithm: HashAlgorithm): FieldPlace => ({
  table: 'entry_hash',
  column: 'value_ct',
  row: `${entryId}/${algorithm}`,
})

/** What tells two hashes of one list apart, as text. */
export const hashName = (algorithm: string, key: Buffer): string =>
  `${algorithm}:${key.toString('hex')}`

/** Which of these hashes the list holds already, as `hashName` writes them. */
export async function knownHashes(
  db: DbOrTransaction,
  listId: string,
  hashes: readonly { algorithm: HashAlgorithm; key: Buffer }[],
): Promise<Set<string>> {
  const { rows } = await sql<{ algorithm: string; value_key: Buffer }>`
    select h.algorithm, h.value_key
      from unnest(
             ${hashes.map(({ algorithm }) => algorithm)}::text[],
             ${hashes.map(({ key }) => key)}::bytea[]
           ) as wanted (algorithm, value_key)
      join entry_hash h
        on h.list_id = ${listId}
       and h.algorithm = wanted.algorithm
       and h.value_key = wanted.value_key
  `.execute(db)
  return new Set(rows.map((row) => hashName(row.algorithm, row.value_key)))
}

/** Adds entries that no matcher sees before `activateEntries` and the commit. */
export async function insertEntries(
  db: DbOrTransaction,
  place: { listId: string; submissionId: string },
  entries: readonly NewEntry[],
): Promise<void> {
  const hashes = entries.flatMap(({ id, hashes }) => hashes.map((hash) => ({ id, ...hash })))
  await sql`
    insert into list_entry (id, list_id, submission_id, status, epoch)
    select id, ${place.listId}, ${place.submissionId}, 'staged', 0
      from unnest(${entries.map(({ id }) => id)}::uuid[]) as id
  `.execute(db)
  await sql`
    insert into entry_hash (entry_id, list_id, algorithm, value_ct, value_key)
    select entry_id, ${place.listId}, algorithm, value_ct, value_key
      from unnest(
             ${hashes.map(({ id }) => id)}::uuid[],
             ${hashes.map(({ algorithm }) => algorithm)}::text[],
             ${hashes.map(({ sealed }) => sealed)}::bytea[],
             ${hashes.map(({ key }) => key)}::bytea[]
           ) as hash (entry_id, algorithm, value_ct, value_key)
  `.execute(db)
}

/** Makes the entries of a submission active, as of the next epoch. */
export async function activateEntries(db: DbOrTransaction, submissionId: string): Promise<void> {
  const epoch = await nextEpoch(db)
  await db
    .updateTable('list_entry')
    .set({ status: 'active', epoch: String(epoch) })
    .where('submission_id', '=', submissionId)
    .execute()
}

/** When the next list expires, or null. */
export async function nextExpiry(db: DbOrTransaction, now: Date): Promise<Date | null> {
  const row = await db
    .selectFrom('hash_list')
    .select('expires_at')
    .where('expires_at', '>', now)
    .orderBy('expires_at')
    .limit(1)
    .executeTakeFirst()
  return row?.expires_at ?? null
}

/**
 * Every entry that may be matched now, decrypted; expired lists stay out.
 *
 * Read in pages of `pageSize` entries, each a statement of its own: an entry that comes or goes
 * meanwhile may be missed, and has changed the epoch.
 */
export async function* activeEntries(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  now: Date,
  pageSize = 5_000,
): AsyncIterable<ActiveEntry> {
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const rows = await entryPage(db, now, after, pageSize)
    const last = rows.at(-1)
    if (!last) return
    after = last.id
    let entry: ActiveEntry | undefined
    for (const { id, list_id, max_distance, algorithm, value_ct } of rows) {
      if (entry?.entryId !== id) {
        if (entry) yield entry
        entry = { entryId: id, listId: list_id, maxDistance: max_distance, hashes: [] }
      }
      entry.hashes.push({ algorithm, value: crypto.open(hashPlace(id, algorithm), value_ct) })
    }
    if (entry) yield entry
  }
}

/** The page is cut before the hashes are joined, so that it costs the same wherever it begins. */
const entryPage = (db: DbOrTransaction, now: Date, after: string, limit: number) =>
  db
    .selectFrom((eb) =>
      eb
        .selectFrom('list_entry')
        .innerJoin('hash_list', 'hash_list.id', 'list_entry.list_id')
        .select(['list_entry.id', 'list_entry.list_id', 'hash_list.max_distance'])
        .where('list_entry.status', '=', 'active')
        .where('list_entry.id', '>', after)
        .where((eb) =>
          eb.or([eb('hash_list.expires_at', 'is', null), eb('hash_list.expires_at', '>', now)]),
        )
        .orderBy('list_entry.id')
        .limit(limit)
        .as('page'),
    )
    .innerJoin('entry_hash', 'entry_hash.entry_id', 'page.id')
    .select([
      'page.id',
      'page.list_id',
      'page.max_distance',
      'entry_hash.algorithm',
      'entry_hash.value_ct',
    ])
    .orderBy('page.id')
    .execute()
