import { html, type Html } from '../html.ts'
import { dayWords, lastDay } from '../../figure-exports/figure-words.ts'
import { LOCALES, madeOnce, time } from '../times.ts'
import type { View } from '../view.ts'

/** Figures that can be had as a table for spreadsheets. */
export const FIGURES = ['open', 'delivery', 'resurfacing', 'elsewhere', 'reversal'] as const
export type Figure = (typeof FIGURES)[number]

export type CardOf = {
  /** Where links of the page lead to; each is there once. */
  id: string
  title: string
  /** What is counted, between which clocks. */
  how: string
  asOf: Date
  /** Where the figures are of a period. */
  period?: { since: Date; until: Date } | undefined
  /** Address of the same figures as a table for spreadsheets. */
  csv?: string
}

/** Figures with what they are of, when they were right, and the way to the table of them. */
export const figureCard = (view: View, of: CardOf, body: Html | Html[]): Html => {
  const { t, language } = view
  const { id, title, how, asOf, period, csv } = of
  return html`<section class="figures" id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    <p class="fine">
      ${how} ${period && `${daysOf(view, period)}.`} ${t('statistics.as-of')}
      ${time(asOf, language)}.
    </p>
    ${body}
    ${
      csv !== undefined &&
      html`<p class="after">
        <a href="${csv}">${t('supervision.csv')}<span class="visually-hidden">: ${title}</span></a>
      </p>`
    }
  </section>`
}

/** The days of a period in words: its months are of UTC, whatever the clock of who reads. */
export const daysOf = (
  { t, language }: View,
  { since, until }: NonNullable<CardOf['period']>,
): string =>
  t('supervision.days', {
    from: dayWords(language, since),
    until: dayWords(language, lastDay(until)),
  })

/** A share with one digit after the point; what is not known yet is said so. */
export const percent = ({ t, language }: View, share: number | null): string =>
  share === null ? t('statistics.not-watched') : percentFormat(language).format(share)

const percentFormat = madeOnce(
  (language) =>
    new Intl.NumberFormat(LOCALES[language], {
      style: 'percent',
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    }),
)

/** A month as 2026-03, in words. */
export const monthName = ({ language }: View, month: string): string =>
  monthFormat(language).format(new Date(`${month}-01T00:00:00Z`))

const monthFormat = madeOnce(
  (language) =>
    new Intl.DateTimeFormat(LOCALES[language], { month: 'long', year: 'numeric', timeZone: 'UTC' }),
)
