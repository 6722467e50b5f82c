import type { Decided } from '../../decided-store.ts'
import type { Exposure } from '../../exposure/exposure.ts'
import type { Facets, HostGroup, MediaGroup } from '../../queue/group-waiting.ts'
import { FILTERS, queryOf, type QueueFilter } from '../../queue/queue-filter.ts'
import { QUEUE_READ, type Cursor, type Waiting } from '../../queue/queue-store.ts'
import type { Undoable } from '../../undo-decision.ts'
import type { MatchInQueue } from '../../match-store.ts'
import { emptyState, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import { decidedList, decisionForm, matchCard } from '../pages/match-page.ts'
import { duration } from '../times.ts'
import type { View } from '../view.ts'
import { doneBeside, undoLine } from '../desk/undo-line.ts'
import { exposureMeter } from '../exposure/exposure-meter.ts'
import { activeFilters, byLinks, filterLinks } from './queue-filters.ts'
import { hostTable } from './queue-hosts.ts'
import { fromQueue, placeField, type QueuePlace } from './queue-place.ts'

/** A card of the queue: what is decided, and the further matches of the same picture. */
export type QueueCard = { match: MatchInQueue; group: MediaGroup; atHost: number }

export type QueueShown = {
  /** What of the queue this page is, to come back to. */
  place: QueuePlace
  filter: QueueFilter
  by: 'match' | 'host'
  cards: QueueCard[]
  hosts: HostGroup[]
  /** How many were read of the queue, from its top; null on a further page. */
  waiting: number | null
  /** Of those that were read, without a host. */
  hostless: number
  facets: Facets
  /** Where the next page begins. */
  next: Cursor | null
  mayDecide: boolean
  decided: Decided[]
  exposure: Exposure | null
  /** What whoever looks can still take back. */
  undoable: Undoable[]
  /** What was done just before, as a code, and to how many. */
  done: string | null
  n: number | null
}

export const queuePath = (filter: QueueFilter, more: Record<string, string> = {}): string => {
  const query = queryOf(filter, more)
  return query === '' ? '/console/matches' : `/console/matches?${query}`
}

const nextPath = (filter: QueueFilter, { urgency, matchId }: Cursor): string =>
  queuePath(filter, { after: matchId, from: String(urgency) })

/** What waits for an analyst, the most urgent first: what is shown of it, then the matches, then what was decided last. */
export function queuePage(view: View, queue: QueueShown): Html {
  const { t } = view
  const { cards, hosts, by, filter, waiting, next } = queue
  const isEmpty = cards.length === 0 && hosts.length === 0
  const isFiltered = FILTERS.some((name) => filter[name] !== undefined)
  const [first] = cards
  return layout(
    view,
    t('matches.title'),
    html`${doneLine(view, queue)} ${undoLine(view, queue.undoable, { place: queue.place })}
      ${exposureMeter(view, queue.exposure)}
      <div class="queue-head">
        <p>${waitingLine(view, waiting)} ${t('queue.order')}</p>
        ${first && html`<a class="skip" href="#reason-${first.match.id}">${t('matches.skip')}</a>`}
        ${activeFilters(view, queue)} ${!isEmpty && byLinks(view, queue)}
        ${!isEmpty && filterLinks(view, queue)}
      </div>
      ${isEmpty && emptyState(t(isFiltered ? 'queue.none' : 'matches.empty'))}
      ${by === 'host' && !isEmpty ? hostTable(view, queue) : cardList(view, queue)}
      ${next && html`<p class="line"><a class="button" href="${nextPath(filter, next)}">${t('queue.more')}</a></p>`}
      ${waiting === null && html`<p><a href="${queuePath(filter)}">${t('queue.first')}</a></p>`}
      ${queue.decided.length > 0 && decidedList(view, queue.decided)}`,
  )
}

function doneLine({ t }: View, { done: what, n, undoable }: QueueShown): Html | null {
  const done = doneBeside(what, undoable)
  if (done === null) return null
  const said = t.code('done', done).replace('{n}', String(n ?? 0))
  return html`<p class="flash" role="status">${said}</p>`
}

function waitingLine(view: View, waiting: number | null): string | null {
  if (waiting === null || waiting === 0) return null
  const n = waiting < QUEUE_READ ? number(view, waiting) : `${number(view, waiting)}+`
  return view.t('queue.waiting', { n })
}

function cardList(view: View, { cards, mayDecide, place }: QueueShown): Html | null {
  if (cards.length === 0) return null
  const kept = html`${placeField(place)}`
  return html`<ol class="plain-list">
    ${cards.map(
      (card) =>
        html`<li class="card match" id="match-${card.match.id}" data-item>
          ${cardHead(view, card, { mayDecide, place })}
          ${matchCard(view, card.match, mayDecide ? decisionForm(view, card.match, kept) : null, place)}
          ${card.group.others.length > 0 && others(view, card.group.others, place)}
        </li>`,
    )}
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
    ${atRisk && html`<span class="badge bad">${t('risk.badge')}</span>`}
    <span class="fine">${t('queue.waits')} ${age}</span>
    <a href="${fromQueue(`/console/matches/${match.id}`, place)}"
      >${t('queue.open')} <span class="id">${shortId(match.id)}</span></a
    >
    ${
      host !== null &&
      atHost > 0 &&
      html`<a href="${queuePath({ host })}">${t('queue.at-host', { n: number(view, atHost) })}</a>
        ${mayDecide && html`<a href="/console/matches/${match.id}/host/confirm">${t('queue.together')}</a>`}`
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
