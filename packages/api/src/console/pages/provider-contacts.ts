import type { RegisteredProvider } from '@nightlight/notices'
import { emptyState } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

type May = { write: boolean; propose: boolean; actor: string }
type Contact = RegisteredProvider['contacts'][number]
type Proposal = RegisteredProvider['proposals'][number]

/** Mailboxes with what became of mail to them, and those that wait for a second person. */
export function contactSection(
  view: View,
  { id, contacts, proposals }: RegisteredProvider,
  may: May,
): Html {
  const { t, form } = view
  return html`<section>
    <h2>${t('provider.contacts')}</h2>
    ${
      proposals.length > 0 &&
      html`<ul class="plain-list proposals">
        ${proposals.map((one) => waiting(view, id, one, may))}
      </ul>`
    }
    ${contacts.length === 0 ? emptyState(t('provider.no-contacts')) : contactTable(view, id, contacts, may)}
    ${
      may.propose &&
      html`<form method="post" action="/console/providers/${id}/contacts" class="row two after">
          <input type="hidden" name="form" value="${form}" />
          <label
            >${t('contact.propose')}<input
              name="mailbox"
              type="email"
              required
              maxlength="254"
              autocomplete="off"
          /></label>
          <button>${t('contact.propose-it')}</button>
        </form>
        <p class="fine">${t('contact.how')}</p>`
    }
  </section>`
}

const contactTable = (
  view: View,
  providerId: string,
  contacts: readonly Contact[],
  may: May,
): Html => {
  const { t } = view
  return html`<table class="cards words-whole">
    <thead>
      <tr>
        <th scope="col">${t('contact.mailbox')}</th>
        <th scope="col">${t('contact.source')}</th>
        <th scope="col">${t('column.state')}</th>
        <th scope="col">${t('contact.bounces')}</th>
        ${may.write && html`<th scope="col"><span class="sr">${t('contact.retire')}</span></th>`}
      </tr>
    </thead>
    <tbody>
      ${contacts.map((one) => row(view, providerId, one, may))}
    </tbody>
  </table>`
}

function row(view: View, providerId: string, contact: Contact, may: May): Html {
  const { t, language } = view
  const { id, mailbox, source, observedAt, refusedAt, retiredAt } = contact
  const state = retiredAt ? 'retired' : refusedAt ? 'refused' : 'counts'
  const tone = { retired: 'plain', refused: 'bad', counts: 'good' }[state]
  return html`<tr>
    <th scope="row">${mailbox}</th>
    <td data-label="${t('contact.source')}">
      ${t.code('contact-source', source)}<small class="below">${time(observedAt, language)}</small>
    </td>
    <td><span class="badge ${tone}">${t.code('contact-state', state)}</span></td>
    <td data-label="${t('contact.bounces')}">${bounces(view, contact)}</td>
    ${
      may.write &&
      html`<td>
        ${state !== 'retired' && button(view, providerId, id, 'retire', t('contact.retire'))}
      </td>`
    }
  </tr>`
}

const bounces = ({ t, language }: View, { refusals, bounces: newest }: Contact): Html =>
  newest.length === 0
    ? html`<span class="fine">${refusals === 0 ? t('contact.none') : refusals}</span>`
    : html`<details>
        <summary>${refusals}</summary>
        <ul class="plain-list">
          ${newest.map(({ at, kind }) => html`<li>${time(at, language)}<small class="below">${t.code('bounce', kind)}</small></li>`)}
        </ul>
      </details>`

const waiting = (view: View, providerId: string, one: Proposal, may: May): Html => {
  const { t, language } = view
  const mayApprove = may.write && one.proposedBy !== may.actor
  return html`<li class="card line">
    <span class="host">${one.mailbox}</span>
    <span class="badge wait">${t('contact.waits')}</span>
    <span class="fine"
      >${t('contact.proposed-by', { name: one.proposer })}, ${time(one.proposedAt, language)}</span
    >
    ${mayApprove && button(view, providerId, one.id, 'approve', t('contact.approve'))}
    ${may.write && button(view, providerId, one.id, 'retire', t('contact.drop'))}
  </li>`
}

const button = (
  { form }: View,
  providerId: string,
  id: string,
  action: 'approve' | 'retire',
  text: string,
): Html =>
  html`<form method="post" action="/console/providers/${providerId}/contacts/${id}/${action}">
    <input type="hidden" name="form" value="${form}" />
    <button class="${action === 'approve' ? 'primary' : 'quiet'}">${text}</button>
  </form>`
