import { FEWEST, RESURFACING_DAYS, type Resurfacing } from '@nightlight/notices'
import { isAllowed } from '../../identity/principal.ts'
import { emptyState } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { number } from '../list-fragments.ts'
import { narrow } from '../response-picture.ts'
import type { View } from '../view.ts'
import { figureCard, percent } from './figure-card.ts'
import { shareBar } from './open-section.ts'

type Row = Omit<Resurfacing['providers'][number], 'id'> & { id: string | null }

/** How much of what was removed was seen again, in all and by provider. */
export function resurfacingSection(view: View, shown: Resurfacing, csv: string): Html {
  const { t } = view
  const { asOf, since, until, providers, others } = shown
  const rows: Row[] = [{ ...shown, id: null, name: t('supervision.in-all') }, ...providers]
  return figureCard(
    view,
    {
      id: 'resurfacing',
      title: `${t('resurfacing.title')} (T10 → T11)`,
      how: t('resurfacing.how', { n: FEWEST }),
      asOf,
      period: { since, until },
      csv,
    },
    shown.n === 0
      ? emptyState(t('supervision.nothing'))
      : html`<table class="cards dense">
            <thead>
              <tr>
                <th scope="col">${t('column.provider')}</th>
                <th scope="col" class="figure">${t('resurfacing.removed')}</th>
                <th scope="col" class="figure">${t('resurfacing.again')}</th>
                ${RESURFACING_DAYS.map((days) => html`<th scope="col">${within(view, days)}</th>`)}
                <th scope="col" class="figure">${t('resurfacing.watched')}</th>
                <th scope="col" class="figure">${t('resurfacing.unwatched')}</th>
              </tr>
            </thead>
            <tbody>
              ${rows.map((row) => line(view, row))}
            </tbody>
          </table>
          ${
            others &&
            html`<p class="fine">
              ${t('supervision.others', { groups: number(view, others.providers) })}
              ${
                others.n === null
                  ? t('statistics.too-few', { n: FEWEST })
                  : t('statistics.others-n', { n: number(view, others.n) })
              }
            </p>`
          }`,
  )
}

const within = (view: View, days: number): string =>
  view.t('statistics.within', { time: narrow(view, days * 24) })

function line(view: View, { id, name, n, again, watched, closed, within: shares }: Row): Html {
  const { t, principal } = view
  const mayRead = id !== null && principal !== null && isAllowed(principal.role, 'provider:read')
  const figure = (label: string, value: number): Html =>
    html`<td class="figure" data-label="${label}">${number(view, value)}</td>`
  return html`<tr>
    <th scope="row">${mayRead ? html`<a href="/console/providers/${id}">${name}</a>` : name}</th>
    ${figure(t('resurfacing.removed'), n)} ${figure(t('resurfacing.again'), again)}
    ${shares.map(
      ({ days, share, low, high }) =>
        html`<td data-label="${within(view, days)}">
          ${shareBar(
            view,
            share,
            low === null || low === high ? null : `${percent(view, low)} – ${percent(view, high)}`,
          )}
        </td>`,
    )}
    ${figure(t('resurfacing.watched'), watched)} ${figure(t('resurfacing.unwatched'), closed)}
  </tr>`
}
