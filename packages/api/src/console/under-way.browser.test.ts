import { askVerification } from '@nightlight/audit'
import { askMailTest, askTest } from '@nightlight/notices'
import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESK, openBrowser, PHONE, type OpenedBrowser } from '../fixtures/open-browser.ts'
import { pageFaults } from '../fixtures/page-faults.ts'
import { caller, digests, openTestList, post, staged } from '../fixtures/seed-list.ts'
import { seedProvider } from '../fixtures/seed-provider.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'

let test: TestApp
let browser: OpenedBrowser
let baseUrl: string
let listId: string
let provider: string
// nothing here does what waits: no audit process, no notices
beforeAll(async () => {
  test = await createTestApp()
  baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
  listId = await openTestList(test, await caller(test, 'Officer'))
  provider = await seedProvider(test, { name: 'Own Hosting' })
  browser = await openBrowser('under-way', baseUrl)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await test?.[Symbol.asyncDispose]()
})

/** A submission whose file is being read. */
async function receiving(): Promise<string> {
  const id = newId()
  await test.db
    .insertInto('submission')
    .values({
      id,
      list_id: listId,
      format: 'auto',
      state: 'receiving',
      submitted_by: 'key:officer',
      submitter: 'Officer',
      legal_basis: '',
      accepted: 50,
      rows_read: 50,
      bytes_read: 100,
      size: 1_000,
    })
    .execute()
  return id
}
const change = (id: string, set: Record<string, unknown>) =>
  test.db.updateTable('submission').set(set).where('id', '=', id).execute()

async function lookingBack(): Promise<string> {
  const id = await staged(test, await caller(test, 'Another officer'), listId, digests(0, 3))
  await post(test, await caller(test, 'Second', 'supervisor'), `/v1/submissions/${id}/activate`)
  return id
}

/** A verification of the log that waits, or that has read a part of it. */
async function verification(set: {
  state: 'waiting' | 'running'
  events: number
}): Promise<string> {
  await test.db.deleteFrom('audit_verification').execute()
  await askVerification(test.db, 'auditor:Robin')
  await test.db
    .updateTable('audit_verification')
    .set({ ...set, total: 1_000 })
    .execute()
  return '/console/audit/verification'
}

async function mailTestUnderWay(): Promise<string> {
  await askMailTest(test.db, 'mail', 'admin:Robin')
  return '/console/channels'
}

async function testUnderWay(): Promise<string> {
  const asked = { providerId: provider, channelId: null }
  const by = { actor: 'provider:Robin', name: 'Robin', at: new Date() }
  await test.db.transaction().execute((trx) => askTest(trx, asked, by))
  return '/portal/ways'
}

describe('a page on which something is under way', () => {
  it.each([
    ['police', async () => `/console/submissions/${await receiving()}`],
    ['supervisor', async () => `/console/submissions/${await lookingBack()}`],
    ['auditor', () => verification({ state: 'waiting', events: 0 })],
    ['auditor', () => verification({ state: 'running', events: 400 })],
    ['provider', testUnderWay],
    ['admin', mailTestUnderWay],
  ] as const)('is sound for %s, with a way to look again', async (role, seed) => {
    const path = await seed()
    const of = role === 'provider' ? provider : undefined
    const { page, complaints } = await browser.visit(PHONE, await test.sessionOf(role, 'Robin', of))
    await page.goto(baseUrl + path)
    expect(await page.locator('[data-follow] a').count()).toBe(1)
    expect(await pageFaults(page)).toEqual([])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('says how far it is, and is shown anew once it has changed', async () => {
    const id = await receiving()
    const { page, complaints } = await browser.visit(DESK, await test.sessionOf('police', 'Robin'))
    await page.clock.install()
    await page.goto(`${baseUrl}/console/submissions/${id}`)
    const asked = async (): Promise<void> => {
      const answer = page.waitForResponse((one) => one.url().endsWith('/live'))
      await page.clock.runFor(16_000)
      await (await answer).finished()
    }
    await page.locator('main').getByText('10 %').waitFor()
    await asked()
    await change(id, { bytes_read: 500 })
    await asked()
    await page.locator('[data-follow] [role=status]').getByText('50 %').waitFor()
    await page.locator('.counts').getByText('50 %').waitFor()
    expect(await page.locator('svg.read rect').last().getAttribute('width')).toBe('500')
    await change(id, { state: 'failed', failure: 'list-not-a-list' })
    await asked()
    await page.locator('.badge.bad').waitFor()
    expect(await page.locator('[data-follow]').count()).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('says that it has changed, and stays as it is, where somebody is at it', async () => {
    const id = await receiving()
    const path = `/console/submissions/${id}`
    const { page } = await browser.visit(DESK, await test.sessionOf('police', 'Robin'))
    await page.clock.install()
    await page.goto(baseUrl + path)
    await page.locator('[data-follow] a').focus()
    await change(id, { state: 'failed', failure: 'list-not-a-list' })
    await page.clock.runFor(3_000)
    const show = page.locator('[data-follow] [role=status] a')
    await show.waitFor()
    expect(await page.locator('[data-follow] > a:focus').count()).toBe(1)
    expect(await page.locator('.badge.bad').count()).toBe(0)
    await show.click()
    await page.locator('.badge.bad').waitFor()
    await page.context().close()
  })

  it('is looked at again by a link where no script runs', async () => {
    const id = await receiving()
    const look = { ...DESK, javaScriptEnabled: false }
    const { page } = await browser.visit(look, await test.sessionOf('police', 'Robin'))
    await page.goto(`${baseUrl}/console/submissions/${id}`)
    await change(id, { state: 'failed', failure: 'list-not-a-list' })
    await page.locator('[data-follow] a').click()
    await page.locator('.badge.bad').waitFor()
    await page.context().close()
  })
})
