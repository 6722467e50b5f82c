import { newId } from '@nightlight/runtime'
import type { Role } from '@nightlight/contract'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser, PHONE, type OpenedBrowser } from '../fixtures/open-browser.ts'
import { pageFaults } from '../fixtures/page-faults.ts'
import { CANARY_URL, seedCase } from '../fixtures/seed-case.ts'
import { caller, digests, openTestList } from '../fixtures/seed-list.ts'
import { seedItem, type SeededItem } from '../fixtures/seed-portal.ts'
import { seedProvider } from '../fixtures/seed-provider.ts'
import { seedNotice, seedReplyLink } from '../fixtures/seed-reply.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'

let test: TestApp
let browser: OpenedBrowser
let baseUrl: string
let listId: string
let provider: string
let item: SeededItem
let code: string
beforeAll(async () => {
  test = await createTestApp({ organisation: 'Hotline' })
  baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
  listId = await openTestList(test, await caller(test, 'Officer'))
  provider = await seedProvider(test, { name: 'Own Hosting' })
  item = await seedItem(test, provider, 20)
  await seedCase(test)
  await seedCase(test)
  code = await seedReplyLink(test, await seedNotice(test))
  browser = await openBrowser('answered-pages', baseUrl)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await test?.[Symbol.asyncDispose]()
})

type Answered = {
  what: string
  role: Role | null
  from: () => string
  /** What is done there; the last of it is the button that leads on. */
  press: (page: Page) => Promise<void>
  /** Path of the page that answers. */
  to: RegExp
}

/** Pages that answer a form, which no address leads to. */
const ANSWERED: readonly Answered[] = [
  {
    what: 'a file of hashes that was tried',
    role: 'police',
    from: () => `/console/hash-lists/${listId}/hand-in`,
    async press(page) {
      const buffer = Buffer.from(`${digests(0, 3)}no hash\n`)
      await page.setInputFiles('#file', { name: 'a.txt', mimeType: 'text/plain', buffer })
      await page.click('form[data-upload] summary')
      await page.selectOption('#algorithm', 'sha256')
      await page.click('button[formaction$="/try"]')
    },
    to: /\/try$/,
  },
  {
    what: 'a file of hashes that was refused',
    role: 'police',
    from: () => `/console/hash-lists/${listId}/hand-in`,
    async press(page) {
      const file = { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('nothing\n') }
      await page.setInputFiles('#file', file)
      await page.click('button[formaction$="/try"]')
    },
    to: /\/try$/,
  },
  {
    what: 'cases that were found',
    role: 'analyst',
    from: () => '/console/find',
    async press(page) {
      await page.fill('#sought', CANARY_URL)
      await page.click('main form[action="/console/find"] button')
    },
    to: /\/console\/find$/,
  },
  {
    what: 'nothing found',
    role: 'analyst',
    from: () => '/console/find',
    async press(page) {
      await page.fill('#sought', `https://${newId()}.example/`)
      await page.click('main form[action="/console/find"] button')
    },
    to: /\/console\/find$/,
  },
  {
    what: 'a key that was made',
    role: 'admin',
    from: () => '/console/keys',
    async press(page) {
      await page.fill('form.key-form [name=name]', 'Desk')
      await page.selectOption('form.key-form [name=role]', 'analyst')
      await page.click('form.key-form button')
    },
    to: /\/console\/keys$/,
  },
  {
    what: 'answers that were ticked',
    role: 'provider',
    from: () => '/portal',
    async press(page) {
      await page.check('input[name=item]')
      await page.selectOption('select[name=answer]', 'acknowledged')
      await page.click('form[action="/portal/preview"] button.primary')
    },
    to: /\/portal\/preview$/,
  },
  {
    what: 'a file of answers',
    role: 'provider',
    from: () => '/portal/files',
    async press(page) {
      await page.fill('textarea[name=text]', `item,answer,comment\n${item.reference},actioned,`)
      await page.click('form[action="/portal/files/preview"] button')
    },
    to: /\/portal\/files\/preview$/,
  },
  {
    what: 'an endpoint that was proposed',
    role: 'provider',
    from: () => '/portal/ways',
    async press(page) {
      await page.fill('input[name=url]', 'https://hooks.example/in')
      await page.click('form[action="/portal/ways/webhook"] button')
    },
    to: /\/portal\/ways\/webhook$/,
  },
  {
    what: 'an answer that is looked at before it is given',
    role: null,
    from: () => `/reply#${code}`,
    async press(page) {
      await page.click('form[action="/reply"] button')
      await page.waitForURL(/\/reply\/notice\?link=/)
      await page.click('form[action$="&look=1"] button')
    },
    to: /\/reply\/answers\?link=[\w-]{36}&look=1$/,
  },
]

it.each(ANSWERED)('a page that answers a form is sound: $what', async (one) => {
  const of = one.role === 'provider' ? provider : undefined
  const cookie = one.role === null ? undefined : await test.sessionOf(one.role, 'Robin', of)
  const { page } = await browser.visit({ ...PHONE, locale: 'de-DE' }, cookie)
  await page.goto(baseUrl + one.from())
  const answered = page.waitForResponse(
    (answer) => answer.request().method() === 'POST' && one.to.test(answer.url()),
  )
  await one.press(page)
  const answer = await answered
  await page.waitForURL(one.to)
  expect(answer.headers()['content-type']).toContain('text/html')
  expect(await pageFaults(page)).toEqual([])
  await page.context().close()
})
