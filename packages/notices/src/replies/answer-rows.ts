import { ANSWERS, DomainError, type Answer } from '@nightlight/contract'
import { parse } from 'csv-parse/sync'
import { parseReference } from './notice-places.ts'

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

/** Why a line cannot be read. */
export type UnreadCode =
  | 'cells-too-many'
  | 'reference-invalid'
  | 'answer-unknown'
  | 'preserved-invalid'

/** A line with its number in the file; what it says is null where it has no answer. */
export type AnswerRow = {
  line: number
  said: Omit<AnswerLine, 'line'> | UnreadCode | null
  /** As they stood there: what it is about, and the word of its answer, or of whether data is kept where that is wrong. */
  item: string
  word: string
}

/** Other words of an answer than its code, each as `plainWord` makes it. */
export type AnswerWords = ReadonlyMap<string, Answer>

/** A word as it is compared: whatever case, spaces and apostrophes a program wrote it with. */
export const plainWord = (text: string): string =>
  text.normalize('NFKC').replaceAll(/\s+/g, ' ').replaceAll('’', "'").trim().toLowerCase()

const MOST_LINES = 10_000
const DELIMITERS = [',', ';', '\t']
const NAMES: Partial<Record<string, string>> = {
  item: 'item',
  reference: 'item',
  answer: 'answer',
  comment: 'comment',
  detail: 'comment',
  preserved: 'preserved',
}
/** In each language of the pages, for somebody fills it in by hand. */
const YES = ['yes', 'oui', 'ja']
const NO = ['no', 'non', 'nee', 'nein']

/**
 * Reads answers from CSV with the columns item and answer, and comment and preserved where they are there, in any order;
 * `reference` and `detail` are taken for item and comment, other columns are left alone.
 *
 * What a spreadsheet makes of such a file is read too: a byte order mark, `sep=;`, semicolons or tabs, empty columns at the
 * end. The first line says what parts the cells, so that a comma in a comment that nobody quoted parts nothing.
 *
 * @param words  taken for answers beside their codes
 * @throws {DomainError} invalid `answers-not-csv`, `answers-too-many`
 */
export function readAnswerRows(text: string, words: AnswerWords = new Map()): AnswerRow[] {
  // As many line ends as before, so that each line keeps its number.
  const plain = text.replace(/^\ufeff/, '').replace(/^sep=.(?=\r?\n)/i, '')
  const [head, ...lines] = recordsOf(plain, delimiterOf(plain))
  const columns = namesIn(head?.record ?? [])
  if (lines.length > MOST_LINES) {
    throw new DomainError(
      'invalid',
      'answers-too-many',
      `Reading answers: more than ${MOST_LINES} lines`,
    )
  }
  return lines.map(({ record, info }) => {
    const said = readRow(record, columns, words)
    const cell = cellIn(record, columns)
    const word = cell(said === 'preserved-invalid' ? 'preserved' : 'answer')
    return { line: info.lines, said, item: cell('item'), word }
  })
}

type CsvRecord = { record: string[]; info: { lines: number } }

function recordsOf(text: string, delimiter: string): CsvRecord[] {
  try {
    return parse(text, {
      delimiter,
      info: true,
      max_record_size: 20_000,
      relax_column_count: true,
      skip_empty_lines: true,
      // The head, and one more than is taken.
      to: MOST_LINES + 2,
    }) as unknown as CsvRecord[]
  } catch {
    throw notCsv()
  }
}

/** What parts the cells of the first line that names something. */
function delimiterOf(text: string): string {
  const [head = ''] = /[^\r\n]+/.exec(text) ?? []
  const found = DELIMITERS.find((delimiter) => {
    const columns = namesIn(head.split(delimiter))
    return columns.includes('item') && columns.includes('answer')
  })
  if (found) return found
  throw notCsv()
}

/** Our names of columns; of two of one name the first counts. */
function namesIn(head: readonly string[]): (string | null)[] {
  const names = head.map(
    (cell) => NAMES[cell.trim().replaceAll(/^"|"$/g, '').trim().toLowerCase()] ?? null,
  )
  return names.map((name, index) => (names.indexOf(name) === index ? name : null))
}

const notCsv = (): DomainError =>
  new DomainError(
    'invalid',
    'answers-not-csv',
    'Reading answers: the first line must name the columns item (or reference) and answer, as in item,answer,comment,preserved; nothing was taken in',
  )

const cellIn =
  (record: readonly string[], columns: readonly (string | null)[]) =>
  (name: string): string =>
    (record[columns.indexOf(name)] ?? '').trim()

function readRow(
  record: readonly string[],
  columns: readonly (string | null)[],
  words: AnswerWords,
): AnswerRow['said'] {
  const cell = cellIn(record, columns)
  const name = plainWord(cell('answer'))
  // Part of a comment would be lost.
  if (record.slice(columns.length).some((more) => more.trim() !== '')) return 'cells-too-many'
  if (name === '') return null
  const reference = parseReference(cell('item'))
  if (!reference) return 'reference-invalid'
  const answer = ANSWERS.find((known) => known === name) ?? words.get(name)
  if (!answer) return 'answer-unknown'
  const kept = cell('preserved').toLowerCase()
  if (![...YES, ...NO, ''].includes(kept)) return 'preserved-invalid'
  return {
    ...reference,
    answer,
    detail: cell('comment') || null,
    preserved: kept === '' ? null : YES.includes(kept),
  }
}
