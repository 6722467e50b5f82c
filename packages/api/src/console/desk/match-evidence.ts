import type { MatchReach } from '../../match-reach-store.ts'
import type { Match } from '../../match-store.ts'
import type { HostKnown } from '../../report-desk/host-facts-store.ts'
import type { SeenElsewhere } from '../../report-desk/seen-elsewhere-store.ts'
import type { PageMedia } from '../../report-store.ts'
import { isAllowed } from '../../identity/principal.ts'
import { facts, foundIn, riskBadge } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { defanged } from '../masked-text.ts'
import {
  confirming,
  decisionFacts,
  distanceBar,
  lapseFact,
  seenField,
} from '../pages/match-page.ts'
import { placeField, type QueuePlace } from '../queue/queue-place.ts'
import { keyed } from '../shortcuts/shortcuts.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'
import { hostFact } from './host-fact.ts'

export type MatchEvidence = Match & {
  media: PageMedia | undefined
  /** Whoever looks is to give a second verdict, and is not told the first. */
  isBlind: boolean
  reach: MatchReach
  /** Seen where a child may be at risk, on whatever page. */
  atRisk: boolean
  elsewhere: { places: SeenElsewhere[]; more: boolean }
  /** Hosts that serve it on the pages of the report. */
  hosts: HostKnown[]
}

/** Where a match is decided: on the page of a report, which may have been opened from the queue. */
type Desk = { reportId: string; place: QueuePlace | null }

/** One match with all that speaks for it and against it, and beside it what is decided. */
export const matchEvidence = (view: View, desk: Desk, match: MatchEvidence): Html => {
  const { t, language } = view
  const { tier, media, decision } = match
  const seenMedia = media && `${media.mime}, ${media.width} × ${media.height}`
  return html`<li class="card match" data-item aria-label="${match.list}">
    <p class="lead">
      <span class="badge ${tier === 'probable' ? 'plain' : 'wait'}">${t.code('tier', tier)}</span>
      ${match.atRisk && riskBadge(view)} ${t.code('class', match.legalClass)}
      <a href="/console/matches/${match.id}">${t('takedown.look-at-match')}</a>
    </p>
    <div class="split">
      <div>
        ${tier !== 'exact' && distanceBar(view, match)}
        ${facts([
          [t('match.list'), match.list],
          [t('match.authority'), match.authority],
          [t('match.algorithm'), match.algorithm.toUpperCase()],
          [
            t('desk.orientation'),
            tier === 'exact' ? null : t.code('orientation', String(match.orientation)),
          ],
          [t('match.found'), foundIn(view, match, media)],
          [t('match.media'), seenMedia ?? null],
          [t('match.seen'), media ? time(media.firstSeenAt, language) : null],
          ...match.hosts.map((known) => hostFact(view, match.mediaId, known)),
          [t('desk.elsewhere'), elsewhereList(view, match.elsewhere)],
          ...(match.isBlind ? [[t('match.decision'), t('assessments.asked')] as const] : []),
          ...(decision === null ? [] : decisionFacts(view, decision)),
          lapseFact(view, match),
        ])}
      </div>
      ${decision === null && !match.isBlind && mayDecide(view) && decisionForm(view, desk, match)}
    </div>
  </li>`
}

const mayDecide = ({ principal }: View): boolean =>
  principal !== null && isAllowed(principal.role, 'match:decide')

function elsewhereList(view: View, { places, more }: MatchEvidence['elsewhere']): Html | string {
  const { t, language } = view
  if (places.length === 0) return t('desk.nowhere-else')
  return html`${places.map(
    ({ host, firstSeenAt, goneAt }) =>
      html`<span class="below"
        >${defanged(host)}
        <span class="fine"
          >${t('desk.since')}
          ${time(firstSeenAt, language)}${goneAt && html`, ${t('desk.gone')} ${time(goneAt, language)}`}</span
        ></span
      >`,
  )}${more && html`<span class="fine below">${t('desk.elsewhere-more')}</span>`}`
}

const decisionForm = (view: View, { reportId, place }: Desk, match: MatchEvidence): Html => {
  const { t, form } = view
  return html`<form method="post" action="/console/matches/${match.id}/decisions" class="stack">
    <input type="hidden" name="form" value="${form}" />
    <input type="hidden" name="report" value="${reportId}" />
    ${seenField(match.decision)} ${placeField(place)}
    <label for="reason-${match.id}">${t('match.reason')}</label>
    <textarea id="reason-${match.id}" name="reason" rows="2" required maxlength="2000"></textarea>
    <p class="fine">${confirming(view, match)}</p>
    <div class="buttons">
      <button class="primary" name="verdict" value="confirm" ${keyed('confirm')}>
        ${t('match.confirm')}
      </button>
      <button name="verdict" value="reject" ${keyed('reject')}>${t('match.reject')}</button>
    </div>
  </form>`
}
