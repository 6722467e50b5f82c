import type { Deadlines } from '../deadline.ts'
import { USUAL_ANSWER_MS } from '../documents/notice.ts'
import type { Terms } from './terms.ts'

/**
 * How long whoever reads a notice is given to answer: the shortest time that a policy of its takedowns says, and
 * what is usual for those whose policy says nothing.
 *
 * @returns ms
 */
export const answerWithin = (
  deadlines: Deadlines,
  terms: readonly (Terms | null | undefined)[],
): number =>
  Math.min(
    ...(terms.length > 0 ? terms : [null]).map(
      (one) => deadlines.under(one).answerMs ?? USUAL_ANSWER_MS,
    ),
  )

/** The date by which a letter asks for an answer; the page where it is answered shows the same. */
export const answerBy = (
  deadlines: Deadlines,
  terms: readonly (Terms | null | undefined)[],
  writtenAt: Date,
): Date => new Date(writtenAt.getTime() + answerWithin(deadlines, terms))
