import type { Decided } from '../../decided-store.ts'
import type { Exposure } from '../../exposure/exposure.ts'
import type { AtHost, QueueCounts } from '../../queue/count-waiting.ts'
import type { MediaGroup } from '../../queue/group-waiting.ts'
import type { HostGroup } from '../../queue/hosts-store.ts'
import { FILTERS, queryOf, type QueueFilter } from '../../queue/queue-filter.ts'
import type { Cursor, Waiting } from '../../queue/queue-store.ts'
import type { MatchInQueue } from '../../match-store.ts'
import { emptyState, riskBadge, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import { decidedList, decisionForm, matchCard } from '../pages/match-page.ts'
import { duration } from '../times.ts'
import type { View } from '../view.ts'
import { doneLately, type DoneLately } from '../desk/done-lately.ts'
import { exposureMeter } from '../exposure/exposure-meter.ts'
import { activeFilters, byLinks, filterLinks } from './queue-filters.ts'
import { hostTable } from './queue-hosts.ts'
import { fromQueue, placeAt, placeField, placePath, type QueuePlace } from './queue-place.ts'

/** A card of the queue: what is decided, the further matches of the same picture, and what waits at its host, itself included. */
export type QueueCard = { match: MatchInQueue; group: MediaGroup; atHost: AtHost }

export type QueueShown = {
  /** What of the queue this page is, to come back to. */
  place: QueuePlace
  filter: QueueFilter
  by: 'match' | 'host'
  cards: QueueCard[]
  hosts: HostGroup[]
  /** Of all that the filter shows, whichever page it is. */
  counts: QueueCounts
  /** They are of what stands in the queue, with what is not shown. */
  isRough: boolean
  /** Where the next page begins. */
  next: Cursor | null
  mayDecide: boolean
  decided: Decided[]
  /** Only what whoever looks decided. */
  isOwnDecided: boolean
  exposure: Exposure | null
  lately: DoneLately
}

export const queuePath = (filter: QueueFilter, more: Record<string, string> = {}): string => {
  const query = queryOf(filter, more)
  return query === '' ? '/console/matches' : `/console/matches?${query}`
}

const othersAtHost = (view: View, { media, isMore }: AtHost): string =>
  `${number(view, Math.max(media - 1, 0))}${isMore ? '+' : ''}`

/** What waits for an analyst, the most urgent first: what is shown of it, then the matches, then what was decided last. */
export function queuePage(view: View, queue: QueueShown): Html {
  const { t } = view
  const { cards, hosts, by, filter, counts, next, place } = queue
  const isEmpty =
    cards.length === 0 && hosts.length === 0 && (by === 'match' || counts.hostless === 0)
  const isFiltered = FILTERS.some((name) => filter[name] !== undefined)
  const [first] = cards
  return layout(
    view,
    t('matches.title'),
    html`${doneLately(view, queue.lately, { place })}
      ${exposureMeter(view, queue.exposure)}
      <div${!isEmpty && html` class="by-filters"`}>
       <div class="queue-head">
        <p>
          ${counts.total > 0 && t('queue.waiting', { n: number(view, counts.total) })}
          ${counts.total > 0 && queue.isRough && t('queue.rough')} ${t('queue.order')}
        </p>
        ${first && html`<a class="skip" href="#reason-${first.match.id}">${t('matches.skip')}</a>`}
        ${activeFilters(view, queue)} ${!isEmpty && byLinks(view, queue)}
        ${!isEmpty && filterLinks(view, queue)}
      </div>
      <div>
      ${isEmpty && emptyState(t(next ? 'queue.none-yet' : isFiltered ? 'queue.none' : 'matches.empty'))}
      ${by === 'host' && !isEmpty ? hostTable(view, queue) : cardList(view, queue)}
      ${next && html`<p class="line"><a class="button" href="${placePath({ ...place, after: next })}">${t('queue.more')}</a></p>`}
      ${place.after && html`<p><a href="${placePath({ ...place, after: null })}">${t('queue.first')}</a></p>`}
      </div></div>
      ${queue.decided.length > 0 && decidedList(view, queue.decided, queue.isOwnDecided ? 'decided.own' : 'decided.title')}`,
  )
}

function cardList(view: View, { cards, mayDecide, place }: QueueShown): Html | null {
  if (cards.length === 0) return null
  const kept = html`${placeField(place)}`
  return html`<ol class="plain-list">
    ${cards.map((card) => {
      const at = placeAt(place, card.group.first)
      return html`<li class="card match" id="match-${card.match.id}" data-item>
        ${cardHead(view, card, { mayDecide, place: at })}
        ${matchCard(view, card.match, mayDecide ? decisionForm(view, card.match, kept) : null, at)}
        ${card.group.others.length > 0 && others(view, card.group.others, at)}
      </li>`
    })}
  </ol>`
}

/** How urgent it is, and where it and its like are seen to. */
function cardHead(
  view: View,
  { match, group, atHost }: QueueCard,
  { mayDecide, place }: Pick<QueueShown, 'mayDecide' | 'place'>,
): Html {
  const { t } = view
  const { host, atRisk, matchedAt } = group.first
  const age = duration(view.now.getTime() - matchedAt.getTime(), view.language)
  return html`<p class="line queue-line">
    ${atRisk && riskBadge(view)}
    <span class="fine">${t('queue.waits')} ${age}</span>
    <a href="${fromQueue(`/console/matches/${match.id}`, place)}"
      >${t('queue.open')} <span class="id">${shortId(match.id)}</span></a
    >
    ${
      host !== null &&
      (atHost.media > 1 || atHost.isMore) &&
      html`<a href="${queuePath({ host })}"
          >${t('queue.at-host', { n: othersAtHost(view, atHost) })}</a
        >
        ${mayDecide && html`<a href="${fromQueue(`/console/matches/${match.id}/host/confirm`, place)}">${t('queue.together')}</a>`}`
    }
  </p>`
}

/** Rows that are named; there are seldom more lists than that. */
const NAMED = 20

const others = (view: View, matches: readonly Waiting[], place: QueuePlace): Html =>
  html`<details class="others">
    <summary>${view.t('queue.others', { n: number(view, matches.length) })}</summary>
    <ul class="plain-list">
      ${matches.slice(0, NAMED).map(
        ({ matchId, tier, list, legalClass }) =>
          html`<li class="line">
            <a href="${fromQueue(`/console/matches/${matchId}`, place)}"
              >${list} <span class="id">${shortId(matchId)}</span></a
            >
            <span>${view.t.code('tier', tier)}</span>
            <span class="fine">${view.t.code('class', legalClass)}</span>
          </li>`,
      )}
    </ul>
  </details>`
