import { MATCH_DIMENSIONS, type CaseAge, type MatchState } from '@nightlight/notices'
import { isAllowed } from '../../identity/principal.ts'
import type { TimesAsked, TimesShown } from '../../routes/takedown-times-routes.ts'
import { isOfMatches, type FigureGroup } from '../../statistics/figure-names.ts'
import { html, type Html } from '../html.ts'
import { matchCasesPath } from '../statistics/match-cases-query.ts'
import type { View } from '../view.ts'
import { casesPath } from './cases-query.ts'

/** Which part of a figure: `counted` is all but what had ended before it began. */
export type FigurePart = {
  state: MatchState
  age?: CaseAge
  of?: { by: FigureGroup; key: string; name: string }
}

type Of = { asked: TimesAsked; shown: TimesShown; part: FigurePart }

/**
 * A number as a link to the takedowns or matches that it counts, for whoever may read these.
 *
 * @param of  null where there is nothing to lead to
 */
export function casesOfFigure(view: View, text: Html | string, of: Of | null): Html {
  const { principal, t } = view
  if (of === null || principal === null) return html`${text}`
  const { asked, shown, part } = of
  const { measure } = shown
  if (!isAllowed(principal.role, isOfMatches(measure) ? 'match:read' : 'takedown:read')) {
    return html`${text}`
  }
  const which = {
    from: shown.since.toISOString(),
    to: shown.until.toISOString(),
    at: shown.asOf.toISOString(),
    state: part.state,
    age: part.age,
    ...(asked.of === undefined ? {} : { [asked.of]: asked.key }),
    ...(part.of ? { [part.of.by]: part.of.key } : {}),
  }
  const path = isOfMatches(measure)
    ? matchCasesPath({ ...which, group: MATCH_DIMENSIONS.find((by) => by === asked.group) })
    : casesPath({ clock: measure, ...which })
  const { of: group } = part
  return group && typeof text === 'string'
    ? html`<a href="${path}" aria-label="${t('cases.of', { name: group.name })}, ${text}"
        >${text}</a
      >`
    : html`<a href="${path}">${text}</a>`
}
