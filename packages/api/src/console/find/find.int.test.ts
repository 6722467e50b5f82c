import { newId } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedFollowed } from '../../fixtures/seed-crawl.ts'
import {
  CANARY_URL,
  hoursLater,
  seedCase,
  seedMedia,
  type SeededCase,
} from '../../fixtures/seed-case.ts'
import { notifiedState, seedTakedown } from '../../fixtures/seed-takedown.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../../fixtures/test-app.ts'
import { findByName } from '../../find/find-store.ts'
import { markAtRisk } from '../../queue/mark-risk.ts'
import { receiveReport } from '../../receive-report.ts'

let test: TestApp
let cookie: string
let seeded: SeededCase
let takedownId: string
beforeAll(async () => {
  test = await createTestApp()
  cookie = await test.sessionOf('analyst')
  seeded = await seedCase(test)
  takedownId = (await seedTakedown(test, seeded, notifiedState)).takedownId
})
afterAll(() => test[Symbol.asyncDispose]())

const more = 'There are more: of each kind the newest 20 are shown.'

const receive = (url: string, reference?: string) =>
  test.db
    .transaction()
    .execute((trx) =>
      receiveReport(
        trx,
        test.crypto,
        { url, ...(reference === undefined ? {} : { reference }) },
        { actor: 'key:test', role: 'reporter', at: new Date() },
      ),
    )

async function find(q: string, by = cookie) {
  const page = await test.app.inject({ url: '/console', headers: { cookie: by } })
  return test.app.inject({
    method: 'POST',
    url: '/console/find',
    payload: new URLSearchParams({ form: formTokenIn(page.body), q }).toString(),
    headers: { ...FORM, cookie: by, 'accept-language': 'en' },
  })
}

