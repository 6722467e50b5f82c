import type { Credential } from '../../identity/credential-store.ts'
import type { IdentityOptions } from '../../identity/identity-options.ts'
import type { SessionOfPerson } from '../../identity/session-store.ts'
import { formField } from '../button-form.ts'
import { flash } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'
import { passkeyProblems } from './passkey-fragments.ts'

export type Account = {
  passkeys: Credential[]
  sessions: SessionOfPerson[]
  /** The session that this page is shown to. */
  sessionId: string
  codeSince: Date | null
  totp: IdentityOptions['totp']
  /** Nothing else opens before a passkey was made. */
  mustEnrol: boolean
  /** Whether a browser makes passkeys at this address. */
  offersPasskey: boolean
  /** The identity provider that can be bound; null where there is none, or it is bound. */
  provider: string | null
  done: string | null
}

export const accountPage = (view: View, account: Account): Html => {
  const { t } = view
  const { done, mustEnrol } = account
  return layout(
    view,
    t('account.title'),
    html`${done && flash(t.code('account-done', done))}
    ${mustEnrol && html`<p class="attention" role="status">${t('account.enrol-first')}</p>`}
    ${passkeySection(view, account)} ${account.provider && providerSection(view, account.provider)}
    ${account.totp !== 'off' && codeSection(view, account)} ${sessionSection(view, account)}`,
  )
}

function passkeySection(view: View, { passkeys, offersPasskey }: Account): Html {
  const { t, language, form } = view
  return html`<section class="card">
    <h2>${t('account.passkeys')}</h2>
    <p>${t('account.passkeys-how')}</p>
    ${
      passkeys.length > 0 &&
      html`<table class="cards">
        <thead>
          <tr>
            <th scope="col">${t('column.passkey')}</th>
            <th scope="col">${t('column.made')}</th>
            <th scope="col">${t('column.used')}</th>
            <th scope="col">${t('column.what-to-do')}</th>
          </tr>
        </thead>
        <tbody>
          ${passkeys.map(
            (one) =>
              html`<tr>
                <th scope="row">
                  ${one.name}${one.suspectAt && html`<small class="attention">${t('account.suspect')}</small>`}
                </th>
                <td data-label="${t('column.made')}">${time(one.createdAt, language)}</td>
                <td data-label="${t('column.used')}">
                  ${one.lastUsedAt ? time(one.lastUsedAt, language) : '–'}
                </td>
                <td>
                  <form method="post" action="/console/account/passkeys/${one.id}/remove">
                    ${formField(view)}
                    <button class="quiet">${t('account.remove')}</button>
                  </form>
                </td>
              </tr>`,
          )}
        </tbody>
      </table>`
    }
    ${
      offersPasskey
        ? html`<div class="stack" data-passkey="enrol" data-form="${form}">
            <label
              >${t('account.passkey-name')}<input
                name="name"
                required
                maxlength="80"
                autocomplete="off"
                placeholder="${t('account.passkey-example')}"
            /></label>
            <p><button type="button" class="primary">${t('account.passkey-make')}</button></p>
            ${passkeyProblems(view)}
          </div>`
        : html`<p class="attention">${t('passkey.problem-unavailable')}</p>`
    }
  </section>`
}

const providerSection = ({ t }: View, provider: string): Html =>
  html`<section class="card">
    <h2>${t('level.oidc')}</h2>
    <p>${t('account.provider-how')}</p>
    <p>
      <a class="button" href="/sign-in/provider?for=bind"
        >${t('account.provider-bind', { provider })}</a
      >
    </p>
  </section>`

function codeSection(view: View, { codeSince, totp, passkeys }: Account): Html | null {
  const { t, language } = view
  if (codeSince === null && totp === 'break-glass' && passkeys.length === 0) return null
  const action = codeSince ? '/console/account/code/remove' : '/console/account/code'
  return html`<section class="card">
    <h2>${t('account.code')}</h2>
    <p>${t(totp === 'enrol' ? 'account.code-how-enrol' : 'account.code-how')}</p>
    ${codeSince && html`<p>${t('account.code-since')} ${time(codeSince, language)}</p>`}
    <form method="post" action="${action}">
      ${formField(view)}
      <button class="quiet">${t(codeSince ? 'account.remove' : 'account.code-begin')}</button>
    </form>
  </section>`
}

function sessionSection(view: View, { sessions, sessionId }: Account): Html {
  const { t, language } = view
  return html`<section class="card">
    <h2>${t('account.sessions')}</h2>
    <ul>
      ${sessions.map(
        (one) =>
          html`<li>
            ${time(one.createdAt, language)}, ${t.code('level', one.level)}
            ${one.id === sessionId && html`<strong>${t('account.this-session')}</strong>`}
          </li>`,
      )}
    </ul>
    <form method="post" action="/console/account/sign-out-everywhere">
      ${formField(view)}
      <button class="quiet">${t('account.sign-out-everywhere')}</button>
    </form>
  </section>`
}

/** Shows the secret for an app, once, and asks for a code of it. */
export const codePage = (
  view: View,
  { secret, account, hasFailed }: { secret: string | null; account: string; hasFailed: boolean },
): Html => {
  const { t } = view
  return layout(
    view,
    t('account.code'),
    html`<section class="card narrow">
      ${hasFailed && html`<p role="alert" class="attention">${t('code.failed')}</p>`}
      ${
        secret &&
        html`<p>${t('code.secret-how')}</p>
          <p>
            <input
              class="copy"
              readonly
              value="${(secret.match(/.{1,4}/g) ?? []).join(' ')}"
              aria-label="${t('code.secret')}"
            />
          </p>
          <p class="fine">${account}</p>`
      }
      <form method="post" action="/console/account/code/confirm" class="stack">
        ${formField(view)}
        <label
          >${t('code.label')}<input
            name="code"
            required
            maxlength="8"
            inputmode="numeric"
            autocomplete="one-time-code"
        /></label>
        <button class="primary">${t('code.confirm')}</button>
      </form>
      <p><a href="/console/account">${t('account.back')}</a></p>
    </section>`,
  )
}
