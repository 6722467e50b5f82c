import { ANSWERS, needsDetail } from '@nightlight/contract'
import type { CheckedAnswers } from '@nightlight/notices'
import { flash } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import type { View } from '../view.ts'
import { addressSection, type AddressFilesShown } from './address-section.ts'

const LINES_SHOWN = 100

/** Lists out, answers in; without a script, and for browsers that send no files. */
export const filesPage = (view: View, addresses: AddressFilesShown): Html =>
  layout(
    view,
    view.t('portal.files'),
    html`${downloads(view)} ${addressSection(view, addresses)} ${uploadForm(view)}`,
  )

const downloads = ({ t }: View): Html =>
  html`<section class="card">
    <h2>${t('portal.download')}</h2>
    <p>${t('portal.download-how')}</p>
    <ul>
      <li><a href="/portal/items.csv">${t('portal.download-open')}</a></li>
      <li><a href="/portal/items.csv?state=answered">${t('portal.download-answered')}</a></li>
      <li><a href="/portal/items.csv?state=all">${t('portal.download-all')}</a></li>
    </ul>
  </section>`

const uploadForm = (view: View, isListOpen = false): Html => {
  const { t, form } = view
  return html`<section class="card">
    <h2>${t('portal.upload')}</h2>
    <p>${t('portal.upload-how')}</p>
    <pre class="said">
item,answer,comment
NL-2026-000123-1,actioned,
NL-2026-000123-2,not-theirs,AS64500</pre>
    <form
      method="post"
      action="/portal/files/preview"
      enctype="multipart/form-data"
      class="stack portal"
    >
      <input type="hidden" name="form" value="${form}" />
      <label>
        ${t('portal.file')}<input type="file" name="file" accept=".csv,text/csv,text/plain" />
      </label>
      <label>
        ${t('portal.paste')}<textarea name="text" rows="4" spellcheck="false"></textarea>
      </label>
      <button class="primary">${t('portal.check-file')}</button>
    </form>
    <details ${isListOpen && html`open`}>
      <summary>${t('portal.answers-known')}</summary>
      <p class="fine">${t('portal.answers-either')}</p>
      <ul>
        ${ANSWERS.map(
          (answer) =>
            html`<li>
              <code>${answer}</code>
              ${t(`answer.${answer}`)}${needsDetail(answer) && html` (${t('portal.with-comment')})`}
            </li>`,
        )}
      </ul>
    </details>
  </section>`
}

/** What a file would do, line by line; it can be sent only where every line can be taken in. */
export function filePreviewPage(view: View, checked: CheckedAnswers, text: string): Html {
  const { t, form } = view
  const { lines, refused, empty, answers } = checked
  const isGood = refused.length === 0 && answers.length > 0
  return layout(
    view,
    t(isGood ? 'portal.preview-title' : 'portal.file-refused'),
    html`${
        !isGood &&
        html`<p role="alert" class="attention">
          ${t(refused.length > 0 ? 'portal.file-refused-how' : 'portal.file-empty')}
        </p>`
      }
      <section class="card">
        <dl class="facts">
          <div>
            <dt>${t('portal.lines-good')}</dt>
            <dd>${number(view, lines.length)}</dd>
          </div>
          <div>
            <dt>${t('portal.lines-refused')}</dt>
            <dd>${number(view, refused.length)}</dd>
          </div>
          <div>
            <dt>${t('portal.lines-empty')}</dt>
            <dd>${number(view, empty)}</dd>
          </div>
        </dl>
        ${
          isGood &&
          html`<p>${t('portal.preview-how')}</p>
            <form
              method="post"
              action="/portal/files/answers"
              enctype="multipart/form-data"
              class="buttons"
            >
              <input type="hidden" name="form" value="${form}" />
              <input type="hidden" name="text" value="${text}" />
              <button class="primary" autofocus>${t('portal.confirm')}</button>
              <a href="/portal/files">${t('portal.change')}</a>
            </form>`
        }
      </section>
      ${refused.length > 0 && refusedTable(view, refused)}
      ${lines.length > 0 && lineTable(view, lines)}
      ${
        !isGood &&
        uploadForm(
          view,
          refused.some(({ code }) => code === 'answer-unknown'),
        )
      }`,
  )
}

