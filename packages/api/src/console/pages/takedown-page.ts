import type { Hold, Reply } from '@nightlight/notices'
import type { Elsewhere } from '../../elsewhere-store.ts'
import { isAllowed } from '../../identity/principal.ts'
import type { NoticeOfTakedown } from '../../notice-store.ts'
import type { TakedownMoments } from '../../takedown-moments-store.ts'
import type { Takedown, TakedownAddress, TimelineEvent } from '../../takedown-store.ts'
import { logLink } from '../audit/audit-fragments.ts'
import { actorName, emptyState, facts, outcomeBadge, shortId, takedownAge } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { defanged } from '../masked-text.ts'
import { exactTime, time } from '../times.ts'
import { clockList } from '../timeline/clock-list.ts'
import { eventWords } from '../timeline/event-words.ts'
import { timelinePicture } from '../timeline/picture.ts'
import { storyTable } from '../timeline/story-table.ts'
import { storyOf } from '../timeline/story.ts'
import type { View } from '../view.ts'
import { checkCodes } from './check-codes.ts'
import { hostLink } from './host-form.ts'
import { addressesLink, addressesSection, type TakedownPlaces } from './takedown-addresses.ts'
import { hasStepForm, stepLink } from './takedown-forms.ts'

export type TakedownInFull = Takedown & {
  checks: {
    id: string
    at: Date
    verdict: string
    from: string
    codes: string[]
    evidence: string[]
  }[]
  timeline: TimelineEvent[]
  notices: NoticeOfTakedown[]
  addresses: (TakedownAddress & { lastOutcome: string | null })[]
  elsewhere: Elsewhere
  /** Codes of all that waits for a person, the oldest first. */
  waiting: readonly string[]
  holds: readonly Hold[]
  /** What came back to its notices, as far as it is shown. */
  replies: readonly Reply[]
  moments: TakedownMoments
  places: TakedownPlaces
}

/** More than so many rows are folded: each look at a page makes one of each kind. */
const UNFOLDED = 5
/** Rows of a page, which stays small however often it was looked. */
const CHECKS_SHOWN = 30
const EVENTS_SHOWN = 50

/**
 * @param forms   what a person can do to it, between what it is and what has happened
 * @param before  the check before which the page lists checks; null for the newest
 */
export function takedownPage(
  view: View,
  takedown: TakedownInFull,
  forms: Html,
  before: string | null = null,
): Html {
  const { t } = view
  const { provider, attention, waiting, timeline } = takedown
  const story = storyOf(view, takedown)
  const checks = checksBefore(takedown.checks, before)
  const canEnter = hasStepForm(view, takedown)
  return layout(
    view,
    `${t('takedown.title')} ${shortId(takedown.id)}`,
    html`<section class="card">
        <p class="lead">
          <span class="host">${defanged(takedown.host)}</span>
          ${outcomeBadge(view, takedown.outcome)}
          <span class="fine">${t('column.age')}</span> ${takedownAge(view, takedown)}
        </p>
        ${[...new Set([attention, ...waiting])].map(
          (code) =>
            code &&
            html`<p class="attention">
              ${t.code('attention', code)} ${canEnter && stepLink(view, code, takedown)}
              ${addressesLink(view, code, takedown)} ${hostLink(view, code, takedown)}
            </p>`,
        )}
        ${facts([
          [
            t('column.provider'),
            provider && [provider.name, provider.country].filter(Boolean).join(', '),
          ],
          [t('takedown.status'), t.code('status', takedown.status)],
          [t('takedown.last-check'), takedown.lastVerdict && t.code('check', takedown.lastVerdict)],
          [t('column.notices'), takedown.noticesSent],
          [t('takedown.match'), matchLink(view, takedown)],
          [t('takedown.id'), html`<span class="id">${takedown.id}</span>`],
          [t('nav.audit'), logLink(view, takedown.id, 'case')],
        ])}
      </section>
      <section class="card">
        <h2>${t('takedown.timeline')}</h2>
        ${timelinePicture(view, story)} ${storyTable(view, story)}
      </section>
      ${forms}
      <div class="split wide">
        <section class="card">
          <h2>${t('timeline.clocks')}</h2>
          ${clockList(view, takedown.clocks)}
        </section>
        <section>
          <h2>${t('takedown.events')}</h2>
          ${foldable(view, timeline, eventList(view, timeline))}
        </section>
      </div>
      <section>
        <h2>${t('takedown.notices')}</h2>
        ${noticeTable(view, takedown.notices)}
      </section>
      <section id="checks">
        <h2>${t('takedown.checks')}</h2>
        ${foldable(view, takedown.checks, checkTable(view, { ...takedown, checks }), before !== null)}
        ${checkLinks(view, takedown, checks)}
      </section>
      <section>
        <h2>${t('takedown.elsewhere')}</h2>
        ${elsewhere(view, takedown.elsewhere)}
      </section>
      ${addressesSection(view, takedown)}`,
  )
}

function matchLink({ t, principal }: View, { matchId }: TakedownInFull): Html | null {
  if (!principal || !isAllowed(principal.role, 'match:read')) return null
  return html`<a href="/console/matches/${matchId}">${t('takedown.look-at-match')}</a>`
}

