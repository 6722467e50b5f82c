import { LANGUAGES } from '@nightlight/contract'
import { URL_POLICIES, type RegisteredProvider } from '@nightlight/notices'
import { html, type Html } from '../html.ts'
import type { View } from '../view.ts'

/** What a person knows better than the registries do. */
export function changeForm(view: View, provider: RegisteredProvider): Html {
  const { t, form } = view
  const { id, languageBy, urlPolicy, organisation, note, channels } = provider
  const language = languageBy === null ? '' : provider.language
  const asns = provider.asns.filter(({ by }) => by === 'person').map(({ asn }) => `AS${asn}`)
  const domains = provider.domains.filter(({ by }) => by === 'person').map(({ domain }) => domain)
  const used = channels.filter(({ state }) => state === 'active')
  return html`<details class="card">
    <summary>${t('provider.change')}</summary>
    <form method="post" action="/console/providers/${id}" class="stack">
      <input type="hidden" name="form" value="${form}" />
      <label
        >${t('provider.language')}<select name="language">
          ${option('', language, t('provider.of-country'))}
          ${LANGUAGES.map((code) => option(code, language, t.code('language', code)))}
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
      <label
        >${t('provider.organisation')}<input
          name="organisation"
          value="${organisation?.name ?? ''}"
          maxlength="200"
          autocomplete="off"
      /></label>
      <label
        >${t('provider.networks')}<input
          name="asns"
          value="${asns.join(', ')}"
          placeholder="AS64500, AS64501"
          maxlength="4000"
          autocomplete="off"
      /></label>
      <label
        >${t('provider.domains')}<input
          name="domains"
          value="${domains.join(', ')}"
          placeholder="hosting.example"
          maxlength="4000"
          autocomplete="off"
          autocapitalize="off"
      /></label>
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
