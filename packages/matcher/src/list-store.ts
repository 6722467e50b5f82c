import { DomainError, type HashAlgorithm } from '@nightlight/contract'
import { newId, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
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
 * Finds the list of that name of an authority, or makes it with `terms`.
 *
 * @throws {DomainError} `list-terms-differ` when it exists with another legal class: the class decides
 *   who may be told, and an import must not change it unseen
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
    .select(['id', 'legal_class'])
    .where('authority_id', '=', authorityId)
    .where('name', '=', name)
    .executeTakeFirstOrThrow()
  if (row.legal_class !== terms.legalClass) {
    throw new DomainError(
      'conflict',
      'list-terms-differ',
      `Importing: the list exists with legal class ${row.legal_class}; use another name`,
    )
  }
  return row.id
}

/** Takes the next epoch; its row lock makes imports take turns until the transaction ends. */
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

export type NewEntry = {
  id: string
  hashes: { algorithm: HashAlgorithm; sealed: Buffer; key: Buffer }[]
}

/** Which of these blind indexes the list holds already, as `algorithm:hex`. */
export async function knownHashes(
  db: DbOrTransaction,
  listId: string,
  keys: readonly Buffer[],
): Promise<Set<string>> {
  if (keys.length === 0) return new Set()
  const rows = await db
    .selectFrom('entry_hash')
    .select(['algorithm', 'value_key'])
    .where('list_id', '=', listId)
    .where('value_key', 'in', [...keys])
    .execute()
  return new Set(rows.map((row) => `${row.algorithm}:${row.value_key.toString('hex')}`))
}

export async function insertEntries(
  db: DbOrTransaction,
  place: { listId: string; submissionId: string; epoch: bigint },
  entries: readonly NewEntry[],
): Promise<void> {
  if (entries.length === 0) return
  await db
    .insertInto('list_entry')
    .values(
      entries.map(({ id }) => ({
        id,
        list_id: place.listId,
        submission_id: place.submissionId,
        status: 'active' as const,
        epoch: String(place.epoch),
      })),
    )
    .execute()
  await db
    .insertInto('entry_hash')
    .values(
      entries.flatMap(({ id, hashes }) =>
        hashes.map(({ algorithm, sealed, key }) => ({
          entry_id: id,
          list_id: place.listId,
          algorithm,
          value_ct: sealed,
          value_key: key,
        })),
      ),
    )
    .execute()
}

/** Every entry that may be matched now, decrypted; expired lists and other purposes stay out. */
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
    for (const row of rows) {
      yield {
        entryId: row.id,
        listId: row.list_id,
        maxDistance: row.max_distance,
        hashes: row.hashes.map(({ algorithm, value }) => ({
          algorithm,
          value: crypto.open(
            { table: 'entry_hash', column: 'value_ct', row: row.id },
            Buffer.from(value, 'base64'),
          ),
        })),
      }
    }
  }
}

const entryPage = (db: DbOrTransaction, now: Date, after: string, limit: number) =>
  db
    .selectFrom('list_entry')
    .innerJoin('hash_list', 'hash_list.id', 'list_entry.list_id')
    .innerJoin('entry_hash', 'entry_hash.entry_id', 'list_entry.id')
    .select([
      'list_entry.id',
      'list_entry.list_id',
      'hash_list.max_distance',
      sql<{ algorithm: HashAlgorithm; value: string }[]>`
        json_agg(json_build_object('algorithm', algorithm, 'value', encode(value_ct, 'base64')))
      `.as('hashes'),
    ])
    .where('list_entry.status', '=', 'active')
    .where('list_entry.id', '>', after)
    .where((eb) =>
      eb.or([eb('hash_list.expires_at', 'is', null), eb('hash_list.expires_at', '>', now)]),
    )
    .groupBy(['list_entry.id', 'list_entry.list_id', 'hash_list.max_distance'])
    .orderBy('list_entry.id')
    .limit(limit)
    .execute()
