import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCase, type SeededCase } from '../fixtures/seed-case.ts'
import { notifiedState, seedTakedown, type SeededTakedown } from '../fixtures/seed-takedown.ts'
import { openLink } from '../fixtures/open-link.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { createSignInLink } from '../identity/sign-in-link.ts'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const PHONE = { viewport: { width: 375, height: 720 }, colorScheme: 'dark' } as const
const DESK = { viewport: { width: 1280, height: 800 }, colorScheme: 'light' } as const

let test: TestApp
let browser: Browser
let baseUrl: string
let pictures: string
let waiting: SeededCase
let running: SeededCase
let takedown: SeededTakedown

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
  pictures = await mkdtemp(join(tmpdir(), 'nightlight-console-'))
  const known = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
  if (!existsSync(known)) {
    throw new Error('Preparing the test: no browser; set CHROMIUM_PATH, or run through npm test')
  }
  browser = await chromium.launch({ executablePath: known, args: FLAGS, chromiumSandbox: false })
})
afterAll(async () => {
  await browser?.close()
  await test?.[Symbol.asyncDispose]()
})

type Visit = { page: Page; complaints: string[] }

/** A page signed in by a one-time link; everything the browser complains about is kept. */
async function signIn(
  look: typeof PHONE | typeof DESK,
  options: { javaScriptEnabled?: boolean; locale?: string } = {},
): Promise<Visit> {
  const context = await browser.newContext({ ...look, locale: 'en-GB', ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    if (!request.url().startsWith(baseUrl)) complaints.push('asked for something outside')
  })
  const request = { role: 'analyst', name: 'Robin', ttlMs: 60_000, baseUrl } as const
  await openLink(page, await createSignInLink(test.db, test.crypto, request))
  await page.keyboard.press('Enter')
  await page.waitForURL('**/console')
  return { page, complaints }
}

const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')

const keep = (page: Page, name: string) =>
  page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })

/** Presses Tab until what has the focus fits. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let n = 0; n < 60; n++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return
  }
  throw new Error('Tabbing: never got there')
}

describe('the console on a telephone, in the dark', () => {
  it('leads from the link to a report and a decision by keyboard alone', async () => {
    const { page, complaints } = await signIn(PHONE)
    await keep(page, 'phone-overview')
    expect(await overflow(page)).toBeLessThanOrEqual(0)

    await tabTo(page, `a[href="/console/reports/${waiting.reportId}"]`)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/console/reports/*')
    expect(await page.textContent('h1')).toBe('Report')
    expect(await page.textContent('main')).toContain('pictures[.]example')
    await keep(page, 'phone-report')
    expect(await overflow(page)).toBeLessThanOrEqual(0)

    await tabTo(page, 'a[href="/console/matches"]')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/console/matches')
    await keep(page, 'phone-matches')
    expect(await overflow(page)).toBeLessThanOrEqual(0)

    await tabTo(page, `#reason-${waiting.matchId}`)
    await page.keyboard.type('same room, same picture')
    await tabTo(page, 'button[value="confirm"]')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/console/matches?done=confirm')
    expect(await page.textContent('[role=status]')).toContain('Confirmed')
    await keep(page, 'phone-decided')

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
    const { page } = await signIn(PHONE)
    await page.goto(`${baseUrl}/console/matches`)
    await page.focus('textarea[name=reason]')
    await page.keyboard.type('one')
    await page.keyboard.press('Enter')
    expect(await page.inputValue('textarea[name=reason]')).toBe('one\n')
    await page.context().close()
  })

  it.each(['en-GB', 'fr-BE', 'nl-BE', 'de-DE'])('holds its width in %s', async (locale) => {
    const { page, complaints } = await signIn(PHONE, { locale })
    for (const path of [
      '/console',
      '/console/matches',
      `/console/reports/${running.reportId}`,
      `/console/takedowns/${takedown.takedownId}`,
    ]) {
      await page.goto(baseUrl + path)
      expect(await overflow(page), path).toBeLessThanOrEqual(0)
      await keep(page, `phone-${locale}-${path.split('/')[2] ?? 'overview'}`)
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
      await keep(page, `desk-${name}`)
    }
    await page.click('form[action="/sign-out"] button')
    await page.waitForURL(`${baseUrl}/`)
    await keep(page, 'desk-signed-out')
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
