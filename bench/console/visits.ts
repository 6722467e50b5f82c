import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import {
  chromium,
  type Browser,
  type BrowserContext,
  type CDPSession,
  type Page,
} from 'playwright-core'
import { provisionBrowser } from '../../scripts/browser.ts'
import { CACHE_DIR } from '../../packages/runtime/src/embedded/redis.ts'
import type { BenchPage, Reader } from './pages.ts'

const FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking']

/**
 * Milliseconds from asking for a page to its last byte and to its first words, and bytes of it with all that belongs to it.
 *
 * `newTabMs` is to its first words in a tab that showed nothing before; null of a page that a press on another one shows.
 */
export type Visited = { answerMs: number; paintMs: number; newTabMs: number | null; bytes: number }

/** Three words without style, script or anybody asked: what the browser alone takes on this machine. */
const BARE = '<!doctype html><html lang="en"><title>Bare</title><p>Only three words</p></html>'

/** Where pages are, and who looks at them: `cookieOf` gives the cookies of a reader as the value of a header. */
export type Site = {
  url: string
  pathOf: (page: BenchPage) => string
  cookieOf: (reader: Reader) => Promise<string>
}

/**
 * Looks at every page in Chromium so many times, with an empty cache, and once before that.
 *
 * Each time in a new tab first, and then from a page of ours, which is how people come to nearly all of them. For a new tab
 * Chromium begins a process, since pages of ours are shut off from others (Cross-Origin-Opener-Policy): that is no time of the page.
 */
export async function visitAll(
  site: Site,
  pages: readonly BenchPage[],
  looksAt: (page: BenchPage) => number,
): Promise<Map<BenchPage, { first: Visited; visits: Visited[] }>> {
  const browser = await openBrowser()
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
      for (let n = 0; n < looksAt(page); n++) visits.push(await visit(context, site, page))
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
    await open(page, site, looked)
    const newTab = looked.press ? null : await timesOf(page)
    const before = bytes()
    if (looked.press) mustBeShown(looked, await statusAfter(page, looked.press))
    else await open(page, site, looked)
    const times = await timesOf(page)
    return { ...times, newTabMs: newTab && newTab.paintMs, bytes: bytes() - before }
  } finally {
    await page.close()
  }
}

async function open(page: Page, site: Site, looked: BenchPage): Promise<void> {
  const path = site.pathOf(looked)
  const answer = await page.goto(site.url + path, { waitUntil: 'load' })
  mustBeShown(looked, answer?.status() ?? 0)
  if (answer && new URL(answer.url()).pathname !== path.split('?')[0]) mustBeShown(looked, 303)
}

/** Looks at a bare page in the same way so many times. @returns milliseconds to its first words */
export async function visitBare(times: number): Promise<number[]> {
  await using server = createServer((_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(BARE)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const browser = await openBrowser()
  try {
    const context = await browser.newContext()
    const paints: number[] = []
    for (let n = 0; n <= times; n++) {
      const page = await context.newPage()
      await countBytes(await context.newCDPSession(page))
      const url = `http://127.0.0.1:${port}/`
      await page.goto(url, { waitUntil: 'load' })
      await page.goto(url, { waitUntil: 'load' })
      paints.push((await timesOf(page)).paintMs)
      await page.close()
    }
    return paints.slice(1)
  } finally {
    await browser.close()
  }
}

async function openBrowser(): Promise<Browser> {
  const executablePath = await provisionBrowser(CACHE_DIR, (line) => console.error(line))
  return chromium.launch({ executablePath, args: FLAGS, chromiumSandbox: false })
}

const timesOf = (page: Page): Promise<{ answerMs: number; paintMs: number }> =>
  page.evaluate(`new Promise((resolve) => {
    const seen = () => performance.getEntriesByName('first-contentful-paint')[0]
    const tell = () => resolve({
      answerMs: performance.getEntriesByType('navigation')[0].responseEnd,
      paintMs: seen().startTime,
    })
    if (seen()) return tell()
    new PerformanceObserver(() => seen() && tell()).observe({ type: 'paint', buffered: true })
  })`)

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
