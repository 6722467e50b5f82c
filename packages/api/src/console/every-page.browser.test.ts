import { ROLE_MATRIX, ROLES, type Role } from '@nightlight/contract'
import { newId } from '@nightlight/runtime'
import type { RouteOptions } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser, PHONE, type OpenedBrowser, type Visit } from '../fixtures/open-browser.ts'
import { startAudit } from '../fixtures/audit-process.ts'
import { bytesOf, MOST_BYTES, pageFaults } from '../fixtures/page-faults.ts'
import { LEAD_ON } from '../fixtures/page-routes.ts'
import { addressOf } from '../fixtures/route-address.ts'
import { caller, digests, staged } from '../fixtures/seed-list.ts'
import { seedObjects, type Objects } from '../fixtures/seed-objects.ts'
import { formOfOpen, seedNotice, seedReplyLink } from '../fixtures/seed-reply.ts'
import { createTestApp, FORM, type TestApp } from '../fixtures/test-app.ts'
import { isAllowed } from '../identity/principal.ts'

/** Somebody without a session, and who opened the link of a notice, beside those who sign in. */
type Reader = Role | 'nobody' | 'told'

/** In which language each reads: what fits in one may not in another. */
const READERS: Readonly<Record<Reader, string>> = {
  nobody: 'de-DE',
  told: 'fr-BE',
  reporter: 'nl-NL',
  analyst: 'fr-BE',
  supervisor: 'de-DE',
  police: 'nl-NL',
  provider: 'fr-BE',
  auditor: 'de-DE',
  admin: 'en-GB',
}

/** What leads somebody on to their own, and shows everybody else a page. */
const LEADS: Partial<Readonly<Record<Reader, readonly string[]>>> = { provider: ['GET /console'] }
/** What is only there for who has opened the link of a notice. */
const OF_TOLD: readonly string[] = ['GET /reply/notice', 'GET /reply/receipt']
/** Made for programmers, and as long as there are routes. */
const MAY_BE_LONG: readonly string[] = ['GET /reference']
/** What stands behind an address so that its page shows all that it can. */
const QUERIES: Readonly<Record<string, string>> = {
  'GET /console': '?done=reported',
  'GET /console/statistics': '?group=provider',
  'GET /console/statistics/matches': '?state=open',
  'GET /console/supervision.csv': '?figure=open',
  'GET /console/supervision/cases': '?part=written',
  'GET /console/exports/:id/file': '?format=csv',
  'GET /console/audit': '?verify=1',
  'GET /console/audit/events/:id': '?verify=1',
  'GET /console/audit/checkpoints': '?verify=1',
  'GET /console/takedowns': '?by=provider',
}
/** What is asked about a submission that is in force. */
const OF_ACTIVE: readonly string[] = [
  'GET /console/submissions/:id/end',
  'GET /console/submissions/:id/release',
]

let test: TestApp
let browser: OpenedBrowser
let baseUrl: string
let objects: Objects
let active: Objects
let audit: AsyncDisposable
const routes: RouteOptions[] = []
const cookies = {} as Record<Reader, string>

beforeAll(async () => {
  test = await createTestApp({ onRoute: (route) => routes.push(route) })
  baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
  objects = { ...(await seedObjects(test)).ids, events: await anEvent() }
  active = { ...objects, submissions: await seedActive() }
  for (const role of ROLES) {
    const of = role === 'provider' ? objects['providers'] : undefined
    cookies[role] = await test.sessionOf(role, 'Robin', of)
  }
  audit = await startAudit(test)
  cookies.told = await tellSomebody()
  cookies.nobody = ''
  browser = await openBrowser('every-page', baseUrl)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await audit?.[Symbol.asyncDispose]()
  await test?.[Symbol.asyncDispose]()
})

/** The first event of the log. */
async function anEvent(): Promise<string> {
  const events = test.db.selectFrom('audit_event').select('id').orderBy('id').limit(1)
  return (await events.executeTakeFirstOrThrow()).id
}

/** A submission of the same authority that is in force and has found something. */
async function seedActive(): Promise<string> {
  const officer = await caller(test, 'Officer of the rest')
  const id = await staged(test, officer, objects['hash-lists'] ?? '', digests(2, 4))
  await test.db
    .updateTable('submission')
    .set({ state: 'active', activated_by: 'second', activator: 'Second' })
    .where('id', '=', id)
    .execute()
  await test.db
    .updateTable('submission')
    .set({ look_back: 'found', look_back_found: 3 })
    .where('id', '=', id)
    .execute()
  return id
}

