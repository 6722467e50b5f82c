import type { NextInQueue } from '../../queue/next-store.ts'
import { isAllowed } from '../../identity/principal.ts'
import { html, type Html } from '../html.ts'
import { defanged } from '../masked-text.ts'
import { keyed } from '../shortcuts/shortcuts.ts'
import type { View } from '../view.ts'
import { fromQueue, placePath, type QueuePlace } from './queue-place.ts'

/** From where in the queue a page was opened, null for from elsewhere, and what comes next there. */
export type WayOn = { place: QueuePlace | null; next: NextInQueue | null }

export const TOP: QueuePlace = { filter: {}, by: 'match', after: null }

export const nextPath = (
  { matchId, reportId }: NextInQueue,
  place: QueuePlace,
  more: Record<string, string> = {},
): string =>
  reportId === null
    ? fromQueue(`/console/matches/${matchId}`, place, more)
    : fromQueue(`/console/reports/${reportId}`, place, more)

/** On to the next of the queue, and back to it as it was. */
export function wayOn({ t, principal }: View, { place, next }: WayOn): Html | null {
  if (!principal || !isAllowed(principal.role, 'match:read')) return null
  return html`<nav class="way-on" aria-label="${t('way-on.title')}">
    <ul>
      <li><a href="${placePath(place ?? TOP)}" ${keyed('back')}>${t('way-on.back')}</a></li>
      ${
        next &&
        html`<li>
          <a href="${nextPath(next, place ?? TOP)}" ${keyed('next')}
            >${t('way-on.next')}${next.host !== null && html`: ${defanged(next.host)}`}</a
          >
        </li>`
      }
    </ul>
  </nav>`
}
