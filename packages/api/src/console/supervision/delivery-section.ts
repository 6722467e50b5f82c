import { FEWEST, type Deliveries, type Delivered, type RefusingMailbox } from '@nightlight/notices'
import { emptyState } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { bar, number } from '../list-fragments.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'
import type { MonthsAsked } from '../../routes/supervision-figures-routes.ts'
import { countedLink, type CountedAsked } from './counted-query.ts'
import { figureCard, monthName } from './figure-card.ts'

const COLUMNS = [
  'written',
  'waiting',
  'handed',
  'accepted',
  'bounced',
  'refused',
  'answered',
  'unanswered',
] as const

const countOf = (one: Delivered, column: (typeof COLUMNS)[number]): number =>
  column === 'handed' ? one.accepted + one.refused : one[column]

/** What became of the letters, and which mailboxes take nothing. */
export function deliverySection(
  view: View,
  shown: Deliveries,
  csv: string,
  mailboxes: readonly RefusingMailbox[] | null,
  asked: MonthsAsked,
): Html {
  const { t } = view
  const { asOf, since, until, months, handOvers, channels, others, refusing } = shown
  return figureCard(
    view,
    {
      id: 'delivery',
      title: t('delivery.title'),
      how: t('delivery.how', { n: FEWEST }),
      asOf,
      period: { since, until },
      csv,
    },
    html`${
        months.length === 0
          ? emptyState(t('supervision.nothing'))
          : html`<h3>${t('delivery.by-month')}</h3>
              ${table(
                view,
                t('supervision.month'),
                months.map((one) => ({
                  ...one,
                  name: monthName(view, one.month),
                  of: { ...asked, month: one.month },
                })),
              )}
              ${
                channels.length > 0 &&
                html`<h3>${t('delivery.by-channel')}</h3>
                  ${table(
                    view,
                    t.code('dimension', 'channel'),
                    channels.map((one) => ({
                      ...one,
                      name: t.code('channel-kind', one.channel),
                      of: { ...asked, channel: one.channel },
                    })),
                  )}`
              }
              ${
                others &&
                html`<p class="fine">
                  ${t('delivery.others', {
                    n:
                      others.written === null
                        ? t('supervision.few', { n: FEWEST })
                        : number(view, others.written),
                  })}
                </p>`
              }`
      }
      ${
        handOvers.length > 0 &&
        html`<h3>${t('delivery.hand-overs')}</h3>
          <p class="fine">${t('delivery.hand-overs-how')}</p>
          ${table(
            view,
            t('supervision.month'),
            handOvers.map((one) => ({
              ...one,
              name: monthName(view, one.month),
              of: { ...asked, month: one.month, kind: 'police-hand-over' as const },
            })),
          )}`
      }
      <h3>${t('delivery.refusing')}</h3>
      ${
        refusing.mailboxes === 0
          ? html`<p>${t('delivery.refusing-none')}</p>`
          : html`<p>
              ${t('delivery.refusing-count', {
                mailboxes: number(view, refusing.mailboxes),
                providers: number(view, refusing.providers),
              })}
            </p>`
      }
      ${mailboxes && mailboxes.length > 0 && mailboxTable(view, mailboxes)}`,
  )
}

type Row = Delivered & { name: string; of: Omit<CountedAsked, 'part'> }

const table = (view: View, head: string, rows: readonly Row[]): Html => {
  const { t } = view
  return html`<table class="cards dense">
    <thead>
      <tr>
        <th scope="col">${head}</th>
        ${COLUMNS.map((column) => html`<th scope="col" class="figure">${t(`delivery.${column}`)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            <th scope="row">${row.name} ${partsBar(row)}</th>
            ${COLUMNS.map(
              (column) =>
                html`<td class="figure" data-label="${t(`delivery.${column}`)}">
                  ${countedLink(view, countOf(row, column), { ...row.of, part: column }, `${row.name}, ${t(`delivery.${column}`)}`)}
                </td>`,
            )}
          </tr>`,
      )}
    </tbody>
  </table>`
}

/** Answered, not answered, on its way, and what never arrived. */
function partsBar(row: Delivered): Html {
  const parts = (
    [
      ['good', row.answered],
      ['plain', row.unanswered],
      ['wait', row.waiting],
      ['bad', row.bounced + row.refused],
    ] as const
  ).filter(([, count]) => count > 0)
  return html`<span class="counts"
    >${bar(
      parts.map(([tone, count]) => [tone, count / row.written]),
      'parts',
    )}</span
  >`
}

const mailboxTable = (view: View, mailboxes: readonly RefusingMailbox[]): Html => {
  const { t, language } = view
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('column.provider')}</th>
        <th scope="col">${t('delivery.mailbox')}</th>
        <th scope="col">${t('delivery.since')}</th>
        <th scope="col" class="figure">${t('delivery.refusals')}</th>
        <th scope="col">${t('delivery.other-way')}</th>
      </tr>
    </thead>
    <tbody>
      ${mailboxes.map(
        (one) =>
          html`<tr>
            <th scope="row"><a href="/console/providers/${one.providerId}">${one.provider}</a></th>
            <td class="mailbox" data-label="${t('delivery.mailbox')}">${one.mailbox}</td>
            <td data-label="${t('delivery.since')}">${time(one.refusedAt, language)}</td>
            <td class="figure" data-label="${t('delivery.refusals')}">
              ${number(view, one.refusals)}
            </td>
            <td data-label="${t('delivery.other-way')}">
              <span class="badge ${one.hasOther ? 'good' : 'bad'}"
                >${t(one.hasOther ? 'delivery.has-other' : 'delivery.no-other')}</span
              >
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`
}
