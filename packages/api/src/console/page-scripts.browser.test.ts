import { afterAll, beforeAll, expect, it } from 'vitest'
import { DESK, openBrowser, type OpenedBrowser } from '../fixtures/open-browser.ts'
import { seedCase } from '../fixtures/seed-case.ts'
import { notifiedState, seedTakedown } from '../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { createSignInLink } from '../identity/sign-in-link.ts'

let test: TestApp
let browser: OpenedBrowser
let baseUrl: string

beforeAll(async () => {
  test = await createTestApp()
  baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
  browser = await openBrowser('page-scripts', baseUrl)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await test?.[Symbol.asyncDispose]()
})

it.each([
  ['Europe/Brussels', true],
  ['UTC', false],
])('a reader in %s sees their own time, and UTC when pointing at it', async (timezoneId, other) => {
  const { page } = await browser.visit({ ...DESK, locale: 'en-GB', timezoneId })
  const request = { role: 'supervisor', name: 'Sue', ttlMs: 60_000, baseUrl } as const
  await page.goto(await createSignInLink(test.db, test.crypto, request))
  await page.click('form[action="/sign-in"] button')
  await page.waitForURL('**/console')
  const shown = page.locator('main time').first()
  // a page that is asked for again is of another minute
  const minute = async (timeZone: string): Promise<string> =>
    new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone }).format(
      new Date((await shown.getAttribute('datetime'))!),
    )
  expect(await shown.textContent()).toContain(await minute(timezoneId))
  const title = await shown.getAttribute('title')
  if (other) expect(title).toMatch(new RegExp(`${await minute('UTC')} UTC$`))
  else expect(title).toBeNull()
  const zone = page.locator('.zone')
  expect(await zone.textContent()).toContain(other ? 'Europe/Brussels' : 'Times are in UTC.')
  if (!other) return page.context().close()
  // Who points at nothing has all times in UTC by a button, which the next page remembers.
  await zone.locator('button').focus()
  await page.keyboard.press('Enter')
  await page.reload()
  expect(await shown.textContent()).toContain(`${await minute('UTC')} UTC`)
  expect(await zone.textContent()).toContain('Times are in UTC.')
  return page.context().close()
})

it('a time is typed in the zone that times are shown in', async () => {
  const seeded = await seedCase(test)
  const { takedownId } = await seedTakedown(test, seeded, {
    ...notifiedState,
    status: 'routed',
    plan: ['police-hand-over'],
  })
  const cookie = await test.sessionOf('analyst', 'Zoe')
  const look = { ...DESK, timezoneId: 'America/St_Johns' }
  const { page } = await browser.visit(look, cookie)
  await page.goto(`${baseUrl}/console/takedowns/${takedownId}`)
  const until = page.locator('[name=until]')
  const label = page.locator('label', { has: until })
  expect(await label.textContent()).toContain('(America/St Johns)')
  await until.fill('2099-07-01T12:30')
  await page.locator('.zone button').click()
  expect(await until.inputValue()).toBe('2099-07-01T15:00')
  expect(await label.textContent()).toContain('(UTC)')
  await page.locator('.zone button').click()
  expect(await until.inputValue()).toBe('2099-07-01T12:30')
  await page.selectOption('form[action$="/holds"] [name=reason]', 'investigation')
  await page.locator('form[action$="/holds"] button').click()
  // refused, for it is too long: what was typed still means the same
  await page.locator('[role=alert]').waitFor()
  expect(await until.inputValue()).toBe('2099-07-01T12:30')
  expect(await label.textContent()).toContain('(America/St Johns)')
  await page.context().close()
})

it('a page that lies open says when more waits, and leaves what is read where it is', async () => {
  const { page, complaints } = await browser.visit({ ...DESK, locale: 'en-GB' })
  await page.clock.install()
  const request = { role: 'analyst', name: 'Ann', ttlMs: 60_000, baseUrl } as const
  await page.goto(await createSignInLink(test.db, test.crypto, request))
  await page.click('form[action="/sign-in"] button')
  const asked = (): Promise<unknown> =>
    page.waitForResponse((answer) => answer.url().endsWith('/console/live'))
  const first = asked()
  await page.waitForURL('**/console')
  await first
  const news = page.getByRole('status').filter({ hasText: 'More has come in' })
  const second = asked()
  await page.clock.runFor(61_000)
  await second
  expect(await news.isVisible()).toBe(false)
  await seedCase(test)
  await page.clock.runFor(61_000)
  await news.waitFor()
  await news.getByRole('link', { name: 'Show it' }).click()
  await page.waitForURL('**/console')
  expect(await news.isVisible()).toBe(false)
  expect(complaints).toEqual([])
  await page.context().close()
})