/** Somebody who opened the link of a notice and has answered. @returns their cookie */
async function tellSomebody(): Promise<string> {
  const told = await seedNotice(test)
  const code = await seedReplyLink(test, told)
  const post = (url: string, fields: Record<string, string>, cookie = '') =>
    test.app.inject({
      method: 'POST',
      url,
      headers: { ...FORM, cookie },
      payload: new URLSearchParams(fields).toString(),
    })
  const opened = await post('/reply', { code })
  const cookie = opened.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const answered = await post(
    formOfOpen('answers', cookie),
    { id: newId(), answer: 'acknowledged' },
    cookie,
  )
  expect(answered.headers['location']).toMatch(/^\/reply\/receipt\?/)
  return cookie
}

/** A browser in which this person is signed in. */
async function visitAs(reader: Reader): Promise<Visit> {
  // Another zone than that of the server: times are written anew.
  const visit = await browser.visit({
    ...PHONE,
    timezoneId: 'Europe/Brussels',
    locale: READERS[reader],
  })
  const parts = cookies[reader].split('; ').filter((part) => part !== '')
  await visit.page.context().addCookies(
    parts.map((part) => {
      const [name = '', value = ''] = part.split('=')
      return { name, value, url: baseUrl }
    }),
  )
  return visit
}

const mayShow = ({ url }: RouteOptions): boolean =>
  !url.startsWith('/v1/') && !url.startsWith('/assets/')

/** Addresses of what this reader may see, each by its route; those of files are none of pages. */
async function pagesFor(reader: Reader): Promise<[route: string, address: string][]> {
  const pages: [string, string][] = []
  for (const route of routes.filter((one) => one.method === 'GET' && mayShow(one))) {
    const name = `GET ${route.url}`
    if ([...LEAD_ON, ...(LEADS[reader] ?? [])].includes(name) || !isFor(route, reader)) continue
    const ids = OF_ACTIVE.includes(name) ? active : objects
    const address = addressOf(name, ids) + (QUERIES[name] ?? '')
    const answer = await test.app.inject({ url: address, headers: { cookie: cookies[reader] } })
    const type = String(answer.headers['content-type'])
    if (answer.statusCode !== 200 || type.startsWith('text/html')) pages.push([name, address])
  }
  return pages
}

function isFor(route: RouteOptions, reader: Reader): boolean {
  const access = route.config?.access ?? 'public'
  if (access !== 'public') return reader in ROLE_MATRIX && isAllowed(reader as Role, access)
  return reader === (OF_TOLD.includes(`GET ${route.url}`) ? 'told' : 'nobody')
}

// each in a browser window of their own, most of the time waiting for it
it.concurrent.each(Object.keys(READERS) as Reader[])(
  'every page that is shown to %s is sound',
  async (reader) => {
    const { page, complaints } = await visitAs(reader)
    const faults: Record<string, string[]> = {}
    const pages = await pagesFor(reader)
    for (const [route, address] of pages) {
      const answer = await page.goto(baseUrl + address)
      const status = answer?.status() ?? 0
      const isShown = status === 200 && new URL(page.url()).pathname === address.split('?')[0]
      const isLong = MAY_BE_LONG.includes(route)
      const found = isShown ? await pageFaults(page, { opens: !isLong }) : [`no sample: ${status}`]
      const most = isLong ? Infinity : MOST_BYTES
      const bytes = await bytesOf(page)
      if (bytes > most) found.push(`${bytes} bytes`)
      found.push(...complaints.splice(0))
      if (found.length > 0) faults[route] = found
    }
    expect(faults).toEqual({})
    expect(pages.length).toBeGreaterThan(1)
    await page.context().close()
  },
  600_000,
)

it.each([
  ['nobody', 404, '/console/nothing'],
  ['analyst', 404, '/console/nothing'],
  ['police', 403, '/console/matches'],
] as const)('%s is told what to do on a page that answers %i', async (reader, status, address) => {
  const { page } = await visitAs(reader)
  const answer = await page.goto(baseUrl + address)
  expect(answer?.status()).toBe(status)
  expect(await pageFaults(page)).toEqual([])
  expect(await page.locator('header nav').count()).toBe(reader === 'nobody' ? 0 : 1)
  await page.context().close()
})

it('sees what is wrong with a page', async () => {
  const { page } = await visitAs('analyst')
  await page.goto(`${baseUrl}/console/account`)
  await page.evaluate(`{
    document.documentElement.lang = ''
    const wide = document.createElement('input')
    wide.style.width = '600px'
    const second = document.createElement('h1')
    document.querySelector('main').prepend(wide, second)
  }`)
  const faults = await pageFaults(page)
  for (const fault of ['headings', 'language', 'shifts', 'too wide', 'label at', 'html-has-lang'])
    expect(faults.join('\n')).toContain(fault)
  await page.context().close()
})
