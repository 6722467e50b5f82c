import { proposePolicy, readPolicyFile } from '@nightlight/notices'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enrolled, ORIGIN } from '../../fixtures/console-visitor.ts'
import { openBrowser, PHONE, type OpenedBrowser } from '../../fixtures/open-browser.ts'
import { seedCase } from '../../fixtures/seed-case.ts'
import { seedTakedown } from '../../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
let browser: OpenedBrowser
let baseUrl: string
let path: string
beforeAll(async () => {
  test = await createTestApp({ identity: { publicUrl: ORIGIN } })
  await seedTakedown(test, await seedCase(test))
  const by = { actor: 'admin:Ann', name: 'Ann' }
  path = `/console/policies/${await proposePolicy(test.db, await readPolicyFile('netherlands'), by)}`
  baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
  browser = await openBrowser('policy-trial', baseUrl)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await test?.[Symbol.asyncDispose]()
})

const MEANWHILE = '.meanwhile'
const BUTTON = 'form[action$="/simulate"] button'

describe('a policy that is tried on what is open', () => {
  it('is shown before it was tried, and says that it is being tried until then', async () => {
    const cookie = await test.sessionOf('admin', 'Bob')
    const { page, complaints } = await browser.visit(PHONE, cookie)
    await page.goto(`${baseUrl}${path}`)
    await test.db.transaction().execute(async (trx) => {
      await sql`lock table takedown in access exclusive mode`.execute(trx)
      await page.locator(BUTTON).click({ noWaitAfter: true })
      await page.locator(MEANWHILE).waitFor({ state: 'visible' })
      await page.waitForFunction(
        `performance.getEntriesByName('first-contentful-paint').length > 0`,
      )
      expect(await page.textContent(MEANWHILE)).toContain('Trying it')
      expect(await page.locator('#simulation').count()).toBe(0)
    })
    await page.locator('#simulation').waitFor()
    await page.waitForLoadState()
    expect(await page.textContent('#simulation')).toContain('Open cases: 1')
    expect(await page.locator(MEANWHILE).isVisible()).toBe(false)
    expect(await page.locator('form[action$="/activate"]').count()).toBe(1)
    await browser.keep(page, 'phone-tried')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('stays where it was, and says so, when it cannot be tried', async () => {
    const ann = await enrolled(test, { role: 'admin', name: 'Ann' })
    await sql`alter table host_finding rename to host_finding_away`.execute(test.db)
    const { statusCode, body } = await ann.send(`${path}/simulate`)
    await sql`alter table host_finding_away rename to host_finding`.execute(test.db)
    expect(statusCode).toBe(200)
    expect(body).toMatch(/class="attention" role="alert">[^<]*Nothing was changed/)
    expect(body).not.toContain('id="simulation"')
    expect(body).toContain(`${path}/simulate"`)
    expect(body.trim()).toMatch(/<\/html>$/)
  })
})
