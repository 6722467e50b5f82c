import {
  CASE_AGES,
  FEWEST,
  isTold,
  stopsWhenGone,
  type CaseAge,
  type Group,
  type Times,
} from '@nightlight/notices'
import type { TimesAsked, TimesShown } from '../../routes/takedown-times-routes.ts'
import { isAllowed } from '../../identity/principal.ts'
import {
  clocksOf,
  FIGURE_NAMES,
  groupsOf,
  isOfMatches,
  isOneOf,
  type FigureGroup,
  type FigureName,
} from '../../statistics/figure-names.ts'
import { ageTone } from '../age-bar.ts'
import { emptyState, skipFilters } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { bar, number } from '../list-fragments.ts'
import { narrow } from '../response-picture.ts'
import { curveTable } from './curve-table.ts'
import { periodForm } from './period-form.ts'
import { survivalPicture } from '../survival-picture.ts'
import { duration, LOCALES, madeOnce, time } from '../times.ts'
import { casesOfFigure, type FigurePart } from '../supervision/cases-of-figure.ts'
import type { View } from '../view.ts'

const DAY_MS = 86_400_000
const PERIODS = [30, 90, 365] as const

/** What was chosen, and what is taken back of it. */
type Choice = { [Name in keyof TimesAsked]?: TimesAsked[Name] | undefined }

/** Where these figures are shown; `.csv` and the same query is the table of them. */
export function timesPath(asked: Choice, at = '/console/statistics'): string {
  const query = new URLSearchParams(
    Object.entries(asked).filter((pair): pair is [string, string] => pair[1] !== undefined),
  )
  return query.size === 0 ? at : `${at}?${query.toString()}`
}

/** How long a step of takedowns took: the curve, what is open, and the same by group. */
export function timesPage(view: View, asked: TimesAsked, shown: TimesShown): Html {
  const { t } = view
  const ofMatches = isOfMatches(shown.measure)
  const { from, to } = clocksOf(shown.measure)
  const clocks = `${ofMatches ? t('match-figure.found') : from} → ${to}`
  const title = `${t.code('measure', shown.measure)} (${clocks})`
  return layout(
    view,
    t('statistics.title'),
    html`${skipFilters(view, 'figures')}
      <details class="chooser">
        <summary>
          ${t('statistics.chosen')} <strong>${chosenWords(view, asked, shown)}</strong>
        </summary>
        ${choices(view, asked, shown)} ${periodForm(view, asked, shown)}
      </details>
      <section class="card" id="figures">
        <h2>${title}</h2>
        <p class="fine">
          ${t.code('measure-how', shown.measure)}
          ${t(ofMatches ? 'match-figure.item' : 'statistics.item')}
          ${
            // of a decision nothing is open here: what waits for one is no takedown yet
            shown.measure !== 'decision' && t('statistics.how')
          }
          ${shown.measure !== 'decision' && stopsWhenGone(shown.measure) && t('statistics.gone-stops')}
        </p>
        <p class="fine">
          ${t('statistics.period')} ${time(shown.since, view.language)} –
          ${time(shown.until, view.language)}. ${t('statistics.as-of')}
          ${time(shown.asOf, view.language)}.
        </p>
        ${shown.waiting && undecided(view, asked, shown.waiting)}
        ${shown.decisions && byRule(view, shown.decisions)}
        ${
          !isTold(shown)
            ? emptyState(t('statistics.too-few', { n: FEWEST }))
            : shown.n === 0
              ? emptyState(t('statistics.none'))
              : html`${facts(view, asked, shown)}
                  <figure class="times wide">
                    <figcaption>${t('statistics.curve')}</figcaption>
                    ${survivalPicture(view, `${title}. ${spoken(view, shown)}`, shown)}
                  </figure>
                  ${curveTable(view, shown)} ${ages(view, asked, shown)}`
        }
        ${asked.key !== undefined && html`<p><a href="${timesPath({ ...asked, of: undefined, key: undefined })}">${t('statistics.all-groups')}</a></p>`}
      </section>
      ${
        shown.by
          ? groups(view, asked, shown, shown.by)
          : asked.group !== undefined && html`<p class="fine">${t('statistics.one-group')}</p>`
      }
      <p>
        <a href="${timesPath(asked, '/console/statistics.csv')}">${t('statistics.csv')}</a>
      </p>`,
  )
}

const spoken = (view: View, { within }: Times): string =>
  within.map(({ hours, share }) => `${narrow(view, hours)}: ${percent(view, share)}`).join(', ')

const percent = ({ t, language }: View, share: number | null): string =>
  share === null ? t('statistics.not-watched') : percentFormat(language).format(share)

const percentFormat = madeOnce(
  (language) =>
    new Intl.NumberFormat(LOCALES[language], { style: 'percent', minimumFractionDigits: 1 }),
)

const lasting = (view: View, ms: number | null): string =>
  ms === null ? view.t('times.not-reached') : duration(ms, view.language)

