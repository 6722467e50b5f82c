import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  DESK,
  openBrowser,
  overflow,
  PHONE,
  type OpenedBrowser,
} from '../../fixtures/open-browser.ts'
import { tabTo } from '../../fixtures/keyboard.ts'
import { openLink } from '../../fixtures/open-link.ts'
import { seedCase } from '../../fixtures/seed-case.ts'
import { seedTakedown } from '../../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'
import { createSignInLink } from '../../identity/sign-in-link.ts'
import { placeHold } from '../../retention/legal-holds.ts'

let test: TestApp
let browser: OpenedBrowser
let baseUrl: string
let takedownId: string

beforeAll(async () => {
  test = await createTestApp()
  baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
  browser = await openBrowser('retention', baseUrl)
  const at = new Date()
  const found = await seedCase(test)
  takedownId = (await seedTakedown(test, found)).takedownId
  await test.db
    .insertInto('retention_state')
    .values({ task: 'location.address', due: 1_204, held: 31, looked_at: at, erased: 98_765 })
    .execute()
  const by = { actor: 'supervisor:Ann', name: 'Annelies Vandenbroucke-Vanderstraeten' }
  for (const [scope, days] of [
    [{ takedownId }, -3],
    [{ reportId: found.reportId }, 40],
    [{ pageId: found.pageId }, 90],
  ] as const) {
    const reviewAt = new Date(at.getTime() + days * 86_400_000)
    const authority = 'Federal Prosecutor, section of minors and moral offences, Brussels'
    const asked = { reason: 'court-order', authority, reviewAt } as const
    await placeHold(test.db, scope, asked, by, at)
  }
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await test?.[Symbol.asyncDispose]()
})

async function signedIn(look: typeof PHONE | typeof DESK, locale: string, name: string) {
  const visit = await browser.visit({ ...look, locale })
  const request = { role: 'supervisor', name, ttlMs: 86_400_000, baseUrl } as const
  await openLink(visit.page, await createSignInLink(test.db, test.crypto, request))
  await visit.page.keyboard.press('Enter')
  await visit.page.waitForURL('**/console')
  return visit
}

describe('the page of retention', () => {
  it.each([
    ['desk', DESK, 'en-GB'],
    ['desk-dark', { ...DESK, colorScheme: 'dark' }, 'de-BE'],
    ['phone', PHONE, 'fr-BE'],
    ['phone-light', { ...PHONE, colorScheme: 'light' }, 'nl-BE'],
  ] as const)('fits its window: %s', async (name, look, locale) => {
    const { page, complaints } = await signedIn(look as typeof DESK, locale, `Sue ${name}`)
    await browser.keep(page, `overview-${name}`)
    await page.goto(`${baseUrl}/console/retention`)
    await page.locator('main summary').first().click()
    expect(await overflow(page)).toBe(0)
    await browser.keep(page, name)
    expect(complaints).toEqual([])
  })

  it('places a hold and releases one of another by the keyboard', async () => {
    const { page, complaints } = await signedIn(DESK, 'en-GB', 'Kim')
    await page.goto(`${baseUrl}/console/retention`)
    await tabTo(page, 'summary', 60)
    await page.keyboard.press('Enter')
    await tabTo(page, 'select[name=kind]', 60)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await tabTo(page, 'input[name=of]', 60)
    await page.keyboard.type(`${baseUrl}/console/takedowns/${takedownId}`)
    await tabTo(page, 'select[name=reason]', 60)
    await page.keyboard.press('ArrowDown')
    await tabTo(page, 'input[name=authority]', 60)
    await page.keyboard.type('Court of Ghent')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/console/retention?done=placed')
    expect(await page.getByText('Court of Ghent').count()).toBe(1)
    expect(await page.getByText('by another person', { exact: true }).count()).toBe(1)
    await page.locator('form[action$="/release"] button').first().focus()
    await page.keyboard.press('Enter')
    await page.waitForURL('**/console/retention?done=released')
    expect(await page.getByText('review due').count()).toBe(0)
    expect(complaints).toEqual([])
  })
})
