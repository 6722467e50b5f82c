import { isOfProvider, REFUSAL_REASONS, type RegisteredProvider } from '@nightlight/notices'
import { buttonForm, formField } from '../button-form.ts'
import { actorName, emptyState } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

type Channel = RegisteredProvider['channels'][number]
/** Who may settle what is proposed. */
type May = { channels: boolean; actor: string }

/** By which ways it is told; above them those that wait for a second person, who sees here where they lead. */
export function channelSection(view: View, { id, channels }: RegisteredProvider, may: May): Html {
  const { t } = view
  const waiting = channels.filter(({ state }) => state === 'proposed')
  const settled = channels.filter(({ state }) => state !== 'proposed')
  return html`<section id="channels">
    <h2>${t('provider.channels')}</h2>
    ${
      waiting.length > 0 &&
      html`<p>${t('way.how')}</p>
        <ul class="plain-list proposals">
          ${waiting.map((one) => proposal(view, id, one, may))}
        </ul>`
    }
    ${settled.length > 0 ? table(view, settled) : emptyState(t('provider.no-channels'))}
  </section>`
}

function proposal(view: View, providerId: string, one: Channel, may: May): Html {
  const { t, language } = view
  const isOwn = one.addedBy === may.actor
  const path = `/console/providers/${providerId}/channels/${one.id}`
  const of = `${t.code('channel-kind', one.kind)}${one.server === null ? '' : `, ${one.server}`}`
  return html`<li class="card line">
    <strong>${t.code('channel-kind', one.kind)}</strong> ${server(view, one)}
    <span class="badge wait">${t('contact.waits')}</span>
    <span class="fine"
      >${t('contact.proposed-by', { name: actorName(view, one.addedBy) })},
      ${time(one.addedAt, language)}</span
    >
    ${may.channels && isOwn && html`<span class="fine">${t('way.another')}</span>`}
    ${
      may.channels &&
      !isOwn &&
      isUsable(one) &&
      buttonForm(view, `${path}/approve`, { text: t('contact.approve'), of, tone: 'primary' })
    }
    ${
      may.channels &&
      (isOfProvider(one.addedBy)
        ? refuseForm(view, `${path}/refuse`, of)
        : buttonForm(view, `${path}/refuse`, { text: t('way.refuse'), of }))
    }
  </li>`
}

/** Whoever proposed it in the portal sees there that it was refused, and why. */
const refuseForm = (view: View, path: string, of: string): Html => {
  const { t } = view
  return html`<form method="post" action="${path}" class="line">
    ${formField(view)}
    <label
      >${t('way.refusal')}<select name="reason">
        <option value="">${t('way.refusal-none')}</option>
        ${REFUSAL_REASONS.map((one) => html`<option value="${one}">${t(`way-refusal.${one}`)}</option>`)}
      </select></label
    >
    <button class="quiet" aria-label="${t('way.refuse')}: ${of}">${t('way.refuse')}</button>
  </form>`
}

/** Ways that lead to a server of their own; the others are mail, and the page on which a notice is answered. */
const leadsOut = ({ kind }: Channel): boolean => kind !== 'smtp' && kind !== 'reply-page'
const isUsable = (one: Channel): boolean => one.server !== null || !leadsOut(one)

const server = ({ t }: View, one: Channel): Html | null => {
  if (one.server !== null) return html`<span class="host">${one.server}</span>`
  return leadsOut(one) ? html`<span class="attention">${t('way.unreadable')}</span>` : null
}

const table = (view: View, channels: readonly Channel[]): Html => {
  const { t, language } = view
  const first = channels.find(({ state }) => state === 'active')?.id
  return html`<table class="cards words-whole">
    <thead>
      <tr>
        <th scope="col">${t('provider.channel')}</th>
        <th scope="col">${t('way.server')}</th>
        <th scope="col">${t('column.state')}</th>
        <th scope="col">${t('provider.added-by')}</th>
      </tr>
    </thead>
    <tbody>
      ${channels.map(
        (one) =>
          html`<tr>
            <th scope="row">${t.code('channel-kind', one.kind)}</th>
            <td data-label="${t('way.server')}">${server(view, one) ?? '–'}</td>
            <td>${t.code('channel-state', one.id === first ? 'used' : one.state)}</td>
            <td data-label="${t('provider.added-by')}">
              ${actorName(view, one.addedBy)}<small class="below"
                >${time(one.addedAt, language)}</small
              >
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`
}
