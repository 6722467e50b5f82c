import type { EarlierFacts, HostFacts, HostKnown } from '../../report-desk/host-facts-store.ts'
import { shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { defanged } from '../masked-text.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

/** The country of a host, and who says so; for whom they differ, what each says. */
export function countryWords(
  { t }: View,
  host: Pick<HostFacts, 'country' | 'countries' | 'disagree'>,
): Html {
  const said = Object.entries(host.countries)
  return html`${host.country ?? '–'}${said.map(
    ([source, country]) =>
      html`<span class="below ${country === host.country ? 'fine' : 'attention'}"
        >${country}: ${t.code('country-source', source)}</span
      >`,
  )}${said.length > 1 && !host.disagree && html`<span class="fine below">${t('desk.host-agree')}</span>`}`
}

/**
 * What is known of where a match would be taken down, when it is decided: of an earlier case, for none is opened yet.
 *
 * @param mediaId  of the match: the case may be of the same picture
 * @returns a line of the facts of the match
 */
export function hostFact(
  view: View,
  mediaId: string,
  { host, facts }: HostKnown,
): readonly [string, Html] {
  const { t } = view
  const known = facts
    ? hostWords(view, facts, mediaId)
    : html`<span class="fine below">${t('desk.host-unknown')}</span>`
  return [t('column.host'), html`${defanged(host)}${known}`]
}

function hostWords(view: View, facts: EarlierFacts, mediaId: string): Html {
  const { t, language } = view
  const { provider, asn, cdn, disagree, takedownId, foundAt } = facts
  const names = [provider, asn === null ? null : `AS${asn}`, cdn].filter((name) => name !== null)
  const of = facts.mediaId === mediaId ? 'desk.host-of-own' : 'desk.host-of-earlier'
  return html`<span class="below">${names.join(', ')}</span>
    <span class="below">${t('desk.host-country')}: ${countryWords(view, facts)}</span>
    ${disagree && html`<span class="below attention">${t('desk.host-disagree')}</span>`}
    <span class="fine below"
      >${t(of, { id: shortId(takedownId) })}, ${time(foundAt, language)}</span
    >`
}
