import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import type { View } from '../view.ts'

/**
 * Shown on the way back from the provider. The next page is asked for from here: sent on from another site, a browser
 * would not bring the new cookie along.
 *
 * @param next  null when this is a window beside the one that waits
 */
export const providerDonePage = (view: View, next: string | null): Html =>
  layout(
    view,
    view.t('provider.done'),
    next === null
      ? html`<section class="card narrow">
          <p role="status">${view.t('provider.done-step-up')}</p>
        </section>`
      : html`<section class="card narrow">
          <p><a class="button" href="${next}">${view.t('step-up.go-on')}</a></p>
        </section>`,
    next,
  )

export const providerFailedPage = (view: View): Html =>
  layout(
    view,
    view.t('provider.failed'),
    html`<section class="card narrow">
      <p role="alert">${view.t('provider.failed-how')}</p>
      <p><a href="/">${view.t('code.back')}</a></p>
    </section>`,
  )
