import type { AddressPolicy } from './address.ts'
import { connectToAny, type Connection } from './connect.ts'
import { exchange, type Answer } from './exchange.ts'
import { DEFAULT_FETCH_LIMITS, type FetchLimits } from './limits.ts'
import type { FetchOutcome, Observation } from './outcome.ts'
import { readBody, type BodyKind } from './read-body.ts'
import { createTrail, followRedirect, redirectTarget } from './redirect.ts'
import { canonicalUrl, parseReportedUrl } from './reported-url.ts'
import { resolveChecked, resolveWithSystem, type Resolve } from './resolve.ts'
import { FetchStop, failed, refused } from './stop.ts'
import { checkUrl, portOf, type UrlRules } from './url-rules.ts'

const MAX_RETRY_AFTER_MS = 24 * 3600 * 1000

const ACCEPT: Readonly<Record<BodyKind, string>> = {
  page: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8',
  image: 'image/avif,image/webp,image/apng,image/*,*/*;q=0.8',
}

export type SafeFetch = {
  /**
   * Fetches one URL, redirects included, and reports everything a server or a network can do as a value.
   *
   * @param url      a string is read as `parseReportedUrl` does
   * @param options  `expect` selects the limits; a picture met where a page was expected gets its own
   * @throws the signal's reason when the caller aborts, an `AbortError` when the fetch is disposed
   */
  fetch(
    url: URL | string,
    options: { expect: BodyKind; signal?: AbortSignal },
  ): Promise<FetchOutcome>
  /** Aborts what is running and waits for it. */
  [Symbol.asyncDispose](): Promise<void>
}

export type SafeFetchOptions = {
  /** Ports open beside 80 and 443. */
  allowPorts: readonly number[]
  refuseHosts?: readonly string[]
  userAgent: string
  /** Name of the way out, as it stands in the visit record. */
  egress: string
  limits?: Partial<FetchLimits>
  /** The only choice: a bad certificate is recorded, never a reason to stop. */
  rejectUnauthorized?: false
}

type Deps = { policy: AddressPolicy; resolve: Resolve; now: () => Date }

/** One fetch while it runs. */
type Visit = {
  kind: BodyKind
  rules: UrlRules
  headers: Record<string, string>
  limits: FetchLimits
  control: AbortController
  observation: Observation
  retryAfterMs?: number
}

/**
 * Creates the one way by which the crawler reads from the web.
 *
 * Every hop is checked by URL, by resolved address and by connected address; the connection goes to
 * the checked literal. HTTP/1.1, no cookies, no proxies from the environment, no kept connections.
 * Sizes, times, rate and decompression are bounded by `limits`.
 */
