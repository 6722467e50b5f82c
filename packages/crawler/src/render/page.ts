import { DevToolsError } from './devtools.ts'
import type { RenderOutcome } from './outcome.ts'
import { CutShort, openPage, type OpenPage, type PageDeps } from './open-page.ts'
import { failed, readPage } from './read-page.ts'
import { scrollThrough, untilQuiet } from './settle.ts'

/** A page that has not loaded goes on after so many times the quiet that ends one. */
const STALL = 6

/** After one of these the browser is of no further use. */
const BROKEN: readonly string[] = ['render-timeout', 'render-crashed', 'render-over-budget']

/** Whether the browser has to be ended after a page. */
export const leavesBroken = (
  outcome: RenderOutcome,
): outcome is RenderOutcome & { status: 'failed' } =>
  outcome.status === 'failed' && BROKEN.includes(outcome.code)

/**
 * Renders one page in a fresh context, which is gone with it unless the browser is broken.
 *
 * @throws what `fetch` and `onPicture` throw; {DevToolsError} the browser is gone before it has begun
 */
export async function renderPage(deps: PageDeps, url: URL): Promise<RenderOutcome> {
  const { devtools, limits } = deps
  const context = await devtools.send<{ browserContextId: string }>('Target.createBrowserContext', {
    disposeOnDetach: true,
  })
  const end = new AbortController()
  const timer = setTimeout(() => end.abort(new CutShort('time')), limits.totalMs)
  using stack = new DisposableStack()
  stack.defer(() => clearTimeout(timer))
  const page = await openPage(deps, url, context, end, stack)
  try {
    await showPage(page)
    const outcome = await readPage(page)
    if (!leavesBroken(outcome)) await devtools.send('Target.disposeBrowserContext', context)
    return outcome
  } catch (error) {
    end.abort(new CutShort('broken'))
    await page.requests.settled()
    if (!(error instanceof DevToolsError)) throw error
    return failed(page.requests, 'render-crashed')
  }
}

/** Opens the page and lets it load all that it will. */
async function showPage(page: OpenPage): Promise<void> {
  const { deps, url, sessionId, requests, reached, end } = page
  const { limits, devtools } = deps
  const load = async (): Promise<void> => {
    await devtools.send('Page.navigate', { url: url.href }, sessionId)
    if (requests.page === null) return
    // A page of which much is refused may never say that it has loaded.
    const stall = untilQuiet(requests, STALL * limits.quietMs, end.signal)
    await Promise.race([page.loaded, stall])
    await untilQuiet(requests, limits.quietMs, end.signal)
    const scrolled = { devtools, sessionId, frameId: page.frameId }
    if (!(await scrollThrough(scrolled, requests, limits.scrolls, end.signal))) {
      reached.add('scrolls')
    }
    await untilQuiet(requests, limits.quietMs, end.signal)
  }
  try {
    await beforeEnd(end.signal, Promise.race([load(), page.crashed]))
  } catch (error) {
    if (!(error instanceof CutShort)) throw error
    if (error.message === 'time') reached.add('time')
  }
}

/** What `promise` brings, or the reason of `signal`, whichever comes first. */
async function beforeEnd<Value>(signal: AbortSignal, promise: Promise<Value>): Promise<Value> {
  const { promise: ended, reject } = Promise.withResolvers<never>()
  const stop = (): void => reject(signal.reason as Error)
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  promise.catch(() => undefined)
  return Promise.race([promise, ended]).finally(() => signal.removeEventListener('abort', stop))
}
