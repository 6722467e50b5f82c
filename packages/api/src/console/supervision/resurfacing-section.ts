import { FEWEST, type Resurfacing, type SeenWhere } from '@nightlight/notices'
import { isAllowed } from '../../identity/principal.ts'
import { emptyState } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { number } from '../list-fragments.ts'
import { narrow } from '../response-picture.ts'
import type { View } from '../view.ts'
import { casesPath, type CasesAsked } from './cases-query.ts'
import { figureCard, percent } from './figure-card.ts'
import { mayRead, shareBar, toWhole } from './open-section.ts'

/** Rows of providers that are seen at once; the others are a click away. */
const AT_ONCE = 5

type Row = Omit<Resurfacing['providers'][number], 'id'> & { id: string | null }

/**
 * How much of what was removed was seen again there or elsewhere, in all and by provider.
 *
 * @param where.whole  where all providers are shown; null where they are
 */
export function resurfacingSection(
  view: View,
  shown: Resurfacing,
  csv: string,
  { where, whole }: { where: SeenWhere; whole: string | null },
): Html {
  const { t } = view
  const words = where === 'same' ? 'resurfacing' : 'elsewhere'
  const clock = where === 'same' ? 'T11' : t('elsewhere.clock')
  const { asOf, since, until, providers, others } = shown
  const seen = whole === null ? providers : providers.slice(0, AT_ONCE)
  const rows: Row[] =
    shown.n === null ? [] : [{ ...shown, id: null, name: t('supervision.in-all') }, ...seen]
  return figureCard(
    view,
    {
      id: words,
      title: `${t(`${words}.title`)} (T10 → ${clock})`,
      how: t(`${words}.how`, { n: FEWEST }),
      asOf,
      period: { since, until },
      csv,
    },
    rows.length === 0
      ? emptyState(t('statistics.too-few', { n: FEWEST }))
      : shown.n === 0
        ? emptyState(t('supervision.nothing'))
        : html`<table class="cards dense">
              <thead>
                <tr>
                  <th scope="col">${t('column.provider')}</th>
                  <th scope="col" class="figure">${t('resurfacing.removed')}</th>
                  <th scope="col" class="figure">${t(`${words}.again`)}</th>
                  ${shown.within.map(({ days }) => html`<th scope="col">${within(view, days)}</th>`)}
                  <th scope="col" class="figure">${t(`${words}.watched`)}</th>
                  ${where === 'same' && html`<th scope="col" class="figure">${t('resurfacing.unwatched')}</th>`}
                </tr>
              </thead>
              <tbody>
                ${rows.map((row) => line(view, { shown, where, words }, row))}
              </tbody>
            </table>
            ${seen.length < providers.length && toWhole(view, whole, providers.length, t(`${words}.title`))}
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

type Of = { shown: Resurfacing; where: SeenWhere; words: 'resurfacing' | 'elsewhere' }

function line(view: View, of: Of, row: Row): Html {
  const { where, words } = of
  const { id, name, n, again, watched, closed, within: shares } = row
  const { t, principal } = view
  const mayOpen = id !== null && principal !== null && isAllowed(principal.role, 'provider:read')
  const figure = (label: string, value: number, state: CasesAsked['state']): Html =>
    html`<td class="figure" data-label="${label}">${cases(view, of, row, value, state)}</td>`
  return html`<tr>
    <th scope="row">${mayOpen ? html`<a href="/console/providers/${id}">${name}</a>` : name}</th>
    ${figure(t('resurfacing.removed'), n, 'counted')} ${figure(t(`${words}.again`), again, 'ended')}
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
    ${figure(t(`${words}.watched`), watched, 'open')}
    ${where === 'same' && figure(t('resurfacing.unwatched'), closed, 'closed')}
  </tr>`
}

/** A number as a link to the takedowns that it counts, for whoever may read them. */
function cases(
  view: View,
  { shown: { since, until, asOf }, where }: Of,
  { id, name }: Row,
  n: number,
  state: CasesAsked['state'],
): Html {
  const text = number(view, n)
  if (n === 0 || !mayRead(view)) return html`${text}`
  const path = casesPath({
    clock: where === 'same' ? 'seen-again' : 'seen-elsewhere',
    from: since.toISOString(),
    to: until.toISOString(),
    at: asOf.toISOString(),
    state,
    ...(id !== null && { provider: id }),
  })
  return html`<a href="${path}" aria-label="${view.t('cases.of', { name })}, ${text}">${text}</a>`
}
