import type { VisitObservation } from '@nightlight/runtime'
import type { Answer } from './answer.ts'
import type { Connection } from './connect.ts'
import type { DnsAnswer, Observation, Timings } from './outcome.ts'
import { keptHeaders, printable } from './response-headers.ts'
import type { Proxy } from './tunnel/proxy.ts'

const NO_TIMINGS: Timings = {
  resolvedMs: null,
  connectedMs: null,
  securedMs: null,
  headersMs: null,
  finishedMs: null,
}

/** From where a fetch looks. */
export type LooksFrom = { egress: string; country: string | null; proxy: Proxy | null }

/** The observation of a fetch that has just begun. */
export function emptyObservation(at: Date, { egress, country, proxy }: LooksFrom): Observation {
  return {
    startedAt: at,
    finishedAt: at,
    redirects: 0,
    redirectSteps: [],
    credentialsDropped: false,
    egress,
    country,
    proxy: proxy?.type ?? null,
    ...emptyHop(),
  }
}

/** What belongs to one hop, so that nothing of an earlier one stays. */
function emptyHop() {
  return {
    address: null,
    port: null,
    httpStatus: null,
    wireBytes: 0,
    bodyBytes: 0,
    contentType: null,
    server: null,
    headers: {},
    requestHeaders: [],
    certificateSha256: null,
    certificateChainSha256: null,
    certificateProblem: null,
    certificateCountry: null,
    tlsVersion: null,
    httpVersion: null,
    http2Problem: null,
    dns: null,
    timings: { ...NO_TIMINGS },
  } satisfies Partial<Observation>
}

/** Forgets what belongs to the hop before. */
export function forgetHop(observation: Observation): void {
  Object.assign(observation, emptyHop())
}

/** A clock of whole milliseconds from now on, for `Timings`; takes a `performance.now()`. */
export function createStopwatch(): (atMs?: number) => number {
  const startedMs = performance.now()
  return (atMs = performance.now()) => Math.max(0, Math.round(atMs - startedMs))
}

export function noteResolved(observation: Observation, dns: DnsAnswer | null, atMs: number): void {
  observation.dns = dns
  observation.timings.resolvedMs = atMs
}

export function noteConnection(
  observation: Observation,
  connection: Connection,
  sinceStart: (atMs?: number) => number,
): void {
  const { address, port, tls, protocol, connectedMs, securedMs } = connection
  observation.address = address.endsWith('.onion') ? null : address
  observation.port = port
  observation.certificateSha256 = tls?.certificateSha256 ?? null
  observation.certificateChainSha256 = tls?.certificateChainSha256 ?? null
  observation.certificateProblem = tls?.certificateProblem ?? null
  observation.certificateCountry = tls?.certificateCountry ?? null
  observation.tlsVersion = tls?.version ?? null
  observation.httpVersion = protocol === 'h2' ? '2' : '1.1'
  observation.timings.connectedMs = sinceStart(connectedMs)
  observation.timings.securedMs = securedMs === null ? null : sinceStart(securedMs)
}

export function noteRequest(observation: Observation, headers: Record<string, string>): void {
  // What both versions of HTTP add by themselves.
  const added = observation.httpVersion === '2' ? [':authority'] : ['host', 'connection']
  observation.requestHeaders = [...added, ...Object.keys(headers)]
}

export function noteAnswer(observation: Observation, answer: Answer, atMs: number): void {
  const { httpStatus, headers } = answer
  observation.httpStatus = httpStatus
  observation.contentType = printable(headers.get('content-type'), 200)
  observation.server = printable(headers.get('server'), 64)
  observation.headers = keptHeaders(headers)
  observation.timings.headersMs = atMs
}

/** What is stored beside the columns of a visit: nothing that names an address or says what is at it. */
export function storedObservation(seen: Observation): VisitObservation {
  const { resolver, addresses, cnames } = seen.dns ?? {}
  return {
    country: seen.country,
    proxy: seen.proxy,
    port: seen.port,
    resolver: resolver ?? null,
    dnsAddresses: [...(addresses ?? [])],
    cnames: [...(cnames ?? [])],
    tlsVersion: seen.tlsVersion,
    certificateChainSha256: seen.certificateChainSha256,
    certificateProblem: seen.certificateProblem,
    certificateCountry: seen.certificateCountry,
    httpVersion: seen.httpVersion,
    http2Problem: seen.http2Problem,
    headers: seen.headers,
    requestHeaders: seen.requestHeaders,
    redirectSteps: seen.redirectSteps,
    credentialsDropped: seen.credentialsDropped,
    timings: seen.timings,
    ...(seen.purpose ? { purpose: seen.purpose } : {}),
  }
}
