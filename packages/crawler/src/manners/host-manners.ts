import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from '@nightlight/runtime'
import type { HostPacing } from '../fetch/host-pacing.ts'
import type { FetchOutcome } from '../fetch/outcome.ts'
import type { EnterHost } from '../fetch/run-fetch.ts'
import { endStrikes, notePause, readPause } from './pause-store.ts'

export type Manners = {
  /** How long a host is to be left alone, milliseconds, as every process noted it. */
  leftMs(host: string): Promise<number>
  /** Notes what an answer of a host asks for. */
  heard(host: string, answer: FetchOutcome): Promise<void>
  /** Longest pause that is waited for within a visit, milliseconds. */
  worthMs: number
}

export type MannersOptions = {
  /** First pause after a 429 or 503 that names none; each further one in a row is twice as long. */
  firstMs: number
  longestMs: number
  worthMs: number
}

export const MANNERS: Readonly<MannersOptions> = {
  firstMs: 2_000,
  longestMs: 3_600_000,
  worthMs: 5_000,
}

/** Forgetting one costs it a longer pause than it deserves. */
const MAX_STRUCK = 10_000
const PLEASE_WAIT = new Set([429, 503])

/**
 * Keeps what hosts ask for that answer 429 or 503: `Retry-After`, or pauses that double.
 *
 * A host that answers otherwise in between begins with a short pause again.
 *
 * The pause of a host holds for every crawler process on the database; one that another process noted is
 * known here after a second. What a host says is believed for a day at most, which the fetch sees to.
 */
export function createManners(
  { db }: { db: Db },
  options: MannersOptions = MANNERS,
  freshMs = 1_000,
): Manners {
  /** By host: until when it is paused and when that was read, by the clock of the process. */
  const known = new Map<string, { untilMs: number; readMs: number }>()
  /** Hosts that asked to be left alone and have not answered otherwise since. */
  const struck = new Set<string>()
  const keep = (host: string, leftMs: number): number => {
    const nowMs = performance.now()
    for (const [other, { untilMs, readMs }] of known) {
      if (untilMs < nowMs && readMs + freshMs < nowMs) known.delete(other)
    }
    known.set(host, { untilMs: nowMs + leftMs, readMs: nowMs })
    return leftMs
  }
  return {
    worthMs: options.worthMs,
    async leftMs(host) {
      const nowMs = performance.now()
      const found = known.get(host)
      if (found && (found.untilMs > nowMs || found.readMs + freshMs > nowMs)) {
        return Math.max(0, found.untilMs - nowMs)
      }
      return keep(host, await readPause(db, host))
    },
    async heard(host, answer) {
      if (!asksToWait(answer)) {
        if (answer.status !== 'answered' || !struck.delete(host)) return
        await endStrikes(db, host)
        return
      }
      if (struck.size >= MAX_STRUCK) struck.clear()
      struck.add(host)
      const said = 'retryAfterMs' in answer ? (answer.retryAfterMs ?? null) : null
      keep(host, await notePause(db, host, said, options))
    },
  }
}

const asksToWait = (answer: FetchOutcome): boolean =>
  PLEASE_WAIT.has(answer.observation.httpStatus ?? 0)

/** What is asked before a host is. */
type Politeness = { pacing: HostPacing; manners: Manners }

/**
 * Fetches when it is the host's turn and the host does not want to be left alone.
 *
 * A short pause is waited for, so that a page is still seen in full whose host asks for a second or two
 * between its pictures.
 *
 * @returns null when the host asked for a longer pause: nothing was sent
 */
export async function fetchPolitely(
  { pacing, manners }: Politeness,
  host: string,
  fetch: () => Promise<FetchOutcome>,
  signal: AbortSignal,
): Promise<FetchOutcome | null> {
  const fetchAndHear = async (): Promise<FetchOutcome> => {
    const answer = await fetch()
    // Who broke off after a redirect to others is not told: no host must be paused by another one's word.
    if (answer.status === 'answered') await manners.heard(answer.url.hostname, answer)
    else if (!leftHost(answer)) await manners.heard(host, answer)
    return answer
  }
  return whenWelcome(
    manners,
    host,
    (begin) => pacing.run(host, begin, signal),
    fetchAndHear,
    signal,
  )
}

const leftHost = ({ observation }: FetchOutcome): boolean =>
  observation.redirectSteps.some(({ to }) => to === 'other-host')

/** Has redirects wait for the turn and for the pauses of the hosts that they lead to. */
export const createHostEntry =
  ({ pacing, manners }: Politeness): EnterHost =>
  async (host, signal, hasTurn) => {
    const turn: Turn<true> = (begin) => (hasTurn ? begin() : pacing.run(host, begin, signal))
    const entered = await whenWelcome<true>(manners, host, turn, async () => true, signal)
    return entered ? 'entered' : 'paused'
  }

type Turn<T> = (begin: () => Promise<T | 'later'>) => Promise<T | 'later'>

/**
 * @returns null when the host wants to be left alone for longer than is waited for
 * @throws the signal's reason
 */
async function whenWelcome<T>(
  manners: Manners,
  host: string,
  turn: Turn<T>,
  act: () => Promise<T>,
  signal: AbortSignal,
): Promise<T | null> {
  const unlessPaused = async (): Promise<T | 'later'> =>
    (await manners.leftMs(host)) > 0 ? 'later' : act()
  for (;;) {
    const done = await turn(unlessPaused)
    if (done !== 'later') return done
    const leftMs = await manners.leftMs(host)
    if (leftMs > manners.worthMs) return null
    // A pause that is broken off rejects with an error of its own, by which no fetch would know its end.
    await pause(leftMs, undefined, { signal }).catch(() => signal.throwIfAborted())
  }
}
