import { safeError, type Log } from '@nightlight/runtime'

/** Of the time between two readings, at most so much is spent on reading. */
const SHARE = 20
/** Nobody is shown what is older than so many of those times. */
const STALE = 3
/** Different answers that are kept at a time. */
const MOST_KEPT = 100

type Kept<Answer> = { answer: Answer; at: number; tookMs: number }

/**
 * Reads what takes long once for all who ask, as `createCounts` does: it is shown for `freshMs`, or for twenty times as
 * long as it took; once more while it is read anew; and what is three times as old is waited for.
 *
 * @param freshMs  0 for answers that are read for whoever asks
 * @returns reads by a key: the same key is the same answer
 */
export function keepAnswers<Answer>(
  { now, log }: { now: () => Date; log: Log },
  freshMs: number,
): (key: string, read: () => Promise<Answer>) => Promise<Answer> {
  const held = new Map<string, Kept<Answer>>()
  const running = new Map<string, Promise<Answer>>()
  const anew = (key: string, read: () => Promise<Answer>): Promise<Answer> => {
    const from = performance.now()
    const reading =
      running.get(key) ??
      read()
        .then((answer) => {
          held.delete(key)
          held.set(key, { answer, at: now().getTime(), tookMs: performance.now() - from })
          const [oldest] = held.keys()
          if (held.size > MOST_KEPT && oldest !== undefined) held.delete(oldest)
          return answer
        })
        .finally(() => running.delete(key))
    running.set(key, reading)
    return reading
  }
  return async (key, read) => {
    if (freshMs === 0) return read()
    const kept = held.get(key)
    if (!kept) return anew(key, read)
    const age = now().getTime() - kept.at
    const fresh = Math.max(freshMs, SHARE * kept.tookMs)
    if (age > STALE * fresh) return anew(key, read)
    if (age > fresh)
      anew(key, read).catch((error: unknown) =>
        log.error({ err: safeError(error) }, 'reading figures'),
      )
    return kept.answer
  }
}
