import type { FindingCode, ListedCheckpoint, LogHealth } from '@nightlight/audit'
import { emptyState, facts, flash } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import { duration, exactTime, time } from '../times.ts'
import type { View } from '../view.ts'
import { auditNav } from './audit-fragments.ts'

export type Heads = {
  items: readonly ListedCheckpoint[]
  next: number | null
  health: LogHealth
  troubles: readonly string[]
  key: string
  /** By size; null where nobody asked. */
  verified: ReadonlyMap<number, FindingCode | null> | null
  below: number | null
}

/** An event must be signed within so long; what waited longer is told. */
const LATEST_SECONDS = 120

/** The signed heads of the log, and how the log is. */
export function checkpointsPage(view: View, heads: Heads): Html {
  const { t } = view
  const { items, next, verified, below, key } = heads
  const here = `/console/audit/checkpoints?${below === null ? '' : `below=${below}&`}`
  return layout(
    view,
    t('audit.heads'),
    html`${auditNav(view, '/console/audit/checkpoints')}
      <p class="lead">${t('audit.heads-lead')}</p>
      ${healthCard(view, heads)} ${verified && verifiedLine(view, verified)}
      ${items.length === 0 ? emptyState(t('audit.no-heads')) : table(view, heads)}
      <p class="buttons">
        ${items.length > 0 && html`<a class="button primary" href="${here}verify=1">${t('audit.verify-heads')}</a>`}
        ${items.length > 0 && html`<a class="button" href="/console/audit/checkpoints/newest" download>${t('audit.download-head')}</a>`}
      </p>
      ${next !== null && html`<p><a rel="next" href="/console/audit/checkpoints?below=${next}">${t('audit.older-heads')}</a></p>`}
      <details class="card">
        <summary>${t('audit.key-of-log')}</summary>
        <p>${t('audit.key-how')}</p>
        <p><code>${key}</code></p>
      </details>`,
  )
}

function healthCard(view: View, { health, troubles }: Heads): Html {
  const { t, language } = view
  return html`<section class="card">
    ${
      troubles.length === 0
        ? html`<p><span class="badge good long">${t('audit.well')}</span></p>`
        : troubles.map(
            (code) =>
              html`<p class="attention">${t.code('audit-trouble', code)} <code>${code}</code></p>`,
          )
    }
    ${facts([
      [t('audit.signed-size'), number(view, health.signedSize)],
      [t('audit.oldest-unsigned'), duration(health.unsequencedSeconds * 1000, language)],
      [t('audit.sequencer'), health.heardAt ? time(health.heardAt, language) : t('audit.never')],
      [
        t('audit.witnessed'),
        health.witnessedSize > 0 ? number(view, health.witnessedSize) : t('audit.nobody'),
      ],
      [
        t('audit.timestamped'),
        health.timestampedSize > 0 ? number(view, health.timestampedSize) : t('audit.nobody'),
      ],
    ])}
  </section>`
}

function verifiedLine(view: View, verified: NonNullable<Heads['verified']>): Html {
  const { t } = view
  const bad = [...verified.values()].filter((one) => one !== null).length
  const n = number(view, verified.size)
  return bad === 0
    ? flash(t('audit.heads-hold', { n }))
    : html`<p class="attention" role="status">${t('audit.heads-bad', { n: number(view, bad) })}</p>`
}

const table = (view: View, heads: Heads): Html => {
  const { t } = view
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('audit.signed-at')}</th>
        <th scope="col" class="figure">${t('audit.size')}</th>
        <th scope="col">${t('audit.root')}</th>
        <th scope="col">${t('audit.witnesses')}</th>
        <th scope="col">${t('audit.stamps')}</th>
      </tr>
    </thead>
    <tbody>
      ${heads.items.map((head) => row(view, head, heads.verified))}
    </tbody>
  </table>`
}

function row(view: View, head: ListedCheckpoint, verified: Heads['verified']): Html {
  const { t, language } = view
  const found = verified?.get(head.size)
  const late = head.waitedSeconds !== null && head.waitedSeconds > LATEST_SECONDS
  return html`<tr>
    <th scope="row">
      ${head.signedAt ? exactTime(head.signedAt, language) : '–'}
      ${found === null && html`<span class="badge good">${t('audit.holds')}</span>`}
      ${(found ?? head.problem) && html`<span class="badge bad long">${t.code('audit-finding', found ?? head.problem ?? '')}</span>`}
      ${late && html`<span class="badge wait long">${t('audit.gap', { time: duration(head.waitedSeconds! * 1000, language) })}</span>`}
    </th>
    <td class="figure" data-label="${t('audit.size')}">${number(view, head.size)}</td>
    <td data-label="${t('audit.root')}"><code class="root">${head.root ?? '–'}</code></td>
    <td data-label="${t('audit.witnesses')}">${head.witnesses.join(', ') || '–'}</td>
    <td data-label="${t('audit.stamps')}">
      ${head.timestamps.length === 0 ? '–' : head.timestamps.map((at) => time(at, language))}
    </td>
  </tr>`
}
