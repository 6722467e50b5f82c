import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESK, openBrowser, overflow, PHONE, type OpenedBrowser } from '../fixtures/open-browser.ts'
import { seedCase, type SeededCase } from '../fixtures/seed-case.ts'
import { seedFollowed, seedWords } from '../fixtures/seed-crawl.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'

let test: TestApp
let browser: OpenedBrowser
let baseUrl: string
let seeded: SeededCase
let cookie: string

beforeAll(async () => {
  test = await createTestApp()
  baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
  seeded = await seedCase(test)
  const further = await seedFollowed(test, seeded.pageId)
  const text =
    'Album van 2026, deel 1 van 3\nVorige\nVolgende\n' + 'een lange regel tekst '.repeat(60)
  await seedWords(test, seeded.pageId, { title: 'Album', text, language: 'nl', truncated: true })
  await seedWords(test, further, { title: '', text: `${'w'.repeat(300)}\nשלום` })
  cookie = await test.sessionOf('analyst')
  browser = await openBrowser('further', baseUrl)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await test?.[Symbol.asyncDispose]()
})

const LOOKS = [
  ['phone', PHONE],
  ['desk', DESK],
] as const

describe.each(LOOKS)('on a %s', (name, look) => {
  it.each(['en-GB', 'fr-BE', 'nl-BE', 'de-DE'])('shows what pages say in %s', async (locale) => {
    const { page, complaints } = await browser.visit({ ...look, locale }, cookie)
    await page.goto(`${baseUrl}/console/reports/${seeded.reportId}`)
    expect(await page.isVisible('.words .text')).toBe(false)
    await browser.keep(page, `${name}-shut-${locale}`)
    for (const summary of await page.locator('.words summary').all()) {
      await summary.focus()
      await page.keyboard.press('Enter')
    }
    expect(await page.isVisible('.words .text')).toBe(true)
    await browser.keep(page, `${name}-open-${locale}`)
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it.each(['en-GB', 'fr-BE', 'nl-BE', 'de-DE'])('offers to look further in %s', async (locale) => {
    const { page, complaints } = await browser.visit({ ...look, locale }, cookie)
    await page.goto(`${baseUrl}/console`)
    await page.locator('form[action="/console/reports"]').locator('..').locator('> summary').click()
    expect(await page.isVisible('select[name=depth]')).toBe(false)
    await page.locator('.further summary').click()
    await page.fill('input[name=url]', `https://a.example/${name}-${locale}`)
    await page.selectOption('select[name=depth]', '2')
    await page.fill('input[name=pages]', '30')
    await page.check('input[name=archives]')
    await browser.keep(page, `${name}-form-${locale}`)
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
