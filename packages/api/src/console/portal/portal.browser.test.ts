import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  DESK,
  openBrowser,
  overflow,
  PHONE,
  said,
  tabTo,
  type OpenedBrowser,
} from '../../fixtures/open-browser.ts'
import { linkOfProvider, seedItem, type SeededItem } from '../../fixtures/seed-portal.ts'
import { seedProvider, seedTold } from '../../fixtures/seed-provider.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
let browser: OpenedBrowser
let baseUrl: string
let own: string
let oldest: SeededItem

beforeAll(async () => {
  test = await createTestApp({ organisation: 'Hotline' })
  baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
  const name = 'Verenigde Telecommunicatiebedrijven Noordwest en Zuidoost Internationaal'
  own = await seedProvider(test, { name })
  const host = 'a-very-long-name-of-a-server.pictures-of-holidays.example'
  oldest = await seedItem(test, own, 400, { host })
  for (const hours of [100, 30, 2]) await seedItem(test, own, hours, { legalClass: 'harmful' })
  await seedItem(test, own, 50, { urls: 'machine-part' })
  for (let n = 0; n < 12; n++)
    await seedTold(test, own, 600, { gone: 3 + 20 * n, answered: 1 + 9 * n })
  browser = await openBrowser('portal', baseUrl)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await test?.[Symbol.asyncDispose]()
})

describe('the portal', () => {
  it('is worked without a script or a mouse, from the link to the answer', async () => {
    const { page } = await browser.visit({ ...DESK, javaScriptEnabled: false })
    const link = await linkOfProvider(test, own, baseUrl, 'Keyboard Desk')
    await page.goto(link)
    await tabTo(page, 'input[name="token"]')
    await page.keyboard.insertText(link)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/portal')
    await browser.keep(page, 'desk-items')
    expect(await page.locator('tbody tr').first().textContent()).toContain(oldest.reference)
    await tabTo(page, 'input[name="item"]')
    await page.keyboard.press('Space')
    await tabTo(page, 'select[name="answer"]')
    await page.keyboard.press('ArrowDown')
    await tabTo(page, 'button.primary')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/portal/preview')
    await browser.keep(page, 'desk-preview')
    expect(await page.textContent('main')).toContain('Removed')
    await page.locator('button.primary:focus').waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/portal\?state=answered/)
    await browser.keep(page, 'desk-answered')
    expect(await said(page)).toContain('Your answer has arrived')
    const rows = await page.locator('tbody tr').allTextContents()
    expect(rows.filter((row) => row.includes(oldest.reference))).toHaveLength(1)
    await page.goto(`${baseUrl}/portal/notices/${oldest.noticeId}`)
    await tabTo(page, 'form[action$="/addresses"] button')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/addresses')
    expect(await page.textContent('#addresses')).toContain('hxxp')
    await browser.keep(page, 'desk-notice')
    await page.goto(`${baseUrl}/portal/files`)
    await tabTo(page, 'textarea[name="text"]')
    await page.keyboard.insertText(`item,answer,comment\n${oldest.reference},forwarded,`)
    await tabTo(page, 'form[action="/portal/files/preview"] button')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/portal/files/preview')
    await browser.keep(page, 'desk-file')
    await page.locator('button.primary:focus').waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/portal/files/answers')
    await browser.keep(page, 'desk-file-done')
    expect(await said(page)).toContain('Your answer has arrived')
  })

  it('fits on a phone in the dark, in every language', async () => {
    const { page, complaints } = await browser.visit(PHONE)
    await page.goto(await linkOfProvider(test, own, baseUrl, 'Phone Desk'))
    await page.click('form[action="/sign-in"] button')
    await page.waitForURL('**/portal')
    const paths = [
      '/portal/ways',
      '/portal/files',
      '/portal/response-times',
      '/portal',
      '/portal?state=all',
      `/portal/notices/${oldest.noticeId}`,
    ]
    for (const language of ['en', 'fr', 'nl', 'de']) {
      for (const [index, path] of paths.entries()) {
        await page.goto(`${baseUrl}${path}${path.includes('?') ? '&' : '?'}lang=${language}`)
        expect(await overflow(page), `${language} ${path}`).toBeLessThanOrEqual(0)
        if (language === 'de' || language === 'en')
          await browser.keep(page, `phone-${language}-${index}`)
      }
    }
    expect(complaints).toEqual([])
  })
})
