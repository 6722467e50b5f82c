import { canonicalUrl } from '@nightlight/contract'
import { ask } from './ask.ts'
import type { Answer } from './answer.ts'
import type { Route } from './connect.ts'
import type { Deadline } from './deadline.ts'
import { withTime, type LargeBodies } from './large-bodies.ts'
import type { FetchLimits } from './limits.ts'
import { forgetHop, noteAnswer, noteConnection, noteRequest, noteResolved } from './observation.ts'
import type { AnswerHead, FetchOutcome, Observation } from './outcome.ts'
import { readBody, type BodyKind } from './read-body.ts'
import { refererHeader } from './referer-header.ts'
import { createTrail, followRedirect, redirectTarget } from './redirect.ts'
import { parseReportedUrl } from './reported-url.ts'
import { resolveChecked, type Resolve } from './resolve.ts'
import { fileNameOf, readValidators } from './response-headers.ts'
import { FetchStop, failed, refused } from './stop.ts'
import { checkUrl, type UrlRules } from './url-rules.ts'

const MAX_RETRY_AFTER_MS = 24 * 3600 * 1000

/** One fetch while it runs. */
export type RunningFetch = {
  kind: BodyKind
  rules: UrlRules
  headers: Record<string, string>
  /** Sent with the first request only. */
  conditional: Record<string, string>
  referer: URL | null
  large: LargeBodies | null
  wanted: ((head: AnswerHead) => boolean) | undefined
  limits: FetchLimits
  control: AbortController
  deadline: Deadline
  observation: Observation
  sinceStart: (atMs?: number) => number
  retryAfterMs?: number
}

/**
 * Waits until the host that a redirect leads to may be asked.
 *
 * @param hasTurn  it is this fetch's turn there already, so that only what the host asked for keeps it waiting
 * @returns `paused` when the host asked to be left alone for longer than is waited for
 * @throws the signal's reason
 */
export type EnterHost = (
  host: string,
  signal: AbortSignal,
  hasTurn: boolean,
) => Promise<'entered' | 'paused'>

type Deps = { route: Route; resolve: Resolve; now: () => Date; enterHost: EnterHost }

type Hop =
  | (FetchOutcome & { status: 'answered' | 'not-modified' })
  | { status: 'redirected'; location: string }

/**
 * Follows one URL to its answer, checking every hop anew.
 *
 * @returns every stop as an outcome
 * @throws the reason of an abort that is no `FetchStop`
 */
export async function runFetch(
  input: URL | string,
  fetching: RunningFetch,
  deps: Deps,
): Promise<FetchOutcome> {
  const { limits, observation, sinceStart } = fetching
  using deadline = fetching.deadline
  deadline.set(limits.totalMs)
  try {
    return await followAll(input, fetching, deps)
  } catch (error) {
    if (!(error instanceof FetchStop)) throw error
    const { result, message } = error
    if (result.status === 'refused') return { ...result, message, observation }
    const { retryAfterMs } = fetching
    return {
      ...result,
      message,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      observation,
    }
  } finally {
    observation.timings.finishedMs = sinceStart()
    observation.finishedAt = deps.now()
  }
}

async function followAll(
  input: URL | string,
  fetching: RunningFetch,
  deps: Deps,
): Promise<FetchOutcome> {
  const { control, limits, rules, observation } = fetching
  const trail = createTrail(limits.maxRedirects)
  const verdict =
    typeof input === 'string' ? parseReportedUrl(input, rules) : checkUrl(input, rules)
  let url = accepted(verdict, observation)
  const { hostname: first } = url
  for (;;) {
    observation.redirects = trail(canonicalUrl(url))
    const hop = await fetchOnce(url, fetching, deps)
    if (hop.status !== 'redirected') return hop
    const next = accepted(checkUrl(nextUrl(hop.location, url, observation), rules), observation)
    // Whoever came back to the first host and waited for a turn there would wait for itself.
    const hasTurn = next.hostname === url.hostname || next.hostname === first
    const entered = await deps.enterHost(next.hostname, control.signal, hasTurn)
    if (entered === 'paused') throw failed('host-paused', 'Follow the redirect: its host is paused')
    url = next
  }
}

function accepted(verdict: ReturnType<typeof checkUrl>, observation: Observation): URL {
  if (verdict.status === 'refused') throw refused(verdict.code, verdict.message)
  observation.credentialsDropped ||= verdict.droppedCredentials
  return verdict.url
}

