import type { AddressPolicy } from '@nightlight/runtime'
import { ACCEPTED_CODINGS } from './content-coding.ts'
import { createDeadline } from './deadline.ts'
import type { LargeBodies } from './large-bodies.ts'
import { DEFAULT_FETCH_LIMITS, type FetchLimits } from './limits.ts'
import { createStopwatch, emptyObservation } from './observation.ts'
import type { AnswerHead, FetchOutcome, Validators } from './outcome.ts'
import type { BodyKind } from './read-body.ts'
import { resolveWithSystem, type Resolve } from './resolve.ts'
import { conditionalHeaders } from './response-headers.ts'
import { type EnterHost, runFetch, type RunningFetch } from './run-fetch.ts'
import { reachesOnion, type Proxy } from './tunnel/proxy.ts'

const ACCEPT: Readonly<Record<BodyKind, string>> = {
  page: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8',
  image: 'image/avif,image/webp,image/apng,image/*,*/*;q=0.8',
}

/** Sent when a vantage point does not say what it prefers. */
export const DEFAULT_ACCEPT_LANGUAGE = 'en,*;q=0.5'

export type FetchOptions = {
  /** Selects the limits; a picture met where a page was expected gets its own. */
  expect: BodyKind
  signal?: AbortSignal
  /** `validators` of an earlier answer of the same URL: sent with the first request, never after a redirect. */
  conditional?: Validators
  /** The page that names the URL: told to servers as a browser would tell it. */
  referer?: URL
  /** Whether an answer that is no error is worth its body; all are when absent. */
  wanted?: (head: AnswerHead) => boolean
  /** Which bodies may be longer than a picture; none when absent. */
  large?: LargeBodies
}

/** As whom a server, and a script of its page, sees us. */
export type Visitor = { userAgent: string; acceptLanguage: string }

export type SafeFetch = {
  /**
   * Fetches one URL, redirects included, and reports everything a server or a network can do as a value.
   *
   * @param url  a string is read as `parseReportedUrl` does
   * @throws the signal's reason when the caller aborts, an `AbortError` when the fetch is disposed
   * @throws {TypeError} `conditional` holds what no answer gave
   */
  fetch(url: URL | string, options: FetchOptions): Promise<FetchOutcome>
  /** As whom a URL is asked for. */
  visitorAt(url: URL): Visitor
  /** Aborts what is running and waits for it. */
  [Symbol.asyncDispose](): Promise<void>
}

export type SafeFetchOptions = {
  /** Ports open beside 80 and 443. */
  allowPorts: readonly number[]
  refuseHosts?: readonly string[]
  userAgent: string
  acceptLanguage?: string
  /** Name of the way out, as it stands in the visit record. */
  egress: string
  /** Country of the way out, two letters, as it stands in the visit record. */
  country?: string | null
  /** What connections go through; none when absent, whatever the environment says. */
  proxy?: Proxy | null
  limits?: Partial<FetchLimits>
  /** The only choice: a bad certificate is recorded, never a reason to stop. */
  rejectUnauthorized?: false
}

/** What every fetch of a process shares. */
export type SafeFetchDeps = {
  policy: AddressPolicy
  resolve?: Resolve
  now?: () => Date
  /** Waits at the host that a redirect leads to; the caller has the turn at the first host. */
  enterHost?: EnterHost
}

/**
 * Creates the one way by which the crawler reads from the web.
 *
 * Every hop is checked by URL, by resolved address and by connected address; the connection goes to
 * the checked literal, through the proxy if there is one. HTTP/2 or HTTP/1.1, no cookies, no proxies from
 * the environment, no kept connections. Sizes, times, rate, frames and decompression are bounded by `limits`.
 */
export function createSafeFetch(deps: SafeFetchDeps, options: SafeFetchOptions): SafeFetch {
  const { policy, resolve = resolveWithSystem, now = () => new Date() } = deps
  const { enterHost = async () => 'entered' as const } = deps
  const { allowPorts, refuseHosts = [], egress, country = null, proxy = null } = options
  const { userAgent, acceptLanguage = DEFAULT_ACCEPT_LANGUAGE } = options
  const limits = { ...DEFAULT_FETCH_LIMITS, ...options.limits }
  const lifetime = new AbortController()
  const running = new Set<Promise<unknown>>()

  function start(url: URL | string, asked: FetchOptions): Promise<FetchOutcome> {
    const { expect, signal, conditional, referer = null, large = null, wanted } = asked
    const control = new AbortController()
    const fetching: RunningFetch = {
      kind: expect,
      rules: { allowPorts, policy, refuseHosts, onion: reachesOnion(proxy) },
      headers: {
        'user-agent': userAgent,
        accept: ACCEPT[expect],
        'accept-language': acceptLanguage,
        'accept-encoding': ACCEPTED_CODINGS,
      },
      conditional: conditionalHeaders(conditional ?? {}),
      referer,
      large,
      wanted,
      limits,
      control,
      deadline: createDeadline(control),
      observation: emptyObservation(now(), { egress, country, proxy }),
      sinceStart: createStopwatch(),
    }
    const signals = signal === undefined ? [lifetime.signal] : [lifetime.signal, signal]
    const route = { policy, proxy }
    return linked(signals, fetching.control, () =>
      runFetch(url, fetching, { route, resolve, now, enterHost }),
    )
  }

  return {
    async fetch(url, asked) {
      lifetime.signal.throwIfAborted()
      asked.signal?.throwIfAborted()
      const fetching = start(url, asked)
      running.add(fetching)
      return fetching.finally(() => running.delete(fetching))
    },
    visitorAt: () => ({ userAgent, acceptLanguage }),
    async [Symbol.asyncDispose]() {
      lifetime.abort(new DOMException('Fetch: disposed', 'AbortError'))
      await Promise.allSettled(running)
    },
  }
}

async function linked<T>(
  signals: readonly AbortSignal[],
  control: AbortController,
  work: () => Promise<T>,
): Promise<T> {
  const listeners = signals.map((signal) => ({
    signal,
    onAbort: () => control.abort(signal.reason),
  }))
  for (const { signal, onAbort } of listeners) signal.addEventListener('abort', onAbort)
  try {
    return await work()
  } finally {
    for (const { signal, onAbort } of listeners) signal.removeEventListener('abort', onAbort)
  }
}
