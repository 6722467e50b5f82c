import type { HostFinding } from '@nightlight/notices'
import { isAllowed } from '../../identity/principal.ts'
import { countryWords } from '../desk/host-fact.ts'
import { facts, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { defanged } from '../masked-text.ts'
import { exactTime, time } from '../times.ts'
import type { View } from '../view.ts'

/** What somebody can say of a host: where it is, or which address is behind a delivery network. */
export const HOST_SAYINGS = ['country', 'origin'] as const

/** What waits until somebody says where the content is. */
const ASK_FOR_HOST: readonly string[] = [
  'hosting-country-changed',
  'hosting-country-disputed',
  'no-rule',
  'provider-may-be-the-site',
  'reply-not-theirs',
]

type Shown = {
  id: string
  status: string
  /** Null before the first look. */
  finding: HostFinding | null
  /** Codes of all that waits for a person. */
  waiting: readonly (string | null)[]
}

const mayCorrect = ({ principal }: View): boolean =>
  principal !== null && isAllowed(principal.role, 'match:decide')

const mayReroute = ({ principal }: View): boolean =>
  principal !== null && isAllowed(principal.role, 'takedown:reroute')

/** A page has such forms of several takedowns. */
const hostFormId = (id: string): string => `host-${id}`

/** The way from what waits to where the host is corrected, for whoever may; null where that ends something else. */
export const hostLink = (
  view: View,
  code: string,
  { id, host }: { id: string; host: string },
): Html | null =>
  ASK_FOR_HOST.includes(code) && mayCorrect(view)
    ? html`<a href="/console/takedowns/${id}#${hostFormId(id)}"
        >${view.t('host-form.open')}<span class="visually-hidden"
          >: ${defanged(host)} ${shortId(id)}</span
        ></a
      >`
    : null

/** What was found of the host, and the forms by which a person says better; null for whom neither is. */
export function hostSection(view: View, shown: Shown): Html | null {
  const { id, status, finding, waiting } = shown
  const isOpenToIt = status !== 'closed' && mayCorrect(view)
  const isMoved = waiting.includes('hosting-country-changed') && mayReroute(view)
  if (!finding && !isOpenToIt && !isMoved) return null
  const isAsked = waiting.some((code) => code !== null && ASK_FOR_HOST.includes(code))
  return html`<details class="card" id="${hostFormId(id)}" ${isAsked && html`open`}>
    <summary>${view.t('host-form.title')}</summary>
    ${finding && found(view, finding)} ${isMoved && rerouteForm(view, id)}
    ${isOpenToIt && html`${countryForm(view, id)}${originForm(view, id)}`}
  </details>`
}

function found({ t, language, ...view }: View, finding: HostFinding): Html {
  const { provider, asn, cdn, disagree, foundAt, correctedAt } = finding
  return html`${facts([
    [t('column.provider'), provider.name],
    [t('desk.host-network'), asn === null ? null : `AS${asn}`],
    [t('desk.host-country'), countryWords({ t, language, ...view }, finding)],
    [t('desk.host-cdn'), cdn],
    [t('desk.host-found'), time(foundAt, language)],
    [t('host-form.corrected'), correctedAt && exactTime(correctedAt, language)],
  ])}
  ${disagree && html`<p class="attention">${t('desk.host-disagree')}</p>`}`
}

const sayingForm = (view: View, id: string, what: string, inside: Html): Html =>
  html`<form method="post" action="/console/takedowns/${id}/host" class="stack">
    <input type="hidden" name="form" value="${view.form}" />
    <input type="hidden" name="what" value="${what}" />
    ${inside}
  </form>`

const rerouteForm = (view: View, id: string): Html =>
  html`<form method="post" action="/console/takedowns/${id}/reroute" class="stack">
    <input type="hidden" name="form" value="${view.form}" />
    <h3>${view.t('host-form.reroute-title')}</h3>
    <p class="fine">${view.t('host-form.reroute-how')}</p>
    <button>${view.t('host-form.reroute')}</button>
  </form>`

const countryForm = (view: View, id: string): Html =>
  sayingForm(
    view,
    id,
    'country',
    html`<h3>${view.t('host-form.country-title')}</h3>
      <p class="fine">${view.t('host-form.country-how')}</p>
      <label
        >${view.t('host-form.country')}<input
          name="country"
          required
          size="4"
          maxlength="2"
          pattern="[A-Za-z]{2}"
          autocomplete="off"
      /></label>
      <button>${view.t('host-form.say-country')}</button>`,
  )

const originForm = (view: View, id: string): Html =>
  sayingForm(
    view,
    id,
    'origin',
    html`<h3>${view.t('host-form.origin-title')}</h3>
      <p class="fine">${view.t('host-form.origin-how')}</p>
      <label
        >${view.t('host-form.origin')}<input
          name="origin"
          required
          maxlength="45"
          pattern="[0-9A-Fa-f.:]+"
          autocomplete="off"
          spellcheck="false"
      /></label>
      <button>${view.t('host-form.say-origin')}</button>`,
  )