function elsewhere({ t }: View, { places, hosts, takedowns, truncated }: Elsewhere): Html {
  if (places === 0 && takedowns.length === 0) return emptyState(t('takedown.nowhere-else'))
  return html`<p>${t('takedown.places', { places, hosts })}</p>
    <ul class="plain-list">
      ${takedowns.map(
        (one) =>
          html`<li class="card line">
            <a class="host" href="/console/takedowns/${one.id}"
              >${defanged(one.host)} <span class="id">${shortId(one.id)}</span></a
            >
            ${t.code('status', one.status)}
            <span class="fine">${t.code('because', one.because)}</span>
          </li>`,
      )}
    </ul>
    ${truncated && html`<p class="fine">${t('takedown.more-elsewhere')}</p>`}`
}

/** At most a page of checks up to one of them, oldest first. */
function checksBefore(
  checks: TakedownInFull['checks'],
  before: string | null,
): TakedownInFull['checks'] {
  const end = before === null ? -1 : checks.findIndex(({ id }) => id === before)
  const upTo = end === -1 ? checks : checks.slice(0, end)
  return upTo.slice(-CHECKS_SHOWN)
}

/** Ways to the checks before and behind those that are listed. */
function checkLinks(
  { t }: View,
  { id, checks }: TakedownInFull,
  shown: TakedownInFull['checks'],
): Html | null {
  const [first, last] = [shown[0], shown.at(-1)]
  const hasOlder = first !== undefined && first.id !== checks[0]?.id
  const hasNewer = last?.id !== checks.at(-1)?.id
  if (!hasOlder && !hasNewer) return null
  return html`<p class="line">
    ${hasOlder && html`<a href="/console/takedowns/${id}?before=${first.id}#checks">${t('timeline.checks-older')}</a>`}
    ${hasNewer && html`<a href="/console/takedowns/${id}#checks">${t('timeline.checks-newest')}</a>`}
  </p>`
}

/** @param rows  what there is to list, oldest first */
function foldable(
  view: View,
  rows: readonly { at: Date }[],
  list: Html,
  isOpen: boolean = false,
): Html {
  const newest = rows.at(-1)
  if (rows.length <= UNFOLDED || !newest) return list
  return html`<details class="others" ${isOpen && html` open`}>
    <summary>
      ${view.t('takedown.folded', { count: rows.length })} ${time(newest.at, view.language)}
    </summary>
    ${list}
  </details>`
}

const eventList = (view: View, events: readonly TimelineEvent[]): Html =>
  html`${
      events.length > EVENTS_SHOWN &&
      html`<p class="fine">${view.t('timeline.events-more', { n: EVENTS_SHOWN })}</p>`
    }
    <ol class="events">
      ${events
        .slice(-EVENTS_SHOWN)
        .toReversed()
        .map(
          (event) =>
            html`<li>
              <strong>${view.t.code('event', event.type)}</strong>${told(view, event)}
              <span class="fine"
                >${time(event.at, view.language)} · ${actorName(view, event.actor)}</span
              >
            </li>`,
        )}
    </ol>`

export function told(view: View, event: Pick<TimelineEvent, 'type' | 'data'>): Html | null {
  const words = eventWords(view, event)
  return words.length === 0 ? null : html` <span>${words.join(', ')}</span>`
}

function noticeTable(view: View, notices: readonly NoticeOfTakedown[]): Html {
  const { t, language } = view
  if (notices.length === 0) return emptyState(t('takedown.no-notices'))
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('column.reference')}</th>
        <th scope="col">${t('column.kind')}</th>
        <th scope="col">${t('column.state')}</th>
        <th scope="col">${t('column.sent')}</th>
      </tr>
    </thead>
    <tbody>
      ${notices.map(
        (one) =>
          html`<tr>
            <th scope="row">${one.reference}</th>
            <td>${t.code('notice-kind', one.kind)}</td>
            <td>
              ${t.code('notice-state', one.isStopped ? 'stopped' : one.state)}${one.bouncedAt && html`, <strong>${t.code('notice-state', 'came-back')}</strong> ${time(one.bouncedAt, language)}`}
            </td>
            <td>${one.sentAt ? time(one.sentAt, language) : '–'}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function checkTable(view: View, { id: takedownId, checks }: TakedownInFull): Html {
  const { t, language } = view
  if (checks.length === 0) return emptyState(t('takedown.no-checks'))
  return html`<table class="cards log">
    <thead>
      <tr>
        <th scope="col">${t('column.at')}</th>
        <th scope="col">${t('column.seen')}</th>
        <th scope="col">${t('column.from')}</th>
        <th scope="col">${t('column.answer')}</th>
        <th scope="col">${t('column.record')}</th>
      </tr>
    </thead>
    <tbody>
      ${checks.toReversed().map(
        (check) =>
          html`<tr>
            <th scope="row">${exactTime(check.at, language)}</th>
            <td>${t.code('check', check.verdict)}</td>
            <td data-label="${t('column.from')}">${check.from}</td>
            <td data-label="${t('column.answer')}">
              ${checkCodes(check)
                .map((code) => t.code('code', code))
                .join(', ')}
            </td>
            <td>
              <a href="/console/takedowns/${takedownId}/checks/${check.id}/record"
                >${t('takedown.download')} <span class="id">${shortId(check.id)}</span></a
              >
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`
}
