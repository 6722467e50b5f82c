import { LANGUAGES } from '@nightlight/contract'
import { URL_POLICIES, type RegisteredProvider } from '@nightlight/notices'
import { facts } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { channelsInUse, standing, type Lost } from '../provider-change.ts'
import type { TextKey } from '../texts.ts'
import type { View } from '../view.ts'

type Line = {
  label: string
  name: string
  value?: string
  /** An example. */
  like?: string
  /** Signs at most. */
  most?: number
  type?: 'text' | 'email'
  isNeeded?: boolean
}

/** A field of one line in a form about a provider. */
export const lineField = ({
  label,
  name,
  value = '',
  like = '',
  most = 4000,
  type = 'text',
  isNeeded = false,
}: Line): Html =>
  html`<label
    >${label}<input
      name="${name}"
      type="${type}"
      value="${value}"
      placeholder="${like}"
      maxlength="${most}"
      autocomplete="off"
      autocapitalize="off"
      ${isNeeded && html` required`}
  /></label>`

/**
 * What a person knows better than the registries do.
 *
 * Unfolded, and with the focus, where it comes back since somebody else changed the same.
 *
 * @param shown  digests of what the form is filled with
 * @param lost  what was changed in it and not stored; null where it is shown for the first time
 */
export function changeForm(
  view: View,
  provider: RegisteredProvider,
  { shown, lost }: { shown: string; lost: readonly Lost[] | null },
): Html {
  const { t, form } = view
  const { language, urlPolicy, organisation, note, ...own } = standing(provider)
  const asns = own.asns.map((asn) => `AS${asn}`)
  const used = channelsInUse(provider)
  return html`<details class="card" id="change" ${lost && html`open`}>
    <summary>${t('provider.change')}</summary>
    ${
      lost &&
      html`<p class="again" role="alert" tabindex="-1" autofocus>
          ${t('problem.changed-meanwhile')}
        </p>
        ${lostFields(view, provider, lost)}`
    }
    <form method="post" action="/console/providers/${provider.id}" class="stack">
      <input type="hidden" name="form" value="${form}" />
      <input type="hidden" name="shown" value="${shown}" />
      <label
        >${t('provider.language')}<select name="language">
          ${option('', language ?? '', t('provider.of-country'))}
          ${LANGUAGES.map((code) => option(code, language ?? '', t.code('language', code)))}
        </select></label
      >
      <label
        >${t('provider.addresses')}<select name="urls">
          ${option('', urlPolicy ?? '', t.code('url-policy', 'usual'))}
          ${URL_POLICIES.map((name) => option(name, urlPolicy ?? '', t.code('url-policy', name)))}
        </select></label
      >
      ${
        used.length > 1 &&
        html`<label
          >${t('provider.prefer')}<select name="channel">
            ${used.map((one, index) =>
              option(index === 0 ? '' : one.id, '', t.code('channel-kind', one.kind)),
            )}
          </select></label
        >`
      }
      ${lineField({ label: t('provider.organisation'), name: 'organisation', value: organisation ?? '', most: 200 })}
      ${lineField({ label: t('provider.networks'), name: 'asns', value: asns.join(', '), like: 'AS64500, AS64501' })}
      ${lineField({ label: t('provider.domains'), name: 'domains', value: own.domains.join(', '), like: 'hosting.example' })}
      <label
        >${t('provider.note')}<textarea name="note" rows="3" maxlength="2000">
${note ?? ''}</textarea>
      </label>
      <p class="fine">${t('provider.change-how')}</p>
      <button class="primary">${t('provider.keep')}</button>
    </form>
  </details>`
}

const option = (value: string, chosen: string, text: string): Html =>
  html`<option value="${value}" ${value === chosen && html` selected`}>${text}</option>`

const LABELS = {
  language: 'provider.language',
  urls: 'provider.addresses',
  channel: 'provider.prefer',
  organisation: 'provider.organisation',
  asns: 'provider.networks',
  domains: 'provider.domains',
  note: 'provider.note',
} as const satisfies Record<Lost['field'], TextKey>

/** What was changed in the form and not stored, each by its label, to be chosen or copied again. */
const lostFields = (view: View, provider: RegisteredProvider, lost: readonly Lost[]): Html | null =>
  lost.length === 0
    ? null
    : html`<p>${view.t('provider.lost')}</p>
        ${facts(
          lost.map(({ field, said }) => [
            view.t(LABELS[field]),
            lostValue(view, provider, field, said),
          ]),
        )}`

function lostValue(
  { t }: View,
  { channels }: RegisteredProvider,
  field: Lost['field'],
  said: string,
): Html | string {
  if (field === 'language') {
    return said === '' ? t('provider.of-country') : t.code('language', said)
  }
  if (field === 'urls') return t.code('url-policy', said || 'usual')
  if (field === 'channel') {
    const kind = channels.find(({ id }) => id === said)?.kind
    return kind ? t.code('channel-kind', kind) : '–'
  }
  if (said.trim() === '') return t('provider.lost-emptied')
  // Browsers drop the first line break of a text field.
  return html`<textarea readonly rows="3" aria-label="${t(LABELS[field])}">
${`\n${said}`}</textarea>`
}
