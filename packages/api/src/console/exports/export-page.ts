import { LANGUAGES } from '@nightlight/contract'
import { isWhole, type ExportContent } from '../../figure-exports/export-content.ts'
import { FORMATS_OF, languageOf, type Format } from '../../figure-exports/export-file.ts'
import type { KeptExport } from '../../figure-exports/export-store.ts'
import { figureRows, isSmall, type FigureRow } from '../../figure-exports/figure-rows.ts'
import { dayWords, lastDay, nameOf, valueWords } from '../../figure-exports/figure-words.ts'
import { facts, flash } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import { instant } from '../times.ts'
import type { View } from '../view.ts'

const LANGUAGE_NAMES = { en: 'English', fr: 'Français', nl: 'Nederlands', de: 'Deutsch' } as const
/** Of the yearly report all providers are in the files; the page shows those with most items. */
const PROVIDERS_SHOWN = 50

/** What was made, to be read through before it leaves the house. */
export function exportPage(
  view: View,
  kept: KeptExport & { content: ExportContent },
  done: string | null,
): Html {
  const { t, language } = view
  const { content, digest, id } = kept
  const { period, organisation, log } = content
  const isTold = done === 'made' || done === 'same' || done === 'differs'
  const fromUntil = t('exports.from-until', {
    from: dayWords(language, period.from),
    until: dayWords(language, lastDay(period.until)),
  })
  const title = `${t(`exports.${content.kind}`)}, ${period.name}`
  return layout(
    view,
    title,
    html`${isTold && flash(t(`exports.done-${done}`), null, { isWarning: done === 'differs' })}
      <p><a href="/console/exports">${t('exports.back')}</a></p>
      <section class="card">
        ${facts([
          [t('exports.which-provider'), kept.providerName],
          [
            t('exports.period'),
            isWhole(content) ? fromUntil : t('exports.was-not-over', { period: fromUntil }),
          ],
          [
            t('exports.as-of'),
            html`<time datetime="${content.asOf}">${instant(kept.asOf, language)}</time>`,
          ],
          [
            t('exports.made-at'),
            html`<time datetime="${kept.madeAt.toISOString()}"
              >${instant(kept.madeAt, language)}</time
            >`,
          ],
        ])}
        <p class="fine">${organisation}. ${t('exports.item')}</p>
        <h2>${t('exports.download')}</h2>
        ${downloads(view, id, content)}
      </section>
      <section>
        <h2>${t('letter.figures')}</h2>
        ${content.kind === 'provider' && isSmall(content.figures.removal) && html`<p class="fine">${t('letter.small')}</p>`}
        ${figuresTable(
          view,
          figureRows(content).filter((row) => row.provider === null),
        )}
      </section>
      ${content.kind === 'dsa' && providersTable(view, content)}
      <section class="card">
        <h2>${t('exports.proof')}</h2>
        <p class="fine">${t('exports.proof-how')}</p>
        ${facts([
          [t('exports.digest'), html`<code class="whole">${digest}</code>`],
          [
            t('exports.log'),
            log === null
              ? t('exports.log-none')
              : html`<span class="whole"
                  >${t('exports.log-value', { size: number(view, log.size), root: log.root })}</span
                >`,
          ],
        ])}
        <form method="post" action="/console/exports/${id}/verify" class="export-verify">
          <input type="hidden" name="form" value="${view.form}" />
          <button>${t('exports.verify')}</button>
        </form>
      </section>`,
  )
}

/** The language of the page stands first, and that of the provider before it. */
function downloads(view: View, id: string, content: ExportContent): Html {
  const { t, language } = view
  const own = content.kind === 'provider' ? languageOf(content) : language
  const languages = [...new Set([own, language, ...LANGUAGES])]
  const link = (format: Format, query: string, text: string): Html =>
    html`<li>
      <a href="/console/exports/${id}/file?format=${format}${query}" download>${text}</a>
    </li>`
  const kinds = FORMATS_OF[content.kind].map((format) =>
    format === 'json'
      ? link(format, '', 'JSON')
      : languages.map((one) =>
          link(
            format,
            `&language=${one}`,
            t('exports.file', { format: format.toUpperCase(), language: LANGUAGE_NAMES[one] }),
          ),
        ),
  )
  return html`<ul class="export-files">
    ${kinds}
  </ul>`
}

function figuresTable(view: View, rows: readonly FigureRow[]): Html {
  const { t, language } = view
  return html`<table class="cards words-whole">
    <thead>
      <tr>
        <th scope="col">${t('exports.figure')}</th>
        <th scope="col">${t('exports.value')}</th>
        <th scope="col">${t('exports.clocks')}</th>
        <th scope="col">${t('exports.definition')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            <th scope="row">${nameOf(view, row)}</th>
            <td data-label="${t('exports.value')}">
              <strong>${valueWords({ t, language }, row)}</strong>
            </td>
            <td data-label="${t('exports.clocks')}">
              ${row.clocks?.replace('-', '\u00a0→\u00a0') ?? '–'}
            </td>
            <td class="fine" data-label="${t('exports.definition')}">
              ${t.code('figure-how', row.how)}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function providersTable(view: View, { figures, providers }: ExportContent & { kind: 'dsa' }): Html {
  const { t } = view
  const rest = figures.providers.length - PROVIDERS_SHOWN
  return html`<section>
    <h2>${t('dsa.by-provider')}</h2>
    <table class="cards words-whole">
      <thead>
        <tr>
          <th scope="col">${t('dsa.provider')}</th>
          <th scope="col">${t('dsa.notices')}</th>
          <th scope="col">${t('dsa.items')}</th>
          <th scope="col">${t('dsa.actions')}</th>
        </tr>
      </thead>
      <tbody>
        ${figures.providers.slice(0, PROVIDERS_SHOWN).map(
          (one) =>
            html`<tr>
              <th scope="row">${providers[one.providerId]?.name ?? one.providerId}</th>
              <td data-label="${t('dsa.notices')}">${number(view, one.notices)}</td>
              <td data-label="${t('dsa.items')}">${number(view, one.items)}</td>
              <td data-label="${t('dsa.actions')}">
                ${one.byAction.map(({ action, items }) => `${t.code('taken', action)}: ${number(view, items)}`).join(', ')}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${rest > 0 && html`<p class="fine">${t('exports.more-providers', { n: number(view, rest) })}</p>`}
  </section>`
}
