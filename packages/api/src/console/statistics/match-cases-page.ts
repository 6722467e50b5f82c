import {
  CASE_AGES,
  MATCH_DIMENSIONS,
  MATCH_STATES,
  type ListedCase,
  type MatchDimension,
} from '@nightlight/notices'
import { isAllowed } from '../../identity/principal.ts'
import type { MatchInQueue } from '../../match-store.ts'
import { ageBar, ageLegend } from '../age-bar.ts'
import { emptyState, shortId, skipFilters } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import { defanged } from '../masked-text.ts'
import { timesPath } from '../pages/times-page.ts'
import { ageName } from '../supervision/cases-page.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'
import { matchCasesPath, type MatchCasesAsked } from './match-cases-query.ts'

const DAY_MS = 86_400_000

export type MatchCasesShown = {
  asOf: Date
  items: (Omit<ListedCase, 'id'> & { match: MatchInQueue })[]
  count: { n: number; isMore: boolean }
  /** Of the list that was chosen; null where none was, or there is none such. */
  listName: string | null
  next: string | null
}

/** Matches that a person has to decide, the one that was found first before the others; what was decided is on their own pages. */
export function matchCasesPage(view: View, asked: MatchCasesAsked, shown: MatchCasesShown): Html {
  const { t, language } = view
  const { n, isMore } = shown.count
  return layout(
    view,
    t('match-figure.title'),
    html`${skipFilters(view, 'cases')}
      ${seesFigures(view) && html`<p><a href="${figuresPath(asked)}">${t('counted.back')}</a></p>`}
      ${filters(view, asked)} ${chosen(view, asked, shown)}
      <p class="line" role="status" id="cases">
        <strong class="total"
          >${t('match-figure.count', { n: `${number(view, n)}${isMore ? '+' : ''}` })}</strong
        >
        <span class="fine"
          >${t('measure.match-decision')} (${t('match-figure.found')} → T3).
          ${asked.from !== undefined && html`${t('statistics.period')} ${time(new Date(asked.from), language)} – ${asked.to !== undefined && time(new Date(asked.to), language)}.`}
          ${t('statistics.as-of')} ${time(shown.asOf, language)}.</span
        >
      </p>
      ${shown.items.length === 0 ? emptyState(t('match-figure.empty')) : table(view, shown)}
      ${
        shown.next &&
        html`<p>
          <a rel="next" href="${matchCasesPath({ ...asked, after: shown.next })}"
            >${t('cases.more')}</a
          >
        </p>`
      }`,
  )
}

/**
 * The figures that it came from: of whole days as days, and up to now where they went up to then. Of two groups that were chosen, the one
 * by which they are told apart was a row of them.
 */
function figuresPath({ from, to, at, group, ...chosen }: MatchCasesAsked): string {
  const of = MATCH_DIMENSIONS.find((by) => by !== group && chosen[by] !== undefined)
  return timesPath({
    clock: 'match-decision',
    group,
    from: dayOf(from, 0),
    to: to === at ? undefined : dayOf(to, 1),
    of,
    key: of && chosen[of],
  })
}

/** The day that began then, or so many before; an instant within a day stays as it is. */
const dayOf = (instant: string | undefined, before: number): string | undefined =>
  instant !== undefined && /T00:00:00(\.0+)?Z$/.test(instant)
    ? new Date(Date.parse(instant) - before * DAY_MS).toISOString().slice(0, 10)
    : instant

/** Whoever does not is shown what waits alone. */
const seesFigures = ({ principal }: View): boolean =>
  principal !== null && isAllowed(principal.role, 'statistics:read')

function filters(view: View, asked: MatchCasesAsked): Html {
  const { t } = view
  const choice = (name: string, links: readonly Html[]): Html =>
    html`<nav class="choice" aria-label="${name}">
      <span>${name}</span>
      <ul>
        ${links}
      </ul>
    </nav>`
  const link = (
    change: Parameters<typeof matchCasesPath>[0],
    text: string,
    isCurrent: boolean,
  ): Html =>
    html`<li>
      <a
        href="${matchCasesPath({ ...asked, ...change })}"
        ${isCurrent && html` aria-current="true"`}
        >${text}</a
      >
    </li>`
  return html`${choice(
    t('column.state'),
    (seesFigures(view) ? [undefined, ...MATCH_STATES] : (['open'] as const)).map((state) =>
      link(
        { state, ...(state === undefined && { age: undefined }) },
        state === undefined ? t('cases.all') : t.code('match-state', state),
        asked.state === state,
      ),
    ),
  )}
  ${choice(
    t('cases.age'),
    [undefined, ...CASE_AGES].map((age) =>
      link(
        // of ages those of what is open are asked for, where nothing else is said
        { age, ...(age !== undefined && asked.state === undefined && { state: 'open' as const }) },
        age === undefined ? t('cases.all') : ageName(view, age),
        asked.age === age,
      ),
    ),
  )}`
}

/** Groups that were chosen, each with a way to take it back. */
function chosen(view: View, asked: MatchCasesAsked, { listName }: MatchCasesShown): Html | null {
  const { t } = view
  const nameOf = (by: MatchDimension, key: string): string => {
    if (key === '?') return t('statistics.unknown')
    if (by === 'class' || by === 'tier') return t.code(by, key)
    return by === 'list' ? (listName ?? shortId(key)) : key
  }
  const parts = MATCH_DIMENSIONS.flatMap((by) => {
    const key = asked[by]
    return key === undefined ? [] : [{ by, name: t.code('dimension', by), value: nameOf(by, key) }]
  })
  if (parts.length === 0) return null
  return html`<ul class="chosen" aria-label="${t('cases.chosen')}">
    ${parts.map(
      ({ by, name, value }) =>
        html`<li>
          <span class="fine">${name}</span> ${value}
          <a
            href="${matchCasesPath({ ...asked, [by]: undefined })}"
            aria-label="${t('cases.without', { name, value })}"
            >×</a
          >
        </li>`,
    )}
  </ul>`
}

function table(view: View, { items }: MatchCasesShown): Html {
  const { t, language } = view
  const columns = [
    t('column.state'),
    t('cases.lasting'),
    t('match-figure.found-at'),
    t.code('dimension', 'list'),
    t.code('dimension', 'tier'),
    t.code('dimension', 'class'),
  ]
  return html`<table class="cards">
      <thead>
        <tr>
          <th scope="col">${t('column.host')}</th>
          ${columns.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${items.map(
          ({ match, began, ms, state }) =>
            html`<tr>
              <th scope="row">
                <a href="/console/matches/${match.id}"
                  >${defanged(match.host ?? t('report.no-host'))}
                  <span class="id">${shortId(match.id)}</span></a
                >
              </th>
              <td data-label="${columns[0]}">
                <span class="badge ${state === 'open' ? 'wait' : 'plain'}"
                  >${t.code('match-state', state)}</span
                >
              </td>
              <td data-label="${columns[1]}">${ageBar(view, ms, state === 'open')}</td>
              <td data-label="${columns[2]}">${time(began, language)}</td>
              <td class="clip" data-label="${columns[3]}">${match.list}</td>
              <td data-label="${columns[4]}">${t.code('tier', match.tier)}</td>
              <td data-label="${columns[5]}">${t.code('class', match.legalClass)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${ageLegend(view)}`
}
