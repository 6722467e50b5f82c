import { newId } from '@nightlight/runtime'
import type { BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  DESK,
  openBrowser,
  overflow,
  PHONE,
  said,
  type OpenedBrowser,
  type Visit,
} from '../fixtures/open-browser.ts'
import { tabTo } from '../fixtures/keyboard.ts'
import {
  caller,
  digestOf,
  digests,
  entriesOf,
  openTestList,
  post,
  seedResting,
  staged,
  type Caller,
} from '../fixtures/seed-list.ts'
import { openLink } from '../fixtures/open-link.ts'
import { HOME_POLICE, createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { createSignInLink } from '../identity/sign-in-link.ts'

/** SHA-256 of no bytes at all. */
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

let test: TestApp
let browser: OpenedBrowser
let baseUrl: string
const ids: Record<'waiting' | 'edition' | 'found' | 'running' | 'ended' | 'receiving', string> =
  Object.create(null)

beforeAll(async () => {
  test = await createTestApp()
  baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
  await seed(await caller(test, 'Inge Peeters'), await caller(test, 'Second Person', 'supervisor'))
  browser = await openBrowser('lists', baseUrl)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await test?.[Symbol.asyncDispose]()
})

async function seed(officer: Caller, second: Caller): Promise<void> {
  const listId = await openTestList(test, officer, {
    name: 'Seizures of the federal unit 2026',
    jurisdictions: ['BE', 'NL'],
  })
  const withTerms = { algorithm: 'sha256', legalBasis: 'BR 55.F1.12/2026', officer: 'CP Janssens' }
  const change = (id: string, set: Record<string, unknown>) =>
    test.db.updateTable('submission').set(set).where('id', '=', id).execute()
  const active = async (from: number, to: number): Promise<string> => {
    const id = await staged(test, officer, listId, digests(from, to), withTerms)
    await post(test, second, `/v1/submissions/${id}/activate`)
    return id
  }
  ids.ended = await active(0, 20)
  await post(test, officer, `/v1/submissions/${ids.ended}/end`, {
    reason: 'Taken from another case',
  })
  ids.found = await active(20, 900)
  for (const entryId of (await entriesOf(test, ids.found)).slice(0, 2)) {
    await seedResting(test, { listId, entryId })
  }
  await change(ids.found, { look_back: 'found', looked_at: 184_233, look_back_found: 12 })
  ids.running = await active(900, 1_000)
  await change(ids.running, { looked_at: 91_000 })
  const file = `${digests(880, 1_400)}${EMPTY}\n${'abcd\n'.repeat(30)}`
  ids.waiting = await staged(test, officer, listId, file, withTerms)
  const vics = `sha256,category\n${Array.from({ length: 400 }, (_, n) => `${digestOf(700 + n)},${1 + (n % 3)}\n`).join('')}`
  ids.edition = await staged(test, officer, listId, vics, {
    kind: 'edition',
    categories: JSON.stringify({ 1: 'csam', 2: 'harmful', 3: 'skip' }),
  })
  ids.receiving = newId()
  await test.db
    .insertInto('submission')
    .values({
      id: ids.receiving,
      list_id: listId,
      format: 'auto',
      state: 'receiving',
      submitted_by: 'key:officer',
      submitter: 'Inge Peeters',
      legal_basis: withTerms.legalBasis,
      accepted: 50,
      rows_read: 50,
      bytes_read: 13_300_000_000,
      size: 40_000_000_000,
    })
    .execute()
}

/** A visit signed in by a one-time link. */
async function signIn(name: string): Promise<Visit> {
  const visited = await browser.visit(PHONE)
  const request = { role: 'police', name, authority: HOME_POLICE, ttlMs: 60_000, baseUrl } as const
  await openLink(visited.page, await createSignInLink(test.db, test.crypto, request))
  await visited.page.keyboard.press('Enter')
  await visited.page.waitForURL('**/console')
  return visited
}
/** A visit of somebody who had signed in. */
const visit = async (
  options: BrowserContextOptions,
  role: 'police' | 'supervisor' | 'admin',
  name: string,
): Promise<Visit> => browser.visit(options, await test.sessionOf(role, name))

const stateOf = async (id: string): Promise<string> =>
  (
    await test.db
      .selectFrom('submission')
      .select('state')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
  ).state

const pathsOf = (): [string, string][] => [
  ['overview', '/console'],
  ['lists', '/console/lists'],
  ...Object.entries(ids).map(([name, id]): [string, string] => [
    name,
    `/console/submissions/${id}`,
  ]),
  ['activate', `/console/submissions/${ids.edition}/activate`],
  ['end', `/console/submissions/${ids.found}/end`],
  ['release', `/console/submissions/${ids.found}/release`],
]

describe('pages about hash lists', () => {
  it('hold their width and need no script, in light and dark', async () => {
    const options = { ...PHONE, javaScriptEnabled: false }
    const { page, complaints } = await visit(options, 'supervisor', 'Sue')
    for (const [name, path] of pathsOf()) {
      await page.goto(baseUrl + path)
      expect(await page.content()).not.toContain(digestOf(890))
      for (const [size, { viewport }] of Object.entries({ phone: PHONE, desk: DESK })) {
        await page.setViewportSize(viewport)
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          await browser.keep(page, `${size}-${colorScheme}-${name}`)
          expect(await overflow(page), `${path} ${size} ${colorScheme}`).toBeLessThanOrEqual(0)
        }
      }
    }
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it.each(['fr-BE', 'nl-BE', 'de-DE'])('hold their width in %s', async (locale) => {
    const { page } = await visit({ ...PHONE, locale }, 'police', 'Colleague')
    for (const [name, path] of pathsOf()) {
      if (name === 'release') continue
      await page.goto(baseUrl + path)
      await browser.keep(page, `${locale}-${name}`)
      expect(await overflow(page), path).toBeLessThanOrEqual(0)
    }
    await page.context().close()
  })

  it('show who lets people in where to name an authority', async () => {
    const { page } = await visit(DESK, 'admin', 'Adam')
    await page.goto(`${baseUrl}/console`)
    await page.click('header a[href="/console/people"]')
    await page.waitForURL('**/console/people')
    await browser.keep(page, 'desk-admin')
    await page.fill('input[name=name]', 'New Officer')
    await page.selectOption('select[name=role]', 'police')
    await page.fill('input[name=newAuthority]', 'North Police')
    await page.keyboard.press('Enter')
    await page.locator('input.copy').waitFor()
    await page.context().close()
  })

  it('lead a colleague from the overview to an activation by keyboard alone', async () => {
    const { page, complaints } = await signIn('Colleague')
    await tabTo(page, 'a[href="/console/lists"]', 60)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/console/lists')
    await tabTo(page, `a[href="/console/submissions/${ids.waiting}"]`, 60)
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/console/submissions/${ids.waiting}`)
    await tabTo(page, `a[href$="/activate"]`, 60)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/activate')
    expect(await page.textContent('dl.facts')).toMatch(
      /Purpose\s+notice and takedown\s+Countries\s+BE, NL/,
    )
    expect(await stateOf(ids.waiting)).toBe('staged')
    await tabTo(page, 'button.primary', 60)
    await page.keyboard.press('Enter')
    await page.waitForURL('**?done=activated')
    expect(await said(page)).toContain('Activated')
    await browser.keep(page, 'phone-dark-activated')
    expect(await stateOf(ids.waiting)).toBe('active')
    expect(complaints).toEqual([])
    await page.context().close()
  })
})
