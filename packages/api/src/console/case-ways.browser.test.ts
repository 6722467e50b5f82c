import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESK, openBrowser, overflow, PHONE, type OpenedBrowser } from '../fixtures/open-browser.ts'
import { seedCase, type SeededCase } from '../fixtures/seed-case.ts'
import { seedTakedown, type SeededTakedown } from '../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'

const LONG_NAME = 'Verenigde Telecommunicatiebedrijven Noordwest en Zuidoost Internationaal'

let test: TestApp
let browser: OpenedBrowser
let baseUrl: string
let cookie: string
let here: SeededCase
let takedown: SeededTakedown
let copy: SeededTakedown

beforeAll(async () => {
  test = await createTestApp()
  baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
  here = await seedCase(test)
  takedown = await seedTakedown(test, here)
  const there = await seedCase(test)
  copy = await seedTakedown(test, { ...there, mediaId: here.mediaId }, undefined, 'copies.example')
  for (let n = 0; n < 12; n++) await seedTakedown(test, await seedCase(test))
  await test.db.updateTable('provider').set({ name: LONG_NAME }).execute()
  cookie = await test.sessionOf('analyst')
  browser = await openBrowser('ways', baseUrl)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await test?.[Symbol.asyncDispose]()
})

/** The overview, as an analyst who is signed in sees it. */
async function overview(look: typeof PHONE | typeof DESK, locale = 'en-GB'): Promise<Page> {
  const { page } = await browser.visit({ ...look, locale }, cookie)
  await page.goto(`${baseUrl}/console`)
  return page
}

const measure = (page: Page, expression: string): Promise<number> => page.evaluate(expression)

describe('the pages of a takedown', () => {
  it('lead to where else its content is', async () => {
    const page = await overview(DESK)
    await page.goto(`${baseUrl}/console/takedowns/${takedown.takedownId}`)
    await browser.keep(page, 'desk-takedown')
    await page.click(`a[href$="/takedowns/${copy.takedownId}"]`)
    await page.waitForURL(`**/console/takedowns/${copy.takedownId}`)
    expect(await page.textContent('h1')).toBe(`Takedown …${copy.takedownId.slice(-6)}`)
    expect(await page.textContent('main .lead')).toContain('copies[.]example')
    await page.context().close()
  })

  it('hand out the signed record of a check', async () => {
    const page = await overview(DESK)
    await page.goto(`${baseUrl}/console/takedowns/${takedown.takedownId}`)
    const downloading = page.waitForEvent('download')
    await page.click('a[href$="/record"]')
    const file = await downloading
    expect(file.suggestedFilename()).toMatch(/^check-[0-9a-f-]{36}\.json$/)
    const signed = JSON.parse(await readFile(await file.path(), 'utf8')) as {
      record: { takedown: { id: string } }
    }
    expect(signed.record.takedown.id).toBe(takedown.takedownId)
    await page.context().close()
  })

  it('lead to the match, which can be taken back', async () => {
    const page = await overview(PHONE)
    await page.goto(`${baseUrl}/console/takedowns/${takedown.takedownId}`)
    await browser.keep(page, 'phone-takedown')
    await page.click(`a[href="/console/matches/${here.matchId}"]`)
    await page.fill('textarea[name=reason]', 'wrong picture')
    await browser.keep(page, 'phone-match')
    await page.click('button[value="reject"]')
    await page.waitForURL('**/console/matches?done=reject')
    await browser.keep(page, 'phone-decided')
    expect(await page.textContent('main')).toContain('What you decided last')
    await page.context().close()
  })
})

describe('the overview', () => {
  it.each(['en-GB', 'fr-BE', 'nl-BE', 'de-DE'])('breaks no heading in %s', async (locale) => {
    const page = await overview(DESK, locale)
    await browser.keep(page, `desk-overview-${locale}`)
    const lines = `Math.max(...[...document.querySelectorAll('thead th')].map((one) => {
      const range = document.createRange()
      range.selectNodeContents(one)
      return range.getClientRects().length
    }))`
    expect(await measure(page, lines)).toBe(1)
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    await page.context().close()
  })

  it('is short on a telephone', async () => {
    const page = await overview(PHONE)
    await browser.keep(page, 'phone-overview')
    expect(await page.locator('.cards tbody tr').count()).toBe(28)
    expect(await page.locator('.cards tbody tr:visible').count()).toBe(24)
    // a card has a line more where its age is long: hours of two digits
    expect(await measure(page, 'document.documentElement.scrollHeight')).toBeLessThan(4000)
    await page.click('.others summary')
    expect(await page.locator('.cards tbody tr:visible').count()).toBe(26)
    await page.context().close()
  })
})
