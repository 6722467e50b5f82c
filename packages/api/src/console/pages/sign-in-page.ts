import { ROLES } from '@nightlight/contract'
import { codeOfLink, LINK_SCRIPT } from '../code-of-link.ts'
import { unchosen } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { passkeyProblems } from '../people/passkey-fragments.ts'
import type { TextKey } from '../texts.ts'
import type { View } from '../view.ts'
import { typedTexts } from './error-page.ts'

/** The start page of someone who is not signed in. */
export const startPage = (
  view: View,
  {
    takesCode,
    provider,
    leadsBack,
  }: { takesCode: boolean; provider: string | null; leadsBack: boolean },
): Html =>
  layout(
    view,
    view.t('start.title'),
    html`<section class="card narrow">
      ${leadsBack && html`<p class="attention" role="status">${view.t('start.back')}</p>`}
      <p>${view.t('start.what')}</p>
      <div data-passkey="sign-in">
        <p><button type="button" class="primary">${view.t('start.passkey')}</button></p>
        ${passkeyProblems(view)}
      </div>
      ${provider && html`<p><a class="button" href="/sign-in/provider">${view.t('start.provider', { provider })}</a></p>`}
      <p>${view.t('start.how')}</p>
      ${takesCode && html`<p class="fine"><a href="/sign-in/code">${view.t('start.code')}</a></p>`}
    </section>`,
  )

/** Signs in by a code of an app, for when the passkey is lost. */
export const codeSignInPage = (view: View, problem: TextKey | null = null): Html =>
  layout(
    view,
    view.t('code.title'),
    html`<section class="card narrow">
      ${
        problem &&
        html`<p role="alert" class="attention" tabindex="-1" autofocus>${view.t(problem)}</p>`
      }
      <p>${view.t('code.how')}</p>
      <form method="post" action="/sign-in/code" class="stack">
        <label
          >${view.t('people.name')}<input
            name="name"
            required
            maxlength="80"
            autocomplete="username"
        /></label>
        <label
          >${view.t('people.role')}<select name="role" required>
            ${unchosen(view.t('code.choose-role'))}
            ${ROLES.map((role) => html`<option value="${role}">${view.t.code('role', role)}</option>`)}
          </select></label
        >
        <label
          >${view.t('code.label')}<input
            name="code"
            required
            maxlength="8"
            inputmode="numeric"
            autocomplete="one-time-code"
        /></label>
        <button class="primary">${view.t('sign-in.button')}</button>
      </form>
      <p><a href="/">${view.t('code.back')}</a></p>
    </section>`,
  )

/** What a one-time link shows: only the button uses it up. Without a script the link is pasted. */
export const signInPage = (view: View): Html =>
  layout(
    view,
    view.t('sign-in.title'),
    html`<section class="card narrow">
        <p>${view.t('sign-in.how')}</p>
        <form method="post" action="/sign-in" class="stack">
          ${codeOfLink('token', view.t('sign-in.link'), view.t('sign-in.link-how'))}
          <button class="primary">${view.t('sign-in.button')}</button>
        </form>
      </section>
      ${LINK_SCRIPT}`,
  )

/** Said of a link that is unknown, used or too old, without telling which. */
export const spentLinkPage = (view: View): Html =>
  layout(
    view,
    view.t('sign-in.spent-title'),
    html`<section class="card narrow">
      <p role="alert">${view.t('sign-in.spent')}</p>
      <p>${view.t('start.how')}</p>
    </section>`,
  )

/** Said of a link that is good, while another administrator has yet to agree; it stays good. */
export const waitingLinkPage = (view: View): Html =>
  layout(
    view,
    view.t('sign-in.waiting-title'),
    html`<section class="card narrow"><p role="alert">${view.t('sign-in.waiting')}</p></section>`,
  )

/** What becomes of a form that was sent when nobody was signed in any more. @param texts  typed into it, to be copied */
export const notSentPage = (view: View, texts: readonly string[]): Html =>
  layout(
    view,
    view.t('not-sent.title'),
    html`<section class="card narrow">
      <p role="alert" class="attention" tabindex="-1" autofocus>${view.t('not-sent.what')}</p>
      ${typedTexts(view, texts)}
      <p><a class="button" href="/">${view.t('not-sent.sign-in')}</a></p>
      <p class="fine">${view.t('not-sent.back')}</p>
    </section>`,
  )

export const tooManyPage = (view: View): Html =>
  layout(
    view,
    view.t('sign-in.wait-title'),
    html`<section class="card narrow">
      <p role="alert">${view.t('passkey.problem-wait')}</p>
      <p><a href="/">${view.t('code.back')}</a></p>
    </section>`,
  )
