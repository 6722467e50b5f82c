import type { Problem } from '../../errors.ts'
import { actorName } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { exactTime, time } from '../times.ts'
import type { View } from '../view.ts'

const MINUTE_MS = 60_000

const kindOf = ({ status }: Problem): string =>
  status === 404 || status === 403 ? String(status) : status < 500 ? '400' : '500'

/**
 * A refusal or a failure in a sentence or two.
 *
 * @param isKept  whether the form that was refused stands on the page with what was typed
 */
export function wordsOfProblem(view: View, told: Problem, isKept = false): Html {
  const { t } = view
  const { code, roles, decided, retryAfterSeconds } = told
  const said = t.code('problem', code)
  const known = said === code ? null : said
  const first = isKept
    ? (known ?? `${t('error-title.400')}.`)
    : (known ?? t.code('error', kindOf(told)))
  const ofRoles = roles && {
    roles: roles.map((role) => t.code('role', role)).join(', '),
  }
  const standing = decided && {
    verdict: t.code('verdict', decided.verdict),
    who: actorName(view, decided.actor),
  }
  return html`${first} ${standing && t('error.decided', standing)}
  ${retryAfterSeconds !== undefined && againFrom(view, retryAfterSeconds)}
  ${ofRoles && t('error.roles', ofRoles)} ${isKept && t('error.kept')}`
}

/** When the same may be taken: the next full minute, as times are written without seconds. */
function againFrom({ t, now, language }: View, seconds: number): Html {
  const at = new Date(Math.ceil((now.getTime() + seconds * 1000) / MINUTE_MS) * MINUTE_MS)
  return html`${t('error.again-from')} ${time(at, language)}.`
}

/**
 * A refusal or a failure in words that say what to do.
 *
 * @param back   where what was tried is tried again; `/` for the start
 * @param texts  what was typed and would be lost
 * @param help   who gives roles here; null where that is not for the reader to know
 */
export function errorPage(
  view: View,
  told: Problem,
  back = '/',
  texts: readonly string[] = [],
  help: readonly string[] | null = null,
): Html {
  const { t } = view
  return layout(
    view,
    t.code('error-title', kindOf(told)),
    html`<section class="card narrow">
      <p role="alert">${wordsOfProblem(view, told)}</p>
      ${told.status === 403 && view.principal && html`<p>${whomToAsk(view, help)}</p>`}
      ${typedTexts(view, texts)}
      <p><a href="${back}">${t(back === '/' ? 'error.back' : 'error.back-to-page')}</a></p>
      <p class="fine">
        ${told.status} ·
        ${told.code}${told.status >= 500 && html` · ${exactTime(view.now, view.language)}`}
      </p>
    </section>`,
  )
}

const whomToAsk = ({ t }: View, help: readonly string[] | null): string =>
  help === null || help.length === 0
    ? t('error.ask-hotline')
    : t('error.ask', { names: help.join(', ') })

/** What was typed into a form that is not there any more, to be copied. */
export const typedTexts = ({ t }: View, texts: readonly string[]): Html | null =>
  texts.length === 0
    ? null
    : html`<div class="stack">
        <p id="typed">${t('error.typed')}</p>
        ${texts.map(
          // Browsers drop the first line break of a text field.
          (text) =>
            html`<textarea readonly rows="3" aria-labelledby="typed">${`\n${text}`}</textarea>`,
        )}
      </div>`
