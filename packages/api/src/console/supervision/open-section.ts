import { CASE_AGES, FEWEST, type AgeBands, type OpenAges } from '@nightlight/notices'
import { isAllowed } from '../../identity/principal.ts'
import { ageTone } from '../age-bar.ts'
import { emptyState } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { bar, number } from '../list-fragments.ts'
import type { View } from '../view.ts'
import { ageName } from './cases-page.ts'
import { casesPath, type CasesAsked } from './cases-query.ts'
import { figureCard, percent } from './figure-card.ts'

/** Rows of providers that are seen at once: each has a link for every band of its ages. */
const AT_ONCE = 6

/**
 * What is open by age: in all, and where most of it is.
 *
 * @param whole  where all providers are shown; null where they are
 */
export function openSection(view: View, open: OpenAges, csv: string, whole: string | null): Html {
  const { t } = view
  const seen = whole === null ? open.providers : open.providers.slice(0, AT_ONCE)
  const card = {
    id: 'open',
    title: t('open.title'),
    how: t('open.how', { n: FEWEST }),
    asOf: open.asOf,
    csv,
  }
  const again = t('open.up-again', { n: number(view, open.upAgain) })
  return figureCard(
    view,
    card,
    html`<div class="card">
        ${
          open.open === 0
            ? emptyState(t('statistics.none-open'))
            : open.ages.length === 0
              ? emptyState(t('statistics.too-few', { n: FEWEST }))
              : strip(view, open, open, {})
        }
        ${
          open.upAgain > 0 &&
          html`<p class="waits after">
            ${
              mayRead(view)
                ? html`<a href="${casesPath({ state: 'resurfaced', outcome: 'resurfaced' })}"
                    >${again}</a
                  >`
                : again
            }
          </p>`
        }
      </div>
      ${seen.length > 0 && providerTable(view, open, seen)}
      ${seen.length < open.providers.length && toWhole(view, whole, open.providers.length, t('open.title'))}
      ${
        open.others &&
        html`<p class="fine">
          ${t('supervision.others', { groups: number(view, open.others.providers) })}
          ${
            open.others.open === null
              ? t('statistics.too-few', { n: FEWEST })
              : t('statistics.others-n', { n: number(view, open.others.open) })
          }
        </p>`
      }`,
  )
}

/** Whether the reader may see the cases behind figures. */
export const mayRead = ({ principal }: View): boolean =>
  principal !== null && isAllowed(principal.role, 'takedown:read')

/** Leads from some providers of a figure to all of them. */
export const toWhole = (view: View, whole: string | null, n: number, title: string): Html =>
  html`<p class="after">
    <a href="${whole}"
      >${view.t('supervision.whole', { n: number(view, n) })}<span class="visually-hidden"
        >: ${title}</span
      ></a
    >
  </p>`

const providerTable = (view: View, open: OpenAges, seen: OpenAges['providers']): Html => {
  const { t } = view
  return html`<table class="cards strips">
    <thead>
      <tr>
        <th scope="col">${t('column.provider')}</th>
        <th scope="col" class="figure">${t('statistics.open')}</th>
        <th scope="col">${t('open.ages')}</th>
      </tr>
    </thead>
    <tbody>
      ${seen.map((one) => {
        const of = { provider: one.id }
        return html`<tr>
          <th scope="row">
            ${
              view.principal && isAllowed(view.principal.role, 'provider:read')
                ? html`<a href="/console/providers/${one.id}">${one.name}</a>`
                : one.name
            }
          </th>
          <td class="figure" data-label="${t('statistics.open')}">
            ${cases(view, open, { ...of, state: 'open' }, html`${number(view, one.open)}`, one.name)}
          </td>
          <td class="wide">${strip(view, open, one, of, one.name)}</td>
        </tr>`
      })}
    </tbody>
  </table>`
}

/** A number as a link to the cases that it counts, where the reader may see them. */
function cases(
  view: View,
  { asOf }: OpenAges,
  asked: CasesAsked,
  text: Html,
  of: string | null,
): Html {
  if (!mayRead(view)) return text
  // what a screen reader says of the link begins with whose cases they are
  return html`<a href="${casesPath({ ...asked, at: asOf.toISOString() })}"
    >${of !== null && html`<span class="visually-hidden">${view.t('cases.of', { name: of })}, </span>`}${text}</a
  >`
}

function strip(
  view: View,
  open: OpenAges,
  { untold, ages, open: all }: AgeBands,
  of: CasesAsked,
  name: string | null = null,
): Html {
  const parts = [
    ...CASE_AGES.map((age, band) => ({
      count: ages[band]?.count ?? 0,
      tone: ageTone(ages[band]?.hours ?? null),
      label: ageName(view, age),
      asked: { clock: 'removal-after-notice', ...of, state: 'open', age } as CasesAsked,
    })),
    {
      count: untold,
      tone: 'plain',
      label: view.t('open.untold'),
      asked: { ...of, state: 'open', told: 'no' } as CasesAsked,
    },
  ].filter(({ count }) => count > 0)
  return html`<div class="counts ages">
    ${bar(
      parts.map(({ tone, count }) => [tone, count / all]),
      'parts',
    )}
    <span class="legend"
      >${parts.map(
        ({ tone, count, label, asked }) =>
          html`<span class="${tone}"
            >${cases(view, open, asked, html`<strong>${number(view, count)}</strong> ${label}`, name)}</span
          >`,
      )}</span
    >
  </div>`
}

/** How much of what is open is at how few. */
export function concentrationSection(view: View, open: OpenAges, csv: string): Html {
  const { t } = view
  const { asOf, concentration } = open
  const rows = (['host', 'provider'] as const).map((of) => ({
    of,
    name: t(`concentration.${of}`),
    top: concentration[of].top,
  }))
  const card = {
    id: 'concentration',
    title: t('concentration.title'),
    how: t('concentration.how', { n: FEWEST }),
    asOf,
    csv,
  }
  return figureCard(
    view,
    card,
    rows.every(({ top }) => top.length === 0)
      ? emptyState(t('concentration.none'))
      : html`<table class="cards">
          <thead>
            <tr>
              <th scope="col">${t('concentration.at')}</th>
              ${[1, 3, 10].map((most) => html`<th scope="col">${t('concentration.most', { n: most })}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              ({ of, name, top }) =>
                html`<tr>
                  <th scope="row">${name}</th>
                  ${[1, 3, 10].map((most) => {
                    const told = top.find((one) => one.most === most)
                    const label = t('concentration.most', { n: most })
                    return html`<td data-label="${label}">
                      ${
                        told
                          ? cases(
                              view,
                              open,
                              { state: 'open', by: of },
                              shareBar(view, told.share),
                              `${name}, ${label}`,
                            )
                          : t('concentration.too-few', { n: FEWEST })
                      }
                    </td>`
                  })}
                </tr>`,
            )}
          </tbody>
        </table>`,
  )
}

/** A share of a whole as a bar, and in words beside it. */
export const shareBar = (view: View, share: number | null, more: string | null = null): Html =>
  html`<span class="counts share"
    >${share !== null && bar(share === 0 ? [] : [['wait', share]], 'read')}<span
      >${percent(view, share)} ${more !== null && html`<span class="fine">${more}</span>`}</span
    ></span
  >`
