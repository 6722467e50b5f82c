import { maskedText } from '@nightlight/contract'
import type { Decided } from '../../decided-store.ts'
import { isAllowed } from '../../identity/principal.ts'
import type { MatchReach } from '../../match-reach-store.ts'
import type { MatchInQueue, StandingDecision } from '../../match-store.ts'
import type { SecondOpinion } from '../../opinion-view-store.ts'
import { hostFact } from '../desk/host-fact.ts'
import { actorName, facts, foundIn, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { defanged } from '../masked-text.ts'
import { fromQueue, type QueuePlace } from '../queue/queue-place.ts'
import { keyed } from '../shortcuts/shortcuts.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

/** The way back: a decision can be looked at again, and taken back, while it stands. */
export const decidedList = (
  view: View,
  decided: readonly Decided[],
  title: 'decided.title' | 'decided.own' = 'decided.title',
): Html =>
  html`<section>
    <h2>${view.t(title)}</h2>
    <ul class="plain-list">
      ${decided.map(
        ({ matchId, host, verdict, actor, at, isBlind }) =>
          html`<li class="card line">
            <a class="host" href="/console/matches/${matchId}"
              >${host === null ? view.t('report.no-host') : defanged(host)}
              <span class="id">${shortId(matchId)}</span></a
            >
            ${isBlind ? view.t('assessments.asked') : view.t.code('verdict', verdict)}
            <span class="fine"
              >${!isBlind && html`${actorName(view, actor)}, `}${time(at, view.language)}</span
            >
          </li>`,
      )}
    </ul>
  </section>`

/**
 * What a match is, and beside it what a person does about it.
 *
 * @param place  from where in the queue it is looked at
 */
export function matchCard(
  view: View,
  match: MatchInQueue,
  beside: Html | null,
  place: QueuePlace | null = null,
): Html {
  const { t, language } = view
  const { media, tier, decision } = match
  return html`<h2>
      <span class="host">${match.host === null ? t('report.no-host') : defanged(match.host)}</span>
      <span class="badge ${tier === 'probable' ? 'plain' : 'wait'}">${t.code('tier', tier)}</span>
    </h2>
    <div class="split">
      <div>
        ${tier !== 'exact' && distanceBar(view, match)}
        ${facts([
          [t('match.list'), match.list],
          [t('match.authority'), match.authority],
          [t('match.class'), t.code('class', match.legalClass)],
          [t('match.algorithm'), match.algorithm.toUpperCase()],
          [
            t('desk.orientation'),
            tier === 'exact' ? null : t.code('orientation', String(match.orientation)),
          ],
          [t('match.found'), foundIn(view, match, media)],
          [t('match.media'), `${media.mime}, ${media.width} × ${media.height}`],
          [t('match.seen'), time(media.firstSeenAt, language)],
          ...hostFacts(view, match),
          [t('match.pages'), match.pages],
          [t('match.reports'), reportLinks(view, match.reach, place)],
          ...(decision ? decisionFacts(view, decision) : []),
          lapseFact(view, match),
          ...match.secondOpinions.map((one) => opinionFact(view, one)),
        ])}
      </div>
      ${beside}
    </div>`
}

const hostFacts = (view: View, { host, hostFacts: known, mediaId }: MatchInQueue) =>
  host === null || known === undefined ? [] : [hostFact(view, mediaId, { host, facts: known })]

function reportLinks(
  { t, principal }: View,
  { reports, reportsInAll }: MatchReach,
  place: QueuePlace | null,
): Html | null {
  if (reports.length === 0 || !principal || !isAllowed(principal.role, 'report:read')) return null
  const more = reportsInAll - reports.length
  return html`${reports.map(
      (id) =>
        html`<a class="below" href="${fromQueue(`/console/reports/${id}`, place)}"
          >${t('report.title')} <span class="id">${shortId(id)}</span></a
        >`,
    )}${more > 0 && html`<span class="fine below">${t('match.more-reports', { n: more })}</span>`}<a
      class="below"
      href="${fromQueue(`/console/reports/${reports[0] ?? ''}`, place)}#words"
      >${t('words.title')}</a
    >`
}

/** What was decided, by whom, when, and why as they said it. */
export const decisionFacts = (
  view: View,
  { verdict, actor, at, reason }: NonNullable<MatchInQueue['decision']>,
): (readonly [string, Html | string])[] => {
  const { t, language } = view
  return [
    [
      t('match.decision'),
      html`${t.code('verdict', verdict)}, ${actorName(view, actor)}, ${time(at, language)}`,
    ],
    [t('match.reason'), reason === '' ? t('desk.note-erased') : maskedText(reason)],
  ]
}

/** Why what a match rests on does not count now, if it does not. */
export const lapseFact = (
  { t }: View,
  { lapse }: Pick<MatchInQueue, 'lapse'>,
): readonly [string, string | null] => [t('match.lapse'), lapse ? t.code('lapse', lapse) : null]

/** What follows when a match is confirmed, before anybody does. */
export function confirming(
  { t }: View,
  { tier, legalClass, reach, lapse }: Pick<MatchInQueue, 'tier' | 'legalClass' | 'reach' | 'lapse'>,
): string {
  if (tier === 'probable' || legalClass !== 'csam') return t('match.opens-none')
  if (lapse) return `${t.code('lapse', lapse)} ${t('match.opens-later')}`
  const { pages, hosts } = reach
  return t('match.opens', { pages, hosts })
}

/** What another organisation said, and when it was asked. */
function opinionFact({ t, language }: View, opinion: SecondOpinion): readonly [string, Html] {
  const { source, classification, matchType, askedAt } = opinion
  const how = matchType && html`, ${t.code('opinion-match', matchType)}`
  return [
    t.code('opinion-source', source),
    html`${t.code('opinion', classification)}${how} (${time(askedAt, language)})`,
  ]
}

/** Of the 256 bits that a fingerprint has, distances above this never match. */
const SCALE_BITS = 64

/** How far apart, on a scale on which the limit of the list is drawn. */
export const distanceBar = (
  { t }: View,
  {
    distance,
    maxDistance,
    algorithm,
  }: Pick<MatchInQueue, 'distance' | 'maxDistance' | 'algorithm'>,
): Html =>
  html`<p class="distance">
    <span>${t('match.distance')}: ${t('match.bits', { n: distance })}</span>
    <svg viewBox="0 0 ${SCALE_BITS} 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="track" width="${SCALE_BITS}" height="8"></rect>
      ${algorithm === 'pdq' && html`<rect class="near" width="${maxDistance}" height="8"></rect>`}
      <rect class="pointer" x="${Math.min(distance, SCALE_BITS - 1)}" width="1" height="8"></rect>
    </svg>
    <span class="fine scale"
      ><span>${t('match.same')}</span
      >${algorithm === 'pdq' && html`<span>${t('match.near', { n: maxDistance })}</span>`}<span
        >${t('match.different')}</span
      ></span
    >
  </p>`

/** @param kept  hidden fields that say what is shown afterwards */
export const decisionForm = (view: View, match: MatchInQueue, kept: Html): Html =>
  reasonForm(
    view,
    match,
    confirming(view, match),
    html`${kept}<button class="primary" name="verdict" value="confirm" ${keyed('confirm')}>
        ${view.t('match.confirm')}
      </button>
      <button name="verdict" value="reject" ${keyed('reject')}>${view.t('match.reject')}</button>`,
  )

/** Says which decision was shown: one that another person made since is not overturned unseen. */
export const seenField = (decision: Pick<StandingDecision, 'id'> | null): Html =>
  html`<input type="hidden" name="seen" value="${decision?.id ?? ''}" />`

/** @param what  follows from the first button */
export const reasonForm = (
  { t, form }: View,
  { id, decision }: Pick<MatchInQueue, 'id' | 'decision'>,
  what: string,
  buttons: Html,
): Html =>
  html`<form method="post" action="/console/matches/${id}/decisions" class="stack">
    <input type="hidden" name="form" value="${form}" /> ${seenField(decision)}
    <label for="reason-${id}">${t('match.reason')}</label>
    <textarea id="reason-${id}" name="reason" rows="2" required maxlength="2000"></textarea>
    <p id="what-${id}">${what}</p>
    <div class="buttons">${buttons}</div>
  </form>`
