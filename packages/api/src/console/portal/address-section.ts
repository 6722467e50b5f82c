import { LEGAL_CLASSES } from '@nightlight/contract'
import type { AddressRequest, AddressState } from '../../address-files/address-request-store.ts'
import { buttonForm } from '../button-form.ts'
import { emptyState, flash } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { number } from '../list-fragments.ts'
import { narrow } from '../response-picture.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'
import { AGES, itemsPath, SIZES } from './portal-schemas.ts'

export type AddressFilesShown = {
  /** Until when the hotline agrees; null where it does not. */
  consent: { endsAt: Date } | null
  requests: readonly AddressRequest[]
  /** Who looks. */
  actor: string
  /** Nobody else of the provider has an account. */
  isAlone: boolean
  /** Items that wait for an answer. */
  open: number
  classes: readonly string[]
  /** What was done just before. */
  done: string | null
}

const PATH = '/portal/address-requests'
const TONES: Record<AddressState, 'good' | 'wait' | 'plain'> = {
  waits: 'wait',
  agreed: 'good',
  taken: 'plain',
  withdrawn: 'plain',
  expired: 'plain',
}

/** Files with exact addresses: whether there can be one, who asked for one, and what is to be done next. */
export function addressSection(view: View, shown: AddressFilesShown): Html {
  const { t, language } = view
  const { consent, requests, isAlone, open } = shown
  return html`<section class="card" id="addresses">
    <h2>${t('address-file.title')}</h2>
    ${shown.done && flash(t.code('address-done', shown.done))}
    <p>${t('address-file.how')}</p>
    ${
      consent === null
        ? html`<p class="attention">${t('address-file.no-consent')}</p>
            ${instead(view)}`
        : html`<p class="fine">${t('address-file.consent')} ${time(consent.endsAt, language)}</p>
            ${
              isAlone
                ? html`<p class="attention">${t('address-file.alone')}</p>
                    ${instead(view)}`
                : open === 0
                  ? emptyState(t('portal.nothing-open'))
                  : askForm(view, shown)
            }`
    }
    ${requests.length > 0 && requestTable(view, shown)}
  </section>`
}

const instead = ({ t }: View): Html =>
  html`<p>${t('address-file.instead')}</p>
    <ul>
      <li><a href="/portal">${t('address-file.instead-notice')}</a></li>
      <li><a href="/portal/ways">${t('address-file.instead-ways')}</a></li>
    </ul>`

const askForm = (view: View, { classes }: AddressFilesShown): Html => {
  const { t, form } = view
  return html`<form method="post" action="${PATH}" class="row two">
    <input type="hidden" name="form" value="${form}" />
    <label
      >${t('portal.age')}<select name="age">
        <option value="">${t('portal.any')}</option>
        ${AGES.map((hours) => html`<option value="${hours}">&gt; ${narrow(view, hours)}</option>`)}
      </select></label
    >
    <label
      >${t('portal.class')}<select name="class">
        <option value="">${t('portal.any')}</option>
        ${LEGAL_CLASSES.filter((name) => classes.includes(name)).map(
          (name) => html`<option value="${name}">${t.code('class', name)}</option>`,
        )}
      </select></label
    >
    <label
      >${t('address-file.most')}<select name="most">
        ${SIZES.map((n) => html`<option value="${n}">${number(view, Number(n))}</option>`)}
      </select></label
    >
    <button>${t('address-file.ask')}</button>
  </form>`
}

const requestTable = (view: View, shown: AddressFilesShown): Html => {
  const { t } = view
  return html`<table class="cards words-whole">
    <thead>
      <tr>
        <th scope="col">${t('address-file.asked')}</th>
        <th scope="col">${t('address-file.what')}</th>
        <th scope="col">${t('column.state')}</th>
        <th scope="col"><span class="sr">${t('column.what-to-do')}</span></th>
      </tr>
    </thead>
    <tbody>
      ${shown.requests.map((one) => requestRow(view, one, shown))}
    </tbody>
  </table>`
}

function requestRow(view: View, one: AddressRequest, { actor, consent }: AddressFilesShown): Html {
  const { t, language } = view
  const { state, asker, askedAt, agreer, until, takenItems } = one
  const isOpen = state === 'waits' || state === 'agreed'
  return html`<tr>
    <th scope="row">${asker}<small class="below">${time(askedAt, language)}</small></th>
    <td>${whatOf(view, one, isOpen && consent !== null)}</td>
    <td>
      <span class="badge ${TONES[state]}">${t.code('address-state', state)}</span>
      ${agreer && html`<small class="below">${t('address-file.agreed-by', { name: agreer })}</small>`}
      ${isOpen && html`<small class="below">${t('address-file.until')} ${time(until, language)}</small>`}
      ${
        takenItems !== null &&
        html`<small class="below"
          >${t('address-file.items', { n: number(view, takenItems) })}</small
        >`
      }
    </td>
    <td>${isOpen && consent !== null && nextOf(view, one, one.askedBy === actor)}</td>
  </tr>`
}

/** How many items, and of which; these very ones can be looked at as long as there may be a file of them. */
function whatOf(
  view: View,
  { id, items, legalClass, olderThanHours }: AddressRequest,
  isLinked: boolean,
): Html {
  const { t } = view
  const words = [
    t('address-file.items', { n: number(view, items) }),
    ...(legalClass === null ? [] : [t.code('class', legalClass)]),
    ...(olderThanHours === null ? [] : [`> ${narrow(view, olderThanHours)}`]),
  ].join(', ')
  return isLinked ? html`<a href="${itemsPath({ file: id })}">${words}</a>` : html`${words}`
}

function nextOf(view: View, { id, state, asker }: AddressRequest, isOwn: boolean): Html {
  const { t } = view
  const button = (action: string, text: string, tone: 'primary' | 'quiet'): Html =>
    buttonForm(view, `${PATH}/${id}/${action}`, { text, of: asker, tone })
  return html`<div class="buttons">
    ${state === 'waits' && !isOwn && button('agree', t('address-file.agree'), 'primary')}
    ${state === 'agreed' && isOwn && button('file', t('address-file.take'), 'primary')}
    ${button('withdraw', t('portal.withdraw'), 'quiet')}
  </div>`
}
