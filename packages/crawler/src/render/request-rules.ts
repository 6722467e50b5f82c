import { documentKind } from '../extract/html.ts'
import { isImageStart } from '../fetch/image-start.ts'
import type { FetchOutcome } from '../fetch/outcome.ts'
import type { RequestKind, RequestRefusal } from './outcome.ts'

/** What the browser tells of a request that it holds (`Fetch.requestPaused`). */
export type PausedRequest = {
  requestId: string
  resourceType: string
  frameId: string
  request: { url: string; method: string; headers: Readonly<Record<string, string>> }
}

/** A header line as the browser takes it. */
export type HeaderLine = { name: string; value: string }

const KINDS: Readonly<Record<string, RequestKind>> = {
  Document: 'frame',
  Script: 'script',
  Stylesheet: 'stylesheet',
  Image: 'picture',
  XHR: 'data',
  Fetch: 'data',
  // Scripts of workers.
  Other: 'script',
}

/** The kind of a request; `mainFrameId` tells a page from its frames. */
export function kindOf(paused: PausedRequest, mainFrameId: string): RequestKind {
  const { resourceType, frameId } = paused
  if (resourceType === 'Document' && frameId === mainFrameId) return 'page'
  return wants(paused) ?? KINDS[resourceType] ?? 'other'
}

/** Streams, guesses and what outlives the page are no part of it. */
function wants({ request: { headers } }: PausedRequest): 'other' | undefined {
  const value = (name: string): string =>
    Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1] ?? ''
  const isGuess = /prefetch|prerender/.test(value('sec-purpose') + value('purpose'))
  const isStream = value('accept').includes('text/event-stream')
  return isGuess || isStream || value('service-worker') !== '' ? 'other' : undefined
}

/** Asks whether a request may be made at all; the browser answers itself, nothing is sent. */
export const isPreflight = ({ request }: PausedRequest): boolean => request.method === 'OPTIONS'

/** Why a request is not made, whatever is left of the budget; null when it may be. */
export function refusalOf(
  { request: { method, url } }: PausedRequest,
  kind: RequestKind,
  isOwnDomain: (url: URL) => boolean,
): RequestRefusal | null {
  const target = URL.parse(url)
  if (target === null || !/^https?:$/.test(target.protocol)) return 'scheme-refused'
  if (method !== 'GET') return 'method-refused'
  if (kind === 'other' || kind === 'websocket') return 'kind-refused'
  if (kind === 'frame' && !isOwnDomain(target)) return 'frame-not-read'
  return null
}

/** How an answer is passed on to the browser. */
export type Passing = 'picture' | 'as-it-is' | 'without-body'

/**
 * Bytes of a picture are never passed on, whoever asked for them, nor those of sound and video.
 *
 * What was asked for as a picture and is none is passed on without its body: it shows nothing. So is
 * what was asked for as a document and would be downloaded.
 */
export function passingOf(
  answer: FetchOutcome & { status: 'answered' },
  kind: RequestKind,
): Passing {
  const { body, contentType, httpStatus } = answer
  const type = contentType ?? ''
  if (isImageStart(body) || /^image\//i.test(type)) {
    return httpStatus < 400 ? 'picture' : 'without-body'
  }
  if (kind === 'page' || kind === 'frame') {
    const document = documentKind(body, contentType)
    return document === 'html' || document === 'xhtml' ? 'as-it-is' : 'without-body'
  }
  return kind === 'picture' || /^(?:video|audio)\//i.test(type) ? 'without-body' : 'as-it-is'
}

/**
 * Lets a page read what it asked for, from wherever.
 *
 * The headers by which other sites allow that are not known here. No answer is anybody's in particular,
 * since no cookie is ever sent, so that nothing is disclosed by it.
 */
export function sharedWith({ request: { headers } }: PausedRequest): HeaderLine[] {
  const origin = headers['Origin'] ?? headers['origin']
  const lines: Record<string, string> = {
    'access-control-allow-origin': origin ?? '*',
    'access-control-expose-headers': '*',
    ...(origin === undefined ? {} : { 'access-control-allow-credentials': 'true' }),
  }
  return Object.entries(lines).map(([name, value]) => ({ name, value }))
}

/** The answer to a preflight: any header may be set, none is ever sent. */
export function preflightLines(paused: PausedRequest): HeaderLine[] {
  const { headers } = paused.request
  const asked =
    headers['Access-Control-Request-Headers'] ?? headers['access-control-request-headers']
  return [
    ...sharedWith(paused),
    { name: 'access-control-allow-methods', value: 'GET' },
    { name: 'access-control-allow-headers', value: asked ?? '*' },
  ]
}
