/** How long somebody should look at cases within `DAY_MS`, at most: the guideline of INHOPE. */
export const LIMIT_MS = 4 * 3_600_000
/** The last 24 hours, whatever the time of day: a calendar day may end in the middle of a shift. */
export const DAY_MS = 24 * 3_600_000
/** From when on the meter says that the end comes near. */
export const WARN_MS = LIMIT_MS - 30 * 60_000
/** Between two looks at most so much counts: whoever is away for longer was not looking. */
export const LONGEST_LOOK_MS = 10 * 60_000

export type ExposureState = 'well' | 'near' | 'over'

export const exposureState = (ms: number): ExposureState => {
  if (ms >= LIMIT_MS) return 'over'
  return ms >= WARN_MS ? 'near' : 'well'
}

/** What one person looked at. */
export type Exposure = {
  actor: string
  /** Up to the newest look. */
  ms: number
  looks: number
  lastLookAt: Date
}

/** The same with the look that may still go on. */
export function exposureUntil(
  { ms, lastLookAt }: Pick<Exposure, 'ms' | 'lastLookAt'>,
  now: Date,
): number {
  const since = now.getTime() - lastLookAt.getTime()
  return ms + (since > 0 && since <= LONGEST_LOOK_MS ? since : 0)
}

/** The day of a moment, UTC, as YYYY-MM-DD. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10)
