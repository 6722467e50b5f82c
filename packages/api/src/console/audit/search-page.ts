import type { EventVerdict, FoundEvent, LogPage } from '@nightlight/audit'
import { emptyState, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import { exactTime } from '../times.ts'
import type { View } from '../view.ts'
import { atOf, auditNav, verdictBadge, whoDid, type KeyOwners } from './audit-fragments.ts'
import { filterOf, isId, logPath, type LogQuery } from './log-query.ts'
import { QUESTIONS } from './questions.ts'

export type LogSearch = {
  query: LogQuery
  page: LogPage
  actions: readonly string[]
  /** Everybody of the name that was asked for, and the keys that are theirs, where it is of more than one. */
  actors: readonly string[]
  owners: KeyOwners
  /** The case is of more than is looked for at once. */
  isCut: boolean
  /** What was computed anew of the events that are shown; null where nobody asked. */
  verified: { size: number; verdicts: ReadonlyMap<string, EventVerdict> } | null
}

const SPANS = [1, 7, 30] as const
const DAY_MS = 86_400_000

/** The log, newest first, by time, person, action and object. */
export function searchPage(view: View, search: LogSearch): Html {
  const { t } = view
  const { query, page, actors, owners, verified } = search
  const next = page.next && logPath(query, { at: page.next.at, after: page.next.id })
  return layout(
    view,
    t('audit.title'),
    html`${auditNav(view, '/console/audit')}
      <p class="lead">${t('audit.lead')}</p>
      ${questionLinks(view, query)} ${filterForm(view, search)} ${spanLinks(view, query)}
      ${caseLine(view, query)}
      ${search.isCut && html`<p class="attention">${t('audit.case-cut')}</p>`}
      ${
        actors.length > 1 &&
        html`<p>
          ${t('audit.more-of-name')}
          ${actors.map((actor) => html`<a href="${logPath(query, { actor })}">${whoDid(view, { actor, isErased: false }, owners)}</a> `)}
        </p>`
      }
      ${verified && summary(view, verified)}
      ${
        page.items.length === 0
          ? emptyState(t(page.paused ? 'audit.none-yet' : 'audit.none'))
          : html`${table(view, search)}
              <p class="buttons">
                <a class="button" href="${logPath(query, { ...afterOf(query), verify: '1' })}"
                  >${t('audit.verify-shown')}</a
                >
              </p>`
      }
      ${page.paused && html`<p class="attention">${t('audit.paused')}</p>`}
      ${next && html`<p><a href="${next}" rel="next">${t(page.paused ? 'audit.go-on' : 'audit.older')}</a></p>`}`,
  )
}

const afterOf = ({ at, after }: LogQuery) =>
  at === undefined || after === undefined ? {} : { at, after }

const filterForm = (view: View, { query, actions }: LogSearch): Html => {
  const { t } = view
  const field = (name: 'actor' | 'object', hint: string): Html =>
    html`<label
      >${t(`audit.${name}`)}<input
        name="${name}"
        value="${query[name] ?? ''}"
        placeholder="${hint}"
        maxlength="300"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
    /></label>`
  return html`<form method="get" action="/console/audit" class="card log-find" role="search">
    <label>${t('audit.from')}<input name="from" type="date" value="${query.from ?? ''}" /></label>
    <label>${t('audit.to')}<input name="to" type="date" value="${query.to ?? ''}" /></label>
    ${field('actor', t('audit.actor-hint'))}
    <label
      >${t('audit.action')}<select name="action">
        <option value="">
          ${t(query.asked ? `audit-asked.${query.asked}` : 'audit.every-action')}
        </option>
        ${actions.map(
          (action) =>
            html`<option value="${action}" ${action === query.action && html` selected`}>
              ${t.code('audit-action', action)}
            </option>`,
        )}
      </select></label
    >
    ${field('object', t('audit.object-hint'))}
    ${query.of === 'case' && html`<input type="hidden" name="of" value="case" />`}
    ${query.asked && html`<input type="hidden" name="asked" value="${query.asked}" />`}
    <button class="primary">${t('audit.show')}</button>
  </form>`
}

/** What is often asked, one press away. */
const questionLinks = (view: View, query: LogQuery): Html => {
  const { t } = view
  return html`<nav class="subnav" aria-label="${t('audit.asked')}">
    <ul>
      <li class="fine">${t('audit.asked')}</li>
      ${QUESTIONS.map(
        (question) =>
          html`<li>
            <a
              href="${logPath({}, { asked: question, from: query.from ?? '', to: query.to ?? '' })}"
              ${question === query.asked && !query.action && html` aria-current="true"`}
              >${t(`audit-asked.${question}`)}</a
            >
          </li>`,
      )}
    </ul>
  </nav>`
}

/** From one object to all of its case, and back; what is no id is of none. */
function caseLine(view: View, query: LogQuery): Html | null {
  const { t } = view
  if (!isId(filterOf(query).objectId)) return null
  return query.of === 'case'
    ? html`<p>
        ${t('audit.of-case')} <a href="${logPath(query, { of: '' })}">${t('audit.of-one')}</a>
      </p>`
    : html`<p><a href="${logPath(query, { of: 'case' })}">${t('audit.show-case')}</a></p>`
}

const dayText = (at: Date): string => at.toISOString().slice(0, 10)

function spanLinks(view: View, query: LogQuery): Html {
  const { t, now } = view
  const spans = SPANS.map((days) => ({
    from: dayText(new Date(now.getTime() - (days - 1) * DAY_MS)),
    text: t(`audit.days-${days}`),
  }))
  const links = [...spans, { from: '', text: t('audit.all-time') }]
  const isHere = (from: string) => (query.from ?? '') === from && !query.to
  return html`<nav class="subnav" aria-label="${t('audit.time')}">
    <ul>
      ${links.map(
        ({ from, text }) =>
          html`<li>
            <a
              href="${logPath(query, { from, to: '' })}"
              ${isHere(from) && html` aria-current="true"`}
              >${text}</a
            >
          </li>`,
      )}
      ${
        (query.actor || query.action || query.object || query.asked) &&
        html`<li>
          <a href="${logPath({}, { from: query.from ?? '', to: query.to ?? '' })}"
            >${t('audit.no-filter')}</a
          >
        </li>`
      }
    </ul>
  </nav>`
}

function summary(view: View, { size, verdicts }: NonNullable<LogSearch['verified']>): Html {
  const { t } = view
  const all = [...verdicts.values()]
  const count = (verdict: EventVerdict): number => all.filter((one) => one === verdict).length
  const [proved, erased, waits] = [count('proved'), count('erased'), count('waits')]
  const bad = all.length - proved - erased - waits
  const words = [
    t('audit.n-proved', { n: number(view, proved), size: number(view, size) }),
    ...(erased > 0 ? [t('audit.n-erased', { n: number(view, erased) })] : []),
    ...(waits > 0 ? [t('audit.n-wait', { n: number(view, waits) })] : []),
    ...(bad > 0 ? [t('audit.n-bad', { n: number(view, bad) })] : []),
  ]
  return html`<p class="${bad > 0 ? 'attention' : 'flash'}" role="status">${words.join(' ')}</p>`
}

const table = (view: View, search: LogSearch): Html => {
  const { t } = view
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('audit.when')}</th>
        <th scope="col">${t('audit.actor')}</th>
        <th scope="col">${t('audit.action')}</th>
        <th scope="col">${t('audit.object')}</th>
        <th scope="col">${t('audit.place')}</th>
      </tr>
    </thead>
    <tbody>
      ${search.page.items.map((event) => row(view, event, search))}
    </tbody>
  </table>`
}

function row(view: View, event: FoundEvent, { query, owners, verified }: LogSearch): Html {
  const { t } = view
  const verdict = verified?.verdicts.get(event.id)
  const objectWords = t.code('audit-object', event.objectType)
  return html`<tr>
    <th scope="row">
      <a href="/console/audit/events/${event.id}">${exactTime(atOf(event), view.language)}</a>
    </th>
    <td data-label="${t('audit.actor')}">
      <a class="quiet-link" href="${logPath(query, { actor: event.actor })}"
        >${whoDid(view, event, owners)}</a
      >
    </td>
    <td data-label="${t('audit.action')}">
      <a class="quiet-link" href="${logPath(query, { action: event.action })}"
        >${t.code('audit-action', event.action)}</a
      >
    </td>
    <td data-label="${t('audit.object')}">
      <a class="quiet-link" href="${logPath(query, { object: event.objectId })}"
        >${objectWords} <span class="id">${idWords(event.objectId)}</span></a
      >
    </td>
    <td data-label="${t('audit.place')}">
      ${event.index === null ? html`<span class="fine">${t('audit.no-place')}</span>` : number(view, event.index)}
      ${verdict && verdictBadge(view, verdict)}
    </td>
  </tr>`
}

/** Ids of machines by their ends; a short name whole. */
const idWords = (id: string): string => (id.length > 24 ? shortId(id) : id)
