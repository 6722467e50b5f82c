import {
  CASE_AGES,
  CASE_GROUPS,
  CASE_STATES,
  clocksOfCases,
  type CaseAge,
  type CaseCount,
  type CaseGroup,
  type CaseState,
  type ListedTakedown,
} from '@nightlight/notices'
import { OUTCOMES } from '../../outcome.ts'
import type { Takedown } from '../../takedown-store.ts'
import { ageBar, ageLegend } from '../age-bar.ts'
import { emptyState, outcomeBadge, shortId, skipFilters } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import { defanged } from '../masked-text.ts'
import { narrow } from '../response-picture.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'
import { casesPath, type CasesAsked } from './cases-query.ts'
import { percent } from './figure-card.ts'

export type CasesShown = {
  asOf: Date
  items: (Omit<ListedTakedown, 'id'> & { takedown: Takedown })[]
  count: { n: number; isMore: boolean }
  groups: CaseCount[]
  names: Partial<Record<CaseGroup, ReadonlyMap<string, string>>>
  /** Of the host that was asked for. */
  hostName: string | null
  next: string | null
}

type Change = { [Name in keyof CasesAsked]?: CasesAsked[Name] | undefined }

/** Takedowns, the one whose clock has run longest first; every filter is a link. */
export function casesPage(view: View, asked: CasesAsked, shown: CasesShown): Html {
  const { t, language } = view
  const measure = asked.clock
  const clocks = measure ? clocksOfCases(measure) : null
  const { n, isMore } = shown.count
  const counted = `${number(view, n)}${isMore ? '+' : ''}`
  return layout(
    view,
    t('takedowns.title'),
    html`${skipFilters(view, 'cases')} ${filters(view, asked)} ${chosen(view, asked, shown)}
      <p class="line" role="status" id="cases">
        ${n > 0 && html`<strong class="total">${n === 1 ? t('cases.one') : t('cases.count', { n: counted })}</strong>`}
        <span class="fine"
          >${
            measure && clocks
              ? `${t.code('measure', measure)} (${clocks.from.toUpperCase()} → ${clocks.to === 'elsewhere_at' ? t('elsewhere.clock') : clocks.to.toUpperCase()}).`
              : t('cases.by-report')
          }
          ${asked.from !== undefined && html`${t('statistics.period')} ${time(new Date(asked.from), language)} – ${asked.to !== undefined && time(new Date(asked.to), language)}.`}
          ${t('statistics.as-of')} ${time(shown.asOf, language)}.</span
        >
      </p>
      ${shown.groups.length > 0 && asked.by && groupLinks(view, asked, shown, asked.by)}
      ${shown.items.length === 0 ? emptyState(t('cases.empty')) : table(view, asked, shown)}
      ${
        shown.next &&
        html`<p>
          <a rel="next" href="${casesPath({ ...asked, after: shown.next })}">${t('cases.more')}</a>
        </p>`
      }`,
  )
}

const choice = (name: string, links: readonly Html[]): Html =>
  html`<nav class="choice" aria-label="${name}">
    <span>${name}</span>
    <ul>
      ${links}
    </ul>
  </nav>`

function filters(view: View, asked: CasesAsked): Html {
  const { t } = view
  const link = (change: Change, text: string, isCurrent: boolean): Html =>
    html`<li>
      <a href="${casesPath({ ...asked, ...change })}" ${isCurrent && html` aria-current="true"`}
        >${text}</a
      >
    </li>`
  // these two are words of figures
  const states = CASE_STATES.filter((state) =>
    isAway(asked)
      ? state !== 'before' &&
        state !== 'resurfaced' &&
        (state !== 'closed' || asked.clock === 'seen-again')
      : (state !== 'before' && state !== 'counted') || asked.clock,
  )
  return html`${choice(
    t('column.state'),
    [undefined, ...states].map((state) =>
      link(
        { state, ...(state === undefined ? { age: undefined } : {}) },
        state === undefined ? t('cases.all') : t.code(stateWords(asked, state), state),
        asked.state === state,
      ),
    ),
  )}
  ${choice(
    t('cases.age'),
    [undefined, ...CASE_AGES].map((age) =>
      link(
        // of ages those of what is open are asked for, where nothing else is said
        { age, ...(age !== undefined && asked.state === undefined ? { state: 'open' } : {}) },
        age === undefined ? t('cases.all') : ageName(view, age),
        asked.age === age,
      ),
    ),
  )}
  ${choice(
    t('column.outcome'),
    [undefined, ...OUTCOMES].map((outcome) =>
      link(
        { outcome },
        outcome === undefined ? t('cases.all') : t.code('outcome', outcome),
        asked.outcome === outcome,
      ),
    ),
  )}
  ${choice(
    t('cases.narrow'),
    GROUPED_BY.map((by) =>
      link({ by: asked.by === by ? undefined : by }, groupTitle(view, by), asked.by === by),
    ),
  )}`
}

/** Of what was removed, not of what is to be. */
const isAway = ({ clock }: CasesAsked): boolean =>
  clock === 'seen-again' || clock === 'seen-elsewhere'

const stateWords = (asked: CasesAsked, state: CaseState): 'away-state' | 'case-state' =>
  isAway(asked) && state !== 'counted' ? 'away-state' : 'case-state'

