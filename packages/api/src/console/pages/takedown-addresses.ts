import { isAllowed } from '../../identity/principal.ts'
import type { IccamFilesMade, PlaceOfTakedown } from '../../report-desk/takedown-address.ts'
import type { TakedownAddress } from '../../takedown-store.ts'
import { mayWork, revealLine, whyField } from '../desk/work-sections.ts'
import { actorName, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { defanged } from '../masked-text.ts'
import { keyed } from '../shortcuts/shortcuts.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

/** An address that somebody asked for; null where it was erased. */
export type ShownAddress = { locationId: string; address: string | null }

export type TakedownPlaces = {
  /** The page on which the content is, where that is none of the addresses. */
  page: PlaceOfTakedown | null
  /** How many addresses whoever looks had shown of late, where the next one needs a reason; null where it needs none. */
  reveals: number | null
  shown: ShownAddress | null
  /** Files for ICCAM that were made already, the newest first. */
  made: readonly IccamFilesMade[]
}

type Shown = {
  id: string
  host: string
  status: string
  addresses: readonly (TakedownAddress & { lastOutcome: string | null })[]
  places: TakedownPlaces
}

/** What cannot be entered, or told, without the addresses. */
const ASK_FOR_ADDRESS = [
  'authority-next',
  'enter-in-iccam',
  'escalation-due',
  'escalation-unreachable',
  'step-by-hand',
]
/** As far as its content may be told to anybody; what of it is up is seen when the files are made. */
const OPEN_TO_ENTER = ['routed', 'authorised', 'notified', 'acknowledged', 'resurfaced']

/** The way from what waits to the addresses that it takes, for whoever may see them. */
export const addressesLink = (
  view: View,
  code: string,
  { id, host }: { id: string; host: string },
): Html | null =>
  ASK_FOR_ADDRESS.includes(code) && mayWork(view)
    ? html`<a href="/console/takedowns/${id}#addresses"
        >${view.t('desk.addresses-open')}<span class="visually-hidden"
          >: ${defanged(host)} ${shortId(id)}</span
        ></a
      >`
    : null

/** The addresses of a takedown, each shown on purpose, and the files by which they are entered in ICCAM. */
export function addressesSection(view: View, takedown: Shown): Html {
  const { t, language } = view
  const { page } = takedown.places
  return html`<section id="addresses">
    <h2>${t('takedown.addresses')}</h2>
    <ul class="plain-list">
      ${takedown.addresses.map(
        (one) =>
          html`<li class="card">
            <p class="line">
              <span class="host">${defanged(one.host)}</span>
              ${one.lastOutcome && t.code('check', one.lastOutcome)}
              <span class="fine">${t('takedown.added')} ${time(one.addedAt, language)}</span>
            </p>
            ${addressOf(view, takedown, one)}
          </li>`,
      )}
      ${
        page &&
        html`<li class="card">
          <p class="line">
            <span class="host">${defanged(page.host)}</span>
            <span class="fine">${t('desk.addresses-page')}</span>
          </p>
          ${addressOf(view, takedown, page)}
        </li>`
      }
    </ul>
    ${iccamForm(view, takedown, takedown.places.reveals, takedown.places.made)}
  </section>`
}

function addressOf(
  view: View,
  { id, places: { reveals, shown } }: Shown,
  place: PlaceOfTakedown,
): Html | null {
  const name = html`<span class="fine">${view.t('desk.address')}</span>`
  const kept = html`<input type="hidden" name="location" value="${place.id}" />`
  const hidden = shown?.locationId === place.id ? { address: shown.address, reveals } : { reveals }
  return revealLine(view, `/console/takedowns/${id}/address`, hidden, { name, kept })
}

/**
 * Has the files made by which a takedown is entered in ICCAM; null for whoever may not, and where there is nothing to enter.
 *
 * @param reveals  how many addresses whoever looks had shown of late, where the next one needs a reason
 * @param made  those that were made before
 */
export function iccamForm(
  view: View,
  { id, status }: Pick<Shown, 'id' | 'status'>,
  reveals: number | null,
  made: readonly IccamFilesMade[] = [],
): Html | null {
  const { t, form, principal, language } = view
  if (!principal || !mayWork(view) || !OPEN_TO_ENTER.includes(status)) return null
  // whoever hands cases to the police has that under the key
  const isOnlyHandOver = !isAllowed(principal.role, 'case:export')
  return html`<form method="post" action="/console/takedowns/${id}/iccam" class="card stack">
    <h2>${t('iccam-files.title')}</h2>
    <p class="fine">${t('iccam-files.how')}</p>
    ${
      made.length > 0 &&
      html`<p class="attention">${t('iccam-files.before')}</p>
        <ul class="plain-list">
          ${made.map(
            ({ at, actor, reference }) =>
              html`<li>
                ${reference ?? '–'}
                <span class="fine">${actorName(view, actor)}, ${time(at, language)}</span>
              </li>`,
          )}
        </ul>`
    }
    <input type="hidden" name="form" value="${form}" />
    <label
      >${t('iccam-files.to')}<input
        name="to"
        required
        maxlength="200"
        value="${principal.name}"
        autocomplete="off"
    /></label>
    ${whyField(view, reveals)}
    <button ${isOnlyHandOver && keyed('hand-over')}>${t('iccam-files.make')}</button>
  </form>`
}
