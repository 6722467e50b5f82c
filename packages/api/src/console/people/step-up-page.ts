import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import type { View } from '../view.ts'
import { passkeyProblems } from './passkey-fragments.ts'

/** What somebody asked for, to be asked again. */
export type Asked = { method: 'get' | 'post'; path: string; fields: [string, string][] }

/** Asks to show again who one is; what was typed waits in the form. */
export const stepUpPage = (
  view: View,
  asked: Asked,
  { takesCode, provider }: { takesCode: boolean; provider: string | null },
): Html => {
  const { t, form } = view
  return layout(
    view,
    t('step-up.title'),
    html`<section class="card narrow">
      <p>${t('step-up.why')}</p>
      <form id="asked" method="${asked.method}" action="${asked.path}">
        ${asked.fields.map(
          ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
        )}
      </form>
      <div class="stack" data-passkey="step-up" data-form="${form}">
        <p><button type="button" class="primary" autofocus>${t('step-up.passkey')}</button></p>
        ${
          takesCode &&
          html`<form class="stack" data-code>
            <label
              >${t('code.label')}<input
                name="code"
                inputmode="numeric"
                autocomplete="one-time-code"
                maxlength="8"
                required
            /></label>
            <button>${t('step-up.code')}</button>
          </form>`
        }
        ${
          provider &&
          html`<p>
              <a class="button" href="/sign-in/provider?for=step-up" target="_blank"
                >${t('step-up.provider', { provider })}</a
              >
            </p>
            <p><button class="quiet" form="asked">${t('step-up.go-on')}</button></p>`
        }
        ${passkeyProblems(view)}
      </div>
      <p><a href="/console">${t('step-up.back')}</a></p>
    </section>`,
  )
}
