import { Slots } from '@nightlight/fingerprint'
import { getDomain } from 'tldts'
import type { FetchOutcome, Observation } from '../fetch/outcome.ts'
import type { DevTools } from './devtools.ts'
import type { RenderLimit, RenderLimits } from './limits.ts'
import type { PageFetch, PagePicture, PageRequest, RequestKind } from './outcome.ts'
import {
  isPreflight,
  kindOf,
  passingOf,
  preflightLines,
  refusalOf,
  sharedWith,
  type HeaderLine,
  type PausedRequest,
} from './request-rules.ts'
import { standInFor } from './stand-in.ts'

type Answered = FetchOutcome & { status: 'answered' }

export type RequestDeps = {
  devtools: DevTools
  fetch: PageFetch
  /** Takes a picture; the next request waits for it when too many are under way. */
  onPicture: (picture: PagePicture) => void | Promise<void>
  /** Told of the first error that `fetch` or `onPicture` threw. */
  giveUp: () => void
  limits: RenderLimits
  /** The end of the page: what is under way is given up. */
  signal: AbortSignal
}

/** The requests of one page, from the first to the last. */
export type PageRequests = {
  /** Answers a request that the browser holds. */
  take(paused: PausedRequest): void
  /** Notes a WebSocket, which the browser cannot open. */
  noteSocket(url: string): void
  readonly list: PageRequest[]
  readonly pictures: number
  readonly reached: ReadonlySet<RenderLimit>
  /** The main document that was last passed on. */
  readonly page: { url: URL; observation: Observation } | null
  /** Requests that have no answer yet. */
  readonly open: number
  /** Calls `listener` whenever a request begins or ends, until the function that is returned is called. */
  onChange(listener: () => void): () => void
  /** Resolves when every picture has been taken; rejects with what `onPicture` threw. */
  settled(): Promise<void>
}

/**
 * Answers the requests of one page from the fetcher, and refuses what is not to be fetched.
 *
 * The bodies of pictures go to `onPicture`, and a stand-in to the browser.
 *
 * @param mainFrameId  of the page
 * @param asked        the page: what lies on another domain than its document is opened in no frame
 */
