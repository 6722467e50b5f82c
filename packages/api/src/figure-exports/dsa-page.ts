import type { LegalClass } from '@nightlight/contract'
import { html, render, type Html } from '../console/html.ts'
import { instant } from '../console/times.ts'
import { saysUnfinished, type ContentOf } from './export-content.ts'
import { figureRows } from './figure-rows.ts'
import { countWords, dayWords, lastDay, nameOf, valueWords, type Words } from './figure-words.ts'

/** Stands in the file, which has to be whole wherever it is published. */
const STYLE = `
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem }
h1, h2 { line-height: 1.2 }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
caption { font-weight: 600; padding: .5rem 0; text-align: left }
th, td { border-bottom: 1px solid #8888; padding: .4rem .6rem; text-align: left; vertical-align: top }
td.n { text-align: right; font-variant-numeric: tabular-nums }
small { display: block; opacity: .8 }
ul { margin: 0; padding-left: 1.1em }
code { overflow-wrap: anywhere }
@media print { body { max-width: none } tr { break-inside: avoid } }
`

/** The yearly report as a whole page, to be published as it is. */
export function dsaPage(content: ContentOf<'dsa'>, digest: string, words: Words): string {
  const { t, language } = words
  const { period, asOf, organisation, figures, statement, log } = content
  const title = t('dsa.heading', { year: period.name })
  const markup = html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="dcterms.identifier" content="sha256:${digest}" />
        <title>${title} · ${organisation}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          <p>
            ${t('dsa.intro', {
              organisation,
              from: dayWords(language, period.from),
              until: dayWords(language, lastDay(period.until)),
              asOf: instant(new Date(asOf), language),
            })}
          </p>
          ${saysUnfinished(content) && html`<p><strong>${t('exports.unfinished')}</strong></p>`}
          <p>${t('exports.item')} ${t('dsa.no-personal-data')}</p>
          ${summary(content, words)} ${providers(figures, content.providers, words)}
          <h2>${t('dsa.procedures')}</h2>
          <ul>
            ${(['1', '2', '3', '4'] as const).map((n) => html`<li>${t(`dsa.procedure-${n}`)}</li>`)}
          </ul>
          <h2>${t('dsa.independence')}</h2>
          ${
            statement === null
              ? html`<p>${t('dsa.no-statement')}</p>`
              : statement
                  .split(/\r?\n/)
                  .filter((line) => line.trim() !== '')
                  .map((line) => html`<p>${line}</p>`)
          }
          <ul>
            ${(['1', '2'] as const).map((n) => html`<li>${t(`dsa.independence-${n}`)}</li>`)}
          </ul>
          <h2>${t('exports.proof')}</h2>
          <p>${t('exports.proof-how')}</p>
          <p>${t('exports.digest')}: <code>sha256:${digest}</code></p>
          <p>
            ${t('exports.log')}:
            ${
              log === null
                ? t('exports.log-none')
                : html`<code
                    >${t('exports.log-value', { size: countWords(language, log.size), root: log.root })}</code
                  >`
            }
          </p>
        </main>
      </body>
    </html>`
  return `${render(markup)}\n`
}

function summary(content: ContentOf<'dsa'>, words: Words): Html {
  const { t } = words
  return html`<h2>${t('letter.figures')}</h2>
    <div class="wide" role="region" aria-label="${t('letter.figures')}" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">${t('exports.figure')}</th>
            <th scope="col">${t('exports.value')}</th>
            <th scope="col">${t('exports.clocks')}</th>
          </tr>
        </thead>
        <tbody>
          ${figureRows(content)
            .filter(({ provider }) => provider === null)
            .map(
              (row) =>
                html`<tr>
                  <th scope="row">
                    ${nameOf(words, row)}<small>${t.code('figure-how', row.how)}</small>
                  </th>
                  <td class="n">${valueWords(words, row)}</td>
                  <td>${row.clocks?.replace('-', '–') ?? ''}</td>
                </tr>`,
            )}
        </tbody>
      </table>
    </div>`
}

function providers(
  figures: ContentOf<'dsa'>['figures'],
  names: ContentOf<'dsa'>['providers'],
  { t, language }: Words,
): Html {
  const count = (n: number): string => countWords(language, n)
  const list = (parts: readonly { name: string; items: number }[]): Html =>
    html`<ul>
      ${parts.map(({ name, items }) => html`<li>${name}: ${count(items)}</li>`)}
    </ul>`
  const classes = (parts: readonly { class: LegalClass; items: number }[]): Html =>
    list(parts.map((one) => ({ name: t.code('class', one.class), items: one.items })))
  return html`<h2>${t('dsa.by-provider')}</h2>
    <div class="wide" role="region" aria-label="${t('dsa.by-provider')}" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">${t('dsa.provider')}</th>
            <th scope="col">${t('dsa.notices')}</th>
            <th scope="col">${t('dsa.items')}</th>
            <th scope="col">${t('dsa.types')}</th>
            <th scope="col">${t('dsa.actions')}</th>
          </tr>
        </thead>
        <tbody>
          ${figures.providers.map(
            (one) =>
              html`<tr>
                <th scope="row">${names[one.providerId]?.name ?? one.providerId}</th>
                <td class="n">${count(one.notices)}</td>
                <td class="n">${count(one.items)}</td>
                <td>${classes(one.byClass)}</td>
                <td>
                  ${list(one.byAction.map(({ action, items }) => ({ name: t.code('taken', action), items })))}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`
}
