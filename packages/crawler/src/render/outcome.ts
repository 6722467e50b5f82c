import type { FetchOutcome, Observation } from '../fetch/outcome.ts'
import type { FetchOptions } from '../fetch/safe-fetch.ts'
import type { RenderLimit } from './limits.ts'

/** What a page asked for. */
export type RequestKind =
  | 'page'
  | 'frame'
  | 'script'
  | 'stylesheet'
  | 'picture'
  | 'data'
  | 'websocket'
  | 'other'

/** Why a request was not handed to the fetcher; stable. */
export type RequestRefusal =
  | 'method-refused'
  | 'scheme-refused'
  | 'kind-refused'
  | 'frame-not-read'
  | 'over-budget'

/** One request of a page, and what became of it. */
export type PageRequest = {
  url: string
  kind: RequestKind
  /**
   * `http-200` and the like for an answer, `redirected` when it came from elsewhere (which is then asked for),
   * `stopped` when the page ended first, else the code of the refusal or the failure.
   */
  outcome: string
}

/** A picture that the page loaded. The browser never had it. */
export type PagePicture = {
  /** As the page named it. */
  url: URL
  /** After redirects, body and digests included. */
  answer: FetchOutcome & { status: 'answered' }
}

/** One document as its scripts left it. */
export type RenderedDocument = { url: URL; html: string }

/** Why a page was not rendered; stable. */
export type RenderFailure =
  /** No browser is installed, or none that can be shut in well enough. */
  | 'renderer-missing'
  /** The page itself could not be fetched, or is none. */
  | 'render-no-page'
  | 'render-timeout'
  | 'render-crashed'
  | 'render-over-budget'

export type RenderOutcome = { requested: PageRequest[]; pictures: number } & (
  | {
      status: 'rendered'
      /** Of the main document, after redirects and navigations. */
      url: URL
      /** With the content of shadow roots in the place of their hosts. */
      html: string
      /** Frames of the page's own domain, their addresses being the base of their links. */
      frames: RenderedDocument[]
      /** Not all was seen, because of `reached`. */
      truncated: boolean
      reached: RenderLimit[]
      /** Of the fetch that gave the main document. */
      observation: Observation
    }
  | { status: 'failed'; code: RenderFailure; message: string }
)

/** `SafeFetch['fetch']`, or one that also keeps the pace of a host and notes what could not be had. */
export type PageFetch = (
  url: URL,
  options: FetchOptions,
  kind: RequestKind,
) => Promise<FetchOutcome>
