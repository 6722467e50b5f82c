import { ANSWERS, type Answer } from '@nightlight/contract'
import type { OpenPage, Reply } from '@nightlight/notices'
import { html, type Html } from '../html.ts'
import type { View } from '../view.ts'

/** `open`: whoever answered so is still asked to act. */
const STEPS = ['gone', 'elsewhere', 'read', 'disputed', 'open'] as const
type Step = (typeof STEPS)[number]

const OF_ANSWER: Readonly<Record<Answer, readonly Step[]>> = {
  actioned: ['gone'],
  'already-gone': ['gone'],
  acknowledged: ['open'],
  forwarded: ['open'],
  'not-theirs': ['elsewhere'],
  'origin-disclosed': ['elsewhere'],
  'needs-information': ['read', 'open'],
  disputed: ['disputed'],
  refused: ['read', 'open'],
  impossible: ['read', 'open'],
}
const OVER: readonly string[] = ['removed', 'watching', 'closed']

/** What comes of answers, and what is still to be done; of items that are over only a dispute is opened. */
export function stepsAfter(
  { parts }: OpenPage['notice'],
  replies: readonly Pick<Reply, 'takedownId' | 'answer'>[],
): Step[] {
  const steps = replies.flatMap(({ takedownId, answer }) => {
    const about = parts.filter((part) => takedownId === null || part.takedownId === takedownId)
    const isOver = about.every(({ status }) => OVER.includes(status))
    const own = Object.entries(OF_ANSWER).find(([name]) => name === answer)?.[1] ?? []
    return own.filter((step) => step === 'disputed' || !isOver)
  })
  return STEPS.filter((step) => steps.includes(step))
}

/**
 * References of what is still asked and was never answered.
 *
 * @param replies  all to the notice; what is no answer, as a mail that nobody has read yet, is left
 */
export function unanswered(
  { parts }: OpenPage['notice'],
  replies: readonly Pick<Reply, 'takedownId' | 'answer'>[],
): string[] {
  const given = replies.filter(({ answer }) => ANSWERS.some((name) => name === answer))
  const answered = new Set(given.map(({ takedownId }) => takedownId))
  return parts
    .filter(({ status, takedownId }) => status === 'notified' && !answered.has(takedownId))
    .flatMap(({ references }) => references)
}

export const stepTexts = ({ t }: View, steps: readonly Step[]): Html =>
  html`${steps.map((step) => html`<p>${t(`reply.next-${step}`)}</p>`)}`
