import { ANSWERS, MAX_DETAIL, needsDetail, type Answer } from '@nightlight/contract'
import type { Answered, OpenPage } from '@nightlight/notices'
import { Type, type Static } from 'typebox'
import { Id, TEXT, oneOf } from '../../schemas.ts'

/** As many items as a notice has. */
const MOST_ITEMS = 50

const Choice = Type.Optional(oneOf(['', ...ANSWERS]))
const Words = Type.Optional(Type.String({ maxLength: MAX_DETAIL, pattern: TEXT }))
const numbered = Array.from({ length: MOST_ITEMS }, (_, index) => index)

/** The form of a reply page: one answer for all, and one for each item that wants another. */
export const AnswerForm = Type.Object(
  {
    id: Id,
    answer: Choice,
    detail: Words,
    preserved: Type.Optional(oneOf(['', 'yes', 'no'])),
    ...Object.fromEntries(numbered.map((index) => [`answer-${index}`, Choice])),
    ...Object.fromEntries(numbered.map((index) => [`detail-${index}`, Words])),
  },
  { additionalProperties: false },
)

export type Typed = Partial<Static<typeof AnswerForm>> & Record<string, unknown>

const textIn = (typed: Typed, name: string): string => {
  const value = typed[name]
  return typeof value === 'string' ? value : ''
}

/** What was typed, for a form that is shown again. */
export const typedIn = (typed: Typed) => (name: string) => textIn(typed, name)

/** The answers of a form; an item without one of its own has that for all, and one with its own has its own words too. */
export function answersIn(typed: Typed, { notice }: Pick<OpenPage, 'notice'>): Answered[] {
  const preserved = { yes: true, no: false }[textIn(typed, 'preserved')] ?? null
  return notice.parts.flatMap(({ takedownId }, index) => {
    const { answer, detail } = saidOf(typed, index)
    return answer === '' ? [] : [{ takedownId, answer: answer as Answer, detail, preserved }]
  })
}

function saidOf(typed: Typed, index: number) {
  const own = textIn(typed, `answer-${index}`)
  // What was written for the answer above says nothing of another answer.
  const detail = textIn(typed, own ? `detail-${index}` : 'detail').trim() || null
  return { isOwn: own !== '', answer: own || textIn(typed, 'answer'), detail }
}

/** Fields that have to say why and are empty, by their names, each with the references of the items it is about. */
export function wordless(
  typed: Typed,
  { notice }: Pick<OpenPage, 'notice'>,
): Map<string, readonly string[]> {
  const lacking = notice.parts.flatMap(({ references }, index) => {
    const { isOwn, answer, detail } = saidOf(typed, index)
    const field = isOwn ? `detail-${index}` : 'detail'
    return needsDetail(answer) && !detail ? [{ field, references }] : []
  })
  const byField = Map.groupBy(lacking, ({ field }) => field)
  return new Map(
    [...byField].map(([field, all]) => [field, all.flatMap(({ references }) => references)]),
  )
}
