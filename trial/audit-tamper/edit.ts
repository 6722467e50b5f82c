import type { Finding } from '../../packages/audit/src/finding.ts'

/** The ways in which a log is altered. */
export const WAYS = [
  'change',
  'change-and-tiles',
  'delete',
  'insert',
  'swap',
  'truncate',
  'restore-old-state',
  'fork-by-another-key',
  're-sign-by-the-real-key',
  'change-a-hash',
  'change-a-checkpoint',
] as const
export type Way = (typeof WAYS)[number]

/** Draws whole numbers from 0 below `n`. */
export type Draw = (n: number) => number

/** What came of one edit. */
export type Outcome = {
  way: Way
  where: 'export' | 'live'
  found: Finding | null
  problem: string | null
}

/**
 * @param first  the first event that the edit touched
 * @returns what is wrong with the answer; null when the edit was found at its place
 */
export function judge(found: Finding | null, first: number): string | null {
  if (!found) return 'not found'
  if (first >= found.index && first < found.upTo) return null
  return `found at ${found.index} to ${found.upTo - 1}, but done at ${first}`
}

/** How often which code found which way of altering. */
export function tally(outcomes: readonly Outcome[]): Record<string, Record<string, number>> {
  const counts: Record<string, Record<string, number>> = {}
  for (const { way, where, found } of outcomes) {
    const of = (counts[`${where}: ${way}`] ??= {})
    const code = found?.code ?? 'not found'
    of[code] = (of[code] ?? 0) + 1
  }
  return counts
}
