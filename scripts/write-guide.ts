import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { DESK, openBrowser, PHONE } from '../packages/api/src/fixtures/open-browser.ts'
import { seedCase } from '../packages/api/src/fixtures/seed-case.ts'
import { createSignInLink } from '../packages/api/src/identity/sign-in-link.ts'
import { DEMO_AUTHORITY } from '../packages/cli/src/demo/settings.ts'
import type { Role } from '../packages/contract/src/roles.ts'
import { CACHE_DIR } from '../packages/runtime/src/embedded/redis.ts'
import { provisionBrowser } from './browser.ts'
import { runDemo, type RunningDemo } from './guide/demo.ts'
import { findObjects, replyPath, type GuideObjects } from './guide/objects.ts'
import { GUIDE_PAGES, type GuidePage } from './guide/pages.ts'
import { smallPng } from './guide/small-png.ts'

// node scripts/run.mjs scripts/write-guide.ts: after a change of a page that the guide shows. Takes a minute.
const PICTURES = new URL('../docs/guide/pictures/', import.meta.url).pathname
const LINK_MS = 600_000
const NAMES: Readonly<Partial<Record<Role, string>>> = {
  analyst: 'Ada',
  supervisor: 'Sam',
  police: 'Paul',
  auditor: 'Audrey',
  admin: 'Alex',
}

const say = (line: string): void => console.error(`  ${line}`)
process.env['CHROMIUM_PATH'] ??= await provisionBrowser(CACHE_DIR, say)
const path = await mkdtemp(join(tmpdir(), 'nightlight-guide-'))
try {
  await using demo = await runDemo(path)
  const objects = await findObjects(demo.db)
  // The people of the demo decide at once: one match is left for the pictures.
  await seedCase(demo, { listName: 'Second demo list' })
  await using browser = await openBrowser('guide', demo.url)
  for (const name of await readdir(PICTURES)) await rm(join(PICTURES, name))
  for (const [ending, look] of [
    ['', DESK],
    ['-phone', PHONE],
  ] as const) {
    const pages = GUIDE_PAGES.filter(({ phone = false }) => ending === '' || phone)
    for (const role of new Set(pages.map((one) => one.role))) {
      const { page } = await browser.visit({ ...look, timezoneId: 'Europe/Brussels' })
      if (role !== null) await signIn(demo, page, role)
      for (const one of pages.filter((other) => other.role === role)) {
        await showPage(page, demo, one, objects)
        await writeFile(
          join(PICTURES, `${one.name}${ending}.png`),
          await smallPng(await page.screenshot()),
        )
        say(`${one.name}${ending}`)
      }
      await page.context().close()
    }
  }
} finally {
  await rm(path, { recursive: true, force: true })
}

async function signIn({ db, crypto, url }: RunningDemo, page: Page, role: Role): Promise<void> {
  const acting = role === 'police' ? { authority: DEMO_AUTHORITY } : {}
  const who = { role, name: NAMES[role] ?? role, again: true, ttlMs: LINK_MS, baseUrl: url }
  await page.goto(await createSignInLink(db, crypto, { ...who, ...acting }))
  await page.click('form[action="/sign-in"] button')
  await page.waitForURL('**/console')
}

async function showPage(
  page: Page,
  { url, db, crypto }: RunningDemo,
  one: GuidePage,
  objects: GuideObjects,
): Promise<void> {
  const path = typeof one.path === 'string' ? one.path : one.path(objects)
  if (path === null) throw new Error(`Writing the guide: the demo has nothing for ${one.name}`)
  if (path === '/reply') {
    // The secret stands after # alone, and whoever is here next opens the notice with it.
    await page.goto(url + (await replyPath(db, crypto, objects)))
    return
  }
  if (new URL(page.url()).pathname === '/reply') {
    await page.click('form[action="/reply"] button')
    await page.waitForURL('**/reply/notice')
  }
  const answer = await page.goto(url + path)
  if (answer?.status() !== 200)
    throw new Error(`Writing the guide: ${one.name} answers ${answer?.status()}`)
  if (one.opens) await page.click(one.opens)
  if (one.shows) await page.locator(one.shows).scrollIntoViewIfNeeded()
}
