import {
  endedWays,
  isOfProvider,
  type ChannelTest,
  type ListedChannel,
  type openProposals,
  type RefusedMailbox,
  type registeredContacts,
} from '@nightlight/notices'
import { buttonForm, formField } from '../button-form.ts'
import { followLine, type Followed } from '../follow.ts'
import { formIdField } from '../form-once.ts'
import { emptyState, flash } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'
import { endedSection, refusedSection } from './ended-section.ts'
import { fixOf } from './test-fix.ts'

export type WaysShown = {
  contacts: Awaited<ReturnType<typeof registeredContacts>>
  proposals: Awaited<ReturnType<typeof openProposals>>
  refused: readonly RefusedMailbox[]
  channels: readonly ListedChannel[]
  tests: readonly ChannelTest[]
  /** The secret of an endpoint that was proposed just before; shown once. */
  secret: string | null
  done: string | null
}

const PATH = '/portal/ways'
/** After that a test is not waited for on the page. */
const WAIT_MS = 120_000

/** By which ways a provider is told, what it may propose, and how a way is tried. */
export function waysPage(view: View, shown: WaysShown): Html {
  const { t } = view
  const { done, secret } = shown
  return layout(
    view,
    t('portal.ways'),
    html`${done && flash(t.code('portal-ways-done', done))} ${secret && newSecret(view, secret)}
      <p>${t('portal.ways-how')}</p>
      ${mailSection(view, shown)} ${webhookSection(view, shown)} ${testSection(view, shown)}
      <section class="card">
        <h2>${t('portal.api')}</h2>
        <p>${t('portal.api-how')}</p>
        <pre class="said">
GET /v1/provider/items?state=open
POST /v1/notices/{noticeId}/replies
GET /v1/provider/response-times</pre>
      </section>`,
  )
}

/** Which tests are under way, for the page that lies open; by none, that there are none. */
export const followedOf = ({ now }: View, tests: readonly ChannelTest[]): Followed => {
  const waits = tests.filter(
    ({ doneAt, askedAt }) => doneAt === null && now.getTime() - askedAt.getTime() < WAIT_MS,
  )
  return { state: waits.map(({ id }) => id).join(' '), words: [], part: null }
}

function mailSection(view: View, { contacts, proposals, refused }: WaysShown): Html {
  const { t, language } = view
  return html`<section class="card">
    <h2>${t('portal.mail')}</h2>
    <p>${t('portal.mail-how')}</p>
    ${
      contacts.length === 0 && proposals.length === 0
        ? emptyState(t('portal.no-mailbox'))
        : html`<ul class="plain-list">
            ${contacts.map(({ mailbox, refusedAt, retiredAt }) => {
              const state = retiredAt ? 'retired' : refusedAt ? 'refused' : 'counts'
              const tone = { retired: 'plain', refused: 'bad', counts: 'good' }[state]
              return html`<li class="line">
                <span class="host">${mailbox}</span>
                <span class="badge ${tone}">${t.code('contact-state', state)}</span>
              </li>`
            })}
            ${proposals.map(
              ({ id, mailbox, proposedBy, proposedAt }) =>
                html`<li class="line">
                  <span class="host">${mailbox}</span>
                  <span class="badge wait">${t('portal.waits')}</span>
                  <span class="fine"
                    >${t(isOfProvider(proposedBy) ? 'portal.by-you' : 'portal.by-hotline')},
                    ${time(proposedAt, language)}</span
                  >
                  ${isOfProvider(proposedBy) && withdrawButton(view, { contact: id }, mailbox)}
                </li>`,
            )}
          </ul>`
    }
    <form method="post" action="${PATH}/test" class="line">
      ${formField(view)}<button>${t('portal.test-mail')}</button>
    </form>
    <form method="post" action="${PATH}/contacts" class="row two">
      ${formField(view)}
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
    ${refusedSection(view, refused)}
  </section>`
}

function webhookSection(view: View, { channels }: WaysShown): Html {
  const { t } = view
  const open = channels.filter(({ state }) => state !== 'disabled')
  const used = open.find(({ state }) => state === 'active')?.id
  return html`<section class="card">
    <h2>${t('portal.webhook')}</h2>
    <p>${t('portal.webhook-how')}</p>
    ${
      open.length > 0 &&
      html`<ul class="plain-list">
        ${open.map((one) => channelLine(view, one, one.id === used))}
      </ul>`
    }
    <form method="post" action="${PATH}/webhook" class="row two">
      ${formField(view)} ${formIdField()}
      <label
        >${t('portal.webhook-url')}<input
          name="url"
          type="url"
          required
          maxlength="2048"
          autocomplete="off"
          placeholder="https://"
      /></label>
      <button>${t('contact.propose-it')}</button>
    </form>
    ${endedSection(view, endedWays(channels, view.now))}
  </section>`
}

