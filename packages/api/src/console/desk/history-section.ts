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
  const line = ({ event, like }: Line): Html =>
    html`<li>
      ${event.takedownId ? takedownWords(view, event) : html`<strong>${t.code('history', event.kind)}</strong>`}
      ${event.matchId && html`<a href="/console/matches/${event.matchId}"><span class="id">${shortId(event.matchId)}</span></a>`}
      ${event.takedownId && html`<a href="/console/takedowns/${event.takedownId}"><span class="id">${shortId(event.takedownId)}</span></a>`}
      <span class="fine"
        >${time(event.at, view.language)}${event.actor && html` · ${actorName(view, event.actor)}`}</span
      >
      ${like.length > 0 && html`<span class="fine">${t('desk.checks-like', { n: like.length })} ${time(like.at(-1)!.at, view.language)}</span>`}
    </li>`
  const lines = linesOf(events)
  const rest = lines.slice(UNFOLDED)
  return html`<section id="history">
    <h2>${t('desk.history')}</h2>
    <ol class="events">
      ${lines.slice(0, UNFOLDED).map(line)}
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

type Line = { event: HistoryEvent; like: HistoryEvent[] }

/** Looks one after another, of which most say the same, are one line: what people did is not to be searched for. */
function linesOf(events: readonly HistoryEvent[]): Line[] {
  const lines: Line[] = []
  for (const event of events) {
    const last = lines.at(-1)
    if (event.kind === 'checked' && last?.event.kind === 'checked') last.like.push(event)
    else lines.push({ event, like: [] })
  }
  return lines
}

const takedownWords = (view: View, { kind, data }: HistoryEvent): Html =>
  html`<strong>${view.t.code('event', kind)}</strong
    >${told(view, { type: kind, data: data ?? {} })}`
