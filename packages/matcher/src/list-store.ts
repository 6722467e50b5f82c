import { DomainError, type HashAlgorithm } from '@nightlight/contract'
import {
  newId,
  type Database,
  type DbOrTransaction,
  type FieldCrypto,
  type FieldPlace,
} from '@nightlight/runtime'
import { sql, type Selectable } from 'kysely'
import { nextEpoch } from './list-epochs.ts'
import type { ListInUse } from './lists/list-terms.ts'
import type { ActiveEntry, EntryHash } from './lists/live-lists.ts'

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
      negative: terms.negative ?? false,
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
    negative: row.negative === (terms.negative ?? false),
  }
  return Object.keys(same).filter((name) => !same[name])
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

/** What every list allows now; whether it may be used is decided when it is. */
export async function listsInUse(db: DbOrTransaction): Promise<ListInUse[]> {
  const rows = await db
    .selectFrom('hash_list')
    .select(['id', 'max_distance', 'purpose', 'jurisdictions', 'expires_at', 'negative'])
    .execute()
  return rows.map((row) => ({
    listId: row.id,
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
): Promise<Map<string, { list: string; authority: string; legalClass: string }>> {
  const rows = await db
    .selectFrom('hash_list')
    .innerJoin('authority', 'authority.id', 'hash_list.authority_id')
    .select([
      'hash_list.id',
      'hash_list.name as list',
      'authority.name as authority',
      'legal_class',
    ])
    .execute()
  return new Map(
    rows.map(({ id, list, authority, legal_class }) => [
      id,
      { list, authority, legalClass: legal_class },
    ]),
  )
}

/** An entry that is to be matched from now on, or no longer, or that cannot be decrypted. */
export type EntryChange =
  | { status: 'active'; entry: ActiveEntry }
  | { status: 'gone'; entryId: string }
  | { status: 'unreadable'; entryId: string; listId: string }

/**
 * What happened to entries after one epoch and up to another, in that order, decrypted.
 *
 * Read in pages of `pageSize` entries; one that changes again meanwhile has a later epoch.
 *
 * @param after -1 for everything that is active
 */
export async function* entryChanges(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  { after, upTo }: { after: bigint; upTo: bigint },
  pageSize = 5_000,
): AsyncGenerator<EntryChange> {
  let last = { epoch: String(after + 1n), id: '00000000-0000-0000-0000-000000000000' }
  for (;;) {
    const rows = await changedPage(db, last, String(upTo), after < 0n, pageSize)
    const end = rows.at(-1)
    if (!end) return
    last = { epoch: end.epoch, id: end.id }
    for (const rowsOfEntry of byEntry(rows)) yield changeOf(crypto, rowsOfEntry)
  }
}

type ChangedRow = Awaited<ReturnType<typeof changedPage>>[number]

function* byEntry(rows: readonly ChangedRow[]): Generator<ChangedRow[]> {
  let from = 0
  for (let at = 1; at <= rows.length; at++) {
    if (rows[at]?.id === rows[from]!.id) continue
    yield rows.slice(from, at)
    from = at
  }
}

function changeOf(crypto: FieldCrypto, rows: readonly ChangedRow[]): EntryChange {
  const { id: entryId, list_id: listId, status } = rows[0]!
  if (status !== 'active') return { status: 'gone', entryId }
  const hashes: EntryHash[] = []
  try {
    for (const { algorithm, value_ct } of rows) {
      if (algorithm === null || value_ct === null) continue
      hashes.push({ algorithm, value: crypto.open(hashPlace(entryId, algorithm), value_ct) })
    }
  } catch {
    return { status: 'unreadable', entryId, listId }
  }
  return { status: 'active', entry: { entryId, listId, hashes } }
}

/** Ids of entries that were withdrawn after an epoch, and the newest epoch of one of them. */
export async function withdrawnSince(
  db: DbOrTransaction,
  epoch: bigint,
): Promise<{ entryIds: string[]; newest: bigint }> {
  const rows = await db
    .selectFrom('list_entry')
    .select(['id', 'epoch'])
    .where('status', '=', 'revoked')
    .where('epoch', '>', String(epoch))
    .execute()
  let newest = epoch
  for (const row of rows) if (BigInt(row.epoch) > newest) newest = BigInt(row.epoch)
  return { entryIds: rows.map(({ id }) => id), newest }
}

/** The page is cut before the hashes are joined, so that it costs the same wherever it begins. */
const changedPage = async (
  db: DbOrTransaction,
  last: { epoch: string; id: string },
  upTo: string,
  onlyActive: boolean,
  limit: number,
) => {
  const { rows } = await sql<{
    id: string
    epoch: string
    list_id: string
    status: string
    algorithm: HashAlgorithm | null
    value_ct: Buffer | null
  }>`
    select page.id, page.epoch, page.list_id, page.status, h.algorithm, h.value_ct
      from (select id, epoch, list_id, status from list_entry
             where (epoch, id) > (${last.epoch}::bigint, ${last.id}::uuid)
               and epoch <= ${upTo}::bigint
               and status <> 'staged' and (status = 'active' or not ${onlyActive}::boolean)
             order by epoch, id
             limit ${limit}) as page
      left join entry_hash h on h.entry_id = page.id and page.status = 'active'
     order by page.epoch, page.id`.execute(db)
  return rows
}

/**
 * Tells the set of active entries from any other: their number, and the XOR of the last 48 bits of their
 * ids. Takes a second for some million entries.
 */
export async function activeSet(db: DbOrTransaction): Promise<{ count: number; xor: bigint }> {
  const { rows } = await sql<{ count: string; xor: string | null }>`
    select count(*) as count,
           bit_xor(('x' || right(id::text, 12))::bit(48)::bigint) as xor
      from list_entry where status = 'active'`.execute(db)
  const { count, xor } = rows[0]!
  return { count: Number(count), xor: BigInt(xor ?? 0) }
}
