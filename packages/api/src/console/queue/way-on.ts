import type { DbOrTransaction } from '@nightlight/runtime'
import { nextInQueue, riskBehind, type Here, type NextInQueue } from '../../queue/next-store.ts'
import { isAllowed } from '../../identity/principal.ts'
import { html, type Html } from '../html.ts'
import { defanged } from '../masked-text.ts'
import { keyed } from '../shortcuts/shortcuts.ts'
import type { View } from '../view.ts'
import { fromQueue, placeAt, placePath, type QueuePlace } from './queue-place.ts'

/** From where in the queue a page was opened, null for from elsewhere, and what comes next there. */
export type WayOn = {
  place: QueuePlace | null
  next: NextInQueue | null
  /** Something waits behind it where a child may be at risk. */
  hasRisk: boolean
}

export const TOP: QueuePlace = { filter: {}, by: 'match', after: null, at: null }
const RISKS: QueuePlace = { ...TOP, filter: { risk: 'yes' } }

export const readWayOn = async (
  db: DbOrTransaction,
  place: QueuePlace | null,
  here: Here,
): Promise<WayOn> => ({
  place,
  next: await nextInQueue(db, place ?? TOP, here),
  hasRisk: await riskBehind(db, place ?? TOP, here),
})

export const nextPath = (
  next: NextInQueue,
  place: QueuePlace,
  more: Record<string, string> = {},
): string => {
  const { matchId, reportId } = next
  const path = reportId === null ? `/console/matches/${matchId}` : `/console/reports/${reportId}`
  return fromQueue(path, placeAt(place, next), more)
}

/** On to the next of the queue, and back to it as it was. */
export function wayOn({ t, principal }: View, { place, next, hasRisk }: WayOn): Html | null {
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
      ${hasRisk && html`<li><a href="${placePath(RISKS)}">${t('way-on.risk')}</a></li>`}
    </ul>
  </nav>`
}
