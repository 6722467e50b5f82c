import type { Elsewhere } from '../../elsewhere-store.ts'
import type { NoticeOfTakedown } from '../../notice-store.ts'
import type { Takedown, TakedownAddress, TimelineEvent } from '../../takedown-store.ts'
import { actorName, ageBar, emptyState, facts, outcomeBadge } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { defanged } from '../masked-text.ts'
import { time } from '../times.ts'
import { timelineSvg } from '../timeline.ts'
import type { View } from '../view.ts'

export type TakedownInFull = Takedown & {
  checks: { at: Date; verdict: string; codes: string[] }[]
  timeline: TimelineEvent[]
  notices: NoticeOfTakedown[]
  addresses: (TakedownAddress & { lastOutcome: string | null })[]
  elsewhere: Elsewhere
}

export function takedownPage(view: View, takedown: TakedownInFull): Html {
  const { t } = view
  const { provider, attention } = takedown
  return layout(
    view,
    t('takedown.title'),
    html`<section class="card">
        <p class="lead">
          <span class="host">${defanged(takedown.host)}</span>
          ${outcomeBadge(view, takedown.outcome)} ${ageBar(view, takedown)}
        </p>
        ${attention && html`<p class="attention">${t.code('attention', attention)}</p>`}
        ${facts([
          [
            t('column.provider'),
            provider && [provider.name, provider.country].filter(Boolean).join(', '),
          ],
          [t('takedown.status'), t.code('status', takedown.status)],
          [t('takedown.last-check'), takedown.lastVerdict && t.code('check', takedown.lastVerdict)],
          [t('column.notices'), takedown.noticesSent],
        ])}
      </section>
      <div class="split wide">
        <section class="card">
          <h2>${t('takedown.timeline')}</h2>
          ${timelineSvg(view, takedown.clocks)}
        </section>
        <section>
          <h2>${t('takedown.events')}</h2>
          ${eventList(view, takedown.timeline)}
        </section>
      </div>
      <section>
        <h2>${t('takedown.notices')}</h2>
        ${noticeTable(view, takedown.notices)}
      </section>
      <section>
        <h2>${t('takedown.checks')}</h2>
        ${checkTable(view, takedown.checks)}
      </section>
      <section>
        <h2>${t('takedown.elsewhere')}</h2>
        ${elsewhere(view, takedown.elsewhere)}
      </section>
      <section>
        <h2>${t('takedown.addresses')}</h2>
        <ul class="plain-list">
          ${takedown.addresses.map(
            (one) =>
              html`<li class="card line">
                <span class="host">${defanged(one.host)}</span>
                ${one.lastOutcome && t.code('check', one.lastOutcome)}
                <span class="fine">${t('takedown.added')} ${time(one.addedAt, view.language)}</span>
              </li>`,
          )}
        </ul>
      </section>`,
  )
}

function elsewhere({ t }: View, { places, hosts, takedowns, truncated }: Elsewhere): Html {
  if (places === 0 && takedowns.length === 0) return emptyState(t('takedown.nowhere-else'))
  return html`<p>${t('takedown.places', { places, hosts })}</p>
    <ul class="plain-list">
      ${takedowns.map(
        (one) =>
          html`<li class="card line">
            <a class="host" href="/takedowns/${one.id}">${defanged(one.host)}</a>
            ${t.code('status', one.status)}
            <span class="fine">${t.code('because', one.because)}</span>
          </li>`,
      )}
    </ul>
    ${truncated && html`<p class="fine">${t('takedown.more-elsewhere')}</p>`}`
}

/** Fields of events that say something to a person; the rest is ids. */
const TOLD = ['verdict', 'codes', 'reason', 'country', 'policy', 'level', 'seq', 'smtpCode']

const eventList = (view: View, events: readonly TimelineEvent[]): Html =>
  html`<ol class="events">
    ${events.map(
      (event) =>
        html`<li>
          <strong>${view.t.code('event', event.type)}</strong>${told(view, event)}
          <span class="fine"
            >${time(event.at, view.language)} · ${actorName(view, event.actor)}</span
          >
        </li>`,
    )}
  </ol>`

function told({ t }: View, { data }: TimelineEvent): Html | null {
  const words = TOLD.flatMap((name) => {
    const value = data[name]
    if (Array.isArray(value)) return value.map((code) => t.code('code', String(code)))
    if (typeof value === 'string')
      return name === 'verdict' ? t.code('check', value) : t.code('code', value)
    return typeof value === 'number' ? `${t.code('field', name)} ${value}` : []
  })
  return words.length === 0 ? null : html` <span>${words.join(', ')}</span>`
}

function noticeTable(view: View, notices: readonly NoticeOfTakedown[]): Html {
  const { t, language } = view
  if (notices.length === 0) return emptyState(t('takedown.no-notices'))
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('column.reference')}</th>
        <th scope="col">${t('column.kind')}</th>
        <th scope="col">${t('column.state')}</th>
        <th scope="col">${t('column.sent')}</th>
      </tr>
    </thead>
    <tbody>
      ${notices.map(
        (one) =>
          html`<tr>
            <th scope="row">${one.reference}</th>
            <td>${t.code('notice-kind', one.kind)}</td>
            <td>${t.code('notice-state', one.state)}</td>
            <td>${one.sentAt ? time(one.sentAt, language) : '–'}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function checkTable(view: View, checks: TakedownInFull['checks']): Html {
  const { t, language } = view
  if (checks.length === 0) return emptyState(t('takedown.no-checks'))
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('column.at')}</th>
        <th scope="col">${t('column.seen')}</th>
        <th scope="col">${t('column.answer')}</th>
      </tr>
    </thead>
    <tbody>
      ${checks.toReversed().map(
        (check) =>
          html`<tr>
            <th scope="row">${time(check.at, language)}</th>
            <td>${t.code('check', check.verdict)}</td>
            <td>${check.codes.map((code) => t.code('code', code)).join(', ')}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}
