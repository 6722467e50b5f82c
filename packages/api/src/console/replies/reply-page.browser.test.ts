import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedNotice, seedReplyLink } from '../../fixtures/seed-reply.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'

const FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking']
const PHONE = { width: 375, height: 720 }
const DESK = { width: 1280, height: 800 }

let test: TestApp
let browser: Browser
let baseUrl: string
let pictures: string

beforeAll(async () => {
  test = await createTestApp()
  baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
  pictures = await mkdtemp(join(tmpdir(), 'nightlight-reply-'))
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

/** A new browser, everything it complains about and every address that it asked for. */
async function visit(viewport: typeof PHONE, locale: string, javaScriptEnabled = true) {
  const context = await browser.newContext({ viewport, locale, javaScriptEnabled })
  const page = await context.newPage()
  const complaints: string[] = []
  const asked: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => asked.push(request.url()))
  return { page, complaints, asked }
}

const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')

describe('the reply page', () => {
  it.each([
    ['phone', 'fr', PHONE],
    ['desk', 'de', DESK],
  ] as const)(
    'is answered by a link on a %s, whose code no address has',
    async (name, locale, size) => {
      const told = await seedNotice(test, 'machine-part')
      const token = await seedReplyLink(test, told)
      const { page, complaints, asked } = await visit(size, locale)
      await page.goto(`${baseUrl}/reply#${token}`)
      expect(await page.locator('input[name="code"]').inputValue()).toBe(token)
      expect(page.url()).toBe(`${baseUrl}/reply`)
      await page.screenshot({ path: join(pictures, `${name}-open.png`), fullPage: true })
      await page.locator('form[action="/reply"] button').click()
      await page.waitForURL('**/reply/notice')
      expect(await overflow(page)).toBe(0)
      await page.screenshot({ path: join(pictures, `${name}-notice.png`), fullPage: true })
      await page.locator('select[name="answer"]').selectOption('forwarded')
      await page.locator('form[action="/reply/answers"] button').click()
      await page.waitForURL('**/reply/receipt')
      expect(await overflow(page)).toBe(0)
      await page.screenshot({ path: join(pictures, `${name}-receipt.png`), fullPage: true })
      expect(complaints).toEqual([])
      expect(asked.filter((url) => url.includes(token) || !url.startsWith(baseUrl))).toEqual([])
    },
  )

  it('works without a script or a mouse: the link is pasted where the focus is', async () => {
    const told = await seedNotice(test)
    const token = await seedReplyLink(test, told)
    const { page } = await visit(PHONE, 'nl', false)
    await page.goto(`${baseUrl}/reply#${token}`)
    await page.locator('input:focus').waitFor()
    await page.keyboard.insertText(`${baseUrl}/reply#${token}`)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/reply/notice')
    expect(await page.locator('html').getAttribute('lang')).toBe('nl')
    await page.locator('select[name="answer"]').selectOption('acknowledged')
    await page.locator('form[action="/reply/answers"] button').click()
    await page.waitForURL('**/reply/receipt')
  })
})
