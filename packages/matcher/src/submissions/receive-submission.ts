import { createHash, type Hash } from 'node:crypto'
import { DomainError } from '@nightlight/contract'
import { runAlone, writeAudit, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { ListRow, SetAside } from '../formats/list-row.ts'
import { readColumns, type ReadColumn } from '../formats/preview-list.ts'
import { openList, type ListSource } from '../formats/read-list.ts'
import { transact } from '../transact.ts'
import { inBatches } from './in-batches.ts'
import {
  checkRow,
  NO_CATEGORY,
  type CategoryMap,
  type CheckedRow,
  type HowMapped,
} from './check-row.ts'
import { keepSamples } from './sample-store.ts'
import { missingFrom } from './edition.ts'
import { namingOf } from './several-codes.ts'
import { countCodes } from './source-codes.ts'
import { stageBatch } from './stage-batch.ts'
import {
  lockImports,
  lockSubmission,
  noteProgress,
  noteRefused,
  type Submission,
} from './submission-store.ts'

export type ReceiveDeps = { db: DbOrTransaction; crypto: FieldCrypto }

export type ReceiveOptions = {
  source: ListSource
  /** Called after each batch with the rows read so far. */
  onProgress?: (rows: number) => void
}

export type Received = {
  submission: Submission
  /** Rows whose code the map leaves out. */
  skipped: number
  /** Hashes, not rows, that were left out of rows. */
  setAside: Readonly<SetAside>
  /** Codes that the map does not have, and how many rows had them; as `countCodes`. */
  unmapped: Readonly<Record<string, number>>
  /** How the columns of its file were read; none where it has none. */
  columns: readonly ReadColumn[]
}

const BATCH_ROWS = 2_000
/** Rows between two turns of the event loop. */
const TURN = 100

/**
 * Reads a file into a submission that was opened for it, and stages it: nothing of it counts before somebody else
 * activates it.
 *
 * Written in pieces. After a crash the same file is handed in again: what was written is passed over, and the file
 * must begin with the same bytes. Memory does not grow with the file.
 *
 * @throws {DomainError} as `readList`, with how far it was read as `line`, `format` and `byte`; then the submission is
 *   `failed`, and nothing of it will ever count.
 *   `submission-file-differs` when it goes on with another file or a part of it, `submission-not-receiving`
 */
export async function receiveSubmission(
  deps: ReceiveDeps,
  submissionId: string,
  options: ReceiveOptions,
): Promise<Received> {
  const attempt = () => receive(deps, submissionId, options)
  return deps.db.isTransaction ? attempt() : alone(deps.db, submissionId, attempt)
}

/** Two readers of one submission would each pass over what the other one wrote. */
async function alone<T>(
  db: DbOrTransaction,
  submissionId: string,
  run: () => Promise<T>,
): Promise<T> {
  const done = await runAlone(db, sql`hashtextextended(${submissionId}, 5)`, run)
  if (done !== null) return done
  throw new DomainError(
    'conflict',
    'submission-being-received',
    'Receiving a submission: its file is coming in already; if that broke off, hand it in again in some seconds',
  )
}

async function receive(
  deps: ReceiveDeps,
  submissionId: string,
  { source, onProgress }: ReceiveOptions,
): Promise<Received> {
  const submission = await mustReceive(deps.db, submissionId)
  const read = new FileRead(source.bytes, submission)
  try {
    return await readInto(deps, submission, read, { source, ...(onProgress ? { onProgress } : {}) })
  } catch (error) {
    const isBad = error instanceof DomainError && error.kind === 'invalid'
    // a file that breaks off while it comes may come whole the next time
    if (!isBad || read.isBroken) throw error
    // what is wrong with another file, or with a part of this one, says nothing of the one that was begun
    read.mustBeSame()
    const reached = read.reached()
    await fail(deps, submissionId, error.code, reached)
    const { kind, code, message, cause } = error
    const { line, byte, format } = reached
    const isRead = line !== null && format !== null
    const detail = { ...error.detail, byte, ...(isRead ? { line, format } : {}) }
    throw new DomainError(kind, code, message, { cause, detail })
  }
}

async function readInto(
  deps: ReceiveDeps,
  opened: Submission,
  read: FileRead,
  { source, onProgress }: ReceiveOptions,
): Promise<Received> {
  const { db, crypto } = deps
  let submission = opened
  const terms = await termsOf(db, submission)
  const { format, rows, setAside, head } = await openList({ ...source, bytes: read.bytes() })
  read.format = format
  const already = Number(submission.rows_read)
  let count = 0
  let writing: Promise<Submission> = Promise.resolve(submission)
  const waiting: (Place & { checked: CheckedBatch })[] = []
  const flush = async (): Promise<void> => {
    for (const { checked: ready, ...place } of waiting.splice(0)) {
      // the next batch is read and checked while the database writes this one
      submission = await writing
      writing = writeBatch(deps, submission, ready, place)
      writing.catch(() => undefined)
    }
  }
  try {
    for await (const batch of inBatches(rows, BATCH_ROWS, (row) => read.sawLine(row.line))) {
      const from = count
      count += batch.length
      const fresh = from >= already ? batch : batch.slice(Math.max(0, already - from))
      const checked = await checkRows(crypto, fresh, terms)
      if (fresh.length > 0) waiting.push({ checked, rowsRead: count, ...read.place() })
      // whether it is the file that was begun shows when as much of it has come as then
      if (read.mustBeSame() === 'open') continue
      await flush()
      onProgress?.(count)
    }
  } finally {
    submission = await writing
  }
  read.mustBeSame('all')
  await flush()
  submission = await writing
  const staged = await stage(db, submission, { format, setAside, file: read.place().prefixSha256 })
  const { skipped, unmapped } = staged
  return { submission: staged, skipped, setAside, unmapped, columns: readColumns(head) }
}

function mustReceive(db: DbOrTransaction, submissionId: string): Promise<Submission> {
  return transact(db, async (trx) => {
    const submission = await lockSubmission(trx, submissionId)
    if (submission.state === 'receiving') return submission
    throw new DomainError(
      'conflict',
      'submission-not-receiving',
      `Receiving a submission: it is ${submission.state}; open another one for another file`,
    )
  })
}

type Terms = {
  legalClass: 'csam' | 'harmful'
  categories: CategoryMap | null
  how: HowMapped
}

async function termsOf(
  db: DbOrTransaction,
  { list_id, categories, maps_later }: Submission,
): Promise<Terms> {
  const list = await db
    .selectFrom('hash_list')
    .select('legal_class')
    .where('id', '=', list_id)
    .executeTakeFirstOrThrow()
  const how = maps_later ? 'categories-may-wait' : 'categories-are-mapped'
  return { legalClass: list.legal_class, categories, how }
}

type Place = { rowsRead: number; bytesRead: number; prefixSha256: Buffer }

type CheckedBatch = {
  good: CheckedRow[]
  refused: { line: number; reason: string }[]
  skipped: number
  unmapped: string[]
  /** Of rows that were taken or left out by it, where codes may be mapped later. */
  codes: string[]
}

async function checkRows(
  crypto: FieldCrypto,
  rows: readonly ListRow[],
  terms: Terms,
): Promise<CheckedBatch> {
  const batch: CheckedBatch = { good: [], refused: [], skipped: 0, unmapped: [], codes: [] }
  for (const [at, row] of rows.entries()) {
    // what the database has answered is handed on at once, or it would wait for its next task
    if (at % TURN === TURN - 1) await new Promise((resolve) => setImmediate(resolve))
    const check = checkRow(crypto, row, terms, terms.how)
    if (terms.how === 'categories-may-wait' && row.status === 'row' && row.category !== undefined) {
      if (check.status !== 'refused') batch.codes.push(row.category ?? NO_CATEGORY)
    }
    if (check.status === 'good') batch.good.push(check.row)
    else if (check.status === 'skipped') batch.skipped++
    else if (check.status === 'refused') {
      batch.refused.push({ line: check.line, reason: check.reason })
      if (check.category !== undefined) batch.unmapped.push(check.category)
    }
  }
  return batch
}

const writeBatch = (
  { db, crypto }: ReceiveDeps,
  submission: Submission,
  { good, refused, skipped, unmapped, codes }: CheckedBatch,
  place: Place,
): Promise<Submission> =>
  transact(db, async (trx) => {
    const { id: submissionId, list_id: listId, maps_later: mapsLater } = submission
    await lockImports(trx, listId)
    const naming = mapsLater
      ? { nameOfCode: namingOf(countCodes(submission.codes, codes), submission.categories) }
      : {}
    const staged = await stageBatch(trx, crypto, { listId, submissionId, ...naming }, good)
    const all = [...refused, ...staged.refused]
    await noteRefused(trx, submission, all)
    const refusedBy = new Map<string, number>()
    for (const { reason } of all) refusedBy.set(reason, (refusedBy.get(reason) ?? 0) + 1)
    const { accepted, duplicate } = staged
    const fresh = mapsLater && codes.length > 0 ? staged.fresh : []
    const counts = { accepted, duplicate, refusedBy, skipped, unmapped, codes, fresh }
    const now = await noteProgress(trx, submission, { ...counts, ...place })
    await keepSamples(trx, crypto, { before: submission, now }, fresh)
    return now
  })

function stage(
  db: DbOrTransaction,
  { id }: Submission,
  { format, setAside, file }: { format: string; setAside: SetAside; file: Buffer },
): Promise<Submission> {
  return transact(db, async (trx) => {
    const submission = await lockSubmission(trx, id)
    const missing = submission.kind === 'edition' ? await missingFrom(trx, submission) : null
    const { accepted, duplicate, refused } = submission
    await writeAudit(trx, {
      actor: submission.submitted_by,
      action: 'submission-staged',
      objectType: 'submission',
      objectId: id,
      detail: { accepted, duplicate, refused, format, ...(missing === null ? {} : { missing }) },
    })
    return trx
      .updateTable('submission')
      .set({
        state: 'staged',
        format,
        file_sha256: file,
        set_aside: JSON.stringify(setAside),
        missing,
      })
      .where('id', '=', id)
      .where('state', '=', 'receiving')
      .returningAll()
      .executeTakeFirstOrThrow()
  })
}

/** A file that cannot be read to its end brings nothing; why, and how far it could be read, is kept. */
async function fail(
  { db }: ReceiveDeps,
  submissionId: string,
  code: string,
  { format, line, byte }: Reached,
): Promise<void> {
  await db
    .updateTable('submission')
    .set({
      state: 'failed',
      failure: code,
      failure_line: line,
      failure_byte: byte,
      ...(format === null ? {} : { format }),
    })
    .where('id', '=', submissionId)
    .where('state', '=', 'receiving')
    .execute()
}

/** The last line that could be read, null when none could, and the bytes of the file that had come by then. */
type Reached = { format: string | null; line: number | null; byte: number }

/** How far a file is read, and whether it is the one that was begun. */
class FileRead {
  readonly #source: AsyncIterable<Uint8Array>
  readonly #digest: Hash = createHash('sha256')
  readonly #begun: { bytes: number; sha256: Buffer } | null
  #bytes = 0
  #line: number | null = null
  /** What it is, once that is known. */
  format: string | null = null
  #isOther = false
  /** Whether the source failed, and not what is in it. */
  isBroken = false

  constructor(source: AsyncIterable<Uint8Array>, { bytes_read, prefix_sha256 }: Submission) {
    this.#source = source
    this.#begun = prefix_sha256 && { bytes: Number(bytes_read), sha256: prefix_sha256 }
  }

  async *bytes(): AsyncIterable<Uint8Array> {
    const begun = this.#begun
    for await (const chunk of this.#whileWhole()) {
      const rest = begun === null ? -1 : begun.bytes - this.#bytes
      if (begun !== null && rest >= 0 && rest <= chunk.length) {
        this.#take(chunk.subarray(0, rest))
        this.#isOther ||= !this.#digest.copy().digest().equals(begun.sha256)
        this.#take(chunk.subarray(rest))
      } else this.#take(chunk)
      yield chunk
    }
    if (begun !== null && this.#bytes < begun.bytes) this.#isOther = true
  }

  async *#whileWhole(): AsyncIterable<Uint8Array> {
    try {
      for await (const chunk of this.#source) yield chunk
    } catch (error) {
      this.isBroken = true
      throw error
    }
  }

  #take(bytes: Uint8Array): void {
    this.#digest.update(bytes)
    this.#bytes += bytes.length
  }

  sawLine(line: number): void {
    this.#line = line
  }

  reached(): Reached {
    return { format: this.format, line: this.#line, byte: this.#bytes }
  }

  place(): { bytesRead: number; prefixSha256: Buffer } {
    return { bytesRead: this.#bytes, prefixSha256: this.#digest.copy().digest() }
  }

  /**
   * Whether it is the file that was begun; `open` while too little of it has come.
   *
   * @throws {DomainError} `submission-file-differs`
   */
  mustBeSame(how: 'so-far' | 'all' = 'so-far'): 'same' | 'open' {
    const isShort = this.#begun !== null && this.#bytes < this.#begun.bytes
    if (!this.#isOther && !(how === 'all' && isShort)) return isShort ? 'open' : 'same'
    throw new DomainError(
      'conflict',
      'submission-file-differs',
      'Receiving a submission: this is not the file that was begun; hand in the same one, or end the submission',
    )
  }
}
