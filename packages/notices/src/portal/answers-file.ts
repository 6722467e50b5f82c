import { csvCell, DomainError, MAX_DETAIL, needsDetail } from '@nightlight/contract'
import { readAnswerRows, type AnswerLine, type AnswerWords } from '../replies/answer-rows.ts'
import { MOST_ANSWERS } from './answer-items.ts'

/** Why a line is not taken: stable codes. */
export const LINE_CODES = [
  'cells-too-many',
  'reference-invalid',
  'answer-unknown',
  'preserved-invalid',
  'reply-needs-detail',
  'reply-too-long',
  'reply-item-not-found',
  'item-repeated',
] as const
export type LineCode = (typeof LINE_CODES)[number]
/** With what stood there: what it is about, and the word that was not taken, or that of its answer. */
export type RefusedLine = { line: number; code: LineCode; item: string; word: string }

export type AnswersRead = {
  lines: AnswerLine[]
  refused: RefusedLine[]
  /** Lines without an answer: a list that was downloaded need not be filled in whole. */
  empty: number
}

/** Longest file, characters. */
export const MAX_FILE = 1024 * 1024

/**
 * Reads answers from a file, as `readAnswerRows` does; a line without one counts for nothing.
 *
 * @throws {DomainError} invalid `portal-too-many`; as `readAnswerRows`
 */
export function readAnswersFile(text: string, words?: AnswerWords): AnswersRead {
  const read: AnswersRead = { lines: [], refused: [], empty: 0 }
  for (const { said, ...row } of readAnswerRows(text, words)) {
    if (said === null) read.empty++
    else if (typeof said === 'string') read.refused.push({ ...row, code: said })
    else {
      const code = lackOf(said)
      if (code) read.refused.push({ ...row, code })
      else read.lines.push({ line: row.line, ...said })
    }
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

function lackOf({ answer, detail }: Pick<AnswerLine, 'answer' | 'detail'>): LineCode | null {
  if (needsDetail(answer) && detail === null) return 'reply-needs-detail'
  return (detail ?? '').length > MAX_DETAIL ? 'reply-too-long' : null
}

/** The lines that say something as a file of their own, as short as it can be. */
export const answersFile = (lines: readonly AnswerLine[]): string =>
  [
    'item,answer,comment,preserved',
    ...lines.map(({ item, notice, answer, detail, preserved }) =>
      [item ?? notice, answer, detail, preserved === null ? null : preserved ? 'yes' : 'no']
        .map((cell) => csvCell(cell))
        .join(','),
    ),
  ].join('\n')
