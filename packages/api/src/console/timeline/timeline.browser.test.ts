import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DESK, openBrowser, PHONE, type OpenedBrowser } from '../../fixtures/open-browser.ts'
import { bytesOf, MOST_BYTES, pageFaults } from '../../fixtures/page-faults.ts'
import { hoursLater, seedCase } from '../../fixtures/seed-case.ts'
import { seedTakedown } from '../../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'

const CHECKS = 500

let test: TestApp
let browser: OpenedBrowser
let address: string

beforeAll(async () => {
  test = await createTestApp()
  const baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
  const { takedownId } = await seedTakedown(test, await seedCase(test))
  address = `${baseUrl}/console/takedowns/${takedownId}`
  const events = [
    ['answered', 9, { answer: 'acknowledged' }],
    ['reminder-due', 51, { seq: 2 }],
    ['escalated', 75, { level: 1 }],
    ['seen-gone', 180, {}],
    ['removal-verified', 200, {}],
    ['resurfaced', 400, {}],
  ] as const
  await test.db
    .insertInto('takedown_event')
    .values(
      events.map(([type, hours, data], index) => ({
        takedown_id: takedownId,
        actor: 'nightlight',
        seq: 10 + index,
        type,
        at: hoursLater(hours),
        data: JSON.stringify(data),
      })),
    )
    .execute()
  await test.db
    .insertInto('hold')
    .values({
      id: newId(),
      takedown_id: takedownId,
      reason: 'investigation',
      held_by: 'police:Pat',
      held_at: hoursLater(2.2),
      until: hoursLater(2.6),
      ended_at: hoursLater(2.5),
      ended_by: 'nightlight',
      ended_because: 'expired',
    })
    .execute()
  await test.db
    .insertInto('removal_check')
    .values(
      Array.from({ length: CHECKS }, (_, n) => {
        const at = hoursLater(5 + n)
        const verdict = n > 60 && n < 70 ? 'unknown' : n > 170 && n < 390 ? 'gone' : 'present'
        return {
          id: newId(),
          takedown_id: takedownId,
          due_at: at,
          started_at: at,
          finished_at: at,
          verdict,
          egress: 'test',
        } as const
      }),
    )
    .execute()
  browser = await openBrowser('timeline', baseUrl)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await test?.[Symbol.asyncDispose]()
})

async function visit(look: typeof PHONE | typeof DESK) {
  const { page } = await browser.visit(look)
  const [name = '', value = ''] = (await test.sessionOf('supervisor')).split('=')
  await page.context().addCookies([{ name, value, url: new URL(address).origin }])
  await page.goto(address)
  return page
}

it.each([
  ['phone', PHONE],
  ['desk', DESK],
] as const)('a takedown of 500 checks is one picture on a %s', async (name, look) => {
  const page = await visit(look)
  await browser.keep(page, name)
  expect(await bytesOf(page)).toBeLessThan(MOST_BYTES)
  // What is wider than the page slides by itself, by keyboard too.
  const slid = `{ const box = document.querySelector('.case-time .scroll'); box.scrollWidth - box.clientWidth }`
  expect(Number(await page.evaluate(slid)) > 0).toBe(name === 'phone')
  expect(await pageFaults(page)).toEqual([])
  await page.context().close()
})

it('leads to each check there ever was, and says the same as a list', async () => {
  const page = await visit(DESK)
  await page.locator('section:has(.case-time) summary').focus()
  await page.keyboard.press('Enter')
  expect(await page.locator('section:has(.case-time) table').textContent()).toContain('checks')
  let seen = 0
  for (;;) {
    seen += await page.locator('#checks tbody tr').count()
    const older = page.locator('#checks a[href*="before="]')
    if ((await older.count()) === 0) break
    const href = (await older.getAttribute('href')) ?? ''
    await older.focus()
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.href.endsWith(href))
  }
  expect(seen).toBe(CHECKS + 1)
  await page.context().close()
})
