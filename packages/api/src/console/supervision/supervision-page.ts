import type {
  Deliveries,
  OpenAges,
  RefusingMailbox,
  Resurfacing,
  Reversals,
  SeenWhere,
} from '@nightlight/notices'
import type { MonthsAsked } from '../../routes/supervision-figures-routes.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import type { View } from '../view.ts'
import { deliverySection } from './delivery-section.ts'
import type { Figure } from './figure-card.ts'
import { concentrationSection, openSection } from './open-section.ts'
import { resurfacingSection } from './resurfacing-section.ts'
import { reversalSection } from './reversal-section.ts'
import {
  endingSection,
  waitingSection,
  type EndingShown,
  type WaitingShown,
} from './waiting-section.ts'

export type SupervisionShown = {
  waiting: WaitingShown
  /** Null where the role sees no holds. */
  ending: EndingShown | null
  open: OpenAges
  deliveries: Deliveries
  /** Null where the role sees no providers. */
  mailboxes: readonly RefusingMailbox[] | null
  resurfacing: Resurfacing
  elsewhere: Resurfacing
  reversals: Reversals
}

/** Figures of which a page shows some providers, unless it is asked for all. */
export const SEEN_FIGURES = ['open', 'resurfacing', 'elsewhere'] as const
type SeenFigure = (typeof SEEN_FIGURES)[number]
export type SupervisionAsked = MonthsAsked & { whole?: SeenFigure }

/** What a supervisor looks at each morning: what waits first, then how it goes. */
export function supervisionPage(
  view: View,
  { whole, ...asked }: SupervisionAsked,
  shown: SupervisionShown,
): Html {
  const { t } = view
  const wholeOf = (figure: SeenFigure): string | null =>
    whole === figure ? null : `${supervisionPath({ ...asked, whole: figure })}#${figure}`
  const seen = (where: SeenWhere, figure: SeenFigure) => ({ where, whole: wholeOf(figure) })
  const csv = (figure: Figure): string =>
    supervisionPath(asked, '/console/supervision.csv', { figure })
  const contents = [
    ['waiting', t('waiting.title')],
    ...(shown.ending ? [['ending', t('ending.title')]] : []),
    ['open', t('open.title')],
    ['concentration', t('concentration.title')],
    ['delivery', t('delivery.title')],
    ['resurfacing', t('resurfacing.title')],
    ['elsewhere', t('elsewhere.title')],
    ['reversal', t('reversal.title')],
  ]
  return layout(
    view,
    t('supervision.title'),
    html`<details class="chooser">
        <summary>${t('supervision.contents')}</summary>
        <nav class="choice contents" aria-label="${t('supervision.contents')}">
          <span>${t('supervision.contents')}</span>
          <ul>
            ${contents.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}
          </ul>
        </nav>
      </details>
      ${waitingSection(view, shown.waiting)} ${shown.ending && endingSection(view, shown.ending)}
      ${openSection(view, shown.open, csv('open'), wholeOf('open'))}
      ${concentrationSection(view, shown.open, csv('open'))} ${periods(view, asked, shown)}
      ${deliverySection(view, shown.deliveries, csv('delivery'), shown.mailboxes, asked)}
      ${resurfacingSection(view, shown.resurfacing, csv('resurfacing'), seen('same', 'resurfacing'))}
      ${resurfacingSection(view, shown.elsewhere, csv('elsewhere'), seen('elsewhere', 'elsewhere'))}
      ${reversalSection(view, shown.reversals, csv('reversal'), asked)}`,
  )
}

/** Where this page is shown for some months. */
export function supervisionPath(
  asked: SupervisionAsked,
  at = '/console/supervision',
  more: Record<string, string> = {},
): string {
  const query = new URLSearchParams({ ...asked, ...more })
  return query.size === 0 ? at : `${at}?${query.toString()}`
}

/** The last twelve months, and those before what is shown. */
function periods(view: View, asked: MonthsAsked, { reversals: { since } }: SupervisionShown): Html {
  const { t } = view
  const before = new Date(since.getTime() - 1).toISOString().slice(0, 7)
  const isNow = asked.from === undefined && asked.to === undefined
  return html`<nav class="choice" aria-label="${t('statistics.periods')}">
    <span>${t('statistics.periods')}</span>
    <ul>
      <li>
        <a href="/console/supervision#delivery" ${isNow && html` aria-current="true"`}
          >${t('supervision.months')}</a
        >
      </li>
      <li>
        <a href="${supervisionPath({ to: before })}#delivery">${t('supervision.before')}</a>
      </li>
    </ul>
  </nav>`
}
