import { chromium, type BrowserContext, type CDPSession, type Page } from 'playwright-core'
import { provisionBrowser } from '../../scripts/browser.ts'
import { CACHE_DIR } from '../../packages/runtime/src/embedded/redis.ts'
import type { BenchPage, Reader } from './pages.ts'

const FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking']

/** Milliseconds from asking for a page to its first words, and bytes of it with all that belongs to it. */
export type Visited = { paintMs: number; bytes: number }

/** Where pages are, and who looks at them: `cookieOf` gives the cookies of a reader as the value of a header. */
export type Site = {
  url: string
  pathOf: (page: BenchPage) => string
  cookieOf: (reader: Reader) => Promise<string>
}

/** Looks at every page in Chromium so many times, with an empty cache, and once before that. */
export async function visitAll(
  site: Site,
  pages: readonly BenchPage[],
  timesOf: (page: BenchPage) => number,
): Promise<Map<BenchPage, { first: Visited; visits: Visited[] }>> {
  const executablePath = await provisionBrowser(CACHE_DIR, (line) => console.error(line))
  const browser = await chromium.launch({ executablePath, args: FLAGS, chromiumSandbox: false })
  try {
    const contexts = new Map<Reader, BrowserContext>()
    const found = new Map<BenchPage, { first: Visited; visits: Visited[] }>()
    for (const page of pages) {
      const { reader } = page
      let context = contexts.get(reader)
      if (!context) {
        context = await signedIn(site, browser.newContext(), reader)
        contexts.set(reader, context)
      }
      const first = await visit(context, site, page)
      const visits: Visited[] = []
      for (let n = 0; n < timesOf(page); n++) visits.push(await visit(context, site, page))
      found.set(page, { first, visits })
    }
    return found
  } finally {
    await browser.close()
  }
}

async function signedIn(
  { url, cookieOf }: Site,
  opening: Promise<BrowserContext>,
  reader: Reader,
): Promise<BrowserContext> {
  const context = await opening
  const parts = (await cookieOf(reader)).split('; ').filter((part) => part !== '')
  const cookies = parts.map((pair) => {
    const [name = '', ...rest] = pair.split('=')
    return { name, value: rest.join('='), url }
  })
  await context.addCookies(cookies)
  return context
}

async function visit(context: BrowserContext, site: Site, looked: BenchPage): Promise<Visited> {
  const page = await context.newPage()
  try {
    const session = await context.newCDPSession(page)
    const bytes = await countBytes(session)
    const path = site.pathOf(looked)
    const answer = await page.goto(site.url + path, { waitUntil: 'load' })
    mustBeShown(looked, answer?.status() ?? 0)
    if (answer && new URL(answer.url()).pathname !== path.split('?')[0]) mustBeShown(looked, 303)
    const before = looked.press ? bytes() : 0
    if (looked.press) mustBeShown(looked, await statusAfter(page, looked.press))
    const paintMs = await page.evaluate<number>(`new Promise((resolve) => {
      const seen = () => performance.getEntriesByName('first-contentful-paint')[0]
      if (seen()) return resolve(seen().startTime)
      new PerformanceObserver(() => seen() && resolve(seen().startTime)).observe({ type: 'paint', buffered: true })
    })`)
    return { paintMs, bytes: bytes() - before }
  } finally {
    await page.close()
  }
}

function mustBeShown({ name }: BenchPage, status: number): void {
  if (status !== 200) throw new Error(`Looking at the page ${name}: status ${status}`)
}

/** Does something on a page that shows another one. @returns status of that */
async function statusAfter(page: Page, press: (page: Page) => Promise<void>): Promise<number> {
  const loaded = page.waitForEvent('load')
  const answered = page.waitForResponse((answer) => answer.request().isNavigationRequest())
  await press(page)
  const answer = await answered
  await loaded
  return answer.status()
}

/** @returns how many bytes came over the wire so far, heads included */
async function countBytes(session: CDPSession): Promise<() => number> {
  let bytes = 0
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
  })
  await session.send('Network.enable')
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  return () => bytes
}