export function createPageRequests(
  deps: RequestDeps,
  mainFrameId: string,
  asked: URL,
): PageRequests {
  const { limits, signal } = deps
  const list: PageRequest[] = []
  const reached = new Set<RenderLimit>()
  const listeners = new Set<() => void>()
  /** Answers that came from elsewhere, until the browser asks there. */
  const landed = new Map<string, Answered>()
  const lanes = new Slots(limits.atOnce)
  const work = new Set<Promise<void>>()
  const failures: unknown[] = []
  let page: { url: URL; observation: Observation } | null = null
  let [fetched, navigations, bytes, pictures, open] = [0, 0, 0, 0, 0]

  const changed = (): void => {
    for (const listener of listeners) listener()
  }
  const isOwnDomain = (url: URL): boolean => domainOf(url) === domainOf(page?.url ?? asked)

  /** Takes one request from the budget; says which bound it would exceed. */
  function overBudget(kind: RequestKind, isLanded: boolean): RenderLimit | null {
    if (kind === 'page' && !isLanded && ++navigations > limits.navigations) return 'navigations'
    if (!isLanded && ++fetched > limits.requests) return 'requests'
    return bytes > limits.bytes ? 'bytes' : null
  }

  async function answer(paused: PausedRequest, entry: PageRequest): Promise<void> {
    const { kind } = entry
    if (isPreflight(paused)) return pass(paused, 204, preflightLines(paused))
    const known = landed.get(paused.request.url)
    const refusal = refusalOf(paused, kind, isOwnDomain)
    const limit = refusal === null ? overBudget(kind, known !== undefined) : null
    if (limit !== null) reached.add(limit)
    if (refusal !== null || limit !== null) return refuse(paused, entry, refusal ?? 'over-budget')
    if (known !== undefined) {
      landed.delete(paused.request.url)
      return deliver(paused, entry, known)
    }
    using _lane = await lanes.take(signal)
    const url = new URL(paused.request.url)
    const expect = kind === 'picture' ? 'image' : 'page'
    const outcome = await deps.fetch(url, { expect, signal }, kind)
    if (outcome.status !== 'answered') {
      return refuse(paused, entry, 'code' in outcome ? outcome.code : 'connection-lost')
    }
    bytes += outcome.body.byteLength
    return deliver(paused, entry, outcome)
  }

  async function deliver(paused: PausedRequest, entry: PageRequest, to: Answered): Promise<void> {
    const { kind } = entry
    const { url } = paused.request
    entry.outcome = `http-${to.httpStatus}`
    const passing = passingOf(to, kind)
    if (passing === 'picture') {
      pictures += 1
      await passStandIn(paused, kind, to)
      return deps.onPicture({ url: new URL(url), answer: to })
    }
    if (isDocument(kind) && passing !== 'as-it-is') return pass(paused, 204, [])
    if (to.url.href !== url && passing === 'as-it-is') {
      entry.outcome = 'redirected'
      landed.set(withoutHash(to.url), to)
      const lines = [...sharedWith(paused), { name: 'location', value: to.url.href }]
      return pass(paused, 302, lines)
    }
    if (kind === 'page') page = { url: to.url, observation: to.observation }
    const body = passing === 'as-it-is' ? to.body : undefined
    const lines = [...linesOf(paused, to.contentType), ...(isDocument(kind) ? CONFINED : [])]
    return pass(paused, to.httpStatus, lines, body)
  }

  /** A page that leads to a picture stays where it is; the loader of pictures goes by the bytes. */
  function passStandIn(paused: PausedRequest, kind: RequestKind, to: Answered): Promise<void> {
    if (isDocument(kind)) return pass(paused, 204, [])
    const type = to.contentType?.includes('svg') ? 'image/gif' : to.contentType
    return pass(paused, to.httpStatus, linesOf(paused, type), standInFor(to.body))
  }

  /** A page that leads nowhere stays where it is: without content there is no navigation. */
  function refuse(paused: PausedRequest, entry: PageRequest, outcome: string): Promise<void> {
    entry.outcome = outcome
    if (isDocument(entry.kind)) return pass(paused, 204, [])
    const { requestId } = paused
    return call('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' })
  }

  function pass(
    { requestId }: PausedRequest,
    responseCode: number,
    responseHeaders: HeaderLine[],
    body: Uint8Array = new Uint8Array(),
  ): Promise<void> {
    const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64')
    const answer = { requestId, responseCode, responseHeaders, body: text }
    return call('Fetch.fulfillRequest', answer)
  }

  /** A page may give a request up at any moment, and the browser then knows it no more. */
  const call = (method: string, params: object): Promise<void> =>
    deps.devtools.send(method, params).then(
      () => undefined,
      () => undefined,
    )

  return {
    list,
    reached,
    get pictures() {
      return pictures
    },
    get page() {
      return page
    },
    get open() {
      return open
    },
    take(paused) {
      // A page may ask faster than it can be refused. What has no answer costs nothing more.
      if (fetched > 2 * limits.requests) return
      const entry: PageRequest = {
        url: paused.request.url,
        kind: kindOf(paused, mainFrameId),
        outcome: 'stopped',
      }
      if (!isPreflight(paused) && list.length < limits.requests * 2) list.push(entry)
      open += 1
      changed()
      const done = answer(paused, entry)
        .catch((error: unknown) => {
          if (signal.aborted && error === signal.reason) return
          failures.push(error)
          deps.giveUp()
        })
        .finally(() => {
          open -= 1
          work.delete(done)
          changed()
        })
      work.add(done)
    },
    noteSocket(url) {
      if (list.length >= limits.requests * 2) return
      list.push({ url, kind: 'websocket', outcome: 'kind-refused' })
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async settled() {
      await Promise.all(work)
      if (failures.length > 0) throw failures[0]
    },
  }
}

// Scripts and their storage, and nothing that outlives the page or asks a person: no dialogs, windows,
// downloads, printing. Frames inherit it.
const CONFINED: HeaderLine[] = [
  {
    name: 'content-security-policy',
    value: 'sandbox allow-scripts allow-same-origin allow-forms',
  },
]

const isDocument = (kind: RequestKind): boolean => kind === 'page' || kind === 'frame'

const domainOf = ({ hostname }: URL): string => getDomain(hostname) ?? hostname

const withoutHash = ({ href }: URL): string => href.replace(/#.*$/s, '')

function linesOf(paused: PausedRequest, contentType: string | null): HeaderLine[] {
  const type = contentType === null ? [] : [{ name: 'content-type', value: contentType }]
  return [...type, ...sharedWith(paused)]
}
