import type { Language } from '@nightlight/contract'
import { html, type Html } from './html.ts'

/** Days stand before months, as where the service is used. */
export const LOCALES = { en: 'en-GB', fr: 'fr-BE', nl: 'nl-BE', de: 'de-BE' } as const
const MINUTE_MS = 60_000
const UNITS = [
  ['days', 86_400_000],
  ['hours', 3_600_000],
  ['minutes', MINUTE_MS],
  ['seconds', 1000],
] as const

/** A length of time by its two greatest units, for example 3 d 4 h. */
export function duration(ms: number, language: Language): string {
  const whole = Math.max(0, Math.round(ms / 1000) * 1000)
  const first = UNITS.findIndex(([, size]) => whole >= size)
  if (first === -1) return durationFormat(language, 'always').format({ seconds: 0 })
  const [name, size] = UNITS[first]!
  const parts: Partial<Record<(typeof UNITS)[number][0], number>> = {
    [name]: Math.floor(whole / size),
  }
  const next = UNITS[first + 1]
  const rest = next ? Math.floor((whole % size) / next[1]) : 0
  if (next && rest > 0) parts[next[0]] = rest
  return durationFormat(language, 'auto').format(parts)
}

// To make a formatter takes a hundred times as long as to use it, and a page has a hundred times.
const durationFormat = madeOnce(
  (language, secondsDisplay: 'auto' | 'always') =>
    new Intl.DurationFormat(LOCALES[language], { style: 'short', secondsDisplay }),
)
const instantFormat = madeOnce(
  (language, timeStyle: 'short' | 'medium') =>
    new Intl.DateTimeFormat(LOCALES[language], {
      dateStyle: 'medium',
      timeStyle,
      timeZone: 'UTC',
      hourCycle: 'h23',
    }),
)

/** Keeps each formatter that `make` makes, of which there are few: one for a language and way of writing. */
export function madeOnce<Style extends readonly string[], Format>(
  make: (language: Language, ...style: Style) => Format,
): (language: Language, ...style: Style) => Format {
  const made = new Map<string, Format>()
  return (language, ...style) => {
    const name = [language, ...style].join(' ')
    const format = made.get(name) ?? make(language, ...style)
    made.set(name, format)
    return format
  }
}

/** Date and time of day in UTC, as every record has it. */
export function instant(
  at: Date,
  language: Language,
  timeStyle: 'short' | 'medium' = 'short',
): string {
  return `${instantFormat(language, timeStyle).format(at)} UTC`
}

export const time = (at: Date, language: Language): Html =>
  html`<time datetime="${at.toISOString()}">${instant(at, language)}</time>`

/** As `time`, to the second, for what may have to be proved. */
export const exactTime = (at: Date, language: Language): Html =>
  html`<time datetime="${at.toISOString()}">${instant(at, language, 'medium')}</time>`
