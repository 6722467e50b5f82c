export type Turns = {
  /** Milliseconds until a request to `host` would have its turn; takes none. */
  waitMs(host: string, nowMs: number): number
  /** Takes the next turn. @returns milliseconds to wait before the request */
  take(host: string, nowMs: number): number
}

const MAX_HOSTS = 1_000

/**
 * Spaces out the requests to each host: `burst` at once, then one every `gapMs`.
 *
 * Pure but for what it remembers: the caller brings the time and does the waiting.
 */
export function createTurns(gapMs: number, burst: number): Turns {
  /** When the last turn that was given out is used up. */
  const busyUntil = new Map<string, number>()
  const waitMs = (host: string, nowMs: number): number =>
    Math.max(0, (busyUntil.get(host) ?? nowMs) - nowMs - gapMs * (burst - 1))
  return {
    waitMs,
    take(host, nowMs) {
      const wait = waitMs(host, nowMs)
      const until = Math.max(busyUntil.get(host) ?? nowMs, nowMs) + gapMs
      busyUntil.delete(host)
      busyUntil.set(host, until)
      const [oldest] = busyUntil.keys()
      if (busyUntil.size > MAX_HOSTS && oldest !== undefined) busyUntil.delete(oldest)
      return wait
    },
  }
}
