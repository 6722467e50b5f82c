import type { DevTools, DevToolsEvent } from './devtools.ts'
import type { RenderLimit, RenderLimits } from './limits.ts'
import type { PageFetch, PagePicture } from './outcome.ts'
import type { PausedRequest } from './request-rules.ts'
import { createPageRequests, type PageRequests } from './requests.ts'

const SCREEN = { width: 1280, height: 1024, deviceScaleFactor: 1, mobile: false }

/** As whom a page sees its visitor; what is absent is the browser's own. */
export type Visitor = { userAgent?: string | undefined; acceptLanguage?: string | undefined }

export type PageDeps = {
  devtools: DevTools
  fetch: PageFetch
  onPicture: (picture: PagePicture) => void | Promise<void>
  visitor: Visitor
  limits: RenderLimits
}

/** The end of a page before it was complete. */
export class CutShort extends Error {
  override name = 'CutShort'
}

/** One open page. */
export type OpenPage = {
  deps: PageDeps
  url: URL
  sessionId: string
  frameId: string
  requests: PageRequests
  reached: Set<RenderLimit>
  /** Aborted with `CutShort` when time is up, or what a page may do is used up. */
  end: AbortController
  loaded: Promise<void>
  crashed: Promise<void>
}

/**
 * Opens an empty page in a context of its own and prepares it; nothing is loaded yet.
 *
 * @param end    see `OpenPage`
 * @param stack  what ends the listening
 * @throws {DevToolsError} the browser is gone
 */
export async function openPage(
  deps: PageDeps,
  url: URL,
  context: { browserContextId: string },
  end: AbortController,
  stack: DisposableStack,
): Promise<OpenPage> {
  const { devtools, visitor } = deps
  const { targetId: frameId } = await devtools.send<{ targetId: string }>('Target.createTarget', {
    url: 'about:blank',
    ...context,
  })
  const attach = { targetId: frameId, flatten: true }
  const { sessionId } = await devtools.send<{ sessionId: string }>('Target.attachToTarget', attach)
  const [loaded, crashed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  void devtools.closed.then(() => crashed.resolve())
  const giveUp = (): void => end.abort(new CutShort('given up'))
  const requests = createPageRequests({ ...deps, signal: end.signal, giveUp }, frameId, url)
  const page: OpenPage = {
    deps,
    url,
    sessionId,
    frameId,
    requests,
    reached: new Set(),
    end,
    loaded: loaded.promise,
    crashed: crashed.promise,
  }
  stack.defer(devtools.listen(listenTo(page, { onLoad: loaded.resolve, onCrash: crashed.resolve })))
  const set = (method: string, params: object = {}) => devtools.send(method, params, sessionId)
  await Promise.all([
    devtools.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }),
    devtools.send('Browser.setDownloadBehavior', { behavior: 'deny', ...context }),
    devtools.send('Target.setDiscoverTargets', { discover: true }),
    set('Page.enable'),
    set('Network.enable', { maxTotalBufferSize: 0, maxResourceBufferSize: 0 }),
    set('Emulation.setDeviceMetricsOverride', SCREEN),
    ...(visitor.userAgent === undefined ? [] : [set('Emulation.setUserAgentOverride', visitor)]),
  ])
  return page
}

/** What happens to the page while it is open. */
function listenTo(
  { frameId, requests }: OpenPage,
  { onLoad, onCrash }: { onLoad: () => void; onCrash: () => void },
): (event: DevToolsEvent) => void {
  return ({ method, params }) => {
    if (method === 'Fetch.requestPaused') requests.take(params as PausedRequest)
    else if (method === 'Network.webSocketCreated') requests.noteSocket((params as Named).url)
    else if (method === 'Page.loadEventFired') onLoad()
    else if (method === 'Target.targetCrashed' && (params as Named).targetId === frameId) onCrash()
  }
}

type Named = { url: string; targetId: string }
