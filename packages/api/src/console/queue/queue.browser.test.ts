import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIMIT_MS } from '../../exposure/exposure.ts'
import { noteLook } from '../../exposure/exposure-store.ts'
import {
  DESK,
  openBrowser,
  overflow,
  PHONE,
  type OpenedBrowser,
} from '../../fixtures/open-browser.ts'
import { tabTo } from '../../fixtures/keyboard.ts'
import { seedCase, type SeededCase } from '../../fixtures/seed-case.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'
import { createSignInLink } from '../../identity/sign-in-link.ts'
import { markAtRisk } from '../../queue/mark-risk.ts'

const HOST = 'a-rather-long-name-of-a-host.pictures.example'

let test: TestApp
let browser: OpenedBrowser
let baseUrl: string
let risky: SeededCase

/** A case whose picture a host of its own serves. */
async function caseAt(host: string, options: Parameters<typeof seedCase>[1]): Promise<SeededCase> {
  const seeded = await seedCase(test, options)
  await test.db.updateTable('location').set({ host }).where('id', '=', seeded.pageId).execute()
  await test.db
    .updateTable('waiting_match')
    .set({ host })
    .where('match_id', '=', seeded.matchId)
    .execute()
  return seeded
}

beforeAll(async () => {
  test = await createTestApp()
  baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
  await caseAt('elsewhere.example', {
    tier: 'near',
    listName: 'Harmful of a far country',
    legalClass: 'harmful',
  })
  risky = await caseAt('risky.example', { tier: 'probable' })
  const first = await caseAt(HOST, { tier: 'exact', listName: 'National list, first part' })
  await caseAt(HOST, { tier: 'near', listName: 'National list, second part' })
  await caseAt(HOST, { tier: 'probable' })
  const again = await caseAt(HOST, { tier: 'near', listName: 'International list' })
  await test.db
    .updateTable('match')
    .set({ media_id: first.mediaId })
    .where('id', '=', again.matchId)
    .execute()
  await test.db
    .transaction()
    .execute((trx) =>
      markAtRisk(
        trx,
        test.crypto,
        { reportId: risky.reportId, reason: 'The page names a school and a date.' },
        { actor: 'analyst:Robin', at: new Date() },
      ),
    )
  browser = await openBrowser('queue', baseUrl)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await test?.[Symbol.asyncDispose]()
})

async function signIn(
  look: typeof PHONE | typeof DESK,
  role: 'analyst' | 'supervisor' = 'analyst',
): Promise<{ page: Page; complaints: string[] }> {
  const { page, complaints } = await browser.visit({ ...look, locale: 'en-GB' })
  const request = { role, name: 'Robin', ttlMs: 60_000, baseUrl } as const
  await page.goto(await createSignInLink(test.db, test.crypto, request))
  await page.click('form[action="/sign-in"] button')
  await page.waitForURL('**/console')
  return { page, complaints }
}

/** Follows a link by keyboard. */
async function follow(page: Page, selector: string, url: string | RegExp): Promise<void> {
  await tabTo(page, selector, 60)
  await page.keyboard.press('Enter')
  await page.waitForURL(url)
}

const looked = async (actor: string, ms: number): Promise<void> => {
  await noteLook(test.db, actor, new Date())
  await test.db
    .updateTable('exposure_slot')
    .set({ seconds: ms / 1000 })
    .where('actor', '=', actor)
    .execute()
}