export function createSafeFetch(
  deps: { policy: AddressPolicy; resolve?: Resolve; now?: () => Date },
  options: SafeFetchOptions,
): SafeFetch {
  const { policy, resolve = resolveWithSystem, now = () => new Date() } = deps
  const { allowPorts, refuseHosts = [], userAgent, egress } = options
  const limits = { ...DEFAULT_FETCH_LIMITS, ...options.limits }
  const lifetime = new AbortController()
  const running = new Set<Promise<unknown>>()

  function start(url: URL | string, kind: BodyKind, signal?: AbortSignal): Promise<FetchOutcome> {
    const visit: Visit = {
      kind,
      rules: { allowPorts, policy, refuseHosts },
      headers: {
        'user-agent': userAgent,
        accept: ACCEPT[kind],
        'accept-language': 'en,*;q=0.5',
        'accept-encoding': 'gzip, br',
      },
      limits,
      control: new AbortController(),
      observation: emptyObservation(now(), egress),
    }
    const signals = signal === undefined ? [lifetime.signal] : [lifetime.signal, signal]
    return linked(signals, visit.control, () => runVisit(url, visit, { policy, resolve, now }))
  }

  return {
    async fetch(url, { expect, signal }) {
      lifetime.signal.throwIfAborted()
      signal?.throwIfAborted()
      const fetching = start(url, expect, signal)
      running.add(fetching)
      return fetching.finally(() => running.delete(fetching))
    },
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

async function runVisit(input: URL | string, visit: Visit, deps: Deps): Promise<FetchOutcome> {
  const { control, limits, observation } = visit
  const late = failed('timeout', `Fetch: not done after ${limits.totalMs} ms`)
  const timer = setTimeout(() => control.abort(late), limits.totalMs)
  try {
    return await followAll(input, visit, deps)
  } catch (error) {
    if (!(error instanceof FetchStop)) throw error
    const { result, message } = error
    if (result.status === 'refused') return { ...result, message, observation }
    const { retryAfterMs } = visit
    return {
      ...result,
      message,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      observation,
    }
  } finally {
    clearTimeout(timer)
    observation.finishedAt = deps.now()
  }
}

async function followAll(input: URL | string, visit: Visit, deps: Deps): Promise<FetchOutcome> {
  const trail = createTrail(visit.limits.maxRedirects)
  let url = accepted(
    typeof input === 'string' ? parseReportedUrl(input, visit.rules) : checkUrl(input, visit.rules),
  )
  for (;;) {
    visit.observation.redirects = trail(canonicalUrl(url))
    const hop = await fetchOnce(url, visit, deps)
    if (hop.status === 'answered') return hop
    url = accepted(checkUrl(followRedirect(hop.location, url), visit.rules))
  }
}

function accepted(verdict: ReturnType<typeof checkUrl>): URL {
  if (verdict.status === 'accepted') return verdict.url
  throw refused(verdict.code, verdict.message)
}

async function fetchOnce(
  url: URL,
  visit: Visit,
  deps: Deps,
): Promise<(FetchOutcome & { status: 'answered' }) | { status: 'redirected'; location: string }> {
  const { limits, control, observation } = visit
  forgetHop(observation)
  const signal = control.signal
  const addresses = await resolveChecked(url.hostname, deps, { ...limits, signal })
  const target = { port: portOf(url), tlsHost: url.protocol === 'https:' ? url.hostname : null }
  const connection = await connectToAny(addresses, target, deps.policy, { limits, signal })
  noteConnection(observation, connection)
  await using answer = await exchange(connection, url, visit.headers, { limits, control })
  noteAnswer(observation, answer)
  const location = redirectTarget(answer)
  if (location !== null) return { status: 'redirected', location }
  const retryAfterMs = readRetryAfter(answer.headers.get('retry-after'), deps.now())
  if (retryAfterMs !== null) visit.retryAfterMs = retryAfterMs
  const kind = /^image\//i.test(observation.contentType ?? '') ? 'image' : visit.kind
  const { bytes: body, digests } = await readBody(answer, kind, observation, { limits, control })
  return {
    status: 'answered',
    httpStatus: answer.httpStatus,
    url,
    contentType: observation.contentType,
    body,
    digests,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
    observation,
  }
}

function emptyObservation(at: Date, egress: string): Observation {
  return {
    startedAt: at,
    finishedAt: at,
    address: null,
    port: null,
    httpStatus: null,
    redirects: 0,
    wireBytes: 0,
    bodyBytes: 0,
    contentType: null,
    server: null,
    certificateSha256: null,
    certificateProblem: null,
    tlsVersion: null,
    egress,
  }
}

function forgetHop(observation: Observation): void {
  const { startedAt, redirects, egress } = observation
  Object.assign(observation, { ...emptyObservation(startedAt, egress), redirects })
}

function noteConnection(observation: Observation, { address, port, tls }: Connection): void {
  observation.address = address
  observation.port = port
  observation.certificateSha256 = tls?.certificateSha256 ?? null
  observation.certificateProblem = tls?.certificateProblem ?? null
  observation.tlsVersion = tls?.version ?? null
}

function noteAnswer(observation: Observation, { httpStatus, headers }: Answer): void {
  observation.httpStatus = httpStatus
  observation.contentType = printable(headers.get('content-type'), 200)
  observation.server = printable(headers.get('server'), 64)
}

function printable(value: string | undefined, maxLength: number): string | null {
  return value === undefined ? null : value.slice(0, maxLength).replace(/[^\x20-\x7e]/g, '?')
}

/** Seconds or an HTTP date; null when absent, unreadable or past. */
function readRetryAfter(value: string | undefined, now: Date): number | null {
  if (value === undefined) return null
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now.getTime()
  return ms > 0 ? Math.min(ms, MAX_RETRY_AFTER_MS) : null
}
