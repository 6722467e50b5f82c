import type { Language } from '@nightlight/contract'
import { LOCALES, madeOnce } from '../console/times.ts'

const format = madeOnce(
  (language, unit: 'hour' | 'day') =>
    new Intl.NumberFormat(LOCALES[language], { style: 'unit', unit, unitDisplay: 'long' }),
)

/** Hours up to a day, then days. */
export const narrowHours = (language: Language, hours: number): string =>
  hours === 0
    ? '0'
    : hours <= 24
      ? format(language, 'hour').format(hours)
      : format(language, 'day').format(hours / 24)