function nextUrl(location: string, from: URL, observation: Observation): URL {
  const httpStatus = observation.httpStatus ?? 0
  try {
    const next = followRedirect(location, from)
    const to = next.hostname === from.hostname ? 'same-host' : 'other-host'
    observation.redirectSteps.push({ httpStatus, to, tls: next.protocol === 'https:' })
    return next
  } catch (error) {
    observation.redirectSteps.push({ httpStatus, to: 'unreadable', tls: false })
    throw error
  }
}

async function fetchOnce(url: URL, fetching: RunningFetch, deps: Deps): Promise<Hop> {
  const { limits, control, observation, sinceStart } = fetching
  const isFirst = observation.redirects === 0
  forgetHop(observation)
  const { route, resolve } = deps
  const addresses = await resolveChecked(
    url.hostname,
    { policy: route.policy, resolve },
    { ...limits, signal: control.signal },
    (dns) => noteResolved(observation, dns, sinceStart()),
  )
  const headers = {
    ...fetching.headers,
    ...refererHeader(fetching.referer, url),
    ...(isFirst ? fetching.conditional : {}),
  }
  await using answer = await ask(
    addresses,
    url,
    headers,
    route,
    { limits, control },
    {
      connected(connection) {
        noteConnection(observation, connection, sinceStart)
        noteRequest(observation, headers)
      },
      http2GivenUp(code) {
        observation.http2Problem = code
      },
    },
  )
  noteAnswer(observation, answer, sinceStart())
  const location = redirectTarget(answer)
  if (location !== null) return { status: 'redirected', location }
  if (isFirst && isUnchanged(answer, fetching)) return notModified(answer, url, observation)
  // Awaited here: the connection is closed on leaving.
  return await readAnswer(answer, url, fetching, deps, isFirst)
}

/** A 304 that was not asked for is an answer like any other. */
const isUnchanged = ({ httpStatus }: Answer, { conditional }: RunningFetch): boolean =>
  httpStatus === 304 && Object.keys(conditional).length > 0

function notModified({ headers }: Answer, url: URL, observation: Observation): Hop {
  const validators = readValidators(headers) ?? {}
  return { status: 'not-modified', httpStatus: 304, url, validators, observation }
}

async function readAnswer(
  answer: Answer,
  url: URL,
  fetching: RunningFetch,
  { now }: Deps,
  isFirst: boolean,
): Promise<Hop> {
  const { limits, control, deadline, observation } = fetching
  const retryAfterMs = readRetryAfter(answer.headers.get('retry-after'), now())
  if (retryAfterMs !== null) fetching.retryAfterMs = retryAfterMs
  refuseUnwanted(answer, fetching)
  const kind = /^image\//i.test(observation.contentType ?? '') ? 'image' : fetching.kind
  const large = fetching.large && withTime(fetching.large, deadline, limits.largeTotalMs)
  const how = { limits, control, large }
  const { bytes: body, digests } = await readBody(answer, kind, observation, how)
  return {
    status: 'answered',
    httpStatus: answer.httpStatus,
    url,
    contentType: observation.contentType,
    body,
    digests,
    validators: isFirst ? readValidators(answer.headers) : null,
    ...pageHeadersOf(answer),
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
    observation,
  }
}

/** Nothing of a body is read that nobody looks at. */
function refuseUnwanted({ httpStatus, headers }: Answer, { wanted, observation }: RunningFetch) {
  if (!wanted || httpStatus >= 400) return
  const fileName = fileNameOf(headers.get('content-disposition'))
  if (wanted({ contentType: observation.contentType, fileName })) return
  throw refused('not-wanted', 'Read the answer: nothing that was asked for')
}

function pageHeadersOf({
  headers,
}: Answer): Pick<FetchOutcome & { status: 'answered' }, 'pageHeaders'> {
  const [link, refresh] = [headers.get('link'), headers.get('refresh')]
  if (link === undefined && refresh === undefined) return {}
  return {
    pageHeaders: {
      ...(link === undefined ? {} : { link }),
      ...(refresh === undefined ? {} : { refresh }),
    },
  }
}

/** Seconds or an HTTP date; null when absent, unreadable or past. */
function readRetryAfter(value: string | undefined, now: Date): number | null {
  if (value === undefined) return null
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now.getTime()
  return ms > 0 ? Math.min(ms, MAX_RETRY_AFTER_MS) : null
}
