import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import type { View } from '../view.ts'

/** The start page of someone who is not signed in. */
export const startPage = (view: View): Html =>
  layout(
    view,
    view.t('start.title'),
    html`<section class="card narrow">
      <p>${view.t('start.what')}</p>
      <p>${view.t('start.how')}</p>
    </section>`,
  )

/** What a one-time link shows: only the button uses it up. */
export const signInPage = (view: View, token: string): Html =>
  layout(
    view,
    view.t('sign-in.title'),
    html`<section class="card narrow">
      <p>${view.t('sign-in.how')}</p>
      <form method="post" action="/sign-in">
        <input type="hidden" name="token" value="${token}" />
        <button class="primary" autofocus>${view.t('sign-in.button')}</button>
      </form>
    </section>`,
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
