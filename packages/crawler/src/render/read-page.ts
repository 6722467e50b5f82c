import type { RenderFailure, RenderOutcome } from './outcome.ts'
import { CutShort, type OpenPage } from './open-page.ts'
import type { PageRequests } from './requests.ts'
import { writeDocuments, type Snapshot } from './serialise.ts'

const STOP_EVERY_MS = 50

/**
 * Reads what the page has become, and ends it.
 *
 * @throws {DevToolsError} the browser is gone; what `fetch` and `onPicture` threw
 */
export async function readPage(page: OpenPage): Promise<RenderOutcome> {
  const { deps, requests, reached, end } = page
  const { limits } = deps
  const reading = readDocuments(page)
  const read = await Promise.race([reading, page.crashed.then(() => 'render-crashed' as const)])
  end.abort(new CutShort('done'))
  await requests.settled()
  for (const limit of requests.reached) reached.add(limit)
  if (typeof read === 'string') return failed(requests, read)
  if (requests.page === null) return failed(requests, 'render-no-page')
  const { url, observation } = requests.page
  const { documents, cut } = writeDocuments(read, url, limits.htmlLength)
  if (cut) reached.add('html')
  const [main = { url, html: '' }, ...frames] = documents
  const truncated = reached.size > 0
  return {
    status: 'rendered',
    ...main,
    requested: requests.list,
    pictures: requests.pictures,
    frames,
    truncated,
    reached: [...reached],
    observation,
  }
}

/**
 * Reads all documents; a script that does not let go is stopped, again and again.
 *
 * The browser does the reading, from outside of the page: its scripts have no part in it.
 */
async function readDocuments(page: OpenPage): Promise<Snapshot | RenderFailure> {
  const { deps, sessionId, end } = page
  const { devtools, limits } = deps
  const call = <Result>(method: string, params: object = {}): Promise<Result> =>
    devtools.send<Result>(method, params, sessionId)
  const read = async (): Promise<Snapshot | RenderFailure> => {
    const { nodes } = await call<{ nodes: number }>('Memory.getDOMCounters')
    if (nodes > limits.nodes) return 'render-over-budget'
    return call<Snapshot>('DOMSnapshot.captureSnapshot', { computedStyles: [] })
  }
  const { promise: late, resolve } = Promise.withResolvers<RenderFailure>()
  const timer = setTimeout(resolve, limits.readMs, 'render-timeout' as const)
  // A page that is complete has nothing to stop; one that was cut short may be in a loop.
  const stopper = setInterval(() => {
    if (!end.signal.aborted) return
    void call('Runtime.terminateExecution').catch(() => undefined)
  }, STOP_EVERY_MS)
  try {
    return await Promise.race([read(), late])
  } finally {
    clearTimeout(timer)
    clearInterval(stopper)
  }
}

/** A page that was not rendered, with what it asked for. */
export const failed = ({ list, pictures }: PageRequests, code: RenderFailure): RenderOutcome => ({
  status: 'failed',
  code,
  message: `Render the page: ${code}`,
  requested: list,
  pictures,
})
