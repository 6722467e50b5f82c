import { createHash } from 'node:crypto'
import { ANSWERS, DomainError, type Answer } from '@nightlight/contract'
import type { Db } from '@nightlight/runtime'
import { parse } from 'csv-parse/sync'
import type { ReplyDeps } from './apply-reply.ts'
import { giveAnswers, type Giver } from './give-answers.ts'
import { parseReference } from './notice-places.ts'

/** Largest file, bytes. */
export const MAX_ANSWERS_BYTES = 1024 * 1024
const MOST_ROWS = 10_000
const NEEDED = ['reference', 'answer']

export type ImportedAnswers = {
  applied: number
  /** Lines that had been taken in before. */
  repeated: number
  /** Which lines were not taken in and why; never what stands in them. */
  refused: { line: number; code: string }[]
  /** Takedowns to be looked at now. */
  looks: string[]
}

/**
 * Takes in answers from a CSV file with the columns reference, answer, detail and preserved (yes, no),
 * the last two of which may be missing. Each line stands for itself: one that is refused keeps no other
 * from being taken in, and the same file again counts once.
 *
 * @throws {DomainError} invalid `answers-not-csv`, `answers-too-many`
 */
export async function importAnswers(
  deps: ReplyDeps & { db: Db },
  file: Uint8Array,
  by: Giver,
): Promise<ImportedAnswers> {
  const digest = createHash('sha256').update(file).digest('hex').slice(0, 32)
  const report: ImportedAnswers = { applied: 0, repeated: 0, refused: [], looks: [] }
  for (const { line, row } of rowsOf(file)) {
    try {
      const { reference, ...given } = readRow(row)
      const applied = await deps.db
        .transaction()
        .execute((trx) =>
          giveAnswers(
            trx,
            deps,
            { reference: reference.notice },
            { eventId: `csv:${digest}:${line}`, answers: [{ ...given, item: reference.item }] },
            by,
          ),
        )
      report[applied.status] += 1
      report.looks.push(...applied.looks)
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      report.refused.push({ line, code: error.code })
    }
  }
  return report
}

type Row = Partial<Record<string, string>>

function rowsOf(file: Uint8Array): { line: number; row: Row }[] {
  let columns: readonly string[] = []
  let records: { record: Row; info: { lines: number } }[]
  try {
    records = parse(Buffer.from(file).toString('utf8'), {
      bom: true,
      columns: (header: string[]) => {
        columns = header.map((name) => name.trim().toLowerCase())
        return [...columns]
      },
      delimiter: [',', ';', '\t'],
      info: true,
      max_record_size: 20_000,
      relax_column_count: true,
      skip_empty_lines: true,
      to: MOST_ROWS + 1,
    })
  } catch {
    throw notCsv()
  }
  // Asked of the header and not of the lines: a file of another kind may have none.
  if (!NEEDED.every((name) => columns.includes(name))) throw notCsv()
  if (records.length > MOST_ROWS) {
    throw new DomainError(
      'invalid',
      'answers-too-many',
      `Reading answers: more than ${MOST_ROWS} lines`,
    )
  }
  return records.map(({ record, info }) => ({ line: info.lines, row: record }))
}

const notCsv = (): DomainError =>
  new DomainError(
    'invalid',
    'answers-not-csv',
    'Reading answers: the first line must name the columns reference and answer, as in reference,answer,detail,preserved; nothing was taken in',
  )

function readRow(row: Row) {
  const reference = parseReference(row.reference ?? '')
  if (!reference) throw refused('reference-invalid', 'a line has no reference of a notice')
  const name = (row.answer ?? '').trim().toLowerCase()
  const answer: Answer | undefined = ANSWERS.find((known) => known === name)
  if (!answer) throw refused('answer-unknown', `an answer is one of ${ANSWERS.join(', ')}`)
  const kept = (row.preserved ?? '').trim().toLowerCase()
  if (!['', 'yes', 'no'].includes(kept)) throw refused('preserved-invalid', 'it is yes or no')
  const preserved = kept === '' ? null : kept === 'yes'
  return { reference, answer, detail: row.detail?.trim() || null, preserved }
}

const refused = (code: string, why: string): DomainError =>
  new DomainError('invalid', code, `Reading answers: ${why}`)
