import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  DESK,
  lookAs,
  openBrowser,
  overflow,
  PHONE,
  said,
  tabTo,
  type OpenedBrowser,
  type Visit,
} from '../fixtures/open-browser.ts'
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

/** A visit at a desk, signed in by a one-time link. */
async function signIn(name: string): Promise<Visit> {
  const visit = await browser.visit(DESK)
  const request = { role: 'police', name, authority: HOME_POLICE, ttlMs: 60_000, baseUrl } as const
  await openLink(visit.page, await createSignInLink(test.db, test.crypto, request))
  await visit.page.keyboard.press('Enter')
  await visit.page.waitForURL('**/console')
  return visit
}
/** A visit of somebody who had signed in. */
const visit = async (options: BrowserContextOptions, name: string): Promise<Visit> =>
  browser.visit(options, await test.sessionOf('police', name))

/** Goes to what fits by Tab and presses Enter. */
async function press(page: Page, selector: string): Promise<void> {
  await tabTo(page, selector)
  await page.keyboard.press('Enter')
}

const CSV = `sha256,category\n${Array.from({ length: 4_000 }, (_, n) => `${digestOf(n)},${n % 2 === 0 ? 'A1' : 'B2'}\n`).join('')}short,A1\n`
const PICTURE = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
const pictureFile = { name: 'a.png', mimeType: 'image/png', buffer: PICTURE }
const listFile = { name: 'seizure.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) }

/** Looks at a page at a desk in light and on a phone in the dark. */
async function look(page: Page, name: string): Promise<void> {
  for (const size of ['phone', 'desk'] as const) {
    await lookAs(page, size)
    await browser.keep(page, `${size}-${name}`)
    expect(await overflow(page), `${name} ${size}`).toBeLessThanOrEqual(0)
  }
}

describe('an officer', () => {
  it('hands a file in, maps it, has it activated and takes it back, with the keyboard alone', async () => {
    const { page, complaints, asked } = await signIn('Inge Peeters')
    await press(page, 'header a[href="/console/lists"]')
    await page.waitForURL('**/console/lists')
    await press(page, 'a[href="/console/hash-lists/new"]')
    await page.waitForURL('**/new')
    await look(page, 'open-list')
    await tabTo(page, '#name')
    await page.keyboard.type('Seizures 2026')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/hand-in')
    await look(page, 'hand-in')

    const upload = page.locator('.upload-said')
    await page.setInputFiles('#file', pictureFile)
    await upload.filter({ hasText: 'This file is a picture' }).waitFor()
    await look(page, 'hand-in-picture')
    const before = asked.length
    await press(page, '.upload-send')
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
    await press(page, '.upload-send')
    await upload.filter({ hasText: 'tried again by itself' }).waitFor()
    await look(page, 'hand-in-cut')
    await page.clock.fastForward(10_000)
    await page.waitForURL('**/submissions/*')
    // it is read by itself; the page would renew itself until then
    while ((await page.locator('a[href$="/mapping"]').count()) === 0) await page.reload()
    await look(page, 'submission-to-map')

    await press(page, 'a[href$="/mapping"]')
    await page.waitForURL('**/mapping')
    await look(page, 'mapping')
    await tabTo(page, 'select[name="code:A1"]')
    await page.keyboard.type('child')
    await tabTo(page, 'select[name="code:B2"]')
    await page.keyboard.type('harm')
    await press(page, 'form[action$="/mapping"] button')
    await page.waitForURL('**/mapping?done=mapped')
    await look(page, 'mapped')
    const path = new URL(page.url()).pathname.replace('/mapping', '')

    const second = await visit(DESK, 'Jan Maes')
    await second.page.goto(baseUrl + path)
    await press(second.page, `a[href="${path}/activate"]`)
    await second.page.waitForURL('**/activate')
    await press(second.page, 'form[action$="/activate"] button')
    await second.page.waitForURL('**done=activated')
    await look(second.page, 'activated')
    await press(second.page, `a[href="${path}/end"]`)
    await second.page.waitForURL('**/end')
    await look(second.page, 'end')
    await tabTo(second.page, '#reason')
    await second.page.keyboard.type('Another case')
    await press(second.page, 'form[action$="/end"] button')
    await second.page.waitForURL('**done=ended')
    // the cut is the only thing that the browser may complain of
    expect(complaints.filter((one) => !one.includes('ERR_FAILED'))).toEqual([])
    expect(second.complaints).toEqual([])
    await page.context().close()
    await second.page.context().close()
  })

  it('hands a file in without a script', async () => {
    const { page } = await visit({ ...PHONE, javaScriptEnabled: false }, 'Inge Peeters')
    await page.goto(`${baseUrl}/console/lists`)
    await page.click('tbody a:text("Seizures 2026") >> nth=-1')
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

  it('receives a hand-over and lets the provider be told, with the keyboard alone', async () => {
    const { page, complaints } = await visit(DESK, 'Inge Peeters')
    await page.goto(`${baseUrl}/console`)
    await press(page, 'header a[href="/console/hand-overs"]')
    await page.waitForURL('**/console/hand-overs')
    await look(page, 'hand-overs')
    await press(page, `a[href="/console/hand-overs/${handOver.handOverId}"]`)
    await page.waitForURL(`**/${handOver.handOverId}`)
    await look(page, 'hand-over')
    await tabTo(page, '#reference')
    await page.keyboard.type('BR 55.12/2026')
    await page.keyboard.press('Enter')
    await page.waitForURL('**done=received')
    await look(page, 'hand-over-received')
    await press(page, 'form[action$="/allow"] button')
    await page.waitForURL('**done=authorised')
    expect(await said(page)).toContain('Your word')
    expect(complaints).toEqual([])
    await page.context().close()
  })

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
