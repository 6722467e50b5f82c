import type { Accreditation, LookupAlarm } from '@nightlight/matcher'
import { emptyState, facts } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { number } from '../list-fragments.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

/** What a provider may ask; what it hit and what came to light only for who grants it. */
export type ProviderLookups = {
  accreditation: Accreditation | null
  alarms: readonly LookupAlarm[]
  seesHits: boolean
}

export function lookupSection(
  view: View,
  { accreditation, alarms, seesHits }: ProviderLookups,
): Html {
  const { t, language } = view
  return html`<section class="card">
    <h2>${t('lookups.title')}</h2>
    ${seesHits && alarms.map((alarm) => alarmLine(view, alarm))}
    ${
      accreditation === null
        ? emptyState(t('lookups.none'))
        : facts([
            [t('column.state'), t.code('lookups-state', accreditation.state)],
            [t('lookups.purpose'), accreditation.purpose],
            [t('lookups.by'), accreditation.algorithms.join(', ')],
            [
              t('lookups.quota'),
              t('lookups.quota-of', {
                minute: number(view, accreditation.quotaMinute),
                day: number(view, accreditation.quotaDay),
              }),
            ],
            [t('lookups.expires'), time(accreditation.expiresAt, language)],
            [t('lookups.proposer'), accreditation.proposer],
            [t('lookups.approver'), accreditation.approver],
            [t('lookups.asked'), number(view, accreditation.hashes)],
            [t('lookups.hits'), seesHits ? number(view, accreditation.hits) : null],
          ])
    }
  </section>`
}

/** @param href  where whoever reads it can see more */
export const alarmLine = (
  { t, language }: View,
  { kind, provider, asker, firstAt }: LookupAlarm,
  href: string | null = null,
): Html =>
  html`<p class="line">
    <span class="badge wait">${t.code('lookups-alarm', kind)}</span>
    ${href === null ? provider : html`<a href="${href}">${provider}</a>`}${asker !== null && html` → ${asker}`}
    <span class="fine">${time(firstAt, language)}</span>
  </p>`
