import type { CaseAge, CaseState, Dimension, TakedownTimes } from '@nightlight/notices'
import { isAllowed } from '../../identity/principal.ts'
import type { TimesAsked } from '../../routes/takedown-times-routes.ts'
import { html, type Html } from '../html.ts'
import type { View } from '../view.ts'
import { casesPath } from './cases-query.ts'

/** Which part of a figure: `counted` is all but what had ended before it began. */
export type FigurePart = {
  state: Exclude<CaseState, 'resurfaced'>
  age?: CaseAge
  of?: { by: Dimension; key: string; name: string }
}

type Of = { asked: TimesAsked; shown: TakedownTimes; part: FigurePart }

/**
 * A number as a link to the cases that it counts, for whoever may read cases.
 *
 * @param of  null where there is nothing to lead to
 */
export function casesOfFigure(view: View, text: Html | string, of: Of | null): Html {
  const { principal, t } = view
  if (of === null || principal === null || !isAllowed(principal.role, 'takedown:read')) {
    return html`${text}`
  }
  const { asked, shown, part } = of
  const path = casesPath({
    clock: shown.measure,
    from: shown.since.toISOString(),
    to: shown.until.toISOString(),
    at: shown.asOf.toISOString(),
    state: part.state,
    age: part.age,
    ...(asked.of === undefined ? {} : { [asked.of]: asked.key }),
    ...(part.of ? { [part.of.by]: part.of.key } : {}),
  })
  const { of: group } = part
  return group && typeof text === 'string'
    ? html`<a href="${path}" aria-label="${t('cases.of', { name: group.name })}, ${text}"
        >${text}</a
      >`
    : html`<a href="${path}">${text}</a>`
}
