import { DomainError } from '@nightlight/contract'
import type { Database, DbOrTransaction } from '@nightlight/runtime'
import { sql, type Selectable } from 'kysely'
import { countCodes, withSamples } from './source-codes.ts'

export type Submission = Selectable<Database['submission']>

/** Whoever does something: as the audit log has it, and by name. */
export type Person = { actor: string; name: string }

/** Whether two names are those of one person, however they are written. */
export const isSameName = (a: string, b: string): boolean =>
  plain(a) !== '' && plain(a) === plain(b)

const plain = (name: string): string => name.trim().replace(/\s+/g, ' ').toLowerCase()

/** @throws {DomainError} not-found `submission-not-found` */
export async function submissionOf(db: DbOrTransaction, id: string): Promise<Submission> {
  return found(
    await db.selectFrom('submission').selectAll().where('id', '=', id).executeTakeFirst(),
  )
}

/** `submissionOf`, and locks its row until the transaction ends. */
export async function lockSubmission(db: DbOrTransaction, id: string): Promise<Submission> {
  return found(
    await db
      .selectFrom('submission')
      .selectAll()
      .where('id', '=', id)
      // whoever refers to it need not wait
      .forNoKeyUpdate()
      .executeTakeFirst(),
  )
}

function found(row: Submission | undefined): Submission {
  if (row) return row
  throw new DomainError('not-found', 'submission-not-found', 'Reading a submission: none such')
}

/** Has what is added to a list, and what is cleared away of it, take turns until the transaction ends. */
export async function lockImports(db: DbOrTransaction, listId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${listId}, 6))`.execute(db)
}

/** Locks a list: what begins, ends and moves in it takes turns until the transaction ends. */
export async function lockList(db: DbOrTransaction, listId: string): Promise<void> {
  await db.selectFrom('hash_list').select('id').where('id', '=', listId).forNoKeyUpdate().execute()
}

/** What a batch of rows adds to the counts of its submission. */
export type Progress = {
  accepted: number
  duplicate: number
  refusedBy: ReadonlyMap<string, number>
  /** Rows whose code the map leaves out. */
  skipped?: number
  /** Codes that the map does not have, one for each row. */
  unmapped?: readonly string[]
  /** Codes that are mapped later, one for each row, and new entries that have them. */
  codes?: readonly string[]
  fresh?: readonly { id: string; category: string | null }[]
  /** Rows of the file that are dealt with, with those that were before. */
  rowsRead: number
  /** Bytes of the file that had come by then, and their digest. */
  bytesRead: number
  prefixSha256: Buffer
}

/** Notes how far a submission is, in the transaction that writes its rows. */
export async function noteProgress(
  db: DbOrTransaction,
  submission: Submission,
  progress: Progress,
): Promise<Submission> {
  const refusedBy = { ...submission.refused_by }
  let refused = submission.refused
  for (const [reason, count] of progress.refusedBy) {
    refusedBy[reason] = (refusedBy[reason] ?? 0) + count
    refused += count
  }
  const codes = countCodes(submission.codes, progress.codes ?? [])
  const samples = withSamples(submission.samples, codes, progress.fresh ?? [])
  return (
    db
      .updateTable('submission')
      .set({
        accepted: submission.accepted + progress.accepted,
        duplicate: submission.duplicate + progress.duplicate,
        refused,
        refused_by: JSON.stringify(refusedBy),
        skipped: submission.skipped + (progress.skipped ?? 0),
        unmapped: JSON.stringify(countCodes(submission.unmapped, progress.unmapped ?? [])),
        codes: JSON.stringify(codes),
        samples: JSON.stringify(samples),
        rows_read: progress.rowsRead,
        bytes_read: progress.bytesRead,
        prefix_sha256: progress.prefixSha256,
      })
      .where('id', '=', submission.id)
      .where('state', '=', 'receiving')
      // another reader of the same file may have gone on meanwhile
      .where('rows_read', '=', submission.rows_read)
      .returningAll()
      .executeTakeFirstOrThrow(
        () =>
          new DomainError(
            'conflict',
            'submission-not-receiving',
            'Receiving a submission: it was ended meanwhile; hand the file in again',
          ),
      )
  )
}

/** Most refused lines of a submission that are kept one by one. */
export const MOST_REFUSED_LINES = 100_000

export async function noteRefused(
  db: DbOrTransaction,
  submission: Submission,
  rows: readonly { line: number; reason: string }[],
): Promise<void> {
  const kept = rows.slice(0, Math.max(0, MOST_REFUSED_LINES - submission.refused))
  if (kept.length === 0) return
  await sql`
    insert into refused_row (submission_id, line, reason)
    select ${submission.id}, line, reason
      from unnest(${kept.map(({ line }) => line)}::bigint[], ${kept.map(({ reason }) => reason)}::text[])
        as refused (line, reason)
    on conflict do nothing`.execute(db)
}

/** The lines that were refused and why, in their order; up to `MOST_REFUSED_LINES`. */
export async function* refusedRows(
  db: DbOrTransaction,
  submissionId: string,
  pageSize = 5_000,
): AsyncGenerator<{ line: number; reason: string }> {
  for (let after = -1; ;) {
    const rows = await db
      .selectFrom('refused_row')
      .select(['line', 'reason'])
      .where('submission_id', '=', submissionId)
      .where('line', '>', String(after))
      .orderBy('line')
      .limit(pageSize)
      .execute()
    for (const { line, reason } of rows) yield { line: Number(line), reason }
    if (rows.length < pageSize) return
    after = Number(rows.at(-1)!.line)
  }
}
