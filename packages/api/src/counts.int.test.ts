import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLog } from '@nightlight/runtime'
import { createCounts } from './counts.ts'
import { REPORT_STATES } from './report-state.ts'
import { countReports } from './report-counts-store.ts'
import { newestReports } from './report-facts-store.ts'
import { seedFollowed } from './fixtures/seed-crawl.ts'
import { hoursLater, seedCase, seedReport } from './fixtures/seed-case.ts'
import { createTestApp, type TestApp } from './fixtures/test-app.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

describe('countReports', () => {
  it('counts what the list of reports shows', async () => {
    await seedReport(test)
    await seedCase(test, { tier: 'near' })
    await seedCase(test, { tier: 'exact', opens: 'exact', listName: 'b' })
    const followed = await seedCase(test, { tier: 'probable', listName: 'c' })
    const further = await seedFollowed(test, followed.pageId)
    await test.db
      .updateTable('location')
      .set({ crawled_at: hoursLater(1) })
      .where('id', 'in', [followed.pageId, further])
      .execute()
    const listed: Record<string, number> = {}
    for (const { state } of await newestReports(test.db, { limit: 50, before: null })) {
      listed[state] = (listed[state] ?? 0) + 1
    }
    expect(await countReports(test.db)).toEqual(listed)
    expect(Object.keys(listed).every((state) => REPORT_STATES.some((one) => one === state))).toBe(
      true,
    )
    expect(Object.keys(listed).length).toBeGreaterThan(1)
  })
})

describe('countReports of what was merged', () => {
  it('counts the report that is worked on, as the list has it', async () => {
    const kept = await seedReport(test)
    const merged = await seedReport(test)
    const before = await countReports(test.db)
    await test.db
      .insertInto('report_merge')
      .values({ report_id: merged, into_id: kept, actor: 'analyst:Ana' })
      .execute()
    const after = await countReports(test.db)
    expect(after.received).toBe((before.received ?? 0) - 1)
    const listed = await newestReports(test.db, { limit: 50, before: null })
    expect(after.received).toBe(listed.filter(({ state }) => state === 'received').length)
  })
})

describe('createCounts', () => {
  const log = createLog('api', { level: 'silent' })

  it('shows what it counted, once more while it counts anew, and waits for what would be too old', async () => {
    let ahead = 0
    const now = (): Date => new Date(Date.parse('2026-03-01T10:00:00Z') + ahead)
    const counts = createCounts({ db: test.db, now, log }, 1_000_000)
    const first = await counts()
    await seedReport(test)
    ahead = 900_000
    expect(await counts()).toEqual(first)
    ahead = 1_100_000
    expect(await counts()).toEqual(first)
    ahead = 10_000_000
    const later = await counts()
    expect(later.asOf.getTime()).toBeGreaterThan(first.asOf.getTime())
    expect(later.reports.received).toBe((first.reports.received ?? 0) + 1)
  })

  it('counts once for all who ask at once', async () => {
    const counts = createCounts({ db: test.db, now: () => new Date(), log }, 1_000_000)
    const [one, other] = await Promise.all([counts(), counts()])
    expect(other).toBe(one)
  })
})
