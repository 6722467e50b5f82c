import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decideMatch } from '../../decide-match.ts'
import {
  DESK,
  LOOKS,
  openBrowser,
  overflow,
  PHONE,
  type OpenedBrowser,
} from '../../fixtures/open-browser.ts'
import { stopFaults, tabTo } from '../../fixtures/keyboard.ts'
import { seedCase, type SeededCase } from '../../fixtures/seed-case.ts'
import { notifiedState, seedFinding, seedTakedown } from '../../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'
import { createSignInLink } from '../../identity/sign-in-link.ts'

let test: TestApp
let browser: OpenedBrowser
let baseUrl: string
beforeAll(async () => {
  test = await createTestApp({ undoMs: 60_000 })
  baseUrl = await test.app.listen({ host: '127.0.0.1', port: 0 })
  browser = await openBrowser('desk', baseUrl)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await test?.[Symbol.asyncDispose]()
})

async function signIn(look: BrowserContextOptions): Promise<{ page: Page; complaints: string[] }> {
  const { page, complaints } = await browser.visit(look)
  const request = { role: 'analyst', name: 'Robin', ttlMs: 60_000, baseUrl } as const
  await page.goto(await createSignInLink(test.db, test.crypto, request))
  await tabTo(page, 'form[action="/sign-in"] button')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/console')
  return { page, complaints }
}

const decisionsOf = async ({ matchId }: SeededCase) => {
  const rows = test.db.selectFrom('decision').select(['verdict', 'reason'])
  return rows.where('match_id', '=', matchId).execute()
}

/** A report with a match to decide and a takedown that can be held, and another report of the same place. */
async function atWork(): Promise<SeededCase & { twinId: string }> {
  const here = await seedCase(test, { listName: 'Baseline' })
  const second = await seedCase(test)
  await test.db
    .updateTable('report_location')
    .set({ location_id: here.pageId })
    .where('report_id', '=', second.reportId)
    .execute()
  const routed = { ...notifiedState, status: 'routed', plan: ['police-hand-over'] }
  const { takedownId } = await seedTakedown(test, second, routed)
  await test.db
    .updateTable('takedown')
    .set({ page_location_id: here.pageId })
    .where('id', '=', takedownId)
    .execute()
  await seedFinding(test, takedownId)
  return { ...here, twinId: second.reportId }
}

const focused = (page: Page, selector: string): Promise<boolean> =>
  page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)

