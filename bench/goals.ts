import type { Figure } from '../scripts/measurement.ts'

const UPPER_LIMIT = /(Ms|Us|Ns|MsP50|MsP99|Megabytes|Kilobytes|BytesPerHash|Quarter)$|[gG]rowth/

/**
 * Holds what was measured against goals of the same names.
 *
 * A goal named in a unit of time or memory, or as growth, is an upper limit, any other a lower one. What
 * was not measured misses its goal.
 */
export function meetsGoals(
  measured: Readonly<Record<string, Figure>>,
  goals: Readonly<Record<string, number>>,
): boolean {
  return Object.entries(goals).every(([name, goal]) => {
    const value = Number(measured[name] ?? Number.NaN)
    return UPPER_LIMIT.test(name) ? value <= goal : value >= goal
  })
}
