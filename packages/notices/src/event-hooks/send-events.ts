import { randomInt } from 'node:crypto'
import { safeError, type Db, type FieldCrypto, type Log } from '@nightlight/runtime'
import { retryAfterMs, type HttpCall, type HttpEnd } from '../channels/http-call.ts'
import { isTaken } from '../channels/http-outcome.ts'
import { webhookSignature, webhookTimestamp } from '../channels/webhook-signature.ts'
import {
  claimDue,
  hooksDue,
  pruneEvents,
  releaseClaim,
  settleTry,
  type Claimed,
  type Tried,
} from './delivery-store.ts'
import { openSettings, secretsAt, type HookSettings } from './hook-settings.ts'

export type SendEventsDeps = {
  db: Db
  crypto: FieldCrypto
  log: Log
  now: () => Date
  call: HttpCall
  /** 0 to 1, for the back-off. */
  random?: () => number
}

export type SendEventsOptions = {
  /** Longer than a call may take. */
  leaseMs: number
  /** Events of one subscription under way at once, and subscriptions. */
  atOnce?: number
  hooksAtOnce?: number
}

const GONE = 410
const MANY = 1_000_000

/**
 * Sends events to their subscriptions, each at least once and always under its own `webhook-id`, in no certain order.
 *
 * Each subscription is worked at by itself: one that hangs takes the time of no other, and after a failure gets one event
 * at a time. What was under way when a process was killed is sent again when its lease is over.
 *
 * @returns `sweep` starts what is due and waits for none of it; `idle` ends when all of that has
 */
export function createEventSender(
  deps: SendEventsDeps,
  { leaseMs, atOnce = 4, hooksAtOnce = 32 }: SendEventsOptions,
) {
  const { db, log, now } = deps
  const stop = new AbortController()
  const working = new Map<string, Promise<void>>()

  const work = async (hookId: string): Promise<void> => {
    while (!stop.signal.aborted) {
      const claim = await claimDue(db, { hookId, now: now(), leaseMs, most: atOnce })
      if (!claim || claim.events.length === 0) return
      const { settings, events } = claim
      const ends = await Promise.all(
        events.map((event) => sendOne(deps, { hookId, settings, event }, stop.signal)),
      )
      if (ends.some((end) => end !== 'delivered')) return
    }
  }

  const start = (hookId: string): void => {
    const running = work(hookId)
      .catch((error: unknown) => {
        if (!stop.signal.aborted) log.error({ hookId, error: safeError(error) }, 'event hook')
      })
      .finally(() => working.delete(hookId))
    working.set(hookId, running)
  }

  return {
    async sweep(): Promise<void> {
      await pruneEvents(db, now())
      for (const hookId of await hooksDue(db, now())) {
        if (working.size >= hooksAtOnce) return
        if (!working.has(hookId)) start(hookId)
      }
    },
    async idle(): Promise<void> {
      while (working.size > 0) await Promise.all(working.values())
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.all(working.values())
    },
  }
}

async function sendOne(
  deps: SendEventsDeps,
  { hookId, settings, event }: { hookId: string; settings: Buffer; event: Claimed },
  signal: AbortSignal,
): Promise<Tried['status'] | 'stopped'> {
  const { db, crypto, call, now } = deps
  const request = requestOf(openSettings(crypto, hookId, settings), event, now())
  const end = await call(request, signal)
  if (signal.aborted && end.status !== 'reply') {
    await releaseClaim(db, event)
    return 'stopped'
  }
  const tried = triedBy(end, now())
  const random = deps.random?.() ?? randomInt(MANY) / MANY
  await settleTry(db, { hookId, event, tried }, { now: now(), random })
  if (tried.status !== 'delivered') {
    deps.log.info({ hookId, eventId: event.id, status: tried.code }, 'an event was not taken')
  }
  return tried.status
}

function requestOf(settings: HookSettings, { id, type, at: timestamp, data }: Claimed, at: Date) {
  const body = JSON.stringify({ type, timestamp: timestamp.toISOString(), data })
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Nightlight',
    'webhook-id': id,
    'webhook-timestamp': webhookTimestamp(at),
    'webhook-signature': webhookSignature(secretsAt(settings, at), { id, at, body }),
  }
  return { method: 'POST' as const, url: settings.url, headers, body }
}

/** Any 2xx is taken and 410 ends it, as Standard Webhooks has it; everything else, redirects too, is tried again. */
function triedBy(end: HttpEnd, now: Date): Tried {
  if (end.status !== 'reply') {
    return { status: 'failed', code: null, problem: end.reason, retryInMs: null }
  }
  const { code, headers } = end
  if (isTaken(end)) return { status: 'delivered', code }
  if (code === GONE) return { status: 'gone', code }
  const retryInMs = retryAfterMs(headers['retry-after'], now)
  return { status: 'failed', code, problem: `HTTP ${code}`, retryInMs }
}
