import { LETTER_KINDS, LETTER_PARTS, TURNED_PARTS } from '@nightlight/notices'
import { Type, type Static } from 'typebox'
import { isAllowed } from '../../identity/principal.ts'
import { Month, MonthsQuery } from '../../routes/supervision-figures-routes.ts'
import { CHANNEL_KINDS } from '../../provider-schemas.ts'
import { Id, oneOf } from '../../schemas.ts'
import { html, type Html } from '../html.ts'
import { number } from '../list-fragments.ts'
import type { View } from '../view.ts'

/** What a number of the morning page counts: letters, or what was decided. */
export const CountedQuery = Type.Object({
  part: oneOf([...LETTER_PARTS, ...TURNED_PARTS]),
  /** Of one month; of all that were asked for without. */
  month: Type.Optional(Month),
  channel: Type.Optional(oneOf(CHANNEL_KINDS)),
  kind: Type.Optional(oneOf(LETTER_KINDS)),
  ...MonthsQuery.properties,
  after: Type.Optional(Id),
})
export type CountedAsked = Static<typeof CountedQuery>

export function countedPath(asked: CountedAsked): string {
  const query = new URLSearchParams(Object.entries(asked))
  return `/console/supervision/cases?${query.toString()}`
}

/**
 * A number as a link to what it counts, for whoever may read cases.
 *
 * @param of  whose number it is, for those who hear the link alone
 */
export function countedLink(view: View, n: number, asked: CountedAsked, of: string): Html {
  const { principal, t } = view
  const text = number(view, n)
  if (n === 0 || principal === null || !isAllowed(principal.role, 'takedown:read')) {
    return html`${text}`
  }
  return html`<a href="${countedPath(asked)}" aria-label="${t('cases.of', { name: of })}, ${text}"
    >${text}</a
  >`
}
