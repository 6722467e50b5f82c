import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decideMatch } from '../../decide-match.ts'
import { seedCase, seedReport, type SeededCase } from '../../fixtures/seed-case.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
let cookie: string
let matched: SeededCase
let elsewhere: SeededCase
let received: string
let refused: string
beforeAll(async () => {
  test = await createTestApp()
  cookie = await test.sessionOf('analyst')
  matched = await seedCase(test)
  elsewhere = await seedCase(test)
  await test.db
    .updateTable('location')
    .set({ host: 'elsewhere.example' })
    .where('id', '=', elsewhere.pageId)
    .execute()
  await test.db
    .updateTable('report')
    .set({ source: 'partner', language: 'nl' })
    .where('id', '=', elsewhere.reportId)
    .execute()
  await test.db
    .transaction()
    .execute((trx) =>
      decideMatch(
        trx,
        elsewhere.matchId,
        { verdict: 'reject', reason: 'x' },
        { actor: 'analyst:Kim', at: new Date() },
      ),
    )
  received = await seedReport(test)
  refused = await seedReport(test)
  await test.db
    .insertInto('report_location')
    .values({ report_id: refused, location_id: null, refused_code: 'not-a-url' })
    .execute()
})
afterAll(() => test[Symbol.asyncDispose]())

const get = async (query: string): Promise<string> =>
  (
    await test.app.inject({
      url: `/console/reports${query}`,
      headers: { cookie, 'accept-language': 'en' },
    })
  ).body
const shown = (page: string): string[] =>
  [...page.matchAll(/<th scope="row">\s*<a href="\/console\/reports\/([^"]+)"/g)].map(
    ([, id = '']) => id,
  )

describe('the list of reports', () => {
  it('has all, the newest first, and what they are narrowed by with counts', async () => {
    const page = await get('')
    expect(shown(page)).toEqual([refused, received, elsewhere.reportId, matched.reportId])
    expect(page).toMatch(
      /href="\/console\/reports\?waiting=yes">a match to decide<\/a>\s*<span class="fine">1</,
    )
    for (const query of [
      'state=refused',
      'match=yes',
      'source=partner',
      'host=elsewhere.example',
    ]) {
      expect(page).toContain(`href="/console/reports?${query}"`)
    }
  })

  it('is narrowed', async () => {
    const cases: [string, string[]][] = [
      ['?state=received', [received]],
      ['?state=refused', [refused]],
      ['?state=matched', [matched.reportId]],
      ['?state=closed', [elsewhere.reportId]],
      ['?waiting=yes', [matched.reportId]],
      ['?match=yes', [elsewhere.reportId, matched.reportId]],
      ['?match=no', [refused, received]],
      ['?source=partner', [elsewhere.reportId]],
      ['?language=nl', [elsewhere.reportId]],
      ['?host=elsewhere.example', [elsewhere.reportId]],
      ['?host=elsewhere.example&state=matched', []],
      ['?received=day', [refused, received, elsewhere.reportId, matched.reportId]],
      ['?received=older', []],
    ]
    for (const [query, ids] of cases) expect([query, shown(await get(query))]).toEqual([query, ids])
    const page = await get('?source=partner')
    expect(page).toContain('aria-label="Show also what is not: partner"')
    expect(await get('?state=matched&source=partner')).toContain('No report so far is like this')
    const answer = await test.app.inject({
      url: '/console/reports?state=lost',
      headers: { cookie },
    })
    expect(answer.statusCode).toBe(400)
  })

  it('goes on page by page until everything was shown once', async () => {
    const query = '?source=test'
    for (let n = 0; n < 26; n++) await seedReport(test)
    const first = await get(query)
    const next = /href="\/console\/reports(\?source=test&amp;before=[^"]+)"/.exec(first)![1]!
    const second = await get(next.replaceAll('&amp;', '&'))
    const ids = [...shown(first), ...shown(second)]
    expect([shown(first).length, new Set(ids).size, ids.length]).toEqual([25, 29, 29])
    expect(second).not.toContain('Older reports')
    expect(second).toContain('Back to the newest')
    expect(await get(`?before=${newId(0)}`)).toContain('No report so far is like this')
  })

  it('is where each tile of the overview leads, to just what it counts', async () => {
    const { body } = await test.app.inject({
      url: '/console',
      headers: { cookie, 'accept-language': 'en' },
    })
    const tiles = [
      ...body.matchAll(/href="\/console\/reports(\?state=[a-z-]+)">\s*<strong>(\d+)<\/strong>/g),
    ]
    expect(tiles.map(([, query]) => query)).toEqual([
      '?state=received',
      '?state=refused',
      '?state=matched',
      '?state=closed',
    ])
    for (const [, query, count] of tiles.slice(1)) {
      expect([query, shown(await get(query!)).length]).toEqual([query, Number(count)])
    }
  })
})
