import type { Problem } from '../../errors.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import type { View } from '../view.ts'

/**
 * A refusal or a failure in words that say what to do.
 *
 * @param back  where what was tried is tried again; `/` for the start
 */
export function errorPage(view: View, { status, code, roles }: Problem, back = '/'): Html {
  const { t } = view
  const kind = status === 404 || status === 403 ? String(status) : status < 500 ? '400' : '500'
  const said = t.code('problem', code)
  return layout(
    view,
    t.code('error-title', kind),
    html`<section class="card narrow">
      <p role="alert">${said === code ? t.code('error', kind) : said}</p>
      ${roles && html`<p>${t('error.roles', { roles: roles.map((role) => t.code('role', role)).join(', ') })}</p>`}
      <p><a href="${back}">${t(back === '/' ? 'error.back' : 'error.back-to-page')}</a></p>
      <p class="fine">${status} · ${code}</p>
    </section>`,
  )
}
