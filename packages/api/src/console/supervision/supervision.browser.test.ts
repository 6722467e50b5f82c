import { newId } from '@nightlight/runtime'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  LOOKS,
  lookAs,
  openBrowser,
  overflow,
  PHONE,
  said,
  type Look,
  type OpenedBrowser,
} from '../../fixtures/open-browser.ts'
import { goToPlace, press, skipToMain } from '../../fixtures/keyboard.ts'
import { openLink } from '../../fixtures/open-link.ts'
import { seedProvider, seedTold } from '../../fixtures/seed-provider.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'
import { createSignInLink } from '../../identity/sign-in-link.ts'

let test: TestApp
let browser: OpenedBrowser
let baseUrl: string
let slow: string

beforeAll(async () => {
  test = await createTestApp()
  baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
  const name = 'Verenigde Telecommunicatiebedrijven Noordwest en Zuidoost Internationaal'
  slow = await seedProvider(test, { name })
  const other = await seedProvider(test, { name: 'Fast & Slow Hosting B.V.' })
  for (let n = 0; n < 14; n++) await seedTold(test, other, 3000, { gone: 1 + 3 * n })
  for (let n = 0; n < 12; n++) await seedTold(test, slow, 900, { gone: 60 + 70 * n })
  for (const hours of [3, 30, 40, 100, 110, 200, 300, 400, 700, 800, 900, 950])
    await seedTold(test, slow, hours)
  const dead = { refused_at: new Date(), refusals: 4 }
  await test.db.updateTable('provider_contact').set(dead).where('provider_id', '=', slow).execute()
  await test.db
    .updateTable('notice')
    .set({ bounced_at: new Date() })
    .where('provider_id', '=', slow)
    .execute()
  browser = await openBrowser('supervision', baseUrl)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await test?.[Symbol.asyncDispose]()
})

async function signIn(look: Look) {
  const visit = await browser.visit(look)
  const name = look === PHONE ? 'Sue' : 'Kim'
  const request = { role: 'supervisor', name, ttlMs: 60_000, baseUrl } as const
  await openLink(visit.page, await createSignInLink(test.db, test.crypto, request))
  await visit.page.keyboard.press('Enter')
  await visit.page.waitForURL('**/console')
  return visit
}

/** A mailbox that somebody else proposed. */
async function proposeMailbox(mailbox: string): Promise<void> {
  await test.db
    .insertInto('contact_proposal')
    .values({
      id: newId(),
      provider_id: slow,
      mailbox,
      state: 'proposed',
      proposed_by: 'key:x',
      proposer: 'Ana Peeters',
      proposed_at: new Date(),
    })
    .execute()
}
const total = async (page: Page): Promise<number> =>
  Number(/\d+/.exec((await page.textContent('.total')) ?? '')?.[0])

describe('the pages of the supervisor', () => {
  it.each(LOOKS)(
    'lead by keyboard from the morning to a case, a table and an approval, %s',
    async (_, look) => {
      const name = look === PHONE ? 'phone' : 'desk'
      const mailbox = `desk@${name}.example`
      await proposeMailbox(mailbox)
      const { page, complaints } = await signIn(look)
      await goToPlace(page, '/console/supervision')
      // over the contents of the page to the figure
      await skipToMain(page)
      if (look === PHONE) await press(page, '.chooser summary')
      await press(page, '.contents a[href="#open"]')
      const band = page.locator('#open .card a', { hasText: '1d – 3d' })
      const told = Number(/\d+/.exec((await band.textContent())!)![0])
      expect(told).toBe(2)
      await press(page, band)
      await page.waitForURL(/\/console\/takedowns\?.*age=72/)
      expect(await total(page)).toBe(told)
      // over the filters, to the longest
      await skipToMain(page)
      await press(page, 'main .skip')
      await press(page, 'tbody th a')
      await page.waitForURL(/\/console\/takedowns\/[0-9a-f-]{36}$/)
      expect(await page.locator('h1').count()).toBe(1)

      await goToPlace(page, '/console/statistics')
      await skipToMain(page)
      // what can be chosen is folded on a telephone
      if (look === PHONE) await press(page, '.chooser summary')
      await press(page, page.getByRole('link', { name: 'Provider', exact: true }))
      await page.waitForURL(/group=provider/)
      await skipToMain(page)
      await press(page, 'main .skip')
      await press(page, page.getByRole('link', { name: 'Cases: Fast & Slow Hosting B.V., 14' }))
      await page.waitForURL(/\/console\/takedowns\?/)
      expect(await total(page)).toBe(14)
      expect(await page.locator('tbody tr').count()).toBe(14)

      await goToPlace(page, '/console/supervision')
      await skipToMain(page)
      if (look === PHONE) await press(page, '.chooser summary')
      await press(page, '.contents a[href="#open"]')
      const csv = page.waitForEvent('download')
      await press(page, '#open a[href*="supervision.csv"]')
      expect((await csv).suggestedFilename()).toMatch(/\.csv$/)
      await goToPlace(page, '/console/supervision')
      await skipToMain(page)
      await press(page, `#waiting a[href="/console/providers/${slow}"]`)
      await page.waitForURL(`**/${slow}`)
      await skipToMain(page)
      await press(page, page.getByRole('button', { name: 'Approve' }))
      await page.waitForURL(/done=contact-approved/)
      expect(await said(page)).toContain('Approved')
      expect(await page.getByText(mailbox, { exact: true }).count()).toBe(1)
      expect(complaints).toEqual([])
      await page.context().close()
    },
  )

  it('fit on a phone and on a desk, in every language', async () => {
    const { page, complaints } = await browser.visit(PHONE, await test.sessionOf('supervisor'))
    for (const language of ['en', 'fr', 'nl', 'de'])
      for (const path of ['/console/supervision', '/console/takedowns?by=provider&state=open']) {
        await page.goto(`${baseUrl}${path}${path.includes('?') ? '&' : '?'}lang=${language}`)
        for (const size of ['phone', 'desk'] as const) {
          await lookAs(page, size)
          expect(await overflow(page), `${path} ${language} ${size}`).toBeLessThanOrEqual(0)
          await browser.keep(page, `${size}-${path.split(/[/?]/)[2]}-${language}`)
        }
      }
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
