import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  DESK,
  lookAs,
  openBrowser,
  overflow,
  PHONE,
  type OpenedBrowser,
} from '../fixtures/open-browser.ts'
import { seedProvider, seedTold } from '../fixtures/seed-provider.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { createSignInLink } from '../identity/sign-in-link.ts'

let test: TestApp
let browser: OpenedBrowser
let baseUrl: string
let cookie: string

beforeAll(async () => {
  test = await createTestApp()
  baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
  const name = 'Verenigde Telecommunicatiebedrijven Noordwest en Zuidoost Internationaal'
  const slow = await seedProvider(test, { name })
  const quick = await seedProvider(test, { name: 'Fast & Slow Hosting B.V.' })
  const few = await seedProvider(test, { name: 'Hosting of few' })
  for (let n = 0; n < 14; n++) await seedTold(test, quick, 300, { gone: 1 + 3 * n })
  for (let n = 0; n < 9; n++) await seedTold(test, slow, 900, { gone: 60 + 70 * n })
  for (const hours of [3, 30, 100, 900]) await seedTold(test, slow, hours)
  await seedTold(test, few, 90, { gone: 20 })
  cookie = await test.sessionOf('supervisor')
  browser = await openBrowser('statistics', baseUrl)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await test?.[Symbol.asyncDispose]()
})

async function signIn(): Promise<Page> {
  const { page } = await browser.visit(DESK)
  const request = { role: 'supervisor', name: 'Sue', ttlMs: 60_000, baseUrl } as const
  await page.goto(await createSignInLink(test.db, test.crypto, request))
  await page.click('form[action="/sign-in"] button')
  await page.waitForURL('**/console')
  return page
}

/** Labels of the picture that are drawn below 11 px. */
const smallLabels = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('.survival text')]
    .filter((text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a < 11)
    .map((text) => text.textContent)`)

describe('the page of figures', () => {
  it('fits on a phone and on a desk, in every language', async () => {
    const { page } = await browser.visit(PHONE, cookie)
    for (const language of ['en', 'fr', 'nl', 'de']) {
      await page.goto(`${baseUrl}/console/statistics?group=provider&lang=${language}`)
      for (const size of ['phone', 'desk'] as const) {
        await lookAs(page, size)
        expect(await overflow(page), `${size} ${language}`).toBeLessThanOrEqual(0)
        expect(await smallLabels(page), `${size} ${language}`).toEqual([])
        await browser.keep(page, `${size}-${language}`)
      }
    }
    await page.context().close()
  })

  it('leads by keyboard from all to one provider, and to the table of its figures', async () => {
    const page = await signIn()
    await page.getByRole('link', { name: 'Figures', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/console/statistics')
    await page.getByRole('link', { name: 'Provider', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/group=provider/)
    const rows = await page.locator('main section > table tbody tr').allTextContents()
    // the one of thirteen stands with the one of a single item
    expect(rows).toHaveLength(1)
    expect(await page.textContent('main')).toContain('14 items together')
    await page.getByRole('link', { name: 'Fast & Slow Hosting B.V.', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/of=provider&key=/)
    // fourteen items, gone after 1, 4, 7 ... 40 hours
    expect(await page.textContent('.facts')).toContain('19 hrs')
    const table = await page.getByRole('link', { name: /CSV/ }).getAttribute('href')
    const csv = await (await page.context().request.get(`${baseUrl}${table}`)).text()
    const [head, all] = csv.split('\r\n')
    const figures = Object.fromEntries(
      head!.split(',').map((column, index) => [column, all!.split(',')[index]]),
    )
    expect(figures).toMatchObject({ n: '14', ended: '14', median_hours: '19.00', from_clock: 'T6' })
    await page.context().close()
  })

  it('says that there is nothing, and what to choose instead', async () => {
    const { page } = await browser.visit(DESK, cookie)
    await page.goto(`${baseUrl}/console/statistics?clock=authorisation&group=country`)
    expect(await page.textContent('main')).toContain('Nothing in this period')
    await page.context().close()
  })

  it('refuses a period that ends before it begins', async () => {
    const { page } = await browser.visit(DESK, cookie)
    const answer = await page.goto(`${baseUrl}/console/statistics?from=2026-02-01&to=2026-01-01`)
    expect(answer?.status()).toBe(400)
    await page.context().close()
  })
})
