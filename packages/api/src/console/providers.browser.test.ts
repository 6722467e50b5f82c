import { newId } from '@nightlight/runtime'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  LOOKS,
  openBrowser,
  overflow,
  type Look,
  type OpenedBrowser,
} from '../fixtures/open-browser.ts'
import { seedProvider, seedTold } from '../fixtures/seed-provider.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'

let test: TestApp
let browser: OpenedBrowser
let baseUrl: string
let providerId: string

beforeAll(async () => {
  test = await createTestApp()
  baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
  await seed()
  browser = await openBrowser('providers', baseUrl)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await test?.[Symbol.asyncDispose]()
})

async function seed(): Promise<void> {
  const { db } = test
  const mailbox =
    'abuse-desk-for-everything-that-is-reported@very-long-hosting-company-name.example'
  providerId = await seedProvider(test, { name: 'Fast & Slow Hosting B.V.', mailbox })
  const sister = await seedProvider(test, { name: 'Fast Two', handle: 'network:FAST-2' })
  await seedProvider(test, { name: '', handle: 'network:192.0.2.0-192.0.2.255', mailbox: null })
  for (let n = 0; n < 9; n++) await seedTold(test, providerId, 200, { gone: 4 + n, answered: 2 })
  for (const gone of [0.5, 40, 60, 150]) await seedTold(test, providerId, 900, { gone })
  for (const hours of [3, 30, 100, 400, 400, 900]) await seedTold(test, providerId, hours)
  await seedTold(test, sister, 90, { gone: 20, answered: 1, answer: 'auto-reply' })
  const organisation = { id: newId(), name: 'Fast Holding International' }
  await db.insertInto('organisation').values(organisation).execute()
  await db
    .updateTable('provider')
    .set({ organisation_id: organisation.id })
    .where('id', 'in', [providerId, sister])
    .execute()
  const contact = await db
    .selectFrom('provider_contact')
    .select('id')
    .where('provider_id', '=', providerId)
    .executeTakeFirstOrThrow()
  const gone = { refused_at: new Date(), refusals: 1 }
  await db.updateTable('provider_contact').set(gone).where('id', '=', contact.id).execute()
  const bounce = { contact_id: contact.id, at: new Date(), kind: 'bounced' } as const
  await db.insertInto('contact_refusal').values(bounce).execute()
  await db
    .insertInto('contact_proposal')
    .values({
      id: newId(),
      provider_id: providerId,
      mailbox: 'desk@hosting.example',
      state: 'proposed',
      proposed_by: 'key:x',
      proposer: 'Ana Peeters',
      proposed_at: new Date(),
    })
    .execute()
}

/** Labels in pictures of response times that are drawn below 11 px, or over another one. */
const unreadableLabels = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('.times svg')].flatMap((svg) => {
    const texts = [...svg.querySelectorAll('text:not(.count)')]
    const small = texts.filter((text) =>
      parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a < 11)
    const boxes = texts.map((text) => text.getBoundingClientRect())
    const over = texts.filter((_, i) => boxes.some((box, j) => j < i &&
      box.right > boxes[i].left && box.left < boxes[i].right &&
      box.bottom - 3 > boxes[i].top && box.top < boxes[i].bottom - 3))
    return [...small, ...over].map((text) => text.textContent)
  })`)

describe('the pages of providers', () => {
  it.each(LOOKS)(
    'fit, and the browser has nothing to complain about, %s',
    async (_, look: Look) => {
      const { page, complaints } = await browser.visit(look, await test.sessionOf('supervisor'))
      for (const [title, path] of [
        ['list', ''],
        ['one', `/${providerId}`],
        ['one-de', `/${providerId}?lang=de`],
      ] as const) {
        await page.goto(`${baseUrl}/console/providers${path}`)
        for (const summary of await page.locator('main summary').all()) await summary.click()
        expect(await overflow(page), title).toBeLessThanOrEqual(0)
        expect(await unreadableLabels(page), title).toEqual([])
        await browser.keep(page, `${title}-${look.colorScheme}`)
      }
      expect(complaints).toEqual([])
      await page.context().close()
    },
  )
})
