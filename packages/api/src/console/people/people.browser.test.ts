import type { CDPSession } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startAudit } from '../../fixtures/audit-process.ts'
import {
  openBrowser,
  overflow,
  PHONE,
  type OpenedBrowser,
  type Visit,
} from '../../fixtures/open-browser.ts'
import { tabTo } from '../../fixtures/keyboard.ts'
import { openLink } from '../../fixtures/open-link.ts'
import { seedAgreed, seedConsent } from '../../fixtures/seed-address-file.ts'
import { linkOfProvider, seedItem } from '../../fixtures/seed-portal.ts'
import { seedCase } from '../../fixtures/seed-case.ts'
import { seedProvider } from '../../fixtures/seed-provider.ts'
import { seedTakedown } from '../../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'
import { createSignInLink } from '../../identity/sign-in-link.ts'

const AUTHENTICATOR = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const

let test: TestApp
let browser: OpenedBrowser
let baseUrl: string

beforeAll(async () => {
  test = await createTestApp({ identity: { enrol: 'required' } })
  const address = await test.app.listen({ host: '127.0.0.1', port: 0 })
  // Browsers make passkeys for names only.
  baseUrl = address.replace('127.0.0.1', 'localhost')
  browser = await openBrowser('people', baseUrl)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await test?.[Symbol.asyncDispose]()
})

type Person = Visit & { devtools: CDPSession; authenticatorId: string }

/** A visit with an authenticator of its own. */
async function open(locale = 'en-GB'): Promise<Person> {
  const visit = await browser.visit({ ...PHONE, locale })
  const devtools = await visit.page.context().newCDPSession(visit.page)
  await devtools.send('WebAuthn.enable')
  const options = { options: AUTHENTICATOR }
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', options)
  return { ...visit, devtools, authenticatorId }
}

/** But that the answer to a dangerous act is 403 with a page, which a browser reports. */
const unasked = (complaints: string[]): string[] =>
  complaints.filter((text) => !text.includes('403'))

async function follow({ page }: Person, role: 'admin' | 'analyst', name: string): Promise<void> {
  const request = { role, name, ttlMs: 86_400_000, baseUrl } as const
  await openLink(page, await createSignInLink(test.db, test.crypto, request))
  await page.keyboard.press('Enter')
  await page.waitForURL('**/console/account')
}

describe('a link', () => {
  it('has a token that no address has which the browser asks for', async () => {
    const { page, asked } = await open()
    page.on('request', (request) => asked.push(`${request.headers()['referer']}`))
    const request = { role: 'analyst', name: 'Linked', ttlMs: 86_400_000, baseUrl } as const
    const link = await createSignInLink(test.db, test.crypto, request)
    await page.goto(link)
    await page.locator('form[action="/sign-in"] button:focus').waitFor()
    expect(page.url()).toBe(`${baseUrl}/sign-in`)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/console/account')
    expect(asked.join()).not.toContain(link.split('#')[1])
    await page.context().close()
  })

  it('is pasted where there is no script', async () => {
    const { page } = await browser.visit({ javaScriptEnabled: false })
    const request = { role: 'analyst', name: 'Pasted', ttlMs: 86_400_000, baseUrl } as const
    const link = await createSignInLink(test.db, test.crypto, request)
    await page.goto(link)
    await page.locator('input[name=token]:focus').waitFor()
    await page.keyboard.type(link)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/console/account')
    await page.context().close()
  })
})

