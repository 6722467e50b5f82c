import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Role } from '@nightlight/contract'
import { newId, writeAudit } from '@nightlight/runtime'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAudit } from '../../fixtures/audit-process.ts'
import { startNotices } from '../../fixtures/notices-process.ts'
import {
  LOOKS,
  openBrowser,
  overflow,
  PHONE,
  said,
  type Look,
  type OpenedBrowser,
} from '../../fixtures/open-browser.ts'
import { goToPlace, press, skipToMain, tabTo } from '../../fixtures/keyboard.ts'
import { openLink } from '../../fixtures/open-link.ts'
import { seedCase } from '../../fixtures/seed-case.ts'
import { seedTakedown } from '../../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'
import { createSignInLink } from '../../identity/sign-in-link.ts'

const CLI = new URL('../../../../cli/src/main.ts', import.meta.url).pathname
const run = promisify(execFile)

let test: TestApp
let browser: OpenedBrowser
let audit: Awaited<ReturnType<typeof startAudit>>
let notices: Awaited<ReturnType<typeof startNotices>>
let baseUrl: string
beforeAll(async () => {
  test = await createTestApp()
  baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
  const { takedownId } = await seedTakedown(test, await seedCase(test))
  const event = { objectType: 'takedown', objectId: takedownId }
  await writeAudit(test.db, { ...event, actor: 'analyst:Robin', action: 'takedown.held' })
  for (let n = 0; n < 5; n++) {
    await writeAudit(test.db, { ...event, actor: 'supervisor:Sue', action: 'takedown.read' })
  }
  ;[audit, notices] = await Promise.all([startAudit(test), startNotices(test)])
  browser = await openBrowser('oversight', baseUrl)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await notices?.[Symbol.asyncDispose]()
  await audit?.[Symbol.asyncDispose]()
  await test?.[Symbol.asyncDispose]()
})

async function signIn(role: Role, name: string, look: Look) {
  const visit = await browser.visit(look)
  const request = { role, name, ttlMs: 60_000, baseUrl } as const
  await openLink(visit.page, await createSignInLink(test.db, test.crypto, request))
  await visit.page.keyboard.press('Enter')
  await visit.page.waitForURL('**/console')
  return visit
}
/** What a page downloads, as a file. */
async function download(page: Page, selector: string): Promise<string> {
  await tabTo(page, selector)
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
  const path = join(audit.dir, `${newId()}-${file.suggestedFilename()}`)
  await file.saveAs(path)
  return path
}
/** As whoever has the file alone. */
const verified = async (path: string) => {
  const { stdout } = await run(process.execPath, [
    CLI,
    'audit',
    'verify',
    path,
    '--json',
    '--quiet',
  ])
  return JSON.parse(stdout) as { ok: boolean }
}

/** What else is sent is of the seeded case. */
const testMails = (): number => notices.mails.filter((mail) => mail.includes('Test mail of')).length

describe('an auditor', () => {
  it.each(LOOKS)(
    'finds an event, verifies it and all of the log, and takes both along, by keyboard, %s',
    async (where, look) => {
      const name = look === PHONE ? 'phone' : 'desk'
      const { page, complaints } = await signIn('auditor', `Ada ${where}`, look)
      await goToPlace(page, '/console/audit')
      await skipToMain(page)
      await tabTo(page, 'input[name=actor]')
      await page.keyboard.type('Robin')
      await page.keyboard.press('Enter')
      await page.waitForURL(/actor=Robin/)
      await browser.keep(page, `${name}-search`)
      await skipToMain(page)
      await press(page, 'tbody a[href^="/console/audit/events/"]')
      await page.waitForURL('**/console/audit/events/*')
      await press(page, 'a[href$="?verify=1"]')
      await page.waitForURL(/verify=1/)
      expect(await said(page)).toContain('the event is what was signed')
      await browser.keep(page, `${name}-event`)
      const proof = await download(page, 'a[href$="/proof"]')

      await goToPlace(page, '/console/audit')
      await skipToMain(page)
      await press(page, 'a[href="/console/audit/verification"]')
      await page.waitForURL('**/console/audit/verification')
      await press(page, 'form[action="/console/audit/verification"] button')
      await page.locator('.badge.good').first().waitFor()
      expect(await page.textContent('main')).toContain('Not altered')
      await browser.keep(page, `${name}-verification`)
      const log = await download(page, 'a[href="/console/audit/export"]')
      const [event, all] = await Promise.all([verified(proof), verified(log)])
      expect(event).toMatchObject({ ok: true })
      expect(all).toMatchObject({ ok: true, finding: null })
      expect(complaints).toEqual([])
      await page.context().close()
    },
    300_000,
  )
})

