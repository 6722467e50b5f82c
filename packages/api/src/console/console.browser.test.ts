import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  DESK,
  openBrowser,
  overflow,
  PHONE,
  said,
  type OpenedBrowser,
  type Visit,
} from '../fixtures/open-browser.ts'
import { goToPlace, press, skipToMain, tabTo } from '../fixtures/keyboard.ts'
import { seedCase, type SeededCase } from '../fixtures/seed-case.ts'
import { notifiedState, seedTakedown, type SeededTakedown } from '../fixtures/seed-takedown.ts'
import { openLink } from '../fixtures/open-link.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { createSignInLink } from '../identity/sign-in-link.ts'

let test: TestApp
let browser: OpenedBrowser
let baseUrl: string
let waiting: SeededCase
let running: SeededCase
let takedown: SeededTakedown
let cookie: string

beforeAll(async () => {
  test = await createTestApp()
  baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
  running = await seedCase(test, { listName: 'Baseline 2026' })
  takedown = await seedTakedown(test, running)
  const gone = { t9: '2026-03-01T20:30:00.000Z', t10: '2026-03-02T02:00:00.000Z' }
  await seedTakedown(test, await seedCase(test, { listName: 'Baseline 2026' }), {
    ...notifiedState,
    status: 'removed',
    clocks: { ...notifiedState.clocks, ...gone },
  })
  waiting = await seedCase(test, { listName: 'Baseline 2026' })
  await seedCase(test, { listName: 'Provincial list', tier: 'probable' })
  cookie = await test.sessionOf('analyst')
  browser = await openBrowser('console', baseUrl)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await test?.[Symbol.asyncDispose]()
})

/** A visit signed in by a one-time link. */
async function signIn(
  look: typeof PHONE | typeof DESK,
  options: { javaScriptEnabled?: boolean } = {},
): Promise<Visit> {
  const visit = await browser.visit({ ...look, ...options })
  const request = { role: 'analyst', name: 'Robin', ttlMs: 60_000, baseUrl } as const
  await openLink(visit.page, await createSignInLink(test.db, test.crypto, request))
  await visit.page.keyboard.press('Enter')
  await visit.page.waitForURL('**/console')
  return visit
}

describe('the console on a telephone, in the dark', () => {
  it('leads from the link to a report and a decision by keyboard alone', async () => {
    const { page, complaints } = await signIn(PHONE)
    await browser.keep(page, 'phone-overview')
    expect(await overflow(page)).toBeLessThanOrEqual(0)

    await skipToMain(page)
    await press(page, `a[href="/console/reports/${waiting.reportId}"]`)
    await page.waitForURL('**/console/reports/*')
    expect(await page.textContent('h1')).toBe(`Report …${waiting.reportId.slice(-6)}`)
    expect(await page.textContent('main')).toContain('pictures[.]example')
    await browser.keep(page, 'phone-report')
    expect(await overflow(page)).toBeLessThanOrEqual(0)

    await goToPlace(page, '/console/matches')
    await browser.keep(page, 'phone-matches')
    expect(await overflow(page)).toBeLessThanOrEqual(0)

    const item = `[data-item]:focus #reason-${waiting.matchId}`
    for (let n = 0; n < 10 && (await page.locator(item).count()) === 0; n++) {
      await page.keyboard.press('j')
    }
    await tabTo(page, `#reason-${waiting.matchId}`)
    await page.keyboard.type('same room, same picture')
    await tabTo(page, 'button[value="confirm"]')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/console/matches?done=confirm')
    expect(await said(page)).toContain('Confirmed')
    await browser.keep(page, 'phone-decided')

    const decision = await test.db
      .selectFrom('decision')
      .select(['verdict', 'reason', 'actor'])
      .where('match_id', '=', waiting.matchId)
      .executeTakeFirstOrThrow()
    expect(decision).toEqual({
      verdict: 'confirm',
      reason: 'same room, same picture',
      actor: 'analyst:Robin',
    })
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('does not decide when Enter is pressed in the reason', async () => {
    const { page } = await browser.visit(PHONE, cookie)
    await page.goto(`${baseUrl}/console/matches`)
    await page.focus('textarea[name=reason]')
    await page.keyboard.type('one')
    await page.keyboard.press('Enter')
    expect(await page.inputValue('textarea[name=reason]')).toBe('one\n')
    await page.context().close()
  })

  it.each(['en-GB', 'fr-BE', 'nl-BE', 'de-DE'])('holds its width in %s', async (locale) => {
    const { page, complaints } = await browser.visit({ ...PHONE, locale }, cookie)
    for (const path of [
      '/console',
      '/console/matches',
      `/console/reports/${running.reportId}`,
      `/console/takedowns/${takedown.takedownId}`,
    ]) {
      await page.goto(baseUrl + path)
      expect(await overflow(page), path).toBeLessThanOrEqual(0)
      await browser.keep(page, `phone-${locale}-${path.split('/')[2] ?? 'overview'}`)
    }
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

describe('the console on a desk', () => {
  it('works without JavaScript', async () => {
    const { page, complaints } = await signIn(DESK, { javaScriptEnabled: false })
    for (const [name, path] of [
      ['overview', '/console'],
      ['matches', '/console/matches'],
      ['report', `/console/reports/${running.reportId}`],
      ['takedown', `/console/takedowns/${takedown.takedownId}`],
    ] as const) {
      await page.goto(baseUrl + path)
      await browser.keep(page, `desk-${name}`)
    }
    await page.click('form[action="/sign-out"] button')
    await page.waitForURL(`${baseUrl}/`)
    await browser.keep(page, 'desk-signed-out')
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