/** What is chosen, in one line. */
function chosenWords(view: View, asked: TimesAsked, shown: TimesShown): string {
  const { t, language } = view
  const day = (at: Date): string => dayFormat(language).format(at)
  return [
    t.code('measure', shown.measure),
    asked.group === undefined ? t('statistics.in-all') : t.code('dimension', asked.group),
    `${day(shown.since)} – ${day(shown.until)}`,
  ].join(' · ')
}

const dayFormat = madeOnce(
  (language) =>
    new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'medium', timeZone: 'UTC' }),
)

function choices(view: View, asked: TimesAsked, shown: TimesShown): Html {
  const { t } = view
  const sinceOf = (days: number): string =>
    new Date(shown.until.getTime() - days * DAY_MS).toISOString().slice(0, 10)
  const link = (path: string, text: string, isCurrent: boolean): Html =>
    html`<li><a href="${path}" ${isCurrent && html` aria-current="true"`}>${text}</a></li>`
  const choice = (name: string, links: readonly Html[]): Html =>
    html`<nav class="choice" aria-label="${name}">
      <span>${name}</span>
      <ul>
        ${links}
      </ul>
    </nav>`
  return html`${choice(
    t('statistics.measures'),
    FIGURE_NAMES.map((measure) =>
      link(
        timesPath(withClock(asked, measure)),
        t.code('measure', measure),
        measure === shown.measure,
      ),
    ),
  )}
  ${choice(
    t('statistics.by'),
    [undefined, ...groupsOf(shown.measure)].map((by) =>
      link(
        timesPath({ ...asked, group: by }),
        by === undefined ? t('statistics.in-all') : t.code('dimension', by),
        by === asked.group,
      ),
    ),
  )}
  ${choice(
    t('statistics.periods'),
    PERIODS.map((days) => {
      const since = sinceOf(days)
      return link(
        timesPath({ ...asked, from: since }),
        t('statistics.days', { n: days }),
        (asked.from ?? sinceOf(365)) === since,
      )
    }),
  )}`
}

/** Another step, with the groups that it has too. */
function withClock(asked: TimesAsked, clock: FigureName): Choice {
  const has = (by: FigureGroup | undefined) => by !== undefined && isOneOf(groupsOf(clock), by)
  return {
    ...asked,
    clock,
    ...(!has(asked.group) && { group: undefined }),
    ...(!has(asked.of) && { of: undefined, key: undefined }),
  }
}

function facts(view: View, asked: TimesAsked, shown: TimesShown & Times): Html {
  const { t } = view
  const { decisions } = shown
  const cases = (n: number, part: FigurePart): Html =>
    casesOfFigure(view, number(view, n), n === 0 ? null : { asked, shown, part })
  const fact = (name: string, value: string | Html): Html =>
    html`<div>
      <dt>${name}</dt>
      <dd>${value}</dd>
    </div>`
  return html`<dl class="facts">
    ${fact(t('statistics.median'), lasting(view, shown.medianMs))}
    ${fact(t('statistics.p90'), lasting(view, shown.p90Ms))}
    ${shown.within.map(({ hours, share }) =>
      fact(t('statistics.within', { time: narrow(view, hours) }), percent(view, share)),
    )}
    ${fact(t('statistics.n'), cases(shown.n, { state: 'counted' }))}
    ${fact(t(decisions ? 'match-figure.ended' : 'statistics.ended'), cases(shown.ended, { state: 'ended' }))}
    ${decisions?.confirmed != null && fact(t('match-figure.confirmed'), number(view, decisions.confirmed))}
    ${decisions?.rejected != null && fact(t('match-figure.rejected'), number(view, decisions.rejected))}
    ${fact(t(decisions ? 'match-figure.open' : 'statistics.open'), cases(shown.open, { state: 'open' }))}
    ${fact(t(decisions ? 'match-figure.closed' : 'statistics.closed'), cases(shown.closed, { state: 'closed' }))}
    ${
      shown.before > 0 &&
      fact(
        t(decisions ? 'match-figure.before' : 'statistics.before'),
        cases(shown.before, { state: 'before' }),
      )
    }
    ${
      shown.gap?.medianMs != null &&
      fact(
        t('statistics.gap'),
        `${lasting(view, shown.gap.medianMs)} / ${lasting(view, shown.gap.p90Ms)}`,
      )
    }
  </dl>`
}

/** What is open by age, as parts of a strip and in words. */
function ages(view: View, asked: TimesAsked, shown: TimesShown & Times): Html {
  const { t } = view
  if (shown.open === 0) return html`<p class="fine">${t('statistics.none-open')}</p>`
  return html`<h3>${t('statistics.ages')}</h3>
    ${strip(view, shown.ages, (text, hours) =>
      casesOfFigure(view, text, { asked, shown, part: { state: 'open', age: ageOf(hours) } }),
    )}`
}

