import type { EventVerdict, FoundEvent, EventProof } from '@nightlight/audit'
import { facts, flash } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import { exactTime } from '../times.ts'
import type { View } from '../view.ts'
import {
  atOf,
  auditNav,
  detailText,
  verdictBadge,
  whoDid,
  type KeyOwners,
} from './audit-fragments.ts'
import type { HandedProof, LeftOut, NoProof } from './event-proof.ts'
import { logPath } from './log-query.ts'

export type EventInFull = {
  event: FoundEvent
  /** As whoever looks may take it along, or why there is none. */
  handed: HandedProof | NoProof
  /** What was computed anew just now; null where nobody asked. */
  verdict: EventVerdict | null
  /** It says the first verdict on a match of which whoever looks is to give the second. */
  isBlind: boolean
  owners: KeyOwners
  /** Of the log, as one word, to compare with the one that was handed over. */
  key: string
}

/** One event, and what leads from it to a signed head. */
export function eventPage(view: View, found: EventInFull): Html {
  const { event, handed, verdict, isBlind, owners, key } = found
  const { t } = view
  const { proof = null, leftOut = null } = typeof handed === 'string' ? {} : handed
  const path = `/console/audit/events/${event.id}`
  return layout(
    view,
    t('audit.event'),
    html`${auditNav(view, null)} ${verdict && verdictCard(view, verdict, proof)}
      <section class="card">
        <h2>${t('audit.what')}</h2>
        ${eventFacts(view, isBlind ? withoutVerdict(view, event) : event, owners)}
      </section>
      <section class="card">
        <h2>${t('audit.proof')}</h2>
        ${proof ? proofFacts(view, proof) : noProof(view, handed === 'tile-missing')}
        <p class="buttons">
          <a class="button primary" href="${path}?verify=1">${t('audit.verify-event')}</a>
          ${proof && html`<a class="button" href="${path}/proof">${t('audit.download-proof')}</a>`}
        </p>
        ${proof && html`<p class="fine">${fileWords(view, leftOut)}</p>`}
        ${
          proof &&
          html`<details>
            <summary>${t('audit.path-of-hashes', { n: number(view, proof.proof.length) })}</summary>
            <ol class="hashes">
              ${proof.proof.map((hash) => html`<li><code>${hash}</code></li>`)}
            </ol>
          </details>`
        }
        <details>
          <summary>${t('audit.how-without-us')}</summary>
          <p>${t('audit.proof-says')}</p>
          <pre><code>nightlight audit verify event-${event.id.slice(-6)}.json --key '${key}'</code></pre>
          <p>${t('audit.key-by-another-way')}</p>
        </details>
      </section>`,
  )
}

const noProof = ({ t }: View, isBroken: boolean): Html =>
  isBroken
    ? html`<p class="attention">${t('audit.proof-broken')}</p>`
    : html`<p>${t('audit.no-proof')}</p>`

/** What the file names, and what it proves without that. */
const fileWords = ({ t }: View, leftOut: LeftOut | null): string =>
  leftOut === null
    ? t('audit.proof-opens')
    : `${t(`audit-left-out.${leftOut}`)} ${t('audit.proof-of-event')}`

const verdictCard = (view: View, verdict: EventVerdict, proof: EventProof | null): Html => {
  const { t } = view
  if (verdict === 'proved' || verdict === 'erased') {
    const size = number(view, proof?.size ?? 0)
    return flash(t(`audit.event-${verdict}`, { size }))
  }
  return html`<p class="attention" role="status">
    ${verdictBadge(view, verdict)}
    ${verdict === 'waits' ? t('audit.event-waits') : t('audit.event-bad')}
  </p>`
}

const hasWords = ({ t }: View, { action }: FoundEvent): boolean =>
  t.code('audit-action', action) !== action

const withoutVerdict = ({ t }: View, event: FoundEvent): FoundEvent => ({
  ...event,
  detail: { ...event.detail, verdict: t('assessments.asked') },
})

function eventFacts(view: View, event: FoundEvent, owners: KeyOwners): Html {
  const { t, language } = view
  const filter = (path: string, text: string): Html => html`<a href="${path}">${text}</a>`
  // of an erased event there is none: what the row has was written into it
  const detail = event.isErased ? '' : detailText(event.detail)
  return facts([
    [t('audit.when'), exactTime(atOf(event), language)],
    [
      t('audit.actor'),
      event.isErased
        ? t('audit.erased')
        : filter(logPath({}, { actor: event.actor }), whoDid(view, event, owners)),
    ],
    [t('audit.role'), event.role === null ? null : t.code('role', event.role)],
    [
      t('audit.action'),
      html`${filter(logPath({}, { action: event.action }), t.code('audit-action', event.action))}
      ${hasWords(view, event) && html`<small class="below">${event.action}</small>`}`,
    ],
    [
      t('audit.object'),
      html`${t.code('audit-object', event.objectType)}
        <small class="below"
          >${filter(logPath({}, { object: event.objectId }), event.objectId)}</small
        >`,
    ],
    [t('audit.detail'), detail === '' ? null : detail],
    [t('audit.place'), event.index === null ? t('audit.no-place') : number(view, event.index)],
    [t('audit.id'), html`<code>${event.id}</code>`],
  ])
}

const proofFacts = (view: View, { event, index, size, checkpoint }: EventProof): Html => {
  const { t } = view
  return html`<p>
      ${t('audit.proof-means', { index: number(view, index), size: number(view, size) })}
    </p>
    <p><span class="fine">${t('audit.commitment')}</span><br /><code>${event.commitment}</code></p>
    <details>
      <summary>${t('audit.signed-head')}</summary>
      <pre><code>${checkpoint}</code></pre>
    </details>`
}
