import { DomainError } from '@nightlight/contract'

/** A time that figures are of, UTC: from `since` on, before `until`. */
export type Period = { name: string; since: Date; until: Date }

const NAME = /^(20\d{2})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?$/

/**
 * A year, quarter or month by its name: 2026, 2026-Q3, 2026-09.
 *
 * @throws {DomainError} invalid `period-invalid`
 */
export function periodOf(name: string): Period {
  const [, year, quarter, month] = NAME.exec(name) ?? []
  if (year === undefined) {
    throw new DomainError(
      'invalid',
      'period-invalid',
      'Reading a period: no year, quarter or month',
    )
  }
  const first = quarter ? (Number(quarter) - 1) * 3 : month ? Number(month) - 1 : 0
  const months = quarter ? 3 : month ? 1 : 12
  const at = (index: number) => new Date(Date.UTC(Number(year), index, 1))
  return { name, since: at(first), until: at(first + months) }
}

export const isQuarter = (name: string): boolean => /^20\d{2}-Q[1-4]$/.test(name)
export const isYear = (name: string): boolean => /^20\d{2}$/.test(name)

/** Tells whether an instant lies in it. */
export const isIn = ({ since, until }: Period, at: Date | null): boolean =>
  at !== null && at >= since && at < until
