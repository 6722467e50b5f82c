/** Spaces out work per host. */
export type HostPacing = {
  /**
   * Runs `fn` when the host's turn comes: first come, first served within a host, hosts independent.
   *
   * @returns what `fn` returns
   * @throws what `fn` throws; the signal's reason when aborted while waiting (`fn` is then never called)
   */
  run<T>(host: string, fn: () => Promise<T>, signal?: AbortSignal): Promise<T>
}

type Lane = {
  active: number
  /** Milliseconds since the epoch. */
  nextStartMs: number
  waiting: Set<() => void>
  timer: NodeJS.Timeout | undefined
}

/**
 * Creates the pacing of one process: never more than `perHost` at once, starts at least `minGapMs` apart.
 *
 * A host is forgotten once it is idle and its gap has passed.
 *
 * @param options.perHost   concurrent calls per host, at least 1
 * @param options.minGapMs  between two starts on one host
 */
export function createHostPacing(
  { now }: { now: () => Date },
  { perHost, minGapMs }: { perHost: number; minGapMs: number },
): HostPacing {
  const lanes = new Map<string, Lane>()

  function advance(host: string, lane: Lane): void {
    clearTimeout(lane.timer)
    // The clock may be set back; the gap bounds the wait all the same.
    const nowMs = now().getTime()
    lane.nextStartMs = Math.min(lane.nextStartMs, nowMs + minGapMs)
    const waitMs = lane.nextStartMs - nowMs
    const [next] = lane.waiting
    if (next !== undefined && lane.active < perHost && waitMs <= 0) {
      lane.waiting.delete(next)
      lane.active += 1
      lane.nextStartMs = nowMs + minGapMs
      next()
      advance(host, lane)
    } else if (waitMs > 0) {
      lane.timer = setTimeout(() => advance(host, lane), waitMs)
      if (next === undefined) lane.timer.unref()
    } else if (lane.active === 0) {
      lanes.delete(host)
    }
  }

  function laneOf(host: string): Lane {
    const lane = lanes.get(host) ?? {
      active: 0,
      nextStartMs: 0,
      waiting: new Set(),
      timer: undefined,
    }
    lanes.set(host, lane)
    return lane
  }

  async function turn(host: string, lane: Lane, signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const onAbort = () => {
      lane.waiting.delete(resolve)
      reject(signal?.reason)
      advance(host, lane)
    }
    lane.waiting.add(resolve)
    signal?.addEventListener('abort', onAbort, { once: true })
    advance(host, lane)
    await promise.finally(() => signal?.removeEventListener('abort', onAbort))
  }

  return {
    async run(host, fn, signal) {
      signal?.throwIfAborted()
      const lane = laneOf(host)
      await turn(host, lane, signal)
      try {
        // The gap counts from the start itself: a turn may be used later than it was given.
        lane.nextStartMs = Math.max(lane.nextStartMs, now().getTime() + minGapMs)
        return await fn()
      } finally {
        lane.active -= 1
        advance(host, lane)
      }
    },
  }
}
