import { ROLES, type Role } from '@nightlight/contract'
import { Type } from 'typebox'
import { TEXT } from '../../schemas.ts'
import { unchosen } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import type { View } from '../view.ts'

/** Those for whom accounts and keys are made here; a provider's are made on its own page. */
const GIVEN: readonly Role[] = ROLES.filter((role) => role !== 'provider')

/** Who an account or a key is of: name, role, and for officers of the police their authority. */
export const whoFields = ({ t }: View, { authorities }: { authorities: readonly string[] }): Html =>
  html`<label
      >${t('people.name')}<input name="name" required maxlength="80" autocomplete="off"
    /></label>
    <label
      >${t('people.role')}<select name="role" required>
        ${unchosen(t('people.choose-role'))} ${roleOptions(t, GIVEN, null)}
      </select></label
    >
    ${authorityFields(authorities, {
      known: t('people.authority'),
      none: t('people.authority-none'),
      fresh: t('people.authority-new'),
    })}`

/** One of the authorities that there are, or a new one on purpose, in a field of its own. */
export const authorityFields = (
  authorities: readonly string[],
  words: { known: string; none: string; fresh: string },
): Html =>
  html`<label
      >${words.known}<select name="authority">
        <option value="">${words.none}</option>
        ${authorities.map((name) => html`<option value="${name}">${name}</option>`)}
      </select></label
    >
    <label>${words.fresh}<input name="newAuthority" maxlength="80" autocomplete="off" /></label>`

/** What `authorityFields` ask. */
export const AuthorityFields = {
  authority: Type.Optional(Type.String({ maxLength: 200, pattern: TEXT })),
  newAuthority: Type.Optional(Type.String({ maxLength: 200, pattern: TEXT })),
}

export const roleOptions = (t: View['t'], roles: readonly Role[], chosen: Role | null): Html =>
  html`${roles.map(
    (role) =>
      html`<option value="${role}" ${role === chosen && html` selected`}>
        ${t.code('role', role)}
      </option>`,
  )}`

/** A secret that was made just before, to be copied; shown once. */
export const madeOnce = (
  secret: string,
  { title, how, more = null }: { title: string; how: string; more?: Html | null },
): Html =>
  html`<section class="card flash" role="status">
    <h2>${title}</h2>
    <p>${how}</p>
    <p><input class="copy" readonly value="${secret}" aria-label="${title}" autofocus /></p>
    ${more}
  </section>`
