import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  DESK,
  lookAs,
  openBrowser,
  overflow,
  PHONE,
  type OpenedBrowser,
} from '../../fixtures/open-browser.ts'
import { seedProvider, seedTold } from '../../fixtures/seed-provider.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'
import { createSignInLink } from '../../identity/sign-in-link.ts'

let test: TestApp
let browser: OpenedBrowser
let baseUrl: string

beforeAll(async () => {
  test = await createTestApp()
  baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
  const name = 'Verenigde Telecommunicatiebedrijven Noordwest en Zuidoost Internationaal'
  const slow = await seedProvider(test, { name })
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

async function signIn() {
  const visit = await browser.visit(DESK)
  const request = { role: 'supervisor', name: 'Sue', ttlMs: 60_000, baseUrl } as const
  await visit.page.goto(await createSignInLink(test.db, test.crypto, request))
  await visit.page.locator('form[action="/sign-in"] button').focus()
  await visit.page.keyboard.press('Enter')
  await visit.page.waitForURL('**/console')
  return visit
}

/** Puts the focus on a link by the keyboard's way and follows it. */
async function follow(page: Page, link: ReturnType<Page['locator']>, url: string | RegExp) {
  await link.focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(url)
}
const total = async (page: Page): Promise<number> =>
  Number(/\d+/.exec((await page.textContent('.total')) ?? '')?.[0])

describe('the pages of the supervisor', () => {
  it('lead by keyboard from the morning to a case, and from a figure to its cases', async () => {
    const { page, complaints } = await signIn()
    await follow(
      page,
      page.getByRole('link', { name: 'Supervision', exact: true }),
      '**/console/supervision',
    )
    const band = page.locator('#open .card a', { hasText: '1d – 3d' })
    const told = Number(/\d+/.exec((await band.textContent())!)![0])
    expect(told).toBe(2)
    await follow(page, band, /\/console\/takedowns\?.*age=72/)
    expect(await total(page)).toBe(told)
    await follow(page, page.locator('tbody th a').first(), /\/console\/takedowns\/[0-9a-f-]{36}$/)
    expect(await page.locator('h1').count()).toBe(1)

    await follow(
      page,
      page.getByRole('link', { name: 'Figures', exact: true }),
      '**/console/statistics',
    )
    await follow(page, page.getByRole('link', { name: 'Provider', exact: true }), /group=provider/)
    const group = page.getByRole('link', { name: 'Cases: Fast & Slow Hosting B.V., 14' })
    await follow(page, group, /\/console\/takedowns\?/)
    expect(await total(page)).toBe(14)
    expect(await page.locator('tbody tr').count()).toBe(14)
    expect(complaints).toEqual([])
    await page.context().close()
  })

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
