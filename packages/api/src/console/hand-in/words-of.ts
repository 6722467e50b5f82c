import type { View } from '../view.ts'

/** What is wrong with a file is told in the words of a submission that failed. */
export function wordsOf({ t }: View, code: string): string {
  const known = (['problem', 'failure'] as const).find((group) => t.code(group, code) !== code)
  return known ? t.code(known, code) : t.code('error', '400')
}
