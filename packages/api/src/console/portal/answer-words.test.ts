import { ANSWERS, LANGUAGES } from '@nightlight/contract'
import { plainWord } from '@nightlight/notices'
import { expect, it } from 'vitest'
import { translator } from '../texts.ts'
import { ANSWER_WORDS } from './answer-words.ts'

it.each(LANGUAGES)(
  'means the answer that a page calls so, whatever the language: %s',
  (language) => {
    const t = translator(language)
    for (const answer of ANSWERS) {
      const written = `  ${t(`answer.${answer}`).toUpperCase().replaceAll(' ', '\u00a0')} `
      expect(ANSWER_WORDS.get(plainWord(written)), answer).toBe(answer)
    }
  },
)
