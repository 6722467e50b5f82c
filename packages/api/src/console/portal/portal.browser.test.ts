import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  LOOKS,
  openBrowser,
  overflow,
  PHONE,
  said,
  type OpenedBrowser,
} from '../../fixtures/open-browser.ts'
import { goToPlace, press, skipToMain, tabTo } from '../../fixtures/keyboard.ts'
import { openLink } from '../../fixtures/open-link.ts'
import { seedAgreed, seedConsent } from '../../fixtures/seed-address-file.ts'
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
  await seedConsent(test, own)
  for (let n = 0; n < 12; n++)
    await seedTold(test, own, 600, { gone: 3 + 20 * n, answered: 1 + 9 * n })
  browser = await openBrowser('portal', baseUrl)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await test?.[Symbol.asyncDispose]()
})

describe('the portal', () => {
  it.each(LOOKS)('is worked by keyboard, from the link to the own times, %s', async (_, look) => {
    const isPhone = look === PHONE
    const name = isPhone ? 'phone' : 'desk'
    // at a desk without a script
    const { page, complaints } = await browser.visit({ ...look, javaScriptEnabled: isPhone })
    const link = await linkOfProvider(test, own, baseUrl, `Keyboard Desk ${name}`)
    await openLink(page, link)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/portal')
    await browser.keep(page, `${name}-items`)
    const first = page.locator('tbody tr').first()
    const reference = (await first.locator('th a').textContent())!.trim()
    if (!isPhone) expect(reference).toContain(oldest.reference)
    await skipToMain(page)
    await tabTo(page, 'input[name="item"]')
    await page.keyboard.press('Space')
    await tabTo(page, 'input[name="item"]')
    await page.keyboard.press('Space')
    await tabTo(page, 'select[name="answer"]')
    await page.keyboard.press('ArrowDown')
    await press(page, 'button.primary')
    await page.waitForURL('**/portal/preview')
    await browser.keep(page, `${name}-preview`)
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    expect(await page.textContent('main')).toContain('Removed')
    expect(await page.locator('tbody tr').count()).toBe(2)
    await page.locator('button.primary:focus').waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/portal\?done=answered/)
    expect(await said(page)).toMatch(/2 items answered\.\s+Your answer has arrived/)
    await press(page, '.flash a')
    await page.waitForURL(/portal\?state=answered/)
    await browser.keep(page, `${name}-answered`)
    const rows = await page.locator('tbody tr').allTextContents()
    expect(rows.filter((row) => row.includes(reference))).toHaveLength(1)
    await goToPlace(page, '/portal/response-times')
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    await browser.keep(page, `${name}-times`)
    expect(await page.locator('.times').count()).toBeGreaterThan(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('shows addresses and takes a file without a script or a mouse', async () => {
    const cookie = await test.sessionOf('provider', 'File Desk', own)
    const { page } = await browser.visit({ ...PHONE, javaScriptEnabled: false }, cookie)
    await page.goto(`${baseUrl}/portal/notices/${oldest.noticeId}`)
    await press(page, 'form[action$="/addresses"] button')
    await page.waitForURL('**/addresses')
    expect(await page.textContent('#addresses')).toContain('hxxp')
    await browser.keep(page, 'phone-notice')
    await goToPlace(page, '/portal/files')
    await skipToMain(page)
    await tabTo(page, 'textarea[name="text"]')
    await page.keyboard.insertText(`item,answer,comment\n${oldest.reference},forwarded,`)
    await press(page, 'form[action="/portal/files/preview"] button')
    await page.waitForURL('**/portal/files/preview')
    await browser.keep(page, 'phone-file')
    await page.locator('button.primary:focus').waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/portal/files/answers')
    await browser.keep(page, 'desk-file-done')
    expect(await said(page)).toContain('Your answer has arrived')
    await page.context().close()
  })

  it('has a file with addresses for two of them, without a script or a mouse', async () => {
    const visit = async (name: string) => {
      const cookie = await test.sessionOf('provider', name, own)
      return (await browser.visit({ ...PHONE, javaScriptEnabled: false }, cookie)).page
    }
    const [asker, other] = [await visit('Asking Desk'), await visit('Agreeing Desk')]
    await asker.goto(`${baseUrl}/portal/files`)
    await skipToMain(asker)
    await press(asker, 'form[action="/portal/address-requests"] button')
    await asker.waitForURL(/done=asked/)
    expect(await said(asker)).toContain('Asked')
    await other.goto(`${baseUrl}/portal`)
    await skipToMain(other)
    await press(other, 'a[href="/portal/files#addresses"]')
    await other.waitForURL('**/portal/files#addresses')
    await browser.keep(other, 'phone-addresses-waits')
    await press(other, 'form[action$="/agree"] button')
    await other.waitForURL(/done=agreed/)
    expect(await overflow(other)).toBeLessThanOrEqual(0)
    await asker.reload()
    await browser.keep(asker, 'phone-addresses-agreed')
    await skipToMain(asker)
    const saved = asker.waitForEvent('download')
    await press(asker, 'form[action$="/file"] button')
    expect((await saved).suggestedFilename()).toBe('items.csv')
    await asker.reload()
    expect(await asker.textContent('#addresses tbody tr')).toContain('taken')
    await asker.context().close()
    await other.context().close()
  })

  it('fits on a phone in the dark, in every language', async () => {
    const { page, complaints } = await browser.visit(PHONE)
    await page.goto(await linkOfProvider(test, own, baseUrl, 'Phone Desk'))
    await page.click('form[action="/sign-in"] button')
    await page.waitForURL('**/portal')
    const file = await seedAgreed(test, own, { asker: 'Phone Desk', agreer: 'Agreeing Desk' })
    const paths = [
      '/portal/ways',
      '/portal/files',
      '/portal/response-times',
      '/portal',
      '/portal?state=all',
      `/portal?file=${file}`,
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
