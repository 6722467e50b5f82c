import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { seedCase, type SeededCase } from '../../fixtures/seed-case.ts'
import { seedMany } from '../../fixtures/seed-waiting.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../../fixtures/test-app.ts'
import { QUEUE_READ } from '../../queue/queue-store.ts'

let test: TestApp
let robin: string
let kim: string
/** A report with an exact match, `mixed`, and a possible one, `least`: an exact and a near one of other reports stand between. */
let mixed: SeededCase
let least: SeededCase
let exact: SeededCase
let near: SeededCase
let last: SeededCase
beforeAll(async () => {
  test = await createTestApp({ undoMs: 60_000 })
  robin = await test.sessionOf('analyst')
  kim = await test.sessionOf('analyst', 'Kim')
})
afterAll(() => test?.[Symbol.asyncDispose]())
beforeEach(async () => {
  await test.db.deleteFrom('report_at_risk').execute()
  await test.db.deleteFrom('waiting_match').execute()
  mixed = await seedCase(test, { tier: 'exact' })
  exact = await seedCase(test, { tier: 'exact' })
  near = await seedCase(test, { tier: 'near' })
  least = await onPageOf(mixed, await seedCase(test, { tier: 'probable' }))
  last = await seedCase(test, { tier: 'probable' })
})

/** Moves the picture of one case to the page of another, and nowhere else. */
async function onPageOf({ pageId, reportId }: SeededCase, moved: SeededCase): Promise<SeededCase> {
  const { db } = test
  const sighting = await db
    .selectFrom('sighting')
    .selectAll()
    .where('media_id', '=', moved.mediaId)
    .executeTakeFirstOrThrow()
  await db
    .insertInto('sighting')
    .values({ ...sighting, location_id: pageId, page_location_id: pageId })
    .execute()
  await db
    .deleteFrom('sighting')
    .where('media_id', '=', moved.mediaId)
    .where('page_location_id', '=', moved.pageId)
    .execute()
  return { ...moved, pageId, reportId }
}

const get = async (url: string, as = robin): Promise<string> =>
  (await test.app.inject({ url, headers: { cookie: as, 'accept-language': 'en' } })).body
const unescaped = (href: string): string => href.replaceAll('&amp;', '&')
const deskOf = ({ reportId }: SeededCase): string => `/console/reports/${reportId}`
const reportIn = (url: string | undefined): string | undefined =>
  /reports\/([^?]+)/.exec(url ?? '')?.[1]

/** The desk of a report, as a page leads to it. */
function linkTo(page: string, seeded: SeededCase): string {
  const [, href] = new RegExp(`href="(${deskOf(seeded)}\\?[^"#]+)"`).exec(page) ?? []
  return unescaped(href ?? '')
}
const openFromQueue = async (seeded: SeededCase, query = ''): Promise<string> =>
  linkTo(await get(`/console/matches${query}`), seeded)
/** Where `q` leads from a page. */
async function nextOn(url: string, as = robin): Promise<string> {
  const [, href] = /href="([^"]+)"\s+data-key="q"/.exec(await get(url, as)) ?? []
  return unescaped(href ?? '')
}

