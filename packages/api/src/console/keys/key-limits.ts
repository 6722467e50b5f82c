import {
  PERMISSIONS,
  ROLE_MATRIX,
  rolesWith,
  type Permission,
  type Role,
} from '@nightlight/contract'
import { html, type Html } from '../html.ts'
import type { View } from '../view.ts'

/** All but what providers alone may do: their keys are made on their own page. */
const GIVEN = PERMISSIONS.filter((one) => rolesWith(one).some((role) => role !== 'provider'))

/** What of its role a key lacks. */
export const missing = (role: Role, scopes: readonly Permission[]): Permission[] =>
  ROLE_MATRIX[role].filter((one) => !scopes.includes(one))

/**
 * By what a key can be held to less than its role; a style shows of the permissions those of the role that is chosen.
 *
 * @param scopes  what there is to choose from
 */
export const limitFields = ({ t }: View, scopes: readonly Permission[] = GIVEN): Html =>
  html`<details class="key-limits">
    <summary>${t('key-limits.title')}</summary>
    <p>${t('key-limits.how')}</p>
    <fieldset>
      <legend>${t('key-limits.scopes')}</legend>
      <p class="fine">${t('key-limits.scopes-how')}</p>
      <div class="scopes">
        ${scopes.map(
          (one) =>
            html`<label class="check" data-roles="${rolesWith(one).join(' ')}"
              ><input type="checkbox" name="scopes" value="${one}" /><span
                >${t(`permission.${one}`)} <code>${one}</code></span
              ></label
            >`,
        )}
      </div>
    </fieldset>
    <label
      >${t('key-limits.networks')}<textarea
        name="networks"
        rows="3"
        maxlength="2000"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        placeholder="192.0.2.0/24"
      ></textarea>
    </label>
    <p class="fine">${t('key-limits.networks-how')}</p>
  </details>`

/** What a key that was just made may do, what of its role it may not, and from where it is taken. */
export function mayAndMayNot(
  { t }: View,
  {
    role,
    scopes,
    networks,
  }: { role: Role; scopes: readonly Permission[] | null; networks: readonly string[] },
): Html {
  const list = (permissions: readonly Permission[]): Html =>
    html`<ul>
      ${permissions.map((one) => html`<li>${t(`permission.${one}`)}</li>`)}
    </ul>`
  const lacks = scopes === null ? [] : missing(role, scopes)
  return html`<p>${t('key-limits.may')}</p>
    ${list(scopes ?? ROLE_MATRIX[role])}
    ${
      lacks.length > 0 &&
      html`<p>${t('key-limits.may-not')}</p>
        ${list(lacks)}`
    }
    <p>
      ${t('key-limits.from')} ${networks.length === 0 ? t('keys.everywhere') : networks.join(', ')}
    </p>`
}
