import type { Problem } from '../../errors.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import type { View } from '../view.ts'

/** A refusal or a failure in words that say what to do. */
export function errorPage(view: View, { status, code }: Problem): Html {
  const { t } = view
  const kind = status === 404 || status === 403 ? String(status) : status < 500 ? '400' : '500'
  const said = t.code('problem', code)
  return layout(
    view,
    t.code('error-title', kind),
    html`<section class="card narrow">
      <p role="alert">${said === code ? t.code('error', kind) : said}</p>
      <p><a href="/">${t('error.back')}</a></p>
      <p class="fine">${status} · ${code}</p>
    </section>`,
  )
}
