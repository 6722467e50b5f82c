import { Slots } from '@nightlight/fingerprint'
import { findProgram } from '@nightlight/runtime'
import { startBrowser, type Browser } from './browser.ts'
import { DevToolsError } from './devtools.ts'
import { enclosures, explainEnclosure, type Enclosure } from './enclosure.ts'
import { findChromium } from './find-chromium.ts'
import { DEFAULT_RENDER_LIMITS, type RenderLimits } from './limits.ts'
import type { PageFetch, PagePicture, RenderFailure, RenderOutcome } from './outcome.ts'
import type { Visitor } from './open-page.ts'
import { leavesBroken, renderPage } from './page.ts'

/** Receives what happens to the browser; fields hold process ids, counts and reasons only. */
export type RendererLog = (event: string, fields: Record<string, unknown>) => void

export type RendererOptions = {
  /** Path of a Chromium; one on PATH when absent. */
  program?: string | undefined
  /** Pages after which the browser is replaced. */
  recycleAfter?: number
}

export type RenderRequest = Visitor & {
  /** The only way by which anything is loaded; it also keeps the pace of hosts. */
  fetch: PageFetch
  /** Takes each picture once, while the page goes on; is waited for before the outcome. */
  onPicture: (picture: PagePicture) => void | Promise<void>
  /** Gives the page up; the browser is ended if it has begun. */
  signal?: AbortSignal
  limits?: Partial<RenderLimits>
}

export type Renderer = AsyncDisposable & {
  /**
   * Opens a page in a browser, lets its scripts run, and reads what they made of it.
   *
   * One page at a time, others wait in the order of the calls. Every request of the page goes through
   * `fetch`; the browser has no other way out. It never gets the bytes of a picture.
   *
   * @throws the reason of `signal`; an Error after disposal; what `fetch` and `onPicture` throw
   */
  render(url: URL, request: RenderRequest): Promise<RenderOutcome>
  /** The strength in force (`bubblewrap+chromium-sandbox`); null before the first page and without one. */
  readonly enclosure: string | null
}

/** What tests put in the place of what the machine offers, and the time that theirs needs. */
export type Surroundings = {
  enclosures?: (program: string) => Enclosure[]
  startMs?: number
  limits?: Partial<RenderLimits>
}

const RECYCLE_AFTER = 25
const WATCH_MS = 100

// A machine that fetches its bubblewrap for the tests says where it is.
const findTool = (name: string): string | undefined =>
  (name === 'bwrap' ? process.env['BWRAP_PATH'] : undefined) ?? findProgram([name])

/**
 * Prepares a renderer; its browser starts with the first page.
 *
 * The strongest way to shut a browser in is chosen then, and said in the log with what it means.
 * Dispose it to end every process.
 *
 * @param options  see `RendererOptions`: 25 pages
 */
export function createRenderer(
  { log = () => undefined }: { log?: RendererLog } = {},
  { program, recycleAfter = RECYCLE_AFTER }: RendererOptions = {},
  surroundings: Surroundings = {},
): Renderer {
  const choose = surroundings.enclosures ?? ((path) => enclosures(path, findTool))
  const turn = new Slots(1)
  const closing = new AbortController()
  let browser: Browser | null = null
  let [pages, inForce] = [0, null as string | null]

  async function start(): Promise<Browser | null> {
    const path = findChromium(program)
    const all = path === undefined ? [] : choose(path)
    const known = all.filter(({ name }) => name === inForce)
    const started = await startBrowser(
      path ?? '',
      known.length > 0 ? known : all,
      undefined,
      surroundings.startMs,
    )
    if (started === null) {
      log('renderer missing', rendererShortage(program) ?? { advice: ADVICE })
      return null
    }
    const { enclosure, processId } = started
    pages = 0
    inForce = enclosure.name
    log('renderer started', { processId, enclosure: inForce, ...explainEnclosure(enclosure) })
    return started
  }

  async function end(reason: string): Promise<void> {
    if (browser === null) return
    const { processId } = browser
    const ending = browser.kill()
    browser = null
    await ending
    log('renderer ended', { processId, reason, pages })
  }

  async function run(url: URL, request: RenderRequest, stop: AbortSignal): Promise<RenderOutcome> {
    browser ??= await start()
    if (browser === null) return failure('renderer-missing')
    stop.throwIfAborted()
    const running = browser
    const limits = { ...DEFAULT_RENDER_LIMITS, ...surroundings.limits, ...request.limits }
    pages += 1
    const watch = watchMemory(running, limits.memoryBytes)
    const kill = (): void => void running.kill()
    stop.addEventListener('abort', kill, { once: true })
    try {
      const { devtools } = running
      const { userAgent, acceptLanguage } = request
      const visitor = { userAgent, acceptLanguage }
      const outcome = await renderPage({ ...request, devtools, limits, visitor }, url)
      stop.throwIfAborted()
      if (leavesBroken(outcome)) await end(outcome.code)
      else if (pages >= recycleAfter) await end('recycled')
      const isOver = watch.exceeded() || (await isFlooded(running))
      return isOver && outcome.status === 'failed' ? overBudget(outcome) : outcome
    } catch (error) {
      await end(stop.aborted ? 'stopped' : 'broken')
      stop.throwIfAborted()
      if (error instanceof DevToolsError) return failure('render-crashed')
      throw error
    } finally {
      watch.stop()
      stop.removeEventListener('abort', kill)
    }
  }

  return {
    get enclosure() {
      return inForce
    },
    async render(url, request) {
      const given = request.signal === undefined ? [] : [request.signal]
      const stop = AbortSignal.any([closing.signal, ...given])
      using _turn = await turn.take(stop)
      return await run(url, request, stop)
    },
    async [Symbol.asyncDispose]() {
      closing.abort(new Error('render page: renderer is closed'))
      await end('closed')
    },
  }
}

/** What to do where there is no browser to start, before one is needed; null where there is one. */
export function rendererShortage(program: string | undefined): { advice: string } | null {
  if (findChromium(program) !== undefined) return null
  return { advice: program ? MISLED : ADVICE }
}

const MISLED = 'CHROMIUM_PATH names no program: correct it, or leave it out to use the one on PATH'
const ADVICE = 'install chromium-headless-shell and bubblewrap, and allow user namespaces'

const failure = (code: RenderFailure): RenderOutcome => ({
  status: 'failed',
  code,
  message: `Render the page: ${code}`,
  requested: [],
  pictures: 0,
})

const overBudget = (outcome: RenderOutcome): RenderOutcome => ({
  ...outcome,
  ...failure('render-over-budget'),
  requested: outcome.requested,
  pictures: outcome.pictures,
})

/** Kills a browser that takes more memory than it may. */
function watchMemory(
  browser: Browser,
  maxBytes: number,
): { exceeded: () => boolean; stop: () => void } {
  let isExceeded = false
  const timer = setInterval(() => {
    if (isExceeded || browser.memory() <= maxBytes) return
    isExceeded = true
    void browser.kill()
  }, WATCH_MS)
  return { exceeded: () => isExceeded, stop: () => clearInterval(timer) }
}

async function isFlooded({ devtools }: Browser): Promise<boolean> {
  return (await Promise.race([devtools.closed, Promise.resolve('open')])) === 'flooded'
}
