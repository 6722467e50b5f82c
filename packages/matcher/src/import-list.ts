import { createHash } from 'node:crypto'
import type { HashAlgorithm } from '@nightlight/contract'
import {
  newId,
  writeAudit,
  type Db,
  type DbOrTransaction,
  type FieldCrypto,
} from '@nightlight/runtime'
import { readList, type ListSource } from './formats/read-list.ts'
import type { ListRow, RowProblem, SetAside } from './formats/list-row.ts'
import { checkHash, type HashRefusal } from './hash-value.ts'
import {
  activateEntries,
  closeSubmission,
  ensureAuthority,
  ensureList,
  hashName,
  hashPlace,
  insertEntries,
  knownHashes,
  openSubmission,
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

export type ImportRefusal = HashRefusal | RowProblem

export type ImportResult = {
  listId: string
  submissionId: string
  format: string
  /** Entries, not hashes: one row of a list is one entry. */
  accepted: number
  duplicate: number
  refused: number
  refusedBy: Partial<Record<ImportRefusal, number>>
  /** Hashes, not rows, that were left out of rows. */
  setAside: Readonly<SetAside>
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
  const { format, rows, setAside } = await readList({
    ...request.source,
    bytes: tapped(request.source.bytes, (chunk) => digest.update(chunk)),
  })
  const authorityId = await ensureAuthority(db, request.authority)
  const listId = await ensureList(db, authorityId, request.list, request.terms)
  const submissionId = newId()
  await openSubmission(db, { submissionId, listId, format, actor: request.actor })
  const counts: Counts = { accepted: 0, duplicate: 0, refused: 0, refusedBy: {} }
  let read = 0
  for await (const batch of inBatches(rows, BATCH_ROWS)) {
    await importBatch(db, crypto, { listId, submissionId }, batch, counts)
    read += batch.length
    request.onProgress?.(read)
  }
  // A new epoch has every media compared again, so an import that brought nothing takes none.
  if (counts.accepted > 0) await activateEntries(db, submissionId)
  await closeSubmission(db, submissionId, counts, digest.digest())
  const { accepted, duplicate, refused } = counts
  await writeAudit(db, {
    actor: request.actor,
    action: 'list-imported',
    objectType: 'submission',
    objectId: submissionId,
    detail: { accepted, duplicate, refused, format },
  })
  return { listId, submissionId, format, ...counts, setAside, dryRun: request.dryRun }
}

type Counts = Pick<ImportResult, 'accepted' | 'duplicate' | 'refused' | 'refusedBy'>

async function importBatch(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  place: { listId: string; submissionId: string },
  rows: readonly ListRow[],
  counts: Counts,
): Promise<void> {
  const good: CheckedHash[][] = []
  for (const row of rows) {
    const hashes = row.status === 'row' ? checkRow(crypto, row) : row.reason
    if (typeof hashes === 'string') {
      counts.refused++
      counts.refusedBy[hashes] = (counts.refusedBy[hashes] ?? 0) + 1
    } else good.push(hashes)
  }
  const known = await knownHashes(db, place.listId, good.flat())
  const fresh = good.map((hashes) => withoutKnown(hashes, known)).filter(({ length }) => length > 0)
  await insertEntries(
    db,
    place,
    fresh.map((hashes) => sealEntry(crypto, hashes)),
  )
  counts.accepted += fresh.length
  counts.duplicate += good.length - fresh.length
}

type CheckedHash = { algorithm: HashAlgorithm; value: Buffer; key: Buffer }

/** The hashes of a row, or why it is refused: one bad hash refuses the row. */
function checkRow(
  crypto: FieldCrypto,
  row: ListRow & { status: 'row' },
): CheckedHash[] | HashRefusal {
  const hashes: CheckedHash[] = []
  for (const { algorithm, text } of row.hashes) {
    const check = checkHash(algorithm, text)
    if (check.status === 'refused') return check.reason
    if (hashes.some((hash) => hash.algorithm === algorithm)) continue
    const { value } = check
    const key = crypto.blindIndex(`hash:${algorithm}`, value.toString('hex'))
    hashes.push({ algorithm, value, key })
  }
  return hashes
}

/** Leaves out what is `known`, and notes the rest there. */
const withoutKnown = (hashes: readonly CheckedHash[], known: Set<string>): CheckedHash[] =>
  hashes.filter(({ algorithm, key }) => {
    const name = hashName(algorithm, key)
    const isNew = !known.has(name)
    known.add(name)
    return isNew
  })

function sealEntry(crypto: FieldCrypto, hashes: readonly CheckedHash[]): NewEntry {
  const id = newId()
  return {
    id,
    hashes: hashes.map(({ algorithm, value, key }) => ({
      algorithm,
      key,
      sealed: crypto.seal(hashPlace(id, algorithm), value),
    })),
  }
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