describe('two administrators', () => {
  it.each(LOOKS)(
    'let somebody in, make a key, try a policy and the mail, by keyboard, %s',
    async (where, look) => {
      const name = look === PHONE ? 'phone' : 'desk'
      const policy = look === PHONE ? 'germany' : 'netherlands'
      const { page, complaints } = await signIn('admin', `Ann ${where}`, look)
      await goToPlace(page, '/console/people')
      await skipToMain(page)
      await tabTo(page, 'form[action="/console/sign-in-links"] input[name=name]')
      await page.keyboard.type(`Nora ${where}`)
      await tabTo(page, 'form[action="/console/sign-in-links"] select[name=role]')
      await page.keyboard.type('analyst')
      await press(page, 'form[action="/console/sign-in-links"] button')
      await page.locator('input.copy:focus').waitFor()
      expect(await page.inputValue('input.copy')).toContain('/sign-in#')
      await browser.keep(page, `${name}-people`)
      await goToPlace(page, '/console/keys')
      await skipToMain(page)
      await tabTo(page, 'form[action="/console/keys"] input[name=name]')
      await page.keyboard.type(`of ${name}`)
      await tabTo(page, 'form[action="/console/keys"] select[name=role]')
      await page.keyboard.type('reporter')
      await press(page, 'form[action="/console/keys"] button')
      await page.locator('input.copy:focus').waitFor()
      expect(await page.inputValue('input.copy')).toMatch(/^nl_/)

      await goToPlace(page, '/console/policies')
      await skipToMain(page)
      await tabTo(page, 'select[name=from]')
      await page.keyboard.type(policy)
      await press(page, 'form[action="/console/policies/new"] button')
      await page.waitForURL(`**/console/policies/new?from=${policy}`)
      await browser.keep(page, `${name}-draft`)
      await skipToMain(page)
      await press(page, 'form[action="/console/policies"] button')
      await page.waitForURL('**/console/policies/*?done=proposed')
      const path = new URL(page.url()).pathname
      await skipToMain(page)
      await press(page, 'form[action$="/simulate"] button')
      await page.waitForURL('**/simulate')
      expect(await page.textContent('#simulation')).toContain('Open cases: 1')
      await browser.keep(page, `${name}-simulation`)

      const second = await browser.visit(look, await test.sessionOf('admin', `Bob ${where}`))
      await second.page.goto(`${baseUrl}${path}`)
      await skipToMain(second.page)
      await press(second.page, 'form[action$="/activate"] button')
      await second.page.waitForURL('**?done=activated')
      expect(await second.page.textContent('main')).toContain('in force')

      await goToPlace(page, '/console/channels')
      await skipToMain(page)
      await press(page, 'form[action="/console/channels/mail/test"] button')
      await page.getByText('The server took it').waitFor()
      expect(testMails()).toBeGreaterThan(0)
      await browser.keep(page, `${name}-channels`)
      await goToPlace(page, '/console/health')
      await browser.keep(page, `${name}-health`)
      expect(await page.locator('main .badge').count()).toBeGreaterThan(0)
      expect([...complaints, ...second.complaints]).toEqual([])
      await page.context().close()
      await second.page.context().close()
    },
    300_000,
  )
})

describe('on a telephone, in the dark', () => {
  it('nothing is wider than the page, in any language', async () => {
    const [policy] = await test.db.selectFrom('routing_policy').select('id').execute()
    const pages = {
      auditor: ['audit?verify=1', 'audit/checkpoints?verify=1', 'audit/verification'],
      admin: ['policies', `policies/${policy!.id}`, 'policies/new?from=us', 'channels', 'health'],
    }
    for (const [role, paths] of Object.entries(pages) as ['auditor' | 'admin', string[]][]) {
      const { page, complaints } = await browser.visit(PHONE, await test.sessionOf(role, 'Kim'))
      for (const path of paths) {
        for (const language of ['de', 'fr']) {
          await page.goto(
            `${baseUrl}/console/${path}${path.includes('?') ? '&' : '?'}lang=${language}`,
          )
          expect.soft(await overflow(page), `${path} ${language}`).toBeLessThanOrEqual(0)
        }
        await browser.keep(page, `phone-${path.replaceAll(/\W+/g, '-').slice(0, 24)}`)
      }
      expect(complaints).toEqual([])
      await page.context().close()
    }
  })
})
