import type { LookupAlarm } from '@nightlight/matcher'
import type { StoppedHook } from '@nightlight/notices'
import { isAllowed } from '../../identity/principal.ts'
import type { BeyondBudget } from '../../report-desk/reveal-store.ts'
import { logPath } from '../audit/log-query.ts'
import { actorName } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'
import { alarmLine } from './provider-lookups.ts'

/** What has stopped or come to light and waits for somebody; empty where the role does not see to it. */
export type Attention = {
  /** Ways of telling providers that wait for whoever reads this. */
  ways: number
  /** Mailboxes of providers that wait for whoever reads this. */
  mailboxes: number
  hooks: readonly StoppedHook[]
  alarms: readonly LookupAlarm[]
  /** Who had more addresses shown than a shift is expected to need. */
  reveals: readonly BeyondBudget[]
}

/** Lines that are seen at once; the others are a click away. */
const AT_ONCE = 10

/** Stands above everything else of the overview, and only while there is something. */
export function attentionSection(
  view: View,
  { ways, mailboxes, hooks, alarms, reveals }: Attention,
): Html | null {
  const { t } = view
  const lines = [
    ...reveals.map((one) => revealsLine(view, one)),
    ...alarms.map((alarm) => alarmLine(view, alarm, `/console/providers/${alarm.providerId}`)),
    ...(mailboxes > 0 ? [mailboxesLine(view, mailboxes)] : []),
    ...(ways > 0 ? [waysLine(view, ways)] : []),
    ...hooks.map((hook) => hookLine(view, hook)),
  ]
  if (lines.length === 0) return null
  const others = lines.slice(AT_ONCE)
  return html`<section class="card">
    <h2>${t('overview.attention')}</h2>
    ${lines.slice(0, AT_ONCE)}
    ${
      others.length > 0 &&
      html`<details class="others">
        <summary>${t('overview.others', { n: others.length })}</summary>
        ${others}
      </details>`
    }
    ${hooks.length > 0 && html`<p class="fine">${t('overview.hooks-how')}</p>`}
  </section>`
}

function revealsLine(view: View, { actor, n, lastAt }: BeyondBudget): Html {
  const { t, language, principal } = view
  const log = logPath({ asked: 'addresses' })
  return html`<p class="line">
    ${t('overview.reveals', { who: actorName(view, actor), n })}
    <span class="fine">${time(lastAt, language)}</span>
    ${principal && isAllowed(principal.role, 'audit:read') && html`<a href="${log}">${t('overview.reveals-log')}</a>`}
  </p>`
}

const mailboxesLine = ({ t }: View, n: number): Html =>
  html`<p class="line">
    <a href="/console/supervision#waiting">${t('overview.mailboxes-proposed', { n })}</a>
  </p>`

const waysLine = ({ t }: View, n: number): Html =>
  html`<p class="line">
    <a href="/console/channels#proposed">${t('overview.ways-proposed', { n })}</a>
  </p>`

const hookLine = ({ t, language }: View, { name, attention, stateAt }: StoppedHook): Html =>
  html`<p class="line">
    <span class="badge wait">${t.code('hook-attention', attention)}</span>
    ${name} <span class="fine">${time(stateAt, language)}</span>
  </p>`
