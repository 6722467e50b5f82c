import type { PolicyProblem } from '@nightlight/notices'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import type { View } from '../view.ts'

export type Draft = { text: string; problems: readonly PolicyProblem[] }

/** A policy as it is written, with everything that is wrong with it. */
export function draftPage(view: View, { text, problems }: Draft): Html {
  const { t, form } = view
  const isWrong = problems.length > 0
  return layout(
    view,
    t('policies.draft'),
    html`${isWrong && problemList(view, problems)}
      <form method="post" action="/console/policies" class="stack">
        <input type="hidden" name="form" value="${form}" />
        <label for="document">${t('policies.document')}</label>
        <p class="fine" id="document-how">${t('policies.document-how')}</p>
        <textarea
          id="document"
          name="document"
          class="document"
          rows="30"
          required
          maxlength="60000"
          spellcheck="false"
          autocapitalize="off"
          autocomplete="off"
          aria-describedby="${isWrong ? 'problems document-how' : 'document-how'}"
          ${isWrong && html` aria-invalid="true" autofocus`}
        >
${text}</textarea>
        <button class="primary">${t('policies.propose')}</button>
      </form>
      <p><a href="/console/policies">${t('policies.back')}</a></p>`,
  )
}

const problemList = ({ t }: View, problems: readonly PolicyProblem[]): Html =>
  html`<section class="card attention-card" role="alert" id="problems">
    <h2>${t('policies.wrong')}</h2>
    <ul>
      ${problems.map(
        ({ path, code, takes }) =>
          html`<li>
            <code>${path === '' ? t('policies.whole') : path}</code>:
            ${t.code('policy-problem', code)}${takes && html` <code>${takes}</code>`}
          </li>`,
      )}
    </ul>
  </section>`
