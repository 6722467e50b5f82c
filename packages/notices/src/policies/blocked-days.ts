import { WEEKDAYS, type BlockedDays } from './terms.ts'

const QUARTER_MS = 900_000
/** More days in a row than any calendar blocks; a policy that blocks more is not obeyed for ever. */
const MOST_DAYS = 60

/**
 * The first moment from `at` on that lies on no blocked day of the place: `at` itself, or the
 * beginning of a day there, to the quarter of an hour.
 */
export function notBlocked(blocked: BlockedDays | undefined, at: Date): Date {
  if (!blocked) return at
  const { weekdays = [], dates = [], timeZone } = blocked
  const calendar = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  const isBlocked = (moment: number): boolean => {
    const day = calendar.format(moment)
    const weekday = WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()]!
    return dates.includes(day) || weekdays.includes(weekday)
  }
  if (!isBlocked(at.getTime())) return at
  const from = Math.ceil(at.getTime() / QUARTER_MS) * QUARTER_MS
  const until = from + MOST_DAYS * 24 * 3_600_000
  let moment = from
  while (moment < until && isBlocked(moment)) moment += QUARTER_MS
  return new Date(moment)
}

/** @returns false for a name that no calendar has */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
