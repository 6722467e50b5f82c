import { isSameName } from '@nightlight/matcher'
import type { RegisteredProvider } from '@nightlight/notices'
import { buttonForm } from '../button-form.ts'
import { actorName, emptyState } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

type Key = RegisteredProvider['keys'][number]
/** Who may settle what is proposed. */
type May = { channels: boolean; actor: string }

/** To which keys its mail is encrypted; above them those that wait for a second person, who sees the fingerprint here. */
export function keySection(view: View, { id, keys }: RegisteredProvider, may: May): Html {
  const { t } = view
  const waiting = keys.filter(({ state }) => state === 'proposed')
  const settled = keys.filter(({ state }) => state !== 'proposed')
  return html`<section id="mail-keys">
    <h2>${t('provider.keys')}</h2>
    ${
      waiting.length > 0 &&
      html`<p>${t('mail-key.how')}</p>
        <ul class="plain-list proposals">
          ${waiting.map((one) => proposal(view, id, one, may))}
        </ul>`
    }
    ${settled.length > 0 && table(view, settled)}
    ${keys.length === 0 && emptyState(t('provider.no-keys'))} ${fileKeyNote(view, keys)}
  </section>`
}

/** Files are encrypted to an OpenPGP key alone, and go without where there is none: said while the last one can still be kept. */
function fileKeyNote({ t }: View, keys: readonly Key[]): Html | false {
  const counting = keys.filter(({ kind, state }) => kind === 'openpgp' && state === 'active')
  if (counting.length > 1 || keys.length === 0) return false
  return counting.length === 1
    ? html`<p class="fine">${t('mail-key.last')}</p>`
    : html`<p class="attention">${t('mail-key.none-for-files')}</p>`
}

function proposal(view: View, providerId: string, one: Key, may: May): Html {
  const { t, language } = view
  const isOwn = one.addedBy === may.actor || isSameName(view.principal?.name ?? '', one.adder ?? '')
  const button = (action: 'approve' | 'refuse', text: string): Html =>
    buttonForm(view, `/console/providers/${providerId}/mail-keys/${one.fingerprint}/${action}`, {
      text,
      of: `${t.code('channel-kind', one.kind)}, ${one.fingerprint}`,
      tone: action === 'approve' ? 'primary' : 'quiet',
    })
  return html`<li class="card line">
    <strong>${t.code('channel-kind', one.kind)}</strong>
    <span class="id">${grouped(one.fingerprint)}</span>
    <span class="fine"
      >${t('provider.valid-to')}:
      ${one.validTo === null ? t('provider.no-end') : time(one.validTo, language)}</span
    >
    <span class="badge wait">${t('contact.waits')}</span>
    <span class="fine"
      >${t('contact.proposed-by', { name: one.adder ?? actorName(view, one.addedBy) })},
      ${time(one.addedAt, language)}</span
    >
    ${may.channels && isOwn && html`<span class="fine">${t('way.another')}</span>`}
    ${may.channels && !isOwn && button('approve', t('contact.approve'))}
    ${may.channels && button('refuse', t('way.refuse'))}
  </li>`
}

/** As it is read out to somebody who has the key. */
const grouped = (hex: string): string => hex.match(/.{1,4}/g)?.join(' ') ?? ''

const table = ({ t, language }: View, keys: readonly Key[]): Html =>
  html`<table class="cards words-whole">
    <thead>
      <tr>
        <th scope="col">${t('provider.fingerprint')}</th>
        <th scope="col">${t('column.kind')}</th>
        <th scope="col">${t('provider.valid-to')}</th>
      </tr>
    </thead>
    <tbody>
      ${keys.map(
        (key) =>
          html`<tr>
            <th scope="row" class="id">${grouped(key.fingerprint)}</th>
            <td>${t.code('channel-kind', key.kind)}</td>
            <td data-label="${t('provider.valid-to')}">
              ${key.validTo === null ? t('provider.no-end') : time(key.validTo, language)}
              ${key.state === 'revoked' && html`<span class="badge plain">${t('provider.revoked')}</span>`}
              ${key.state === 'refused' && html`<span class="badge plain">${t('provider.refused')}</span>`}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`
