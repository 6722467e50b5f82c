import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from '@nightlight/runtime'
import { createHostPacing, type HostPacing } from '../fetch/host-pacing.ts'
import { releaseLane, renewLanes, takeLane } from './lane-store.ts'

/** The pacing of hosts over all crawler processes. */
export type HostLanes = HostPacing & {
  /** Takes the lane of a host unless another process has it; never waits for one. */
  tryHold(host: string): Promise<boolean>
  /** Gives every lane back; call it when nothing runs any more. */
  [Symbol.asyncDispose](): Promise<void>
}

export type LaneTimes = {
  /** How long a lane of a process that died is lost. */
  leaseMs: number
  /** How often lanes are renewed; whoever waits has one after that, and what still runs, at the latest. */
  renewMs: number
  /** How often a lane is asked for that another process has. */
  askMs: number
  /** How long a lane is held that nobody here uses. */
  idleMs: number
}

export const LANE_TIMES: LaneTimes = {
  leaseMs: 15_000,
  renewMs: 1_000,
  askMs: 400,
  idleMs: 1_000,
}

type Turn = { begin: () => void; fail: (error: unknown) => void }

type Lane = {
  /** `asking` for it; `ours`; `leaving`: to be given back once what runs has ended. */
  state: 'none' | 'asking' | 'ours' | 'leaving'
  /** Until when it is surely ours, and from when on the host may be asked, by the clock of the process. */
  safeUntilMs: number
  opensAtMs: number
  lastStartMs: number
  active: number
  waiting: Set<Turn>
  timer: NodeJS.Timeout | undefined
}

/**
 * Paces hosts for all crawler processes on one database: never more than `perHost` at once on a host, and
 * starts at least `minGapMs` apart, whoever asks.
 *
 * One process at a time has the lane of a host. It holds it for a burst, so that no fetch costs a statement of its
 * own, and gives it back when it has nothing to ask or another process waits. The lane of a dead process
 * is free when its lease ends. A process that cannot renew starts nothing new before that.
 *
 * @param options.perHost   concurrent calls per host, at least 1
 * @param options.minGapMs  between two starts on one host
 */
export function createHostLanes(
  { db, now }: { db: Db; now: () => Date },
  { perHost, minGapMs }: { perHost: number; minGapMs: number },
  times: LaneTimes = LANE_TIMES,
): HostLanes {
  const holder = randomUUID()
  const lanes = new Map<string, Lane>()
  const pacing = createHostPacing({ now }, { perHost, minGapMs })
  const clock = (): number => performance.now()
  let renewal: NodeJS.Timeout | undefined
  let isClosed = false

  function laneOf(host: string): Lane {
    const lane: Lane = lanes.get(host) ?? {
      state: 'none',
      safeUntilMs: 0,
      opensAtMs: 0,
      lastStartMs: -Infinity,
      active: 0,
      waiting: new Set(),
      timer: undefined,
    }
    lanes.set(host, lane)
    return lane
  }

  async function take(host: string, lane: Lane, waitMs: number | null): Promise<boolean> {
    const askedMs = clock()
    const opensInMs = await takeLane(db, { host, holder, leaseMs: times.leaseMs, waitMs })
    if (opensInMs === null) return false
    lane.state = 'ours'
    lane.safeUntilMs = askedMs + times.leaseMs / 2
    lane.opensAtMs = clock() + opensInMs
    renewal ??= setTimeout(() => void renew(), times.renewMs)
    return true
  }

  /** Asks again and again while anybody here waits. */
  async function ask(host: string, lane: Lane): Promise<void> {
    lane.state = 'asking'
    try {
      while (lane.waiting.size > 0 && !(await take(host, lane, times.askMs * 3))) {
        await pause(times.askMs * (0.75 + Math.random() / 2))
      }
    } catch (error) {
      for (const { fail } of lane.waiting) fail(error)
      lane.waiting.clear()
    }
    if (lane.state === 'asking') lane.state = 'none'
    advance(host, lane)
  }

  async function leave(host: string, lane: Lane): Promise<void> {
    const restMs = Math.max(0, lane.lastStartMs + minGapMs - clock())
    // What cannot be given back is free when its lease ends.
    await releaseLane(db, { host, holder, restMs }).catch(() => undefined)
    lane.state = 'none'
    advance(host, lane)
  }

  async function renew(): Promise<void> {
    const held = [...lanes].filter(([, { state }]) => state === 'ours' || state === 'leaving')
    const askedMs = clock()
    try {
      const hosts = held.map(([host]) => host)
      const kept = hosts.length === 0 ? [] : await renewLanes(db, { hosts, holder, ...times })
      const wanted = new Map(kept.map((one) => [one.host, one.wanted]))
      for (const [host, lane] of held) {
        if (wanted.has(host)) lane.safeUntilMs = askedMs + times.leaseMs / 2
        else if (lane.state === 'ours') lane.state = 'none'
        if (wanted.get(host) && lane.state === 'ours') lane.state = 'leaving'
        advance(host, lane)
      }
    } catch {
      // Nothing new begins once the lanes are not surely ours; the next renewal may come through.
    }
    const isHolding = [...lanes.values()].some(({ state }) => state !== 'none')
    renewal = isHolding && !isClosed ? setTimeout(() => void renew(), times.renewMs) : undefined
  }

  function advance(host: string, lane: Lane): void {
    clearTimeout(lane.timer)
    if (lane.state === 'ours') start(host, lane)
    else if (lane.state === 'leaving' && lane.active === 0) {
      lane.state = 'asking'
      void leave(host, lane)
    } else if (lane.state === 'none' && lane.waiting.size > 0) void ask(host, lane)
    else if (lane.state === 'none' && lane.active === 0) lanes.delete(host)
  }

  function start(host: string, lane: Lane): void {
    const opensInMs = lane.opensAtMs - clock()
    if (opensInMs > 0) {
      lane.timer = setTimeout(() => advance(host, lane), opensInMs)
      return
    }
    if (clock() > lane.safeUntilMs) return
    for (const turn of lane.waiting) {
      if (lane.active >= perHost) return
      lane.waiting.delete(turn)
      lane.active += 1
      turn.begin()
    }
    if (lane.active > 0) return
    lane.timer = setTimeout(() => {
      lane.state = 'leaving'
      advance(host, lane)
    }, times.idleMs)
  }

  async function turn(host: string, lane: Lane, signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const mine: Turn = { begin: resolve, fail: reject }
    const onAbort = (): void => {
      lane.waiting.delete(mine)
      reject(signal?.reason)
      advance(host, lane)
    }
    lane.waiting.add(mine)
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
        const begin = (): ReturnType<typeof fn> => {
          lane.lastStartMs = clock()
          return fn()
        }
        return await pacing.run(host, begin, signal)
      } finally {
        lane.active -= 1
        advance(host, lane)
      }
    },
    async tryHold(host) {
      const lane = laneOf(host)
      if (lane.state === 'ours') return true
      if (lane.state !== 'none') return false
      lane.state = 'asking'
      const isOurs = await take(host, lane, null).catch((error: unknown) => {
        lane.state = 'none'
        advance(host, lane)
        throw error
      })
      if (!isOurs) lane.state = 'none'
      advance(host, lane)
      return isOurs
    },
    async [Symbol.asyncDispose]() {
      isClosed = true
      clearTimeout(renewal)
      const held = [...lanes].filter(([, { state }]) => state === 'ours' || state === 'leaving')
      for (const [, lane] of lanes) clearTimeout(lane.timer)
      await Promise.all(held.map(([host, lane]) => leave(host, lane)))
    },
  }
}