describe('a report, with a keyboard', () => {
  it.each(LOOKS)('is decided, undone, noted and merged by single keys, %s', async (_, look) => {
    const here = await atWork()
    const { page, complaints } = await signIn(look)
    // from the start: down to the report, and in
    for (let n = 0; n < 10; n++) {
      await page.keyboard.press('j')
      if (await focused(page, `a[href="/console/reports/${here.reportId}"]`)) break
    }
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/console/reports/${here.reportId}`)
    await browser.keep(page, 'desk-report')
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    const keys = page.locator('.keys li:visible')
    // a telephone has them folded
    if (look === PHONE) expect(await keys.count()).toBe(0)
    else {
      expect(await keys.allInnerTexts()).toEqual(
        expect.arrayContaining(['j k next, previous', 'c confirm', 'n note', 'g another page']),
      )
      // places come while a letter is waited for
      await page.keyboard.press('g')
      await expect.poll(() => keys.allInnerTexts()).toContain('g m Matches')
      await page.keyboard.press('Escape')
      await expect.poll(() => keys.allInnerTexts()).not.toContain('g m Matches')
    }
    await page.keyboard.press('c')
    // what is typed there fires nothing
    await page.keyboard.type('checked: no more jkhomng?')
    await browser.keep(page, 'desk-armed')
    await page.keyboard.press('Enter')
    await page.waitForURL('**?done=confirm&of=*')
    expect(await decisionsOf(here)).toEqual([
      { verdict: 'confirm', reason: 'checked: no more jkhomng?' },
    ])
    await browser.keep(page, 'desk-confirmed')
    // heard where it is not seen: it has the focus, and the title says it
    expect(await focused(page, '.undo')).toBe(true)
    expect(await page.title()).toMatch(/^confirmed · Report/)
    await page.keyboard.press('u')
    await page.waitForURL('**?done=undone')
    expect(await decisionsOf(here)).toEqual([])
    await page.keyboard.press('n')
    await page.keyboard.type('waiting for police')
    await page.keyboard.press('Enter')
    await page.waitForURL('**?done=noted')
    expect(await page.textContent('#notes')).toContain('waiting for police')
    await page.keyboard.press('r')
    expect(await focused(page, `#reason-${here.matchId}`)).toBe(true)
    expect(await stopFaults(page)).toEqual([])
    await page.keyboard.press('Escape')
    expect(await focused(page, '[data-item]')).toBe(true)
    await page.keyboard.press('h')
    expect(await focused(page, 'form[action$="/holds"] [name=reason]')).toBe(true)
    await page.keyboard.press('Escape')
    await page.keyboard.press('m')
    expect(await focused(page, '[name=into]')).toBe(true)
    await page.keyboard.press('Space')
    await page.keyboard.press('Enter')
    await page.waitForURL('**?done=merged')
    expect(await page.textContent('main')).toContain('This report is a duplicate')
    await page.keyboard.press('g')
    await page.keyboard.press('m')
    await page.waitForURL('**/console/matches')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('has a key do nothing where what is chosen does not allow it, and says so', async () => {
    const here = await atWork()
    const late = await seedCase(test)
    const { takedownId } = await seedTakedown(test, late)
    await test.db
      .updateTable('takedown')
      .set({ page_location_id: here.pageId })
      .where('id', '=', takedownId)
      .execute()
    const { page, complaints } = await signIn(DESK)
    await page.goto(`${baseUrl}/console/reports/${here.reportId}`)
    const chosen = `li[data-item]:has(a[href="/console/takedowns/${takedownId}"])`
    for (let n = 0; n < 5 && !(await focused(page, chosen)); n++) await page.keyboard.press('j')
    // the other one could be held, and is not what was chosen
    await page.keyboard.press('h')
    expect(await focused(page, chosen)).toBe(true)
    expect(await page.locator('.key-said').innerText()).toContain('“h” needs something chosen')
    await browser.keep(page, 'desk-key-nowhere')
    await page.keyboard.press('k')
    expect(await page.locator('.key-said').innerText()).toBe('')
    await page.keyboard.press('h')
    expect(await focused(page, 'form[action$="/holds"] [name=reason]')).toBe(true)
    await page.keyboard.press('Escape')
    // with nothing chosen, one of two is none
    await page.reload()
    await page.keyboard.press('o')
    expect(await focused(page, 'body')).toBe(true)
    expect(await page.locator('.key-said').innerText()).toContain('“o” needs something chosen')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('has the first match that waits meant by its keys while nothing is chosen', async () => {
    const here = await seedCase(test)
    const other = await seedCase(test)
    await test.db
      .updateTable('sighting')
      .set({ page_location_id: here.pageId })
      .where('media_id', '=', other.mediaId)
      .execute()
    const { page, complaints } = await signIn(DESK)
    await page.goto(`${baseUrl}/console/reports/${here.reportId}`)
    expect(await page.locator('.card.match [data-key="c"]').count()).toBe(2)
    await page.keyboard.press('c')
    expect(await focused(page, '.card.match:first-child [name=reason]')).toBe(true)
    expect(await decisionsOf(here)).toEqual([])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('has its keys switched off for good, and the sheet folded', async () => {
    const here = await atWork()
    const { page } = await signIn(DESK)
    await page.goto(`${baseUrl}/console/reports/${here.reportId}`)
    const isInView = `document.querySelector('.keys ul').getBoundingClientRect().bottom <= innerHeight`
    expect(await page.evaluate(isInView)).toBe(true)
    await page.keyboard.press('?')
    expect(await page.locator('.keys ul').isVisible()).toBe(false)
    await page.keyboard.press('?')
    await page.focus('[data-keys=off]')
    await page.keyboard.press('Enter')
    await page.reload()
    await page.keyboard.press('n')
    expect(await focused(page, 'body')).toBe(true)
    expect(await page.locator('.keys li:visible').allInnerTexts()).toEqual(['Turn single keys on'])
    await page.click('[data-keys=on]')
    await page.keyboard.press('n')
    expect(await focused(page, '#note')).toBe(true)
    await page.context().close()
  })

  it('has no sheet of keys where fingers point, until a keyboard asks for it', async () => {
    const here = await atWork()
    const cookie = await test.sessionOf('analyst', 'Fay')
    const { page } = await browser.visit({ ...PHONE, hasTouch: true, isMobile: true }, cookie)
    await page.goto(`${baseUrl}/console/reports/${here.reportId}`)
    await page.locator('.keys').waitFor({ state: 'attached' })
    expect(await page.locator('.keys').isVisible()).toBe(false)
    await page.keyboard.press('?')
    expect(await page.locator('.keys ul').isVisible()).toBe(true)
    await page.context().close()
  })

  it('is decided and undone by Tab and Enter without a script', async () => {
    const here = await atWork()
    const { page } = await browser.visit({ ...DESK, javaScriptEnabled: false })
    const [name = '', value = ''] = (await test.sessionOf('analyst')).split('=')
    await page.context().addCookies([{ name, value, url: baseUrl }])
    await page.goto(`${baseUrl}/console/reports/${here.reportId}`)
    expect(await page.locator('.keys').isVisible()).toBe(false)
    await tabTo(page, `#reason-${here.matchId}`)
    await page.keyboard.type('compared')
    await tabTo(page, 'button[value=confirm]')
    await page.keyboard.press('Enter')
    await page.waitForURL('**?done=confirm&of=*')
    expect(await decisionsOf(here)).toEqual([{ verdict: 'confirm', reason: 'compared' }])
    await tabTo(page, 'form[action$="/undo"] button')
    await page.keyboard.press('Enter')
    await page.waitForURL('**?done=undone')
    expect(await decisionsOf(here)).toEqual([])
    await page.context().close()
  })
})

describe('the time to undo', () => {
  it('takes nobody away from where they are when it ends', async () => {
    const { page, complaints } = await browser.visit(DESK, await test.sessionOf('analyst', 'Una'))
    await page.clock.install()
    const decided = async () => {
      const here = await seedCase(test)
      const by = { actor: 'analyst:Una', at: new Date(), graceMs: 60_000 }
      const said = { verdict: 'reject', reason: 'compared' } as const
      await test.db.transaction().execute((trx) => decideMatch(trx, here.matchId, said, by))
      await page.goto(`${baseUrl}/console/reports/${here.reportId}`)
    }
    const line = page.locator('.undo').first()
    await decided()
    await tabTo(page, 'form[action$="/undo"] button')
    await page.clock.runFor(61_000)
    await line.getByText('It counts now.').waitFor()
    expect(await line.locator('form').count()).toBe(0)
    expect(await focused(page, '.undo [data-after]')).toBe(true)
    expect(await stopFaults(page)).toEqual([])
    // whoever is elsewhere stays elsewhere
    await decided()
    await page.focus('#note')
    await page.clock.runFor(61_000)
    await line.getByText('It counts now.').waitFor()
    expect(await focused(page, '#note')).toBe(true)
    expect(complaints).toEqual([])
    await page.context().close()
  })
})

describe('a report on a telephone in the dark', () => {
  it.each(['en-GB', 'de-DE', 'fr-BE', 'nl-BE'])('fits, in %s', async (locale) => {
    const here = await atWork()
    const { page } = await signIn({ ...PHONE, locale, hasTouch: true })
    await page.goto(`${baseUrl}/console/reports/${here.reportId}`)
    await page.click(`form[action$="/address"] button`)
    await page.locator('.address').waitFor()
    await browser.keep(page, `phone-report-${locale}`)
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    await page.context().close()
  })
})

describe('second verdicts', () => {
  it.each([DESK, PHONE])('are given by keys, and fit', async (look) => {
    const { matchId } = await seedCase(test, { tier: 'probable' })
    const said = { verdict: 'reject', reason: 'x' } as const
    const by = { actor: 'analyst:Kim', at: new Date(), secondPercent: 100 }
    await test.db.transaction().execute((trx) => decideMatch(trx, matchId, said, by))
    const { page, complaints } = await signIn(look)
    await page.keyboard.press('g')
    await page.keyboard.press('a')
    await page.waitForURL('**/console/assessments')
    await browser.keep(page, `${look === DESK ? 'desk' : 'phone'}-assessments`)
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    await page.keyboard.press('r')
    await page.keyboard.type('another picture')
    await page.keyboard.press('Enter')
    await page.waitForURL('**?done=assessed')
    expect(complaints).toEqual([])
    const row = test.db.selectFrom('assessment').select('agrees').where('match_id', '=', matchId)
    expect(await row.executeTakeFirst()).toEqual({ agrees: true })
    await page.context().close()
  })
})
