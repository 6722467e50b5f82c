import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCase, type SeededCase } from '../fixtures/seed-case.ts'
import { seedFollowed, seedWords } from '../fixtures/seed-crawl.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { createSignInLink } from '../identity/sign-in-link.ts'

const FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking']
const PHONE = { viewport: { width: 375, height: 720 }, colorScheme: 'dark' } as const
const DESK = { viewport: { width: 1280, height: 800 }, colorScheme: 'light' } as const

let test: TestApp
let browser: Browser
let baseUrl: string
let pictures: string
let seeded: SeededCase

beforeAll(async () => {
  test = await createTestApp()
  baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
  seeded = await seedCase(test)
  const further = await seedFollowed(test, seeded.pageId)
  const text =
    'Album van 2026, deel 1 van 3\nVorige\nVolgende\n' + 'een lange regel tekst '.repeat(60)
  await seedWords(test, seeded.pageId, { title: 'Album', text, language: 'nl', truncated: true })
  await seedWords(test, further, { title: '', text: `${'w'.repeat(300)}\nשלום` })
  pictures = await mkdtemp(join(tmpdir(), 'nightlight-further-'))
  const known = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
  if (!existsSync(known)) {
    throw new Error('Preparing the test: no browser; set CHROMIUM_PATH, or run through npm test')
  }
  browser = await chromium.launch({ executablePath: known, args: FLAGS, chromiumSandbox: false })
})
afterAll(async () => {
  await browser?.close()
  await test?.[Symbol.asyncDispose]()
})

/** A page of an analyst, and everything that the browser complains about. */
async function signIn(look: typeof PHONE | typeof DESK, locale: string) {
  const context = await browser.newContext({ ...look, locale, javaScriptEnabled: true })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    if (!request.url().startsWith(baseUrl)) complaints.push('asked for something outside')
  })
  const request = { role: 'analyst', name: 'Robin', ttlMs: 60_000, baseUrl } as const
  await page.goto(await createSignInLink(test.db, test.crypto, request))
  await page.locator('form[action="/sign-in"] button').click()
  await page.waitForURL('**/console')
  return { page, complaints }
}

const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')

const LOOKS = [
  ['phone', PHONE],
  ['desk', DESK],
] as const

describe.each(LOOKS)('on a %s', (name, look) => {
  it.each(['en-GB', 'fr-BE', 'nl-BE', 'de-DE'])('shows what pages say in %s', async (locale) => {
    const { page, complaints } = await signIn(look, locale)
    await page.goto(`${baseUrl}/console/reports/${seeded.reportId}`)
    expect(await page.isVisible('.words .text')).toBe(false)
    await page.screenshot({ path: join(pictures, `${name}-shut-${locale}.png`), fullPage: true })
    for (const summary of await page.locator('.words summary').all()) {
      await summary.focus()
      await page.keyboard.press('Enter')
    }
    expect(await page.isVisible('.words .text')).toBe(true)
    await page.screenshot({ path: join(pictures, `${name}-open-${locale}.png`), fullPage: true })
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it.each(['en-GB', 'fr-BE', 'nl-BE', 'de-DE'])('offers to look further in %s', async (locale) => {
    const { page, complaints } = await signIn(look, locale)
    await page.locator('form[action="/console/reports"]').locator('..').locator('> summary').click()
    expect(await page.isVisible('select[name=depth]')).toBe(false)
    await page.locator('.further summary').click()
    await page.fill('input[name=url]', `https://a.example/${name}-${locale}`)
    await page.selectOption('select[name=depth]', '2')
    await page.fill('input[name=pages]', '30')
    await page.check('input[name=archives]')
    await page.screenshot({ path: join(pictures, `${name}-form-${locale}.png`), fullPage: true })
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    await page.click('form[action="/console/reports"] button.primary')
    await page.waitForURL('**/console?done=reported')
    const report = await test.db
      .selectFrom('report')
      .select('crawl')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    const asked = { depth: 2, pages: 30, archives: true, videos: false, render: false }
    expect(report.crawl).toEqual(asked)
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
