import type { HostFacts } from '../../report-desk/host-facts-store.ts'
import type { Takedown } from '../../takedown-store.ts'
import { takedownAge, facts, outcomeBadge, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { defanged } from '../masked-text.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'
import { countryWords } from './host-fact.ts'

export type TakedownEvidence = Takedown & {
  hostFacts: HostFacts | null
  /** What can be done about it from here; null for what has ended, and for those that are not shown in full. */
  forms: Html | null
}

/** One takedown with what is known of its host, by whose word, and what can be done about it. */
export const takedownEvidence = (view: View, takedown: TakedownEvidence): Html => {
  const { t } = view
  const { forms, hostFacts } = takedown
  return html`<li class="card" data-item aria-label="${defanged(takedown.host)}">
    <p class="lead">
      <a href="/console/takedowns/${takedown.id}"
        >${defanged(takedown.host)} <span class="id">${shortId(takedown.id)}</span></a
      >
      ${outcomeBadge(view, takedown.outcome)} ${takedownAge(view, takedown)}
    </p>
    ${takedown.attention && html`<p class="attention">${t.code('attention', takedown.attention)}</p>`}
    ${hostFacts ? hostSection(view, hostFacts) : html`<p class="fine">${t('desk.host-unknown')}</p>`}
    ${
      forms &&
      html`<details>
        <summary>${t('desk.actions')}</summary>
        ${forms}
      </details>`
    }
  </li>`
}

function hostSection(view: View, host: HostFacts): Html {
  const { t, language } = view
  return html`${host.disagree && html`<p class="attention">${t('desk.host-disagree')}</p>`}
  ${facts([
    [t('column.provider'), host.provider],
    [t('desk.host-network'), host.asn === null ? null : `AS${host.asn}`],
    [t('desk.host-country'), countryWords(view, host)],
    [t('desk.host-cdn'), host.cdn],
    [t('desk.host-found'), time(host.foundAt, language)],
  ])}`
}
