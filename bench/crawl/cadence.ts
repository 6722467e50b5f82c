import { createDeadlines } from '../../packages/notices/src/deadline.ts'

const DAY_MS = 24 * 3_600_000

/**
 * Checks a day that the cadence asks of one open takedown, when each stays open for so many days and as many are
 * opened as end: the checks of a whole life over its length.
 */
export function checksADay(openDays: number): number {
  const deadlines = createDeadlines(1)
  const opened = new Date(0)
  const end = new Date(openDays * DAY_MS)
  let checks = 0
  for (
    let at = deadlines.nextCheck(opened, opened);
    at <= end;
    at = deadlines.nextCheck(opened, at)
  )
    checks++
  return checks / openDays
}
