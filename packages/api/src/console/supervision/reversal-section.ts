import type { Reversals } from '@nightlight/notices'
import { emptyState } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import type { View } from '../view.ts'
import type { MonthsAsked } from '../../routes/supervision-figures-routes.ts'
import { countedLink } from './counted-query.ts'
import { figureCard, monthName } from './figure-card.ts'

const COLUMNS = [
  ['decisions', 'reversal.decisions'],
  ['decided', 'reversal.decided'],
  ['undone', 'reversal.undone'],
  ['disputes', 'reversal.disputes'],
  ['disputesDecided', 'reversal.disputes-decided'],
  ['retractions', 'reversal.retractions'],
] as const

/** What was taken back, by month. */
export function reversalSection(
  view: View,
  shown: Reversals,
  csv: string,
  asked: MonthsAsked,
): Html {
  const { t } = view
  const { asOf, since, until, months, all } = shown
  const rows = [
    { ...all, name: t('supervision.in-all'), of: asked },
    // months in which nothing was decided say nothing
    ...months
      .filter((one) => COLUMNS.some(([column]) => one[column] > 0))
      .map((one) => ({
        ...one,
        name: monthName(view, one.month),
        of: { ...asked, month: one.month },
      })),
  ]
  const card = {
    id: 'reversal',
    title: t('reversal.title'),
    how: t('reversal.how'),
    asOf,
    period: { since, until },
    csv,
  }
  return figureCard(
    view,
    card,
    rows.length === 1
      ? emptyState(t('supervision.nothing'))
      : html`<table class="cards dense">
          <thead>
            <tr>
              <th scope="col">${t('supervision.month')}</th>
              ${COLUMNS.map(([, text]) => html`<th scope="col" class="figure">${t(text)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (row) =>
                html`<tr>
                  <th scope="row">${row.name}</th>
                  ${COLUMNS.map(
                    ([column, text]) =>
                      html`<td class="figure" data-label="${t(text)}">
                        ${countedLink(view, row[column], { ...row.of, part: column }, `${row.name}, ${t(text)}`)}
                      </td>`,
                  )}
                </tr>`,
            )}
          </tbody>
        </table>`,
  )
}
