import {
  CONSENT_DAYS,
  type AddressConsent,
  type AddressConsents,
} from '../../address-files/address-consents.ts'
import { buttonForm } from '../button-form.ts'
import { emptyState, facts } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

type May = { write: boolean; propose: boolean; actor: string }

/** Whether people of a provider may take exact addresses as files, since when and until when, and who said so. */
export function addressConsentSection(
  view: View,
  providerId: string,
  { waiting, given }: AddressConsents,
  may: May,
): Html {
  const { t, form, language } = view
  const path = `/console/providers/${providerId}/address-consents`
  return html`<section class="card" id="addresses">
    <h2>${t('consent.title')}</h2>
    ${
      given === null
        ? emptyState(t('consent.none'))
        : html`${facts([
            [t('column.state'), t('consent.given')],
            [t('consent.until'), time(given.endsAt, language)],
            [t('consent.proposer'), given.proposer],
            [t('consent.giver'), given.giver],
          ])}
          ${
            may.write &&
            buttonForm(view, `${path}/${given.id}/withdraw`, { text: t('consent.withdraw') })
          }`
    }
    ${waiting && waitingLine(view, path, waiting, may)}
    ${
      may.propose &&
      waiting === null &&
      html`<form method="post" action="${path}" class="row two after">
          <input type="hidden" name="form" value="${form}" />
          <label
            >${t('consent.for')}<select name="days">
              ${CONSENT_DAYS.map((days) => html`<option value="${days}">${t('consent.days', { n: days })}</option>`)}
            </select></label
          >
          <button>${t('consent.propose')}</button>
        </form>
        <p class="fine">${t('consent.how')}</p>`
    }
  </section>`
}

const waitingLine = (view: View, path: string, one: AddressConsent, may: May): Html => {
  const { t, language } = view
  const button = (action: string, text: string, tone: 'primary' | 'quiet'): Html =>
    buttonForm(view, `${path}/${one.id}/${action}`, { text, tone, of: t('consent.title') })
  return html`<div class="line">
    <span class="badge wait">${t('contact.waits')}</span>
    <span>${t('consent.until')} ${time(one.endsAt, language)}</span>
    <span class="fine"
      >${t('contact.proposed-by', { name: one.proposer })}, ${time(one.proposedAt, language)}</span
    >
    ${may.write && one.proposedBy !== may.actor && button('approve', t('contact.approve'), 'primary')}
    ${may.write && button('withdraw', t('contact.drop'), 'quiet')}
  </div>`
}