describe('a person with a passkey, on a telephone, in the dark, by keyboard alone', () => {
  it('enrols, signs in, is asked again, and goes on with what was typed', async () => {
    const visit = await open()
    const { page, complaints } = visit
    await follow(visit, 'admin', 'Ada')
    expect(await page.textContent('main')).toContain('Make a passkey first')
    await browser.keep(page, 'enrol')
    expect(await page.locator('[data-problems]:visible').count()).toBe(0)
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    await tabTo(page, '[data-passkey=enrol] input[name=name]')
    await page.keyboard.type('this telephone')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/console/account?done=passkey')
    expect(await page.textContent('main')).toContain('this telephone')
    await browser.keep(page, 'account')
    expect(await overflow(page)).toBeLessThanOrEqual(0)

    test.pass(6 * 60_000)
    await page.fill('[data-passkey=enrol] input[name=name]', 'a second one')
    await page.click('[data-passkey=enrol] button')
    await page.waitForURL('**/console/account/fresh')
    await page.click('[data-passkey=step-up] button')
    await page.waitForURL('**/console/account')

    await page.click('form[action="/sign-out"] button')
    await page.waitForURL(`${baseUrl}/`)
    await browser.keep(page, 'start')
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    await tabTo(page, '[data-passkey=sign-in] button')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/console')

    test.pass(6 * 60_000)
    await page.goto(`${baseUrl}/console/people`)
    await tabTo(page, 'input[name=name]')
    await page.keyboard.type('Nora "the new" <one>')
    await tabTo(page, 'select[name=role]')
    await page.keyboard.type('analyst')
    await tabTo(page, 'form[action="/console/sign-in-links"] button')
    await page.keyboard.press('Enter')
    await page.locator('[data-passkey=step-up] button:focus').waitFor()
    await browser.keep(page, 'step-up')
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    await page.keyboard.press('Enter')
    await page.locator('input.copy').waitFor()
    expect(await page.inputValue('input.copy')).toContain('/sign-in#')
    expect(await page.textContent('table')).toContain('Nora "the new" <one>')
    await browser.keep(page, 'people')
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    expect(unasked(complaints)).toEqual([])
    await page.context().close()
  })

  it('has a file that it is asked again for, and the page that stays says so and leads back', async () => {
    const { page, complaints } = await open()
    const provider = await seedProvider(test, { name: 'Own Hosting' })
    const who = { role: 'provider', name: 'Files', provider } as const
    await linkOfProvider(test, provider, baseUrl, 'Second')
    await seedItem(test, provider, 40)
    await seedConsent(test, provider)
    const request = { ...who, ttlMs: 86_400_000, baseUrl }
    await openLink(page, await createSignInLink(test.db, test.crypto, request))
    await page.keyboard.press('Enter')
    await page.waitForURL('**/console/account')
    await page.fill('[data-passkey=enrol] input[name=name]', 'this telephone')
    await page.click('[data-passkey=enrol] button')
    await page.waitForURL('**/console/account?done=passkey')

    test.pass(6 * 60_000)
    await seedAgreed(test, provider, { asker: 'Files', agreer: 'Second' })
    await page.goto(`${baseUrl}/portal/files`)
    const wanted = page.locator('form[action$="/file"] button')
    await wanted.click()
    const button = page.locator('[data-passkey=step-up] button:focus')
    await button.waitFor()
    expect(await page.textContent('[data-sent]')).toBe('')
    const [saved] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
    expect(saved.suggestedFilename()).toBe('items.csv')
    await page.locator('[data-sent]', { hasText: 'Your browser saves the file now' }).waitFor()
    await button.waitFor()
    expect(await button.isEnabled()).toBe(true)
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    await page.getByText('Back to the page').click()
    await page.waitForURL('**/portal/files')
    await seedAgreed(test, provider, { asker: 'Files', agreer: 'Second' })
    await page.reload()
    await Promise.all([page.waitForEvent('download'), wanted.click()])
    expect(page.url()).toBe(`${baseUrl}/portal/files`)
    expect(unasked(complaints)).toEqual([])
    await page.context().close()
  })

  it('is asked again by a link to a file, which is saved then', async () => {
    const { page, complaints } = await open()
    await using _audit = await startAudit(test)
    const { takedownId } = await seedTakedown(test, await seedCase(test))
    const request = { role: 'supervisor', name: 'Linker', ttlMs: 86_400_000, baseUrl } as const
    await openLink(page, await createSignInLink(test.db, test.crypto, request))
    await page.keyboard.press('Enter')
    await page.waitForURL('**/console/account')
    await page.fill('[data-passkey=enrol] input[name=name]', 'this telephone')
    await page.click('[data-passkey=enrol] button')
    await page.waitForURL('**/console/account?done=passkey')
    await vi.waitFor(async () => {
      const heads = test.db.selectFrom('audit_checkpoint').select('size')
      expect(await heads.where('size', '>', '0').execute()).not.toEqual([])
    }, 20_000)
    const { id } = await test.db
      .selectFrom('audit_event')
      .select('id')
      .where('leaf_index', '=', '0')
      .executeTakeFirstOrThrow()

    for (const [path, link, name] of [
      [`takedowns/${takedownId}`, 'a[href$="/record"]', /^check-/],
      [`audit/events/${id}`, 'a[href$="/proof"]', /^event-/],
      ['audit/verification', 'a[href="/console/audit/export"]', /^nightlight-audit\.tar$/],
    ] as const) {
      await page.goto(`${baseUrl}/console/${path}`)
      test.pass(6 * 60_000)
      await page.click(link)
      await page.locator('[data-passkey=step-up] button:focus').waitFor()
      const saved = page.waitForEvent('download')
      await page.keyboard.press('Enter')
      expect((await saved).suggestedFilename()).toMatch(name)
      await page.getByText('Back to the page').click()
      await page.waitForURL(`**/console/${path}`)
    }
    expect(unasked(complaints)).toEqual([])
    await page.context().close()
  })

  it('hears in words what went wrong when the authenticator does not verify them', async () => {
    const visit = await open('de-DE')
    const { page, devtools, authenticatorId } = visit
    await follow(visit, 'analyst', 'Rob')
    await page.fill('[data-passkey=enrol] input[name=name]', 'Handy')
    await page.click('[data-passkey=enrol] button')
    await page.waitForURL('**/console/account?done=passkey')
    await page.click('form[action="/sign-out"] button')
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
    await page.click('[data-passkey=sign-in] button')
    await page.locator('[data-problem=cancelled]:not([hidden])').waitFor()
    await browser.keep(page, 'not-verified')
    expect(await page.locator('[data-problems]:visible').count()).toBe(1)
    expect(page.url()).toBe(`${baseUrl}/`)
    await page.context().close()
  })

  it.each(['fr-BE', 'nl-BE', 'de-DE'])(
    'reads pages that hold their width in %s',
    async (locale) => {
      const visit = await open(locale)
      const { page, complaints } = visit
      await follow(visit, 'admin', `Reader ${locale}`)
      await page.fill('[data-passkey=enrol] input[name=name]', 'x'.repeat(40))
      await page.click('[data-passkey=enrol] button')
      await page.waitForURL('**/console/account?done=passkey')
      for (const path of ['/console/account', '/console/people', '/sign-in/code']) {
        await page.goto(baseUrl + path)
        await browser.keep(page, `${locale}-${path.split('/').at(-1)}`)
        expect(await overflow(page), path).toBeLessThanOrEqual(0)
      }
      expect(unasked(complaints)).toEqual([])
      await page.context().close()
    },
    240_000,
  )
})
