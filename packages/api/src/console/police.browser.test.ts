import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  DESK,
  LOOKS,
  lookAs,
  openBrowser,
  overflow,
  PHONE,
  said,
  type Look,
  type OpenedBrowser,
  type Visit,
} from '../fixtures/open-browser.ts'
import { goToPlace, press, skipToMain, tabTo } from '../fixtures/keyboard.ts'
import { openLink } from '../fixtures/open-link.ts'
import { seedHandOver } from '../fixtures/seed-hand-over.ts'
import { digestOf } from '../fixtures/seed-list.ts'
import { createTestApp, HOME_POLICE, type TestApp } from '../fixtures/test-app.ts'
import { createSignInLink } from '../identity/sign-in-link.ts'

let test: TestApp
let browser: OpenedBrowser
let baseUrl: string
let handOver: Awaited<ReturnType<typeof seedHandOver>>
beforeAll(async () => {
  test = await createTestApp()
  handOver = await seedHandOver(test)
  baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
  browser = await openBrowser('police', baseUrl)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await test?.[Symbol.asyncDispose]()
})

/** A visit signed in by a one-time link. */
async function signIn(look: Look, name: string): Promise<Visit> {
  const visit = await browser.visit(look)
  const request = { role: 'police', name, authority: HOME_POLICE, ttlMs: 60_000, baseUrl } as const
  await openLink(visit.page, await createSignInLink(test.db, test.crypto, request))
  await visit.page.keyboard.press('Enter')
  await visit.page.waitForURL('**/console')
  return visit
}
/** A visit of somebody who had signed in. */
const visit = async (options: BrowserContextOptions, name: string): Promise<Visit> =>
  browser.visit(options, await test.sessionOf('police', name))

const CSV = `sha256,category\n${Array.from({ length: 4_000 }, (_, n) => `${digestOf(n)},${n % 2 === 0 ? 'A1' : 'B2'}\n`).join('')}short,A1\n`
const PICTURE = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
const pictureFile = { name: 'a.png', mimeType: 'image/png', buffer: PICTURE }
const listFile = { name: 'seizure.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) }

/** The list that was opened at a desk. */
const ownList = async (): Promise<string> => {
  const lists = test.db.selectFrom('hash_list').select('id').where('name', '=', 'Seizures 2026')
  return (await lists.executeTakeFirstOrThrow()).id
}

/** Chooses a file by keyboard: the browser's own dialogue is no page. */
async function choose(page: Page): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await press(page, '#file')
  await (await chooser).setFiles(listFile)
  await page.locator('.upload-said').filter({ hasText: 'seizure.csv' }).waitFor()
}

/** Looks at a page as it stands in its window; where none is named, at a desk in light and on a phone in the dark. */
async function look(page: Page, name: string, at?: Look): Promise<void> {
  const sizes = at === undefined ? (['phone', 'desk'] as const) : [at === PHONE ? 'phone' : 'desk']
  for (const size of sizes as ('phone' | 'desk')[]) {
    if (at === undefined) await lookAs(page, size)
    await browser.keep(page, `${size}-${name}`)
    expect(await overflow(page), `${name} ${size}`).toBeLessThanOrEqual(0)
  }
}

