import { newId } from '@nightlight/runtime'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { findByName } from '../../find/find-store.ts'
import { seedCase, seedReport, type SeededCase } from '../../fixtures/seed-case.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../../fixtures/test-app.ts'
import { nextInQueue } from '../../queue/next-store.ts'
import { seedTakedown } from '../../fixtures/seed-takedown.ts'
import { risksAtHand } from './risk-reports.ts'
import { TOP } from './way-on.ts'

let test: TestApp
let cookie: string
beforeEach(async () => {
  test = await createTestApp()
  cookie = await test.sessionOf('analyst')
  onTestFinished(() => test[Symbol.asyncDispose]())
})

const pageOf = (id: string): string => `/console/reports/${id}`
const get = async (url: string, as = cookie) =>
  (await test.app.inject({ url, headers: { cookie: as } })).body
const words = (body: string): string => body.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

async function post(url: string, fields: Record<string, string> = {}) {
  const form = formTokenIn(await get('/console'))
  const payload = new URLSearchParams({ form, ...fields }).toString()
  return test.app.inject({ method: 'POST', url, payload, headers: { ...FORM, cookie } })
}
const merge = (id: string, other: string) => post(`${pageOf(id)}/merge`, { other })
const mark = (id: string) => post(`${pageOf(id)}/risk`, { reason: 'a school is named' })

/** Whether a list of reports has one, and with its mark; null where it has it not. */
const saidIn = async (path: string, id: string): Promise<boolean | null> => {
  const rows = (await get(path)).split('<tr>').slice(1)
  const row = rows.find((one) => one.includes(`href="${pageOf(id)}"`))
  return row === undefined ? null : words(row).includes('child at risk')
}
const saidOfAll = async (id: string) => {
  const authorization = `Bearer ${await test.keyOf('analyst')}`
  const { childAtRisk } = (
    await test.app.inject({ url: `/v1/reports/${id}`, headers: { authorization } })
  ).json<{ childAtRisk: unknown }>()
  const found = await findByName(test.db, test.crypto, id)
  return [
    await saidIn('/console/reports', id),
    await saidIn('/console', id),
    found.find((one) => one.id === id)?.atRisk,
    childAtRisk !== null,
    (await get(pageOf(id))).includes('a school is named'),
  ]
}
/** What the overview has of them, each with the reports of which it was said. */
const atHand = async () =>
  (await risksAtHand(test.db, new Date())).map(({ id, mergedIds }) => [id, mergedIds])
const eventsOf = (id: string) =>
  test.db
    .selectFrom('audit_event')
    .select(['action', 'actor'])
    .where('object_id', '=', id)
    .where('action', 'like', 'report.%risk%')
    .orderBy('id')
    .execute()

