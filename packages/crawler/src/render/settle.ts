import type { DevTools } from './devtools.ts'
import type { PageRequests } from './requests.ts'

const STEP_QUIET_MS = 150

/** In a world of its own a page cannot change what these names mean. */
const SCROLL = `scrollBy({ top: innerHeight, behavior: 'instant' }),
  scrollY + innerHeight >= document.documentElement.scrollHeight - 1`
const TO_TOP = `scrollTo({ top: 0, behavior: 'instant' })`

/** The page that is scrolled. */
export type Scrolled = { devtools: DevTools; sessionId: string; frameId: string }

/**
 * Waits until no request has been under way for `quietMs`.
 *
 * @throws the reason of `signal`
 */
export async function untilQuiet(
  requests: Pick<PageRequests, 'open' | 'onChange'>,
  quietMs: number,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let timer: NodeJS.Timeout | undefined
  const look = (): void => {
    clearTimeout(timer)
    if (requests.open === 0) timer = setTimeout(resolve, quietMs)
  }
  const stop = (): void => reject(signal.reason as Error)
  signal.addEventListener('abort', stop, { once: true })
  const leave = requests.onChange(look)
  look()
  await promise.finally(() => {
    clearTimeout(timer)
    leave()
    signal.removeEventListener('abort', stop)
  })
}

/**
 * Scrolls from the top to the end, a screen at a time, so that what waits to be seen is loaded.
 *
 * @returns whether the end was reached within `steps`
 * @throws the reason of `signal`
 */
export async function scrollThrough(
  page: Scrolled,
  requests: Pick<PageRequests, 'open' | 'onChange'>,
  steps: number,
  signal: AbortSignal,
): Promise<boolean> {
  let isAtEnd = false
  for (let step = 0; step < steps && !isAtEnd; step++) {
    const before = await run(page, SCROLL)
    await untilQuiet(requests, STEP_QUIET_MS, signal)
    // What was loaded may have made the page longer.
    isAtEnd = before && (await run(page, SCROLL))
  }
  await run(page, TO_TOP)
  return isAtEnd
}

async function run(
  { devtools, sessionId, frameId }: Scrolled,
  expression: string,
): Promise<boolean> {
  const world = { frameId, worldName: 'scroll' }
  const { executionContextId } = await devtools.send<{ executionContextId: number }>(
    'Page.createIsolatedWorld',
    world,
    sessionId,
  )
  const { result } = await devtools.send<{ result: { value?: unknown } }>(
    'Runtime.evaluate',
    { expression, contextId: executionContextId, returnByValue: true },
    sessionId,
  )
  return result.value === true
}
