import { chromium, type BrowserContext, type CDPSession } from 'playwright-core'
import { provisionBrowser } from '../../scripts/browser.ts'
import { CACHE_DIR } from '../../packages/runtime/src/embedded/redis.ts'
import type { World } from '../api/world.ts'
import type { BenchPage } from './pages.ts'

const FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking']

/** Milliseconds from asking for a page to its first words, and bytes of it with all that belongs to it. */
export type Visited = { paintMs: number; bytes: number }

/** Looks at every page in Chromium so many times, with an empty cache, and once before that. */
export async function visitAll(
  world: World,
  pages: readonly BenchPage[],
  times: number,
): Promise<Map<string, { first: Visited; visits: Visited[] }>> {
  const executablePath = await provisionBrowser(CACHE_DIR, (line) => console.error(line))
  const browser = await chromium.launch({ executablePath, args: FLAGS, chromiumSandbox: false })
  try {
    const contexts = new Map<string, BrowserContext>()
    const found = new Map<string, { first: Visited; visits: Visited[] }>()
    for (const { name, role, path } of pages) {
      let context = contexts.get(role)
      if (!context)
        contexts.set(role, (context = await signedIn(world, browser.newContext(), role)))
      const first = await visit(context, world.url + path)
      const visits: Visited[] = []
      for (let n = 0; n < times; n++) visits.push(await visit(context, world.url + path))
      found.set(name, { first, visits })
    }
    return found
  } finally {
    await browser.close()
  }
}

async function signedIn(
  world: World,
  opening: Promise<BrowserContext>,
  role: BenchPage['role'],
): Promise<BrowserContext> {
  const context = await opening
  const cookies = (await world.signIn(role)).split('; ').map((pair) => {
    const [name = '', ...rest] = pair.split('=')
    return { name, value: rest.join('='), url: world.url }
  })
  await context.addCookies(cookies)
  return context
}

async function visit(context: BrowserContext, url: string): Promise<Visited> {
  const page = await context.newPage()
  try {
    const session = await context.newCDPSession(page)
    const bytes = await countBytes(session)
    const answer = await page.goto(url, { waitUntil: 'load' })
    if (answer?.status() !== 200) {
      throw new Error(
        `Looking at a page: status ${answer?.status() ?? 0} of ${new URL(url).pathname}`,
      )
    }
    const paintMs = await page.evaluate<number>(`new Promise((resolve) => {
      const seen = () => performance.getEntriesByName('first-contentful-paint')[0]
      if (seen()) return resolve(seen().startTime)
      new PerformanceObserver(() => seen() && resolve(seen().startTime)).observe({ type: 'paint', buffered: true })
    })`)
    return { paintMs, bytes: bytes() }
  } finally {
    await page.close()
  }
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
