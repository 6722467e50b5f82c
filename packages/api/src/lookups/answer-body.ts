import type { HashAnswer } from '@nightlight/matcher'

const LONGEST = JSON.stringify({ known: true, class: 'harmful' } satisfies HashAnswer).length

/** What is sent: each answer is as long as any other, by blanks that JSON allows. */
export const answerBody = (answers: readonly HashAnswer[]): Buffer =>
  Buffer.from(`{"results":[${answers.map(padded).join(',')}]}`)

const padded = (answer: HashAnswer): string => JSON.stringify(answer).padEnd(LONGEST)
