import { createHash } from 'node:crypto'
import {
  newId,
  writeAudit,
  type Db,
  type DbOrTransaction,
  type FieldCrypto,
} from '@nightlight/runtime'
import { readList, type ListSource } from './formats/read-list.ts'
import type { ListRow } from './formats/list-row.ts'
import { checkHash, type HashRefusal } from './hash-value.ts'
import {
  ensureAuthority,
  ensureList,
  insertEntries,
  knownHashes,
  nextEpoch,
  type ListTerms,
  type NewEntry,
} from './list-store.ts'

export type ImportRequest = {
  source: ListSource
  authority: string
  list: string
  terms: ListTerms
  actor: string
  dryRun: boolean
  /** Called after each batch with the rows read so far. */
  onProgress?: (rows: number) => void
}

export type ImportRefusal = HashRefusal | 'no-hash' | 'row-too-long' | 'unknown-type'

export type ImportResult = {
  listId: string
  submissionId: string
  format: string
  /** Entries, not hashes: one row of a list is one entry. */
  accepted: number
  duplicate: number
  refused: number
  refusedBy: Partial<Record<ImportRefusal, number>>
  dryRun: boolean
}

const BATCH_ROWS = 1_000
const LEFT_OUT = Symbol('dry run')

/**
 * Reads a list into the active entries of one authority's list.
 *
 * One transaction: after a crash nothing of it is there, and reading it again adds nothing twice.
 * A row is an entry; a hash that cannot be good refuses its row with a reason and a count.
 *
 * @throws {DomainError} for a file that cannot be read at all
 */
export async function importList(
  deps: { db: Db; crypto: FieldCrypto },
  request: ImportRequest,
): Promise<ImportResult> {
  let result: ImportResult | undefined
  try {
    await deps.db.transaction().execute(async (trx) => {
      result = await importInto(trx, deps.crypto, request)
      if (request.dryRun) throw LEFT_OUT
    })
  } catch (error) {
    if (error !== LEFT_OUT) throw error
  }
  return result!
}

async function importInto(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  request: ImportRequest,
): Promise<ImportResult> {
  const digest = createHash('sha256')
  const { format, rows } = await readList({
    ...request.source,
    bytes: tapped(request.source.bytes, (chunk) => digest.update(chunk)),
  })
  const epoch = await nextEpoch(db)
  const authorityId = await ensureAuthority(db, request.authority)
  const listId = await ensureList(db, authorityId, request.list, request.terms)
  const submissionId = newId()
  await db
    .insertInto('submission')
    .values({
      id: submissionId,
      list_id: listId,
      format,
      state: 'receiving',
      submitted_by: request.actor,
    })
    .execute()
  const counts = {
    accepted: 0,
    duplicate: 0,
    refused: 0,
    refusedBy: {} as ImportResult['refusedBy'],
  }
  let read = 0
  for await (const batch of inBatches(rows, BATCH_ROWS)) {
    await importBatch(db, crypto, { listId, submissionId, epoch }, batch, counts)
    read += batch.length
    request.onProgress?.(read)
  }
  await db
    .updateTable('submission')
    .set({
      state: 'active',
      accepted: counts.accepted,
      duplicate: counts.duplicate,
      refused: counts.refused,
      refused_by: JSON.stringify(counts.refusedBy),
      file_sha256: digest.digest(),
      activated_at: new Date(),
    })
    .where('id', '=', submissionId)
    .execute()
  const { accepted, duplicate, refused } = counts
  await writeAudit(db, {
    actor: request.actor,
    action: 'list-imported',
    objectType: 'submission',
    objectId: submissionId,
    detail: { accepted, duplicate, refused, format },
  })
  return { listId, submissionId, format, ...counts, dryRun: request.dryRun }
}

type Counts = Pick<ImportResult, 'accepted' | 'duplicate' | 'refused' | 'refusedBy'>

async function importBatch(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  place: { listId: string; submissionId: string; epoch: bigint },
  rows: readonly ListRow[],
  counts: Counts,
): Promise<void> {
  const refuse = (reason: ImportRefusal): void => {
    counts.refused++
    counts.refusedBy[reason] = (counts.refusedBy[reason] ?? 0) + 1
  }
  const good: NewEntry[] = []
  for (const row of rows) {
    const entry = row.status === 'row' ? sealRow(crypto, row) : row.reason
    if (typeof entry === 'string') refuse(entry)
    else good.push(entry)
  }
  const keys = good.flatMap(({ hashes }) => hashes.map(({ key }) => key))
  const known = await knownHashes(db, place.listId, keys)
  const fresh: NewEntry[] = []
  for (const entry of good) {
    const hashes = entry.hashes.filter(({ algorithm, key }) => {
      const name = `${algorithm}:${key.toString('hex')}`
      if (known.has(name)) return false
      known.add(name)
      return true
    })
    if (hashes.length === 0) counts.duplicate++
    else fresh.push({ id: entry.id, hashes })
  }
  await insertEntries(db, place, fresh)
  counts.accepted += fresh.length
}

function sealRow(crypto: FieldCrypto, row: ListRow & { status: 'row' }): NewEntry | HashRefusal {
  const id = newId()
  const hashes: NewEntry['hashes'] = []
  for (const { algorithm, text } of row.hashes) {
    const check = checkHash(algorithm, text)
    if (check.status === 'refused') return check.reason
    if (hashes.some((hash) => hash.algorithm === algorithm)) continue
    hashes.push({
      algorithm,
      sealed: crypto.seal({ table: 'entry_hash', column: 'value_ct', row: id }, check.value),
      key: crypto.blindIndex(`hash:${algorithm}`, check.value.toString('hex')),
    })
  }
  return { id, hashes }
}

async function* tapped(
  bytes: AsyncIterable<Uint8Array>,
  tap: (chunk: Uint8Array) => void,
): AsyncIterable<Uint8Array> {
  for await (const chunk of bytes) {
    tap(chunk)
    yield chunk
  }
}

async function* inBatches<T>(items: AsyncIterable<T>, size: number): AsyncIterable<T[]> {
  let batch: T[] = []
  for await (const item of items) {
    batch.push(item)
    if (batch.length === size) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}