export const ageName = (view: View, age: CaseAge): string => {
  const at = CASE_AGES.indexOf(age)
  const from = at === 0 ? null : Number(CASE_AGES[at - 1])
  if (age === 'older') return view.t('statistics.age-older', { age: narrow(view, from ?? 0) })
  return from === null
    ? view.t('statistics.age-up-to', { age: narrow(view, Number(age)) })
    : `${narrow(view, from)} – ${narrow(view, Number(age))}`
}

const GROUPED_BY = [...CASE_GROUPS, 'host'] as const
type GroupedBy = (typeof GROUPED_BY)[number]

const groupTitle = ({ t }: View, by: GroupedBy): string =>
  by === 'host' ? t('column.host') : t.code('dimension', by)

const groupName = (view: View, by: CaseGroup, key: string, { names }: CasesShown): string => {
  const { t } = view
  if (key === '?') return t(by === 'channel' ? 'cases.no-notice' : 'statistics.unknown')
  if (key === '-') return t('statistics.no-cdn')
  if (by === 'class') return t.code('class', key)
  if (by === 'channel') return t.code('channel-kind', key)
  return names[by]?.get(key) ?? (by === 'asn' ? `AS${key}` : key)
}

/** What has been chosen beyond the choices above, each with a way to take it back. */
function chosen(view: View, asked: CasesAsked, shown: CasesShown): Html | null {
  const { t } = view
  const parts: [string, string, Change][] = CASE_GROUPS.flatMap((by) => {
    const key = asked[by]
    if (key === undefined) return []
    return [[groupTitle(view, by), groupName(view, by, key, shown), { [by]: undefined }]]
  })
  if (asked.host !== undefined) {
    parts.push([t('column.host'), defanged(shown.hostName ?? '–'), { host: undefined }])
  }
  if (asked.letter !== undefined) {
    parts.push([t('cases.letter'), shortId(asked.letter), { letter: undefined }])
  }
  if (asked.told !== undefined) {
    parts.push([t('cases.told'), t(`cases.told-${asked.told}`), { told: undefined }])
  }
  if (asked.clock !== undefined) {
    const without = { clock: undefined, from: undefined, to: undefined, at: undefined }
    parts.push([t('statistics.measures'), t.code('measure', asked.clock), without])
  }
  if (parts.length === 0) return null
  return html`<ul class="chosen" aria-label="${t('cases.chosen')}">
    ${parts.map(
      ([name, value, without]) =>
        html`<li>
          <span class="fine">${name}</span> ${value}
          <a
            href="${casesPath({ ...asked, ...without })}"
            aria-label="${t('cases.without', { name, value })}"
            >×</a
          >
        </li>`,
    )}
  </ul>`
}

function groupLinks(view: View, asked: CasesAsked, shown: CasesShown, by: GroupedBy): Html {
  const { n: all, isMore } = shown.count
  const shareOf = (n: number): Html | null =>
    isMore ? null : html` <span class="fine">${percent(view, n / all)}</span>`
  return html`<section class="card">
    <h2>${groupTitle(view, by)}</h2>
    <ul class="groups">
      ${shown.groups.map(
        ({ key, n, host }) =>
          html`<li>
            <a href="${casesPath({ ...asked, [by]: key, by: undefined })}"
              >${by === 'host' ? defanged(host ?? '') : groupName(view, by, key, shown)}</a
            >
            <span class="figure">${number(view, n)}${shareOf(n)}</span>
          </li>`,
      )}
    </ul>
  </section>`
}

function table(view: View, asked: CasesAsked, { items }: CasesShown): Html {
  const { t, language } = view
  return html`<table class="cards">
      <thead>
        <tr>
          <th scope="col">${t('column.host')}</th>
          <th scope="col">${t('column.outcome')}</th>
          <th scope="col">${t('cases.lasting')}</th>
          <th scope="col">${t('cases.began')}</th>
          <th scope="col">${t('column.provider')}</th>
          <th scope="col">${t('column.notices')}</th>
        </tr>
      </thead>
      <tbody>
        ${items.map(
          ({ takedown, began, ms, state, provider }) =>
            html`<tr>
              <th scope="row">
                <a href="/console/takedowns/${takedown.id}"
                  >${defanged(takedown.host)} <span class="id">${shortId(takedown.id)}</span></a
                >
                ${
                  asked.host === undefined &&
                  html`<a class="fine same" href="${casesPath({ ...asked, host: takedown.id })}"
                    >${t('cases.same-host')}<span class="visually-hidden"
                      >, ${defanged(takedown.host)}</span
                    ></a
                  >`
                }
                ${takedown.attention && html`<small class="attention">${t.code('attention', takedown.attention)}</small>`}
              </th>
              <td>${outcomeBadge(view, takedown.outcome)}</td>
              <td data-label="${t('cases.lasting')}">${ageBar(view, ms, state === 'open')}</td>
              <td data-label="${t('cases.began')}">${time(began, language)}</td>
              <td class="clip" data-label="${t('column.provider')}">${provider ?? '–'}</td>
              <td data-label="${t('column.notices')}">${takedown.noticesSent}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${ageLegend(view)}`
}
