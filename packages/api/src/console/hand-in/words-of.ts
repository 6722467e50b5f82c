import type { Problem } from '../../errors.ts'
import { COLUMN_WORDS } from '../../lists/upload-query.ts'
import type { View } from '../view.ts'

const WORDS = COLUMN_WORDS.join(', ')

/** What is wrong with a file is told in the words of a submission that failed; of its columns, with the line. */
export function wordsOf({ t }: View, { code, index }: Pick<Problem, 'code' | 'index'>): string {
  const known = (['problem', 'failure'] as const).find((group) => t.code(group, code) !== code)
  const values = index === undefined ? {} : { n: index + 1, words: WORDS }
  return known ? t.code(known, code, values) : t.code('error', '400')
}
