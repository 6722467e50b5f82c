import type { HistoryEvent } from '../../report-desk/history-store.ts'
import { actorName, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { told } from '../pages/takedown-page.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

/** More than so many are folded. */
const UNFOLDED = 12

/** All that happened to a report and because of it, the newest first. */
export function historySection(
  view: View,
  { events, more }: { events: readonly HistoryEvent[]; more: boolean },
): Html {
  const { t } = view
  const line = (event: HistoryEvent): Html =>
    html`<li>
      ${event.takedownId ? takedownWords(view, event) : html`<strong>${t.code('history', event.kind)}</strong>`}
      ${event.matchId && html`<a href="/console/matches/${event.matchId}"><span class="id">${shortId(event.matchId)}</span></a>`}
      ${event.takedownId && html`<a href="/console/takedowns/${event.takedownId}"><span class="id">${shortId(event.takedownId)}</span></a>`}
      <span class="fine"
        >${time(event.at, view.language)}${event.actor && html` · ${actorName(view, event.actor)}`}</span
      >
    </li>`
  const rest = events.slice(UNFOLDED)
  return html`<section id="history">
    <h2>${t('desk.history')}</h2>
    <ol class="events">
      ${events.slice(0, UNFOLDED).map(line)}
    </ol>
    ${
      rest.length > 0 &&
      html`<details class="others">
        <summary>${t('overview.others', { n: rest.length })}</summary>
        <ol class="events">
          ${rest.map(line)}
        </ol>
        ${more && html`<p class="fine">${t('desk.history-more')}</p>`}
      </details>`
    }
  </section>`
}

const takedownWords = (view: View, { kind, data }: HistoryEvent): Html =>
  html`<strong>${view.t.code('event', kind)}</strong
    >${told(view, { type: kind, data: data ?? {} })}`
