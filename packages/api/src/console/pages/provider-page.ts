import type { RegisteredProvider, ResponseHistory } from '@nightlight/notices'
import { isAllowed } from '../../identity/principal.ts'
import { actorName, facts, flash } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import type { Lost } from '../provider-change.ts'
import { ageStrip, responsePicture } from '../response-picture.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'
import type { AddressConsents } from '../../address-files/address-consents.ts'
import { addressConsentSection } from './provider-addresses.ts'
import { channelSection } from './provider-channels.ts'
import { contactSection } from './provider-contacts.ts'
import { lookupSection, type ProviderLookups } from './provider-lookups.ts'
import { changeForm } from './provider-form.ts'
import { keySection } from './provider-keys.ts'
import { providerName } from './providers-page.ts'

export type ProviderShown = {
  provider: RegisteredProvider
  may: { write: boolean; propose: boolean; channels: boolean; actor: string }
  lookups: ProviderLookups
  consents: AddressConsents
  /** What was done just before, as a code. */
  done: string | null
  /** Digests of what the form to change it shows. */
  shown: string
  /** What was changed in that form and not stored, as somebody else changed the same meanwhile. */
  lost: readonly Lost[] | null
}

export function providerPage(
  view: View,
  { provider, may, lookups, consents, done, shown, lost }: ProviderShown,
): Html {
  const { t } = view
  const { open, history, organisation } = provider
  return layout(
    view,
    providerName(provider),
    html`${done && flash(t.code('done', done))}
      ${lost && html`<p class="attention"><a href="#change">${t('problem.changed-meanwhile')}</a></p>`}
      <section class="card">${whoItIs(view, provider)}</section>
      <section class="card">
        <h2>${t('provider.open')}</h2>
        ${ageStrip(view, open)}
      </section>
      <section class="card">
        <h2>${t('provider.history')}</h2>
        ${historyOf(view, history)}
      </section>
      ${organisation && organisation.others.length > 0 && company(view, organisation)}
      ${contactSection(view, provider, may)} ${channelSection(view, provider, may)}
      ${keySection(view, provider, may)} ${lookupSection(view, lookups)}
      ${addressConsentSection(view, provider.id, consents, may)}
      <p><a href="/console/providers/${provider.id}/people">${t('portal.people')}</a></p>
      ${
        isAllowed(view.principal?.role ?? 'reporter', 'key:write') &&
        html`<p>
          <a href="/console/providers/${provider.id}/people#keys">${t('keys.provider-title')}</a>
        </p>`
      }
      ${may.write && changeForm(view, provider, { shown, lost })}`,
  )
}

function whoItIs(view: View, provider: RegisteredProvider): Html {
  const { t } = view
  const { kind, handle, country, languageBy, urlPolicy, organisation, note } = provider
  const language = t.code('language', provider.language)
  return facts([
    [t('column.kind'), t.code('provider-kind', kind)],
    [t('provider.country'), country],
    [t('provider.organisation'), organisation?.name ?? null],
    [t('provider.handle'), provider.name === '' ? null : handle],
    [
      t('provider.language'),
      languageBy === null
        ? t('provider.language-follows', { language })
        : t('provider.language-chosen', { language, by: actorName(view, languageBy) }),
    ],
    [t('provider.addresses'), t.code('url-policy', urlPolicy ?? 'usual')],
    [
      t('provider.networks'),
      known(
        view,
        provider.asns.map(({ asn, by }) => [`AS${asn}`, by]),
      ),
    ],
    [
      t('provider.domains'),
      known(
        view,
        provider.domains.map(({ domain, by }) => [domain, by]),
      ),
    ],
    [t('provider.note'), note],
  ])
}

/** What was seen is told from what a person said. */
const known = (
  { t }: View,
  items: readonly (readonly [string, 'person' | 'observed'])[],
): string | null =>
  items.length === 0
    ? null
    : items
        .map(([name, by]) => (by === 'person' ? name : `${name} (${t('provider.observed')})`))
        .join('\n')

function historyOf(view: View, history: ResponseHistory): Html {
  const { t, language } = view
  const { since, answer, removal, replies, goneBefore, truncated } = history
  return html`<p class="fine">
      ${t('provider.since')} ${time(since, language)}. ${t('times.what-open')}
      ${truncated && t('provider.truncated')}
    </p>
    <div class="split even">
      ${responsePicture(view, t('times.answer'), answer, t('times.unanswered'))}
      ${responsePicture(view, t('times.removal'), removal, t('times.open'))}
    </div>
    ${goneBefore > 0 && html`<p class="fine">${t('provider.gone-before', { n: number(view, goneBefore) })}</p>`}
    ${
      replies.length > 0 &&
      html`<h3>${t('provider.replies')}</h3>
        <ul class="answers">
          ${replies.map(
            (one) =>
              html`<li>
                <strong>${number(view, one.count)}</strong> ${t.code('response', one.class)}
              </li>`,
          )}
        </ul>`
    }`
}

const company = (
  view: View,
  { name, others, history }: NonNullable<RegisteredProvider['organisation']>,
): Html =>
  html`<section class="card">
    <h2>${view.t('provider.company', { name })}</h2>
    <p>${view.t('provider.others')}</p>
    <ul>
      ${others.map(
        (one) => html`<li><a href="/console/providers/${one.id}">${providerName(one)}</a></li>`,
      )}
    </ul>
    ${historyOf(view, history)}
  </section>`
