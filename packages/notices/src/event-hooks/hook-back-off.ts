const HOUR_MS = 3_600_000
const FIRST_MS = 5_000
const FACTOR = 4
const LONGEST_MS = 12 * HOUR_MS

/** How long an event is tried, and how long a subscriber may fail before it is paused. */
export const GIVE_UP_MS = 3 * 24 * HOUR_MS

/**
 * How long to wait after the n-th failed try in a row: 5 s, 20 s, 80 s and so on, 12 h at most, a fifth more or less.
 *
 * @param failures  from 1
 * @param random    0 to 1
 */
export function hookBackOffMs(failures: number, random: number): number {
  const plain = Math.min(FIRST_MS * FACTOR ** Math.min(failures - 1, 20), LONGEST_MS)
  return Math.round(plain * (0.8 + 0.4 * random))
}

/** Whether what began at a time has gone on for as long as anything is tried. */
export const isOver = (since: Date | null, now: Date): boolean =>
  since !== null && now.getTime() - since.getTime() >= GIVE_UP_MS
