import { ANSWERS, DomainError, MAX_DETAIL, needsDetail, type Answer } from '@nightlight/contract'
import { parse } from 'csv-parse/sync'
import { parseReference } from '../replies/notice-places.ts'
import { MOST_ANSWERS } from './answer-items.ts'

/** Why a line is not taken: stable codes. */
export const LINE_CODES = [
  'reference-invalid',
  'answer-unknown',
  'preserved-invalid',
  'reply-needs-detail',
  'reply-too-long',
  'reply-item-not-found',
  'item-repeated',
] as const
export type LineCode = (typeof LINE_CODES)[number]
export type RefusedLine = { line: number; code: LineCode }

/** One line that says something: about an item, or about all of a notice. */
export type AnswerLine = {
  line: number
  notice: string
  /** Null for all of the notice. */
  item: string | null
  answer: Answer
  detail: string | null
  preserved: boolean | null
}

export type AnswersRead = {
  lines: AnswerLine[]
  refused: RefusedLine[]
  /** Lines without an answer: a list that was downloaded need not be filled in whole. */
  empty: number
}

/** Longest file, characters. */
export const MAX_FILE = 1024 * 1024
/** Lines of a list that was downloaded, most of which may say nothing. */
const MOST_LINES = 10_000

/**
 * Reads answers from CSV with the columns item, answer and comment, and preserved (yes, no) if it is there; other columns
 * may be. `reference` and `detail` are taken for item and comment.
 *
 * @throws {DomainError} invalid `answers-not-csv`, `answers-too-many`, `portal-too-many`
 */
export function readAnswersFile(text: string): AnswersRead {
  const read: AnswersRead = { lines: [], refused: [], empty: 0 }
  for (const { line, row } of rowsOf(text)) {
    const said = readRow(row)
    if (said === null) read.empty++
    else if (typeof said === 'string') read.refused.push({ line, code: said })
    else read.lines.push({ line, ...said })
  }
  if (read.lines.length > MOST_ANSWERS) {
    throw new DomainError(
      'invalid',
      'portal-too-many',
      `Reading answers: more than ${MOST_ANSWERS} at once`,
    )
  }
  return read
}

type Row = Partial<Record<string, string>>

function rowsOf(text: string): { line: number; row: Row }[] {
  let columns: string[] = []
  let records: { record: Row; info: { lines: number } }[]
  try {
    records = parse(text, {
      bom: true,
      columns: (header: string[]) => {
        columns = header.map((name) => NAMES[name.trim().toLowerCase()] ?? name)
        return columns
      },
      delimiter: [',', ';', '\t'],
      info: true,
      max_record_size: 20_000,
      relax_column_count: true,
      skip_empty_lines: true,
      to: MOST_LINES + 1,
    })
  } catch {
    throw notCsv()
  }
  if (!['item', 'answer'].every((name) => columns.includes(name))) throw notCsv()
  if (records.length > MOST_LINES) {
    throw new DomainError(
      'invalid',
      'answers-too-many',
      `Reading answers: over ${MOST_LINES} lines`,
    )
  }
  return records.map(({ record, info }) => ({ line: info.lines, row: record }))
}

const NAMES: Partial<Record<string, string>> = {
  item: 'item',
  reference: 'item',
  answer: 'answer',
  comment: 'comment',
  detail: 'comment',
  preserved: 'preserved',
}

const notCsv = (): DomainError =>
  new DomainError(
    'invalid',
    'answers-not-csv',
    'Reading answers: the first line must name the columns item and answer',
  )

function readRow(row: Row): Omit<AnswerLine, 'line'> | LineCode | null {
  const name = (row['answer'] ?? '').trim().toLowerCase()
  if (name === '') return null
  const reference = parseReference(row['item'] ?? '')
  if (!reference) return 'reference-invalid'
  const answer = ANSWERS.find((known) => known === name)
  if (!answer) return 'answer-unknown'
  const kept = (row['preserved'] ?? '').trim().toLowerCase()
  if (!['', 'yes', 'no'].includes(kept)) return 'preserved-invalid'
  const detail = row['comment']?.trim() || null
  if (needsDetail(answer) && detail === null) return 'reply-needs-detail'
  if ((detail ?? '').length > MAX_DETAIL) return 'reply-too-long'
  return { ...reference, answer, detail, preserved: kept === '' ? null : kept === 'yes' }
}
