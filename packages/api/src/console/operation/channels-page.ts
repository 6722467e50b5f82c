import type { DeliveryView, HookView } from '@nightlight/notices'
import type { ProcessFacts } from '@nightlight/runtime'
import { isAllowed } from '../../identity/principal.ts'
import type { ChannelUse, InterfaceWay, ProposedWay } from '../../operation/channel-store.ts'
import { MOST_COUNTED, type Waiting } from '../../operation/health-store.ts'
import { buttonForm } from '../button-form.ts'
import { followLine } from '../follow.ts'
import { emptyState, flash } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import { duration, time } from '../times.ts'
import type { View } from '../view.ts'
import { followedOf, interfaceTable, mailTest, type MailTests } from './channel-tests.ts'

export type Channels = {
  /** What the notices process said of how it is set up; null where it was not heard for two minutes. */
  setUp: ProcessFacts | null
  use: readonly ChannelUse[]
  ways: readonly { kind: string; state: 'proposed' | 'active' | 'disabled'; n: number }[]
  /** Those that wait for a second person longest. */
  proposed: { n: number; oldest: readonly ProposedWay[] }
  waiting: Waiting
  tests: MailTests
  interfaces: readonly InterfaceWay[]
  iccamAt: Date | null
  hooks: readonly { hook: HookView; last: DeliveryView | null }[]
  done: string | null
}

const PATH = '/console/channels'

/** Every way out: whether it is set up, when it last went well and when not, and how to try it. */
export function channelsPage(view: View, shown: Channels): Html {
  const { t } = view
  const { setUp, use, tests, interfaces, hooks, done } = shown
  const followed = followedOf(view, shown)
  return layout(
    view,
    t('channels.title'),
    html`${done && flash(t.code('channels-done', done))}
      <p class="lead">${t('channels.lead')}</p>
      ${followed.state !== '' && followLine(view, followed, { path: PATH, live: `${PATH}/live` })}
      ${setUp === null && html`<p class="attention">${t('channels.not-heard')}</p>`}
      <section class="card">
        <h2>${t('channels.mail')}</h2>
        ${mailSection(view, shown)}
      </section>
      <section class="card">
        <h2>${t('channels.police')}</h2>
        ${mailTest(view, 'police', tests.police, setUp?.['police'] === true)}
      </section>
      <section class="card">
        <h2>${t('channels.iccam')}</h2>
        ${mailTest(view, 'iccam', tests.iccam)}
      </section>
      <section>
        <h2>${t('channels.ways')}</h2>
        ${wayTable(view, shown, use)}
      </section>
      ${shown.proposed.n > 0 && proposedSection(view, shown)}
      <section>
        <h2>${t('ways.interfaces')}</h2>
        <p>${t('ways.how')}</p>
        ${interfaces.length === 0 ? emptyState(t('ways.none')) : interfaceTable(view, interfaces)}
      </section>
      <section>
        <h2>${t('channels.hooks')}</h2>
        ${hooks.length === 0 ? emptyState(t('channels.no-hooks')) : hookTable(view, hooks)}
      </section>`,
  )
}

function mailSection(view: View, { setUp, tests, waiting }: Channels): Html {
  const { t } = view
  const isOn = setUp?.['mail'] === true
  const parts: [string, boolean][] = [
    [t('channels.server'), isOn],
    [t('channels.dkim'), Number(setUp?.['dkim'] ?? 0) > 0],
    [t('channels.police'), setUp?.['police'] === true],
    [t('channels.inbound'), setUp?.['inbound'] === true],
    [t('channels.reply-page'), setUp?.['replyPage'] === true],
  ]
  return html`<ul class="plain-list inline">
      ${parts.map(
        ([name, is]) =>
          html`<li>
            ${name}:
            <span class="badge ${is ? 'good' : 'plain'}"
              >${t(is ? 'channels.set-up' : 'channels.not-set-up')}</span
            >
          </li>`,
      )}
    </ul>
    ${setUp !== null && !isOn && html`<p class="attention">${t('channels.no-server')}</p>`}
    <p>${waitingWords(view, waiting)}</p>
    ${mailTest(view, 'mail', tests.mail)}`
}

function waitingWords(view: View, { n, oldest }: Waiting): string {
  const { t, language, now } = view
  if (oldest === null) return t('channels.none-wait')
  const count = n > MOST_COUNTED ? `${number(view, MOST_COUNTED)}+` : number(view, n)
  const ms = Math.max(0, now.getTime() - oldest.getTime())
  return t('channels.wait', { n: count, time: duration(ms, language) })
}

