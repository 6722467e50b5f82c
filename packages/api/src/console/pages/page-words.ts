import { maskedText } from '@nightlight/contract'
import type { PageWords } from '../../report-pages-store.ts'
import { facts } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

/** What pages say, each shut until it is opened: nobody reads such a text without wanting to. */
export const pageWordsSection = (view: View, words: readonly PageWords[]): Html =>
  html`<section id="words">
    <h2>${view.t('words.title')}</h2>
    <p class="fine">${view.t('words.note')}</p>
    ${words.map((one, at) => pageWords(view, one, words[0]!.isReported ? at : at + 1))}
  </section>`

/** @param n  which of the further pages, from 1 */
function pageWords(view: View, words: PageWords, n: number): Html {
  const { t, language } = view
  const { isReported, title, text, truncated } = words
  return html`<details class="card words">
    <summary>${isReported ? t('words.reported') : t('words.further', { n })}</summary>
    ${facts([
      [t('words.heading'), title === '' ? null : maskedText(title)],
      [t('words.language'), words.language],
      [t('words.seen'), time(words.seenAt, language)],
    ])}
    ${
      text === ''
        ? html`<p class="empty">${t('words.none')}</p>`
        : html`<div class="text" dir="auto" ${words.language && html` lang="${words.language}"`}>
            ${maskedText(text)
              .split('\n')
              .map((line) => html`<p>${line}</p>`)}
          </div>`
    }
    ${truncated && html`<p class="fine">${t('words.more')}</p>`}
  </details>`
}
