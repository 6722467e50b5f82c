import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import type { View } from '../view.ts'
import { passkeyProblems } from './passkey-fragments.ts'

/** What somebody asked for, to be asked again. */
export type Asked = { method: 'get' | 'post'; path: string; fields: [string, string][] }

type Shown = { takesCode: boolean; provider: string | null; file: { back: string } | null }

/**
 * Asks to show again who one is; what was typed waits in the form.
 *
 * @param shown.file  where what is asked for is a file: the page stays when it was saved, and leads back there
 */
export const stepUpPage = (
  view: View,
  asked: Asked,
  { takesCode, provider, file }: Shown,
): Html => {
  const { t, form } = view
  return layout(
    view,
    t('step-up.title'),
    html`<section class="card narrow">
      <p>${t('step-up.why')}</p>
      ${file && html`<p>${t('step-up.file')}</p>`}
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
        ${file && html`<p role="status" data-sent="${t('step-up.file-asked')}"></p>`}
      </div>
      <p>
        ${
          file
            ? html`<a href="${file.back}">${t('error.back-to-page')}</a>`
            : html`<a href="/console">${t('step-up.back')}</a>`
        }
      </p>
    </section>`,
  )
}
