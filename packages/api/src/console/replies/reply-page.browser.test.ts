import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  DESK,
  openBrowser,
  overflow,
  PHONE,
  type OpenedBrowser,
} from '../../fixtures/open-browser.ts'
import { seedNotice, seedReplyLink } from '../../fixtures/seed-reply.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
let browser: OpenedBrowser
let baseUrl: string

beforeAll(async () => {
  test = await createTestApp()
  baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
  browser = await openBrowser('reply', baseUrl)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await test?.[Symbol.asyncDispose]()
})

describe('the reply page', () => {
  it.each([
    ['phone', 'fr', PHONE],
    ['desk', 'de', DESK],
  ] as const)(
    'is answered by a link on a %s, whose code no address has',
    async (name, locale, size) => {
      const told = await seedNotice(test, 'machine-part')
      const token = await seedReplyLink(test, told)
      const { page, complaints, asked } = await browser.visit({ ...size, locale })
      await page.goto(`${baseUrl}/reply#${token}`)
      expect(await page.locator('input[name="code"]').inputValue()).toBe(token)
      expect(page.url()).toBe(`${baseUrl}/reply`)
      await browser.keep(page, `${name}-open`)
      await page.locator('form[action="/reply"] button').click()
      await page.waitForURL('**/reply/notice')
      expect(await overflow(page)).toBe(0)
      await browser.keep(page, `${name}-notice`)
      await page.locator('select[name="answer"]').selectOption('forwarded')
      await page.locator('form[action="/reply/answers"] button').click()
      await page.waitForURL('**/reply/receipt')
      expect(await overflow(page)).toBe(0)
      await browser.keep(page, `${name}-receipt`)
      expect(complaints).toEqual([])
      expect(asked.filter((url) => url.includes(token))).toEqual([])
    },
  )

  it('works without a script or a mouse: the link is pasted where the focus is', async () => {
    const told = await seedNotice(test)
    const token = await seedReplyLink(test, told)
    const { page } = await browser.visit({ ...PHONE, locale: 'nl', javaScriptEnabled: false })
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