const wayTable = (view: View, { ways, iccamAt }: Channels, use: readonly ChannelUse[]): Html => {
  const { t, language } = view
  const countOf = (kind: string, state: string): number =>
    ways.find((way) => way.kind === kind && way.state === state)?.n ?? 0
  const row = (name: string, setUp: string, taken: Date | null, not: Html | string): Html =>
    html`<tr>
      <th scope="row">${name}</th>
      <td data-label="${t('channels.providers')}">${setUp}</td>
      <td data-label="${t('channels.last-taken')}">
        ${taken ? time(taken, language) : t('channels.never')}
      </td>
      <td data-label="${t('channels.last-not')}">${not}</td>
    </tr>`
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('channels.way')}</th>
        <th scope="col">${t('channels.providers')}</th>
        <th scope="col">${t('channels.last-taken')}</th>
        <th scope="col">${t('channels.last-not')}</th>
      </tr>
    </thead>
    <tbody>
      ${use.map(({ channel, takenAt, notTakenAt, outcome, code }) =>
        row(
          t.code('channel-kind', channel),
          channel === 'smtp'
            ? t('channels.all-others')
            : t('channels.n-active', {
                n: number(view, countOf(channel, 'active')),
                proposed: number(view, countOf(channel, 'proposed')),
                disabled: number(view, countOf(channel, 'disabled')),
              }),
          takenAt,
          notTakenAt
            ? html`${time(notTakenAt, language)}<small class="below"
                  >${t.code('channel-outcome', outcome ?? '')}${code !== null && html` ${code}`}</small
                >`
            : t('channels.never'),
        ),
      )}
      ${row(t('channels.iccam'), t('channels.iccam-how'), iccamAt, '–')}
    </tbody>
  </table>`
}

const KEYS: readonly string[] = ['openpgp', 'smime']

/** Each is approved on the page of its provider, which says where it leads. */
function proposedSection(view: View, { proposed }: Channels): Html {
  const { t, language } = view
  return html`<section id="proposed">
    <h2>${t('channels.to-approve', { n: number(view, proposed.n) })}</h2>
    <p>${t('channels.to-approve-how')}</p>
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">${t('ways.provider')}</th>
          <th scope="col">${t('channels.way')}</th>
          <th scope="col">${t('channels.proposed-at')}</th>
        </tr>
      </thead>
      <tbody>
        ${proposed.oldest.map(
          ({ kind, provider, providerId, addedAt }) =>
            html`<tr>
              <th scope="row">
                <a
                  href="/console/providers/${providerId}#${KEYS.includes(kind) ? 'mail-keys' : 'channels'}"
                  >${provider}</a
                >
              </th>
              <td data-label="${t('channels.way')}">${t.code('channel-kind', kind)}</td>
              <td data-label="${t('channels.proposed-at')}">${time(addedAt, language)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`
}

const hookTable = (view: View, hooks: Channels['hooks']): Html => {
  const { t, language, principal } = view
  const mayTest = principal !== null && isAllowed(principal.role, 'hook:write')
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('channels.hook')}</th>
        <th scope="col">${t('column.state')}</th>
        <th scope="col">${t('channels.last-taken')}</th>
        <th scope="col" class="figure">${t('channels.waiting')}</th>
        <th scope="col">${t('channels.last-try')}</th>
        <th scope="col">${t('column.what-to-do')}</th>
      </tr>
    </thead>
    <tbody>
      ${hooks.map(
        ({ hook, last }) =>
          html`<tr>
            <th scope="row">${hook.name}</th>
            <td>
              <span
                class="badge ${hook.attention ? 'bad' : hook.state === 'active' ? 'good' : 'plain'}"
                >${t.code('hook-state', hook.because ?? hook.state)}</span
              >
            </td>
            <td data-label="${t('channels.last-taken')}">
              ${hook.deliveredAt ? time(hook.deliveredAt, language) : t('channels.never')}
            </td>
            <td class="figure" data-label="${t('channels.waiting')}">
              ${number(view, hook.waiting)}
            </td>
            <td data-label="${t('channels.last-try')}">${lastTry(view, last)}</td>
            <td>
              ${
                mayTest &&
                hook.state === 'active' &&
                buttonForm(view, `/console/channels/hooks/${hook.id}/test`, {
                  text: t('channels.test'),
                  of: hook.name,
                })
              }
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function lastTry(view: View, last: DeliveryView | null): Html | string {
  const { t, language } = view
  if (!last) return '–'
  const words = [
    t.code('delivery-state', last.state),
    ...(last.status === null ? [] : [`HTTP ${last.status}`]),
    ...(last.problem === null ? [] : [last.problem]),
  ]
  return html`${time(last.finishedAt ?? last.at, language)}<small class="below"
      >${words.join(', ')}</small
    >`
}