/** Sends the form of a page with what stands in it unseen. */
async function send(url: string, action: string, fields: Record<string, string>, as = robin) {
  const page = await get(url, as)
  const form = page.split('<form').find((part) => part.includes(`action="${action}"`)) ?? ''
  const hidden = [...form.matchAll(/type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"/g)]
    .map(([, name = '', value = '']): [string, string] => [name, unescaped(value)])
    .filter(([name]) => name !== 'form')
  const payload = new URLSearchParams([
    ['form', formTokenIn(page)],
    ...hidden,
    ...Object.entries(fields),
  ]).toString()
  const headers = { ...FORM, cookie: as, accept: 'text/html' }
  return test.app.inject({ method: 'POST', url: action, payload, headers })
}
/** @returns where it leads */
async function decide(at: string, { matchId }: SeededCase, as = robin): Promise<string> {
  const said = { verdict: 'reject', reason: 'a drawing' }
  const answer = await send(at, `/console/matches/${matchId}/decisions`, said, as)
  expect(answer.statusCode).toBe(303)
  return String(answer.headers.location)
}

describe('next in the queue, from a report with an exact and a possible match', () => {
  it('is what comes after the exact one, each once until all were shown', async () => {
    let at = await openFromQueue(mixed)
    const shown = [reportIn(at)]
    for (let n = 0; n < 5; n++) {
      at = await nextOn(at)
      shown.push(reportIn(at))
    }
    // its possible match comes up where that stands, and then what is left from the top
    const order = [mixed, exact, near, least, last, mixed]
    expect(shown).toEqual(order.map(({ reportId }) => reportId))
  })

  it.each([
    ['exact', () => [mixed, least]],
    ['possible', () => [least, mixed]],
  ] as const)(
    'is the same once its %s match is decided, and then the other',
    async (_which, of) => {
      const opened = await openFromQueue(mixed)
      const [first, second] = of() as [SeededCase, SeededCase]
      const stays = await decide(opened, first)
      expect(reportIn(stays)).toBe(mixed.reportId)
      expect(reportIn(await nextOn(stays))).toBe(exact.reportId)
      const onwards = await decide(stays, second)
      expect(reportIn(onwards)).toBe(exact.reportId)
      expect(reportIn(await nextOn(onwards))).toBe(near.reportId)
    },
  )

  it('is the same once it is marked, before and after something of it is decided', async () => {
    const opened = await openFromQueue(mixed)
    const mark = (at: string) => send(at, `${deskOf(mixed)}/risk`, { reason: 'a school is named' })
    const marked = String((await mark(opened)).headers.location)
    const page = await get(marked)
    expect(page).toMatch(/href="\/console\/matches"\s+data-key="b"/)
    expect(reportIn(await nextOn(marked))).toBe(exact.reportId)
    const ended = await send(marked, `${deskOf(mixed)}/risk/end`, {})
    expect(reportIn(await nextOn(String(ended.headers.location)))).toBe(exact.reportId)
    const stays = await decide(opened, mixed)
    const again = String((await mark(stays)).headers.location)
    expect(reportIn(await nextOn(again))).toBe(exact.reportId)
    expect(reportIn(await decide(again, least))).toBe(exact.reportId)
  })

  it('is what was next before when the decision is undone', async () => {
    const stays = await decide(await openFromQueue(mixed), mixed)
    const onwards = await decide(stays, least)
    const undo = /action="(\/console\/decisions\/[^"]+\/undo)"/.exec(await get(onwards))![1]!
    const undone = String((await send(onwards, undo, {})).headers.location)
    expect(reportIn(undone)).toBe(mixed.reportId)
    expect(reportIn(await nextOn(undone))).toBe(exact.reportId)
  })

  it('is within what is shown of the queue', async () => {
    const opened = await openFromQueue(least, '?tier=probable')
    expect(reportIn(opened)).toBe(mixed.reportId)
    expect(reportIn(await nextOn(opened))).toBe(last.reportId)
  })

  it('is the most urgent of all where it was opened from elsewhere, whatever is decided of it', async () => {
    expect(reportIn(await nextOn(deskOf(near)))).toBe(mixed.reportId)
    expect(reportIn(await nextOn(deskOf(mixed)))).toBe(exact.reportId)
    const stays = await decide(deskOf(mixed), mixed)
    expect(reportIn(await nextOn(stays))).toBe(exact.reportId)
  })

  it('is not one of its own, however many it has', async () => {
    await seedMany(test, mixed, QUEUE_READ + 100)
    const far = await seedCase(test, { tier: 'exact' })
    const opened = await openFromQueue(mixed)
    const first = await nextOn(opened)
    expect(reportIn(first)).toBe(exact.reportId)
    await decide(first, exact)
    expect(reportIn(await nextOn(opened))).toBe(far.reportId)
    // and from there its own, which are behind, come last
    expect(reportIn(await nextOn(await nextOn(opened)))).toBe(near.reportId)
  })
})

describe('two who go through the queue at once', () => {
  it('are not led past what the other has not decided', async () => {
    const opened = await openFromQueue(mixed)
    // all that the first has at hand is decided by the second, who goes on
    const stays = await decide(await openFromQueue(mixed), mixed, kim)
    const kims = await decide(stays, least, kim)
    expect(reportIn(await nextOn(opened))).toBe(exact.reportId)
    expect(reportIn(kims)).toBe(exact.reportId)
    const robins = await nextOn(opened)
    const onwards = await decide(kims, exact, kim)
    expect(reportIn(onwards)).toBe(near.reportId)
    // the first came to what the second has decided since
    expect(reportIn(await nextOn(robins))).toBe(near.reportId)
  })

  it('go on to what the other has left', async () => {
    const opened = await openFromQueue(mixed)
    await decide(await openFromQueue(exact), exact, kim)
    const onwards = await decide(await decide(opened, least), mixed)
    expect(reportIn(onwards)).toBe(near.reportId)
  })
})

describe('a child at risk', () => {
  const RISKS = 'href="/console/matches?risk=yes"'
  const mark = ({ reportId }: SeededCase) =>
    test.db
      .insertInto('report_at_risk')
      .values({ report_id: reportId, reason_ct: null, marked_by: 'analyst:Kim' })
      .execute()

  it('is said where it is marked behind whoever goes through the queue', async () => {
    const [opened, own] = [await openFromQueue(near), await openFromQueue(exact)]
    expect(await get(opened)).not.toContain(RISKS)
    await mark(exact)
    expect(await get(opened)).toContain(RISKS)
    expect(await get(await decide(opened, near))).toContain(RISKS)
    // and not where it is at hand, or comes next
    expect(await get(own)).not.toContain(RISKS)
    expect(await get(await openFromQueue(exact))).not.toContain(RISKS)
    expect(await get(deskOf(last))).not.toContain(RISKS)
  })
})