describe('finding a case', () => {
  it('is a field of every page, and a page of its own', async () => {
    for (const url of ['/console', '/console/matches', `/console/reports/${seeded.reportId}`]) {
      const { body } = await test.app.inject({ url, headers: { cookie } })
      expect(body).toMatch(/<form\s+class="finder"\s+method="post"\s+action="\/console\/find"/)
    }
    const own = await test.app.inject({ url: '/console/find', headers: { cookie } })
    expect(own.body.match(/action="\/console\/find"/g)).toHaveLength(1)
    const auditor = await test.sessionOf('auditor')
    const { body } = await test.app.inject({ url: '/console', headers: { cookie: auditor } })
    expect(body).not.toContain('/console/find')
    expect(
      (await test.app.inject({ url: '/console/find', headers: { cookie: auditor } })).statusCode,
    ).toBe(403)
  })

  it('leads from a number, or its end as pages write it, to what it is of', async () => {
    const { reportId, matchId } = seeded
    const report = `/console/reports/${reportId}`
    for (const text of [
      reportId,
      reportId.toUpperCase(),
      ` ${reportId} `,
      `…${reportId.slice(-6)}`,
    ]) {
      expect((await find(text)).headers.location).toBe(report)
    }
    expect((await find(takedownId)).headers.location).toBe(`/console/takedowns/${takedownId}`)
    expect((await find(takedownId.slice(-6))).headers.location).toBe(
      `/console/takedowns/${takedownId}`,
    )
    for (const text of [matchId, matchId.slice(-6), `…${matchId.slice(-6)}`]) {
      expect((await find(text)).headers.location, text).toBe(`/console/matches/${matchId}`)
    }
  })

  it('leads from what the source calls a report, however it is spaced', async () => {
    const { id } = await receive('https://other.example/a', 'Hotline NL 2026/117')
    expect((await find('hotline nl  2026/117')).headers.location).toBe(`/console/reports/${id}`)
    const { body } = await test.app.inject({ url: `/console/reports/${id}`, headers: { cookie } })
    expect(body).toContain('Hotline NL 2026/117')
    const row = test.db.selectFrom('report').select('reference_ct').where('id', '=', id)
    expect((await row.executeTakeFirstOrThrow()).reference_ct!.toString()).not.toContain('Hotline')
  })

  it('leads from an address to all reports of it, and repeats it nowhere', async () => {
    const url = 'https://found.example/Way/To?x=1'
    const { id } = await receive(url)
    for (const text of [
      url,
      'hxxps://found[.]example/Way/To?x=1',
      'hxxps[://]found[.]example/Way/To?x=1',
      'found.example/Way/To?x=1',
    ]) {
      const { headers } = await find(text)
      expect(headers.location, text).toBe(`/console/reports/${id}`)
    }
    const again = await receive(url)
    const { body, statusCode } = await find(url)
    expect(statusCode).toBe(200)
    for (const one of [id, again.id]) expect(body).toContain(`href="/console/reports/${one}"`)
    expect(body).not.toContain('Way/To')
    expect((await find('https://found.example/other')).body).toContain('Nothing here goes by that')
    expect((await find(CANARY_URL)).headers.location).toBe(`/console/reports/${seeded.reportId}`)
    const written = await test.db.selectFrom('audit_event').select('detail').execute()
    expect(JSON.stringify(written)).not.toMatch(/found\.example|canary/)
    expect(test.logged()).not.toContain('Way/To')
  })

  it('leads from an address that was only seen to the match there, else to the report that led there', async () => {
    const here = await seedCase(test)
    const place = async (name: string) => {
      const id = newId()
      const url = `https://seen.example/${name}`
      const column = { table: 'location', column: 'url_ct', row: id }
      await test.db
        .insertInto('location')
        .values({
          id,
          url_ct: test.crypto.seal(column, url),
          url_key: test.crypto.blindIndex('url', url),
          host: 'seen.example',
          registrable_domain: 'seen.example',
        })
        .execute()
      return id
    }
    const seen = async (media_id: string, location_id: string) => {
      const at = { first_seen_at: hoursLater(1), last_seen_at: hoursLater(1), gone_at: null }
      const row = { media_id, location_id, page_location_id: further, ...at }
      await test.db.insertInto('sighting').values(row).execute()
    }
    const further = await seedFollowed(test, here.pageId)
    const url = 'https://seen.example/further'
    await test.db
      .updateTable('location')
      .set({ url_key: test.crypto.blindIndex('url', url) })
      .where('id', '=', further)
      .execute()
    const report = `/console/reports/${here.reportId}`
    expect((await find(url)).headers.location).toBe(report)
    // a picture that matches nothing, on that page
    await seen(await seedMedia(test, further), await place('plain.jpg'))
    expect((await find('https://seen.example/plain.jpg')).headers.location).toBe(report)
    const imageId = await place('matched.jpg')
    await seen(here.mediaId, imageId)
    const image = 'hxxps://seen[.]example/matched.jpg'
    expect((await find(image)).headers.location).toBe(`/console/matches/${here.matchId}`)
    const { takedownId: open } = await seedTakedown(test, here, notifiedState)
    await test.db
      .updateTable('takedown_location')
      .set({ location_id: imageId })
      .where('takedown_id', '=', open)
      .execute()
    expect((await find(image)).headers.location).toBe(`/console/takedowns/${open}`)
    expect((await find('https://seen.example/none.jpg')).body).toContain('Nothing here goes by')
  })

  it('offers the reports of a host', async () => {
    const { body } = await find('pictures[.]example')
    expect(body).toContain('href="/console/reports?host=pictures.example"')
  })

  it('says where a child may be at risk, of whatever was found', async () => {
    const { reportId, matchId } = seeded
    const found = async (name: string) => {
      const all = await findByName(test.db, test.crypto, name)
      return all.map(({ kind, atRisk }) => [kind, atRisk])
    }
    const url = 'https://found.example/at-risk'
    const { id } = await receive(url)
    await receive(url)
    expect(await found(matchId)).toEqual([['match', false]])
    const by = { actor: 'analyst:Robin', at: new Date() }
    for (const one of [id, reportId]) {
      const said = { reportId: one, reason: 'named' }
      await test.db.transaction().execute((trx) => markAtRisk(trx, test.crypto, said, by))
    }
    expect(await found(matchId)).toEqual([['match', true]])
    expect(await found(takedownId)).toEqual([['takedown', true]])
    expect(await found(url)).toEqual([
      ['report', false],
      ['report', true],
    ])
    const { body } = await find(url)
    expect(body.match(/child at risk/g)).toHaveLength(1)
    expect(body.indexOf('child at risk')).toBeGreaterThan(body.indexOf(id))
  })

  it('is in the log with how much was found', async () => {
    await find('nothing of the kind')
    const event = await test.db
      .selectFrom('audit_event')
      .select(['actor', 'detail'])
      .where('action', '=', 'report.sought')
      .orderBy('id', 'desc')
      .executeTakeFirst()
    expect(event).toMatchObject({ actor: 'analyst:Robin', detail: { found: 0 } })
  })

  it('says when there are more than it shows, and shows all of a notice', async () => {
    for (let n = 0; n < 20; n++) await receive(`https://many.example/${n}`, 'Lot 7')
    expect((await find('Lot 7')).body).not.toContain(more)
    await receive('https://many.example/last', 'Lot 7')
    const { body } = await find('Lot 7')
    expect(body.match(/ data-item/g)).toHaveLength(20)
    expect(body).toContain(more)
    const first = await seedTakedown(test, await seedCase(test), notifiedState)
    for (let position = 2; position <= 22; position++) {
      const { takedownId: further } = await seedTakedown(test, await seedCase(test), notifiedState)
      await test.db
        .insertInto('notice_item')
        .values({ notice_id: first.noticeId, takedown_id: further, seq: 2, position })
        .execute()
    }
    const reference = 'NL-2026-000777'
    await test.db
      .updateTable('notice')
      .set({ reference })
      .where('id', '=', first.noticeId)
      .execute()
    const all = (await find(reference)).body
    expect(all.match(/ data-item/g)).toHaveLength(22)
    expect(all).not.toContain(more)
  })

  it('finds a match by the end of its number by an index, once it has a page', async () => {
    const { matchId } = await seedCase(test)
    const found = () => findByName(test.db, test.crypto, matchId.slice(-6))
    expect(await found()).toMatchObject([{ kind: 'match', id: matchId, host: 'pictures.example' }])
    const plan = await test.db.transaction().execute(async (trx) => {
      await sql`set local enable_seqscan = off`.execute(trx)
      return sql<Record<string, string>>`
        explain select id from match where right(id::text, 6) = 'abcdef'`.execute(trx)
    })
    expect(JSON.stringify(plan.rows)).toContain('match_number_end')
    const { submission_id } = await test.db
      .selectFrom('list_entry as e')
      .innerJoin('match as m', 'm.entry_id', 'e.id')
      .select('e.submission_id')
      .where('m.id', '=', matchId)
      .executeTakeFirstOrThrow()
    await test.db
      .updateTable('submission')
      .set({ activated_at: new Date(Date.now() + 3_600_000) })
      .where('id', '=', submission_id)
      .execute()
    await test.db
      .updateTable('match')
      .set({ look_back: submission_id })
      .where('id', '=', matchId)
      .execute()
    expect(await found()).toEqual([])
  })
})
