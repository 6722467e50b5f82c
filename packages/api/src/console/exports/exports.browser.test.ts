import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  DESK,
  openBrowser,
  overflow,
  PHONE,
  type OpenedBrowser,
} from '../../fixtures/open-browser.ts'
import { press, skipToMain, tabTo } from '../../fixtures/keyboard.ts'
import { seedPast } from '../../fixtures/seed-past.ts'
import { seedProvider } from '../../fixtures/seed-provider.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'
import { createSignInLink } from '../../identity/sign-in-link.ts'

const DAY_MS = 86_400_000

let test: TestApp
let browser: OpenedBrowser
let baseUrl: string

beforeAll(async () => {
  test = await createTestApp({ organisation: 'Meldpunt Noord' })
  baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
  const name = 'Verenigde Telecommunicatiebedrijven Noordwest en Zuidoost Internationaal'
  const slow = await seedProvider(test, { name })
  const reportedAt = new Date(Date.now() - 30 * DAY_MS)
  for (let n = 0; n < 12; n++) {
    await seedPast(test, { providerId: slow, reportedAt, told: 2, gone: 5 + n * 17 })
  }
  await seedPast(test, { providerId: slow, reportedAt, police: 1, told: 2, answered: 4 })
  browser = await openBrowser('exports', baseUrl)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await test?.[Symbol.asyncDispose]()
})

async function signIn(look: typeof PHONE | typeof DESK): Promise<Page> {
  const { page } = await browser.visit({ ...look, locale: 'en-GB' })
  const request = { role: 'supervisor', name: 'Sue', ttlMs: 60_000, baseUrl } as const
  await page.goto(await createSignInLink(test.db, test.crypto, request))
  await page.click('form[action="/sign-in"] button')
  await page.waitForURL('**/console')
  return page
}

/** Chooses by keyboard what stands at the top of a choice: what is not over yet. */
async function choosePeriod(page: Page, kind: string): Promise<void> {
  const select = page.locator(`form:has(input[value="${kind}"]) select[name="period"]`)
  await select.focus()
  await page.keyboard.press('Home')
}

describe('reports for others', () => {
  it('lead by keyboard from the quarter to the preview, the file and the proof', async () => {
    const page = await signIn(DESK)
    await tabTo(page, 'a[href="/console/exports"]')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/console/exports')
    await browser.keep(page, 'desk-choose')
    const form = 'form:has(input[value="inhope"])'
    await skipToMain(page)
    await tabTo(page, `${form} select`)
    await page.keyboard.press('Home')
    await press(page, `${form} button`)
    await page.waitForURL(/exports\/[0-9a-f-]{36}\?done=made/)
    const figures = await page.locator('tbody tr').allTextContents()
    expect(figures.find((one) => one.includes('Content items confirmed'))).toMatch(/13/)
    await browser.keep(page, 'desk-inhope')
    await skipToMain(page)
    await tabTo(page, page.getByRole('link', { name: 'CSV, English' }))
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.keyboard.press('Enter'),
    ])
    expect(download.suggestedFilename()).toMatch(/^inhope-20\d\d-Q[1-4]-[0-9a-f]{12}-en\.csv$/)
    await press(page, page.getByRole('button', { name: 'Compute it again and compare' }))
    await page.waitForURL(/done=same/)
    expect(await page.locator('main').getByRole('status').textContent()).toContain('it is the same')
    await page.context().close()
  })

  it('fit on a phone in the dark, in every language', async () => {
    const page = await signIn(PHONE)
    for (const kind of ['dsa', 'provider']) {
      await page.goto(`${baseUrl}/console/exports?search=telecom`)
      await choosePeriod(page, kind)
      await page.locator(`form:has(input[value="${kind}"]) button`).press('Enter')
      await page.waitForURL(/done=made/)
      const made = new URL(page.url()).pathname
      for (const language of ['en', 'fr', 'nl', 'de']) {
        await page.goto(`${baseUrl}${made}?lang=${language}`)
        expect(await overflow(page), `${kind} ${language}`).toBeLessThanOrEqual(0)
      }
      await browser.keep(page, `phone-${kind}`)
    }
    for (const language of ['fr', 'nl', 'de', 'en']) {
      await page.goto(`${baseUrl}/console/exports?search=telecom&lang=${language}`)
      expect(await overflow(page), language).toBeLessThanOrEqual(0)
    }
    await browser.keep(page, 'phone-choose')
    await page.context().close()
  })

  it('show the yearly report as a page that stands by itself', async () => {
    const page = await signIn(DESK)
    await page.goto(`${baseUrl}/console/exports`)
    await page.fill('textarea', 'No provider pays us.')
    await choosePeriod(page, 'dsa')
    await page.locator('form:has(input[value="dsa"]) button').press('Enter')
    await page.waitForURL(/done=made/)
    await browser.keep(page, 'desk-dsa')
    const link = await page.getByRole('link', { name: 'HTML, English' }).getAttribute('href')
    const published = await (await page.context().request.get(`${baseUrl}${link}`)).text()
    const { page: reader } = await browser.visit({ ...PHONE })
    await reader.setContent(published)
    expect(await overflow(reader)).toBeLessThanOrEqual(0)
    expect(await reader.textContent('main')).toContain('No provider pays us.')
    await browser.keep(reader, 'published-phone')
    await page.context().close()
  })
})
