import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCase } from '../../fixtures/seed-case.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
let cookie: string
beforeAll(async () => {
  test = await createTestApp()
  cookie = await test.sessionOf('analyst')
})
afterAll(() => test[Symbol.asyncDispose]())

const pageOf = (reportId: string): string => `/console/reports/${reportId}`
const get = async (url: string) => (await test.app.inject({ url, headers: { cookie } })).body
const words = (body: string): string => body.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

describe('a report with more matches than its page has', () => {
  it('shows what waits before what nobody asks, and says how much more does', async () => {
    const here = await seedCase(test, { tier: 'probable' })
    const bring = async (tier: 'exact' | 'near', opens: 'exact' | 'never') => {
      const there = await seedCase(test, { tier, opens })
      await test.db
        .updateTable('sighting')
        .set({ page_location_id: here.pageId })
        .where('media_id', '=', there.mediaId)
        .execute()
      return there
    }
    for (let n = 0; n < 51; n++) await bring('exact', 'exact')
    const shown = await get(pageOf(here.reportId))
    expect(words(shown)).toContain('There are more matches; 50 are shown')
    const order = [...shown.matchAll(/href="\/console\/matches\/([0-9a-f-]{36})">/g)]
    expect(order[0]?.[1]).toBe(here.matchId)
    expect(words(shown)).not.toContain('for a decision. They come up here')
    for (let n = 0; n < 51; n++) await bring('near', 'never')
    const said = await get(pageOf(here.reportId))
    expect(words(said)).toContain('2 more wait for a decision.')
  })
})