/** What a step that ends with a decision or after it leaves out: what is not decided yet, for how long, and what was rejected. */
function undecided(
  view: View,
  asked: TimesAsked,
  { n, ages: parts, asOf }: NonNullable<TimesShown['waiting']>,
): Html {
  const { t, principal } = view
  const waiting = t('statistics.undecided', { n: number(view, n) })
  return html`<p>
      ${t('statistics.takedowns-only')}
      <a href="${timesPath(withClock(asked, 'match-decision'))}">${t('match-figure.all')}</a>
    </p>
    <h3>
      ${
        principal && isAllowed(principal.role, 'match:read')
          ? html`<a href="/console/matches">${waiting}</a>`
          : waiting
      }
    </h3>
    <p class="fine">
      ${t('statistics.undecided-how')} ${t('statistics.as-of')} ${time(asOf, view.language)}.
    </p>
    ${n > 0 && parts.length > 0 && strip(view, parts, (text) => text)}`
}

/** What nobody waited for: in no other figure, since it would make all of them look fast. */
const byRule = (view: View, { byRule: n }: NonNullable<TimesShown['decisions']>): Html =>
  html`<p>
    ${
      n === null
        ? view.t('match-figure.by-rule-few', { n: FEWEST })
        : view.t('match-figure.by-rule', { n: number(view, n) })
    }
  </p>`

function strip(
  view: View,
  all: TimesShown['ages'],
  linked: (text: Html, hours: number | null) => Html,
): Html {
  const { t } = view
  const parts = all.filter(({ count }) => count > 0)
  const n = parts.reduce((sum, { count }) => sum + count, 0)
  const oldest = Math.max(...all.map(({ hours }) => hours ?? 0))
  return html`<div class="counts ages">
    ${bar(
      parts.map(({ hours, count }) => [ageTone(hours), count / n]),
      'parts',
    )}
    <span class="legend"
      >${parts.map(
        ({ hours, count }) =>
          html`<span class="${ageTone(hours)}"
            >${linked(
              html`<strong>${number(view, count)}</strong> ${
                  hours === null
                    ? t('statistics.age-older', { age: narrow(view, oldest) })
                    : t('statistics.age-up-to', { age: narrow(view, hours) })
                }`,
              hours,
            )}</span
          >`,
      )}</span
    >
  </div>`
}

const ageOf = (hours: number | null): CaseAge =>
  CASE_AGES.find((age) => age === String(hours ?? 'older')) ?? 'older'

function groups(view: View, asked: TimesAsked, shown: TimesShown, by: FigureGroup): Html {
  const { t } = view
  const name = ({ key, name: given }: Group): string =>
    key === '?'
      ? t('statistics.unknown')
      : key === '-'
        ? t('statistics.no-cdn')
        : by === 'class'
          ? t.code('class', key)
          : by === 'channel'
            ? t.code('channel-kind', key)
            : by === 'tier'
              ? t.code('tier', key)
              : given
  const cases = (group: Group, state: FigurePart['state'], n: number): Html => {
    const part = { state, of: { by, key: group.key, name: name(group) } }
    return casesOfFigure(view, number(view, n), n === 0 ? null : { asked, shown, part })
  }
  return html`<section>
    <h2>${t.code('dimension', by)}</h2>
    ${
      shown.groups.length > 0 &&
      html`<table class="cards">
        <thead>
          <tr>
            <th scope="col">${t.code('dimension', by)}</th>
            <th scope="col">${t('statistics.n')}</th>
            <th scope="col">${t('statistics.open')}</th>
            <th scope="col">${t('statistics.median')}</th>
            <th scope="col">${t('statistics.p90')}</th>
            ${[24, 168].map((hours) => html`<th scope="col">≤ ${narrow(view, hours)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${shown.groups.map(
            (group) =>
              html`<tr>
                <th scope="row">
                  <a href="${timesPath({ ...asked, of: by, key: group.key })}">${name(group)}</a>
                </th>
                <td data-label="${t('statistics.n')}">${cases(group, 'counted', group.n)}</td>
                <td data-label="${t('statistics.open')}">${cases(group, 'open', group.open)}</td>
                <td data-label="${t('statistics.median')}">${lasting(view, group.medianMs)}</td>
                <td data-label="${t('statistics.p90')}">${lasting(view, group.p90Ms)}</td>
                ${[24, 168].map(
                  (hours) =>
                    html`<td data-label="≤ ${narrow(view, hours)}">
                      ${percent(view, group.within.find((one) => one.hours === hours)?.share ?? null)}
                    </td>`,
                )}
              </tr>`,
          )}
        </tbody>
      </table>`
    }
    ${
      shown.others &&
      html`<p class="fine">
        ${t('statistics.others', { groups: number(view, shown.others.groups) })}
        ${
          shown.others.n === null
            ? t('statistics.too-few', { n: FEWEST })
            : t('statistics.others-n', { n: number(view, shown.others.n) })
        }
      </p>`
    }
    ${
      shown.top.length > 0 &&
      html`<p class="after">
        ${t('statistics.top')}
        ${shown.top.map(({ groups: most, share }) => `${most}: ${percent(view, share)}`).join(' · ')}
      </p>`
    }
  </section>`
}
