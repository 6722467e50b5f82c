import type { MatchInQueue } from '../../match-store.ts'
import type { SecondOpinion } from '../../opinion-view-store.ts'
import { emptyState, facts, foundIn } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { defanged } from '../masked-text.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

export type MatchQueue = {
  items: MatchInQueue[]
  /** How many wait in all. */
  waiting: number
  /** The role may decide. */
  mayDecide: boolean
  /** Verdict that was given just before. */
  done: string | null
}

export function matchPage(view: View, queue: MatchQueue): Html {
  const { t } = view
  const { items, waiting, mayDecide, done } = queue
  return layout(
    view,
    t('matches.title'),
    html`${done && html`<p class="flash" role="status">${t.code('done', done)}</p>`}
    ${
      items.length === 0
        ? emptyState(t('matches.empty'))
        : html`<p>${t('matches.waiting', { n: waiting })} ${t('matches.how')}</p>
            <a class="skip" href="#reason-${items[0]?.id ?? ''}">${t('matches.skip')}</a>
            <ol class="plain-list">
              ${items.map((match) => matchCard(view, match, mayDecide))}
            </ol>`
    }`,
  )
}

function matchCard(view: View, match: MatchInQueue, mayDecide: boolean): Html {
  const { t, language } = view
  const { id, media, tier } = match
  return html`<li class="card match" id="match-${id}">
    <h2>
      <span class="host">${match.host === null ? t('report.no-host') : defanged(match.host)}</span>
      <span class="badge ${tier === 'probable' ? 'plain' : 'wait'}">${t.code('tier', tier)}</span>
    </h2>
    <div class="split">
      <div>
        ${facts([
          [t('match.list'), match.list],
          [t('match.authority'), match.authority],
          [t('match.class'), t.code('class', match.legalClass)],
          [t('match.algorithm'), match.algorithm.toUpperCase()],
          [t('match.found'), foundIn(view, match, media.frames)],
          [t('match.media'), `${media.mime}, ${media.width} × ${media.height}`],
          [t('match.seen'), time(media.firstSeenAt, language)],
          [t('match.pages'), match.pages],
          ...match.secondOpinions.map((one) => opinionFact(view, one)),
        ])}
        ${tier !== 'exact' && distanceBar(view, match.distance)}
      </div>
      ${mayDecide && decisionForm(view, id)}
    </div>
  </li>`
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

const distanceBar = ({ t }: View, distance: number): Html =>
  html`<p class="distance">
    <span>${t('match.distance')}: ${t('match.bits', { n: distance })}</span>
    <svg
      viewBox="0 0 ${SCALE_BITS} 8"
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <rect class="track" width="${SCALE_BITS}" height="8"></rect>
      <rect class="near" width="31" height="8"></rect>
      <rect class="pointer" x="${Math.min(distance, SCALE_BITS - 1)}" width="1" height="8"></rect>
    </svg>
    <span class="fine scale"
      ><span>${t('match.same')}</span><span>${t('match.different')}</span></span
    >
  </p>`

const decisionForm = ({ t, form }: View, id: string): Html =>
  html`<form method="post" action="/console/matches/${id}/decisions" class="stack">
    <input type="hidden" name="form" value="${form}" />
    <label for="reason-${id}">${t('match.reason')}</label>
    <textarea id="reason-${id}" name="reason" rows="2" required maxlength="2000"></textarea>
    <div class="buttons">
      <button class="primary" name="verdict" value="confirm">${t('match.confirm')}</button>
      <button name="verdict" value="reject">${t('match.reject')}</button>
    </div>
  </form>`
