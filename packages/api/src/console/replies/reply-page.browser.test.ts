import { press, tabTo } from '../../fixtures/keyboard.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  LOOKS,
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
  it.each(LOOKS)(
    'is answered by a link, whose code no address has, with the keyboard alone, %s',
    async (_, look) => {
      const name = look === PHONE ? 'phone' : 'desk'
      const told = await seedNotice(test, 'machine-part')
      const token = await seedReplyLink(test, told)
      const locale = look === PHONE ? 'fr' : 'de'
      const { page, complaints, asked } = await browser.visit({ ...look, locale })
      await page.goto(`${baseUrl}/reply#${token}`)
      expect(await page.locator('input[name="code"]').inputValue()).toBe(token)
      expect(page.url()).toBe(`${baseUrl}/reply`)
      await browser.keep(page, `${name}-open`)
      await page.locator('form[action="/reply"] button:focus').waitFor()
      await page.keyboard.press('Enter')
      await page.waitForURL('**/reply/notice?*')
      expect(await overflow(page)).toBe(0)
      await browser.keep(page, `${name}-notice`)
      await tabTo(page, 'select[name="answer"]')
      await page.keyboard.press('ArrowDown')
      await press(page, 'form[action^="/reply/answers"]:not(.buttons) button')
      await page.waitForURL('**/reply/receipt?*')
      const replies = test.db.selectFrom('reply').select('class')
      expect(
        await replies.where('takedown_id', '=', told.takedownId).executeTakeFirst(),
      ).toBeDefined()
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
    await page.waitForURL('**/reply/notice?*')
    expect(await page.locator('html').getAttribute('lang')).toBe('nl')
    await tabTo(page, 'select[name="answer"]')
    await page.keyboard.press('ArrowDown')
    await press(page, 'form[action^="/reply/answers"]:not(.buttons) button')
    await page.waitForURL('**/reply/receipt?*')
  })
})