describe('an officer', () => {
  it.each(LOOKS)(
    'hands a file in, maps it, has it activated and sees what rests on it, with the keyboard alone, %s',
    async (where, size) => {
      const { page, complaints } = await signIn(size, `Inge Peeters ${where}`)
      const name = size === PHONE ? 'Seizures 2027' : 'Seizures 2026'
      await goToPlace(page, '/console/lists')
      await skipToMain(page)
      await press(page, 'a[href="/console/hash-lists/new"]')
      await page.waitForURL('**/new')
      await look(page, 'open-list', size)
      await skipToMain(page)
      await tabTo(page, '#name')
      await page.keyboard.type(name)
      await page.keyboard.press('Enter')
      await page.waitForURL('**/hand-in')
      await look(page, 'hand-in', size)
      const listId = new URL(page.url()).pathname.split('/')[3]!

      await skipToMain(page)
      await choose(page)
      await press(page, 'button[formaction$="/try"]')
      await page.waitForURL('**/try')
      await look(page, 'tried', size)
      expect(await page.textContent('main')).toContain('4,000')
      await skipToMain(page)
      await press(page, 'main a[href$="/hand-in"]')
      await page.waitForURL('**/hand-in')
      await skipToMain(page)
      await choose(page)
      await press(page, '.upload-send')
      await page.waitForURL('**/submissions/*')
      // it is read by itself; the page would say so in seconds
      while ((await page.locator('a[href$="/mapping"]').count()) === 0) await page.reload()
      await look(page, 'submission-to-map', size)

      await skipToMain(page)
      await press(page, 'a[href$="/mapping"]')
      await page.waitForURL('**/mapping')
      await look(page, 'mapping', size)
      await skipToMain(page)
      await tabTo(page, 'select[name="code:A1"]')
      await page.keyboard.type('child')
      await tabTo(page, 'select[name="code:B2"]')
      await page.keyboard.type('harm')
      await press(page, 'form[action$="/mapping"] button')
      await page.waitForURL('**/mapping?done=mapped')
      await look(page, 'mapped', size)
      const path = new URL(page.url()).pathname.replace('/mapping', '')

      const second = await visit(size, `Jan Maes ${where}`)
      await second.page.goto(baseUrl + path)
      await skipToMain(second.page)
      expect(await second.page.textContent('main')).toContain('4,000')
      await press(second.page, `a[href="${path}/activate"]`)
      await second.page.waitForURL('**/activate')
      await skipToMain(second.page)
      await press(second.page, 'form[action$="/activate"] button')
      await second.page.waitForURL('**done=activated')
      await look(second.page, 'activated', size)
      await skipToMain(second.page)
      await press(second.page, `a[href="${path}/end"]`)
      await second.page.waitForURL('**/end')
      await look(second.page, 'end', size)
      await skipToMain(second.page)
      await tabTo(second.page, '#reason')
      await second.page.keyboard.type('Another case')
      await press(second.page, 'form[action$="/end"] button')
      await second.page.waitForURL('**done=ended')
      await skipToMain(second.page)
      await press(second.page, `main a[href="/console/lists?list=${listId}"]`)
      await second.page.waitForURL('**/console/lists?list=*')
      await skipToMain(second.page)
      await press(second.page, `main a[href="/console/hash-lists/${listId}"]`)
      await second.page.waitForURL(`**/hash-lists/${listId}`)
      expect(await second.page.textContent('main')).toContain('What rests on it')
      expect([...complaints, ...second.complaints]).toEqual([])
      await page.context().close()
      await second.page.context().close()
    },
  )

  it('is told of a file that is a picture, drops another one, and is cut off once', async () => {
    const { page, complaints, asked } = await visit(DESK, 'Inge Peeters')
    await page.goto(`${baseUrl}/console/hash-lists/${await ownList()}/hand-in`)
    const upload = page.locator('.upload-said')
    await page.setInputFiles('#file', pictureFile)
    await upload.filter({ hasText: 'This file is a picture' }).waitFor()
    await look(page, 'hand-in-picture')
    const before = asked.length
    await page.click('.upload-send')
    expect(asked.slice(before)).toEqual([])

    const drop = await page.evaluateHandle(`(() => {
      const data = new DataTransfer()
      data.items.add(new File([${JSON.stringify(CSV)}], 'seizure.csv', { type: 'text/csv' }))
      return data
    })()`)
    await page.dispatchEvent('.drop', 'drop', { dataTransfer: drop })
    await upload.filter({ hasText: 'seizure.csv' }).waitFor()
    let cuts = 0
    await page.route(/\/parts\?/, async (route) => {
      if (cuts++ < 2) await route.abort()
      else await route.continue()
    })
    await page.clock.install()
    await page.click('.upload-send')
    await upload.filter({ hasText: 'tried again by itself' }).waitFor()
    await look(page, 'hand-in-cut')
    await page.clock.fastForward(10_000)
    await page.waitForURL('**/submissions/*')
    // the cut is the only thing that the browser may complain of
    expect(complaints.filter((one) => !one.includes('ERR_FAILED'))).toEqual([])
    await page.context().close()
  })

  it('is told whether what was cancelled is gone, and cancels it again where it is not', async () => {
    const { page } = await visit(DESK, 'Inge Peeters')
    await page.goto(`${baseUrl}/console/hash-lists/${await ownList()}/hand-in`)
    const upload = page.locator('.upload-said')
    await page.setInputFiles('#file', listFile)
    let isAway = true
    await page.route(/\/parts\?/, (route) => route.abort())
    await page.route(/\/drop$/, (route) => (isAway ? route.abort() : route.continue()))
    await page.click('.upload-send')
    await upload.filter({ hasText: 'tried again by itself' }).waitFor()
    await page.click('.upload-cancel')
    await upload.filter({ hasText: 'is still kept' }).waitFor()
    const kept = () =>
      test.db.selectFrom('file_upload').select('id').where('state', '=', 'receiving').execute()
    expect(await kept()).toHaveLength(1)
    isAway = false
    await page.click('.upload-cancel')
    await upload.filter({ hasText: 'Nothing of it is kept' }).waitFor()
    expect(await kept()).toEqual([])
    await page.context().close()
  })

  it('hands a file in without a script', async () => {
    const { page } = await visit({ ...PHONE, javaScriptEnabled: false }, 'Inge Peeters')
    await page.goto(`${baseUrl}/console/lists?list=${await ownList()}`)
    await page.click('a[href$="/hand-in"]')
    await page.setInputFiles('#file', listFile)
    await page.click('button[formaction$="/try"]')
    await page.waitForURL('**/try')
    await browser.keep(page, 'phone-tried')
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    await page.click('main a[href$="/hand-in"]')
    await page.setInputFiles('#file', pictureFile)
    await page.click('.upload-send')
    await page.locator('[role=alert]').filter({ hasText: 'This file is a picture' }).waitFor()
    await page.setInputFiles('#file', listFile)
    await page.click('.upload-send')
    await page.waitForURL('**/submissions/*')
    await page.context().close()
  })

  it.each(LOOKS)(
    'receives a hand-over and lets the provider be told, with the keyboard alone, %s',
    async (where, size) => {
      const handOver = await seedHandOver(test)
      const { page, complaints } = await visit(size, `Inge Peeters ${where}`)
      await page.goto(`${baseUrl}/console`)
      await goToPlace(page, '/console/hand-overs')
      await look(page, 'hand-overs', size)
      await skipToMain(page)
      await press(page, `a[href="/console/hand-overs/${handOver.handOverId}"]`)
      await page.waitForURL(`**/${handOver.handOverId}`)
      await look(page, 'hand-over', size)
      await skipToMain(page)
      await tabTo(page, '#reference')
      await page.keyboard.type('BR 55.12/2026')
      await page.keyboard.press('Enter')
      await page.waitForURL('**done=received')
      await look(page, 'hand-over-received', size)
      await skipToMain(page)
      await press(page, 'form[action$="/allow"] button')
      await page.waitForURL('**done=authorised')
      expect(await said(page)).toContain('Your word')
      expect(complaints).toEqual([])
      await page.context().close()
    },
  )

  it.each(['fr-BE', 'nl-BE', 'de-DE'])('reads all of it in %s on a phone', async (locale) => {
    const { page } = await visit({ ...PHONE, locale }, 'Inge Peeters')
    const list = await test.db.selectFrom('hash_list').select('id').executeTakeFirstOrThrow()
    const mapped = await test.db
      .selectFrom('submission')
      .select('id')
      .where('maps_later', '=', true)
      .executeTakeFirstOrThrow()
    for (const path of [
      '/console',
      '/console/lists',
      '/console/hash-lists/new',
      `/console/hash-lists/${list.id}/hand-in`,
      `/console/submissions/${mapped.id}/mapping`,
      '/console/hand-overs?state=received',
      '/console/hand-overs?state=entered',
      `/console/hand-overs/${handOver.handOverId}`,
    ]) {
      await page.goto(baseUrl + path)
      await browser.keep(page, `${locale}-${path.split('/').pop()!.slice(0, 12)}`)
      expect(await overflow(page), path).toBeLessThanOrEqual(0)
    }
    await page.context().close()
  })
})