/** What a file did: how many items were given which answer, and how many had been given it before. */
export function filesDonePage(
  view: View,
  { answers }: Pick<CheckedAnswers, 'answers'>,
  before: ReadonlySet<string>,
): Html {
  const { t } = view
  const isBefore = ({ itemId }: { itemId: string }): boolean => before.has(itemId)
  const word = before.size < answers.length ? 'answered' : 'answered-before'
  const byAnswer = [...Map.groupBy(answers, ({ answer }) => answer)]
  return layout(
    view,
    t('reply.receipt-title'),
    html`${flash(t(`portal.done-${word}`))}
      <section class="card">
        <table>
          <thead>
            <tr>
              <th scope="col">${t('portal.answer')}</th>
              <th scope="col">${t('portal.taken-now')}</th>
              <th scope="col">${t('portal.taken-before')}</th>
            </tr>
          </thead>
          <tbody>
            ${byAnswer.map(([answer, given]) => {
              const known = given.filter(isBefore).length
              return html`<tr>
                <th scope="row">${t.code('answer', answer)}</th>
                <td>${number(view, given.length - known)}</td>
                <td>${number(view, known)}</td>
              </tr>`
            })}
          </tbody>
        </table>
        <p><a href="/portal">${t('portal.download-open')}</a></p>
        <p><a href="/portal/files">${t('portal.files')}</a></p>
      </section>`,
  )
}

const CELL_SHOWN = 60

/** A cell as it stood in a file: nothing to press, nothing that turns the line about, and not too long. */
const stood = (text: string): string => {
  const plain = text.replaceAll(/\p{C}+/gu, ' ').replace(/^http/i, 'hxxp')
  const short = plain.slice(0, CELL_SHOWN).toWellFormed()
  const shown = short.replaceAll(/(?<=\S)\.(?=\S)/g, '[.]')
  return shown === '' ? '–' : short === plain ? shown : `${shown}…`
}

const refusedTable = (view: View, refused: CheckedAnswers['refused']): Html => {
  const { t } = view
  return html`<table class="cards">
      <thead>
        <tr>
          <th scope="col">${t('portal.line')}</th>
          <th scope="col">${t('portal.item')}</th>
          <th scope="col">${t('portal.stood-there')}</th>
          <th scope="col">${t('portal.why')}</th>
        </tr>
      </thead>
      <tbody>
        ${refused.slice(0, LINES_SHOWN).map(
          ({ line, code, item, word }) =>
            html`<tr>
              <th scope="row">${t('portal.line-n', { n: line })}</th>
              <td data-label="${t('portal.item')}">${stood(item)}</td>
              <td data-label="${t('portal.stood-there')}">${stood(word)}</td>
              <td>
                ${t.code('line-code', code)} <small class="below"><code>${code}</code></small>
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${more(view, refused.length)}`
}

const lineTable = (view: View, lines: CheckedAnswers['lines']): Html => {
  const { t } = view
  return html`<table class="cards">
      <thead>
        <tr>
          <th scope="col">${t('portal.item')}</th>
          <th scope="col">${t('portal.answer')}</th>
          <th scope="col">${t('reply.detail')}</th>
        </tr>
      </thead>
      <tbody>
        ${lines.slice(0, LINES_SHOWN).map(
          ({ item, notice, answer, detail }) =>
            html`<tr>
              <th scope="row">
                ${item ?? notice}${item === null && html`<small class="below">${t('portal.whole-notice')}</small>`}
              </th>
              <td>${t.code('answer', answer)}</td>
              <td>${detail ?? '–'}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${more(view, lines.length)}`
}

const more = (view: View, n: number): Html | null =>
  n <= LINES_SHOWN
    ? null
    : html`<p class="fine">${view.t('portal.more-lines', { n: number(view, n - LINES_SHOWN) })}</p>`