describe('a report that is merged where a child may be at risk', () => {
  let one: SeededCase
  let other: SeededCase
  beforeEach(async () => {
    one = await seedCase(test)
    other = await seedCase(test)
    await mark(one.reportId)
  })

  it('is seen on the one as which it is worked on, until it is separated again', async () => {
    expect(await saidOfAll(other.reportId)).toEqual([false, false, false, false, false])
    expect(await atHand()).toEqual([[one.reportId, []]])
    await merge(one.reportId, other.reportId)
    expect(await saidOfAll(other.reportId)).toEqual([true, true, true, true, true])
    expect(await saidIn('/console/reports', one.reportId)).toBe(null)
    expect(await atHand()).toEqual([[other.reportId, [one.reportId]]])
    const of = `Said of a duplicate that was merged into it: …${one.reportId.slice(-6)}`
    for (const path of [pageOf(other.reportId), '/console'])
      expect(words(await get(path))).toContain(of)
    // its own page is another one, which comes first by a mark of its own
    expect(await get(pageOf(other.reportId))).toContain('Mark this report as well')
    await post(`${pageOf(one.reportId)}/separate`)
    expect(await saidOfAll(other.reportId)).toEqual([false, false, false, false, false])
    expect(await saidOfAll(one.reportId)).toEqual([true, true, true, true, true])
    expect(await atHand()).toEqual([[one.reportId, []]])
  })

  it('is seen wherever that one is merged into, beside a mark of its own', async () => {
    const last = await seedReport(test)
    await merge(one.reportId, other.reportId)
    await merge(other.reportId, last)
    expect(await saidOfAll(last)).toEqual([true, true, true, true, true])
    await mark(last)
    expect((await get(pageOf(last))).match(/a school is named/g)).toHaveLength(2)
    expect(await atHand()).toEqual([[last, [one.reportId]]])
    // of those that are worked on as it, and of those that may be
    expect(words((await get(pageOf(last))).split('id="merge"')[1] ?? '')).toContain('child at risk')
    const third = await seedCase(test)
    const offered = /<fieldset>[^]*?<\/fieldset>/
    await test.db
      .insertInto('report_location')
      .values({ report_id: last, location_id: third.pageId, refused_code: null })
      .execute()
    expect(words(offered.exec(await get(pageOf(third.reportId)))?.[0] ?? '')).toContain(
      'child at risk',
    )
  })

  it('has its mark taken back on that page, which the log has of the case', async () => {
    await merge(one.reportId, other.reportId)
    const page = await get(pageOf(other.reportId))
    const end = `${pageOf(one.reportId)}/risk/end`
    const form = page.split('<form').find((part) => part.includes(`action="${end}"`)) ?? ''
    expect(form).toContain(`name="report" value="${other.reportId}"`)
    const ended = await post(end, { report: other.reportId })
    expect(ended.headers.location).toBe(`${pageOf(other.reportId)}?done=risk-ended`)
    expect(await saidOfAll(other.reportId)).toEqual([false, false, false, false, false])
    expect((await post(end, { report: other.reportId })).statusCode).toBe(409)
    const actor = 'analyst:Robin'
    expect(await eventsOf(one.reportId)).toEqual([
      { action: 'report.at-risk', actor },
      { action: 'report.risk-ended', actor },
    ])
    const auditor = await test.sessionOf('auditor')
    const log = await get(`/console/audit?object=${other.reportId}&of=case`, auditor)
    expect(log).toMatch(/Mark of a child at risk ended<\/a/)
    expect(log).toMatch(/Reports merged<\/a/)
  })

  it('is opened from the queue on the page that says so, and not on that of a duplicate', async () => {
    // one shows the same picture and is the newer report
    const late = await seedCase(test)
    await test.db
      .insertInto('sighting')
      .values({
        media_id: one.mediaId,
        location_id: late.pageId,
        page_location_id: late.pageId,
        first_seen_at: new Date(),
        last_seen_at: new Date(),
        gone_at: null,
      })
      .execute()
    const opened = async () => {
      const here = { mediaIds: [late.mediaId, other.mediaId], now: new Date() }
      return (await nextInQueue(test.db, TOP, here))?.reportId
    }
    // the older one is marked
    expect(await opened()).toBe(one.reportId)
    await merge(late.reportId, one.reportId)
    expect(await opened()).toBe(one.reportId)
    const duplicate = await get(pageOf(late.reportId))
    const merged = /<div class="card attention-card">[^]*?<\/p>/.exec(duplicate)?.[0] ?? ''
    expect(words(merged)).toContain('child at risk')
    // and on the card of the picture, wherever it is looked at
    const card = duplicate
      .split('data-item')
      .find((part) => part.includes(`/console/matches/${one.matchId}`))
    expect(words(card ?? '')).toContain('child at risk')
    // the mark of a duplicate is that of the one it is worked on as
    await test.db.deleteFrom('report_at_risk').execute()
    await mark(late.reportId)
    expect(await opened()).toBe(one.reportId)
  })

  it('is not passed over for what is settled, nor by one takedown of several pictures', async () => {
    for (let n = 0; n < 12; n++) {
      const settled = await seedCase(test)
      await mark(settled.reportId)
      await seedTakedown(test, settled)
    }
    expect(await atHand()).toEqual([[one.reportId, []]])
    // another picture of it is in takedown, and this one waits
    const taken = await seedCase(test)
    await seedTakedown(test, { ...taken, pageId: one.pageId })
    expect(await atHand()).toEqual([[one.reportId, []]])
    await test.db
      .insertInto('decision')
      .values({
        id: newId(),
        match_id: one.matchId,
        verdict: 'reject',
        actor: 'analyst:Robin',
        reason: 'a drawing',
        at: new Date(),
      })
      .execute()
    expect(await atHand()).toEqual([])
    // something there could not be looked at
    await test.db
      .updateTable('visit')
      .set({ outcome: 'failed', code: 'timeout' })
      .where('location_id', '=', one.pageId)
      .execute()
    expect(await atHand()).toEqual([[one.reportId, []]])
  })

  it('is listed with all others, folded behind the first ten', async () => {
    for (let n = 0; n < 11; n++) await mark((await seedCase(test)).reportId)
    const overview = await get('/console')
    expect(words(overview)).toMatch(/2 more reports .*child at risk/)
    const folded = /<summary>2 more reports<\/summary>[^]*?<\/details>/.exec(overview)?.[0] ?? ''
    expect(folded).toContain(`href="${pageOf(one.reportId)}"`)
  })

  it('stays on the overview while it is not settled, also where the other one is', async () => {
    await test.db
      .insertInto('decision')
      .values({
        id: newId(),
        match_id: other.matchId,
        verdict: 'reject',
        actor: 'analyst:Robin',
        reason: 'a drawing',
        at: new Date(),
      })
      .execute()
    await merge(one.reportId, other.reportId)
    expect(await atHand()).toEqual([[other.reportId, [one.reportId]]])
    await test.db.deleteFrom('report_at_risk').execute()
    await mark(other.reportId)
    expect(await atHand()).toEqual([])
  })
})
