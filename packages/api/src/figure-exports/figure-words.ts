import type { Language } from '@nightlight/contract'
import type { Translate } from '../console/texts.ts'
import { duration, LOCALES, madeOnce } from '../console/times.ts'
import { narrowHours } from './narrow-hours.ts'
import type { FigureRow } from './figure-rows.ts'

/** What the words of figures are written with. */
export type Words = { t: Translate; language: Language }

const HOUR_MS = 3_600_000

const counts = madeOnce((language) => new Intl.NumberFormat(LOCALES[language]))
const shares = madeOnce(
  (language) =>
    new Intl.NumberFormat(LOCALES[language], { style: 'percent', minimumFractionDigits: 1 }),
)
const days = madeOnce(
  (language) => new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'long', timeZone: 'UTC' }),
)

/** A figure as people read it. */
export function valueWords({ t, language }: Words, { value, unit, missing }: FigureRow): string {
  if (value === null) return t.code('exports', missing ?? 'not-recorded')
  if (unit === 'share') return shares(language).format(value)
  return unit === 'hours' ? duration(value * HOUR_MS, language) : countWords(language, value)
}

export const countWords = (language: Language, n: number): string => counts(language).format(n)

/** A day, UTC. */
export const dayWords = (language: Language, at: string | Date): string =>
  days(language).format(new Date(at))

/** The last day of a period that ends before `until`. */
export const lastDay = (until: string | Date): Date => new Date(new Date(until).getTime() - 1)

const regions = madeOnce(
  (language) => new Intl.DisplayNames(LOCALES[language], { type: 'region', fallback: 'code' }),
)

/** What a figure is of, in words. */
export function ofWords({ t, language }: Words, { field, of }: FigureRow): string | null {
  if (of === null) return null
  if (field.endsWith('by-class')) return t.code('class', of)
  if (field === 'dsa-by-action') return t.code('taken', of)
  if (field === 'hosting-country') {
    return /^[A-Z]{2}$/.test(of) ? (regions(language).of(of) ?? of) : t('exports.unknown-country')
  }
  return narrowHours(language, Number(of))
}

/** Its name with what it is of. */
export function nameOf(words: Words, figure: FigureRow): string {
  const of = ofWords(words, figure)
  const name = words.t.code('figure', figure.field)
  if (of === null) return name
  const isTime = figure.unit === 'share' || figure.field === 'ntd-within'
  return isTime ? `${name} ${of}` : `${name}: ${of}`
}
