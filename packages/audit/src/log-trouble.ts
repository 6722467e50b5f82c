import type { LogHealth } from './checkpoint-store.ts'
import { LATEST_SECONDS } from './live-log.ts'

/**
 * What an operator has to see to, the worst first; codes that are stable:
 * the code with which the signer refuses, `audit-stands-still` (no round of the sequencer for `LATEST_SECONDS`),
 * `audit-behind` (events without a signed place for as long), `audit-witness`, `audit-timestamp`.
 */
export function troublesOf(
  health: Pick<
    LogHealth,
    'refused' | 'heardAt' | 'unsequencedSeconds' | 'witnessProblem' | 'timestampProblem'
  >,
  at: Date,
): string[] {
  const { refused, heardAt, unsequencedSeconds } = health
  const isLate = unsequencedSeconds > LATEST_SECONDS
  // Of a service that has only just been set up, nobody has been heard.
  const standsStill =
    heardAt === null ? isLate : at.getTime() - heardAt.getTime() > LATEST_SECONDS * 1000
  return [
    ...(refused === null ? [] : [refused]),
    ...(standsStill ? ['audit-stands-still'] : []),
    ...(isLate ? ['audit-behind'] : []),
    ...(health.witnessProblem === null ? [] : ['audit-witness']),
    ...(health.timestampProblem === null ? [] : ['audit-timestamp']),
  ]
}