function channelLine(
  view: View,
  { id, kind, state, server, addedBy, addedAt }: ListedChannel,
  isUsed: boolean,
): Html {
  const { t } = view
  const mine = isOfProvider(addedBy)
  const name = `${t.code('channel-kind', kind)}${server === null ? '' : `, ${server}`}`
  return html`<li class="line">
    <strong>${t.code('channel-kind', kind)}</strong>
    ${server && html`<span class="host">${server}</span>`}
    <span class="badge ${state === 'proposed' ? 'wait' : 'good'}"
      >${state === 'proposed' ? t('portal.waits') : t.code('channel-state', isUsed ? 'used' : state)}</span
    >
    <span class="fine"
      >${t(mine ? 'portal.by-you' : 'portal.by-hotline')}, ${time(addedAt, view.language)}</span
    >
    ${
      kind === 'webhook' &&
      buttonForm(view, `${PATH}/test`, {
        text: t('portal.test'),
        of: name,
        hidden: { channel: id },
      })
    }
    ${state === 'proposed' && mine && withdrawButton(view, { channel: id }, name)}
  </li>`
}

const withdrawButton = (
  view: View,
  hidden: { channel: string } | { contact: string },
  of: string,
): Html => buttonForm(view, `${PATH}/withdraw`, { text: view.t('portal.withdraw'), of, hidden })

function testSection(view: View, { tests, secret, channels }: WaysShown): Html | null {
  const { t } = view
  if (tests.length === 0) return null
  const followed = followedOf(view, tests)
  // a secret that is shown once stays on the page
  const waits = followed.state !== '' && secret === null
  return html`<section>
    <h2>${t('portal.tests')}</h2>
    ${
      waits &&
      html`<p>${t('portal.test-waits')}</p>
        ${followLine(view, followed, { path: PATH, live: `${PATH}/live` })}`
    }
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">${t('portal.tried')}</th>
          <th scope="col">${t('provider.channel')}</th>
          <th scope="col">${t('portal.came-of-it')}</th>
        </tr>
      </thead>
      <tbody>
        ${tests.map((one) => testRow(view, one, channels))}
      </tbody>
    </table>
  </section>`
}

function testRow(view: View, test: ChannelTest, channels: WaysShown['channels']): Html {
  const { t, language } = view
  const { askedAt, doneAt, channelId, outcome, code } = test
  const fix = fixOf(test)
  const way = channels.find(({ id }) => id === channelId)
  return html`<tr>
    <th scope="row">${time(askedAt, language)}</th>
    <td data-label="${t('provider.channel')}">
      ${t(channelId === null ? 'portal.mail' : 'portal.webhook')}${
        way?.kind === 'webhook' &&
        html` <span class="host">${way.server}</span
          ><small class="below">${t('portal.proposed-at')} ${time(way.addedAt, language)}</small>`
      }
    </td>
    <td>
      ${
        outcome === null
          ? html`<span class="badge wait">${t('portal.under-way')}</span>`
          : html`<span class="badge ${outcome === 'accepted' ? 'good' : 'bad'}"
                >${t.code('test-outcome', outcome)}</span
              >
              ${code === null ? t('portal.no-status') : html`<code>${channelId === null ? 'SMTP' : 'HTTP'} ${code}</code>`}${
                doneAt && html`, ${time(doneAt, language)}`
              }<small class="below">${t.code('test-means', outcome)}</small
              >${fix && html`<small class="below"><strong>${t('portal.to-fix')}</strong> ${t(`test-fix.${fix}`)}</small>`}`
      }
    </td>
  </tr>`
}

const newSecret = ({ t }: View, secret: string): Html =>
  html`<section class="card flash" role="status">
    <h2>${t('portal.secret')}</h2>
    <p>${t('portal.secret-how')}</p>
    <p>
      <input class="copy" readonly value="${secret}" aria-label="${t('portal.secret')}" autofocus />
    </p>
  </section>`