describe('the queue', () => {
  it('fits on a phone and a desk, in every language', async () => {
    await looked('analyst:Robin', 3.6 * 3_600_000)
    await looked('supervisor:Robin', 12 * 60_000)
    await looked('analyst:Alex', LIMIT_MS)
    for (const [name, look] of [
      ['phone', PHONE],
      ['desk', DESK],
    ] as const) {
      const { page, complaints } = await signIn(look)
      const paths = [
        '/console/matches',
        `/console/matches?by=host`,
        `/console/matches?host=${HOST}&tier=near`,
        `/console/reports/${risky.reportId}`,
        '/console/exposure',
      ]
      for (const [n, path] of paths.entries()) {
        for (const language of n < 2 && name === 'phone' ? ['fr', 'nl', 'de', 'en'] : ['en']) {
          await page.goto(`${baseUrl}${path}${path.includes('?') ? '&' : '?'}lang=${language}`)
          expect(await overflow(page), `${path} ${language}`).toBeLessThanOrEqual(0)
          if (language === 'en') await browser.keep(page, `${name}-${n}`)
        }
      }
      expect(complaints).toEqual([])
      await page.context().close()
    }
    const { page } = await signIn(DESK, 'supervisor')
    await page.goto(`${baseUrl}/console/exposure`)
    await browser.keep(page, 'desk-everybody')
    expect(await page.textContent('main')).toContain('Alex')
    await page.context().close()
  })

  it('leads from signing in to a host and what is decided of it, by keyboard alone', async () => {
    const { page, complaints } = await signIn(PHONE)
    await browser.keep(page, 'phone-overview')
    await follow(page, 'main a[href="/console/matches"]', '**/console/matches')
    expect(await page.getAttribute('li.match', 'id')).toBe(`match-${risky.matchId}`)
    await tabTo(page, '.narrow-by > summary')
    await page.keyboard.press('Enter')
    await follow(page, 'a[href="/console/matches?tier=exact"]', '**/console/matches?tier=exact')
    expect(await page.locator('li.match').count()).toBe(1)
    await follow(page, 'a[aria-label^="Show also"]', '**/console/matches')
    await follow(page, 'a[href="/console/matches?by=host"]', '**/console/matches?by=host')
    await follow(page, `tbody a[href$="host=${HOST}"]`, /host=/)
    expect(await page.locator('li.match').count()).toBe(3)
    await follow(page, 'a[href*="/host/confirm"]', /host\/confirm/)
    await browser.keep(page, 'phone-together')
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    expect(await page.textContent('main')).toContain('left out here: 1')
    expect(await page.locator('input[name=match]:checked').count()).toBe(3)
    // one is left for later: the one of the second list
    await tabTo(page, 'tbody tr:nth-child(3) input', 60)
    await page.keyboard.press('Space')
    await tabTo(page, '#reason', 60)
    await page.keyboard.type('seen before on this host')
    await tabTo(page, 'button.primary', 60)
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/console/matches?host=${HOST}&done=together-confirm&n=2`)
    expect(await page.textContent('main')).toContain('Confirmed together: 2.')
    await browser.keep(page, 'phone-decided')
    const made = await test.db.selectFrom('decision').select(['verdict', 'reason']).execute()
    const said = { verdict: 'confirm', reason: 'seen before on this host' }
    expect(made).toEqual([said, said])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('goes on by key at the match after the one that was decided', async () => {
    const { page } = await signIn(DESK)
    await page.goto(`${baseUrl}/console/matches`)
    const ids = await page
      .locator('li.match')
      .evaluateAll((all: { id: string }[]) => all.map(({ id }) => id))
    expect(ids.length).toBeGreaterThan(2)
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.locator(`[id="${ids[1]}"]:focus`).waitFor()
    await page.keyboard.press('x')
    await page.keyboard.type('another picture')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/console/matches?done=reject*')
    expect(await page.locator(`[id="${ids[1]}"]`).count()).toBe(0)
    await page.keyboard.press('j')
    await page.locator(`[id="${ids[2]}"]:focus`).waitFor()
    await page.context().close()
  })

  it('shows on a desk what would be decided', async () => {
    const { page } = await signIn(DESK)
    await page.goto(`${baseUrl}/console/matches/${risky.matchId}/host/reject`)
    await browser.keep(page, 'desk-together')
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    await page.context().close()
  })
})
