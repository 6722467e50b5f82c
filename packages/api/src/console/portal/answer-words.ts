import { ANSWERS, LANGUAGES } from '@nightlight/contract'
import { plainWord, type AnswerWords } from '@nightlight/notices'
import { translator } from '../texts.ts'

/** What the pages call each answer, in every language: whoever fills in a file has read it there. */
export const ANSWER_WORDS: AnswerWords = new Map(
  LANGUAGES.flatMap((language) => {
    const t = translator(language)
    return ANSWERS.map((answer) => [plainWord(t(`answer.${answer}`)), answer] as const)
  }),
)
