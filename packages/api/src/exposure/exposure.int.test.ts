import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCase } from '../fixtures/seed-case.ts'
import { seedTakedown } from '../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { exposureState, exposureUntil, LIMIT_MS, WARN_MS } from './exposure.ts'
import { exposureLately, exposureOf, exposureOfAll, noteLook } from './exposure-store.ts'

const MINUTE_MS = 60_000
const at = (minutes: number): Date => new Date(Date.UTC(2026, 2, 3, 8) + minutes * MINUTE_MS)

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test?.[Symbol.asyncDispose]())

const minutesOf = async (actor: string) =>
  (await exposureOf(test.db, actor)).map(({ day, ms }) => [day, ms / MINUTE_MS])

describe('time with cases', () => {
  it('is what passes between two looks, up to ten minutes', async () => {
    for (const minute of [0, 4, 14, 25, 26]) await noteLook(test.db, 'analyst:A', at(minute))
    expect(await minutesOf('analyst:A')).toEqual([['2026-03-03', 15]])
    const [today] = await exposureOf(test.db, 'analyst:A')
    expect(today).toMatchObject({ looks: 5, lastLookAt: at(26) })
    expect(exposureUntil(today!, at(30)) / MINUTE_MS).toBe(19)
    expect(exposureUntil(today!, at(37)) / MINUTE_MS).toBe(15)
  })

  it('is not more for two requests at once, nor less for one that comes late', async () => {
    for (const minute of [0, 5, 5, 3, 6]) await noteLook(test.db, 'analyst:B', at(minute))
    expect(await minutesOf('analyst:B')).toEqual([['2026-03-03', 6]])
  })

  it('is of the last 24 hours, which no midnight cuts, and is forgotten after two weeks', async () => {
    const midnight = 16 * 60
    for (const minute of [midnight - 12, midnight - 4, midnight + 4]) {
      await noteLook(test.db, 'analyst:C', at(minute))
    }
    expect(await minutesOf('analyst:C')).toEqual([
      ['2026-03-04', 8],
      ['2026-03-03', 8],
    ])
    const lately = async (minute: number) => {
      const found = await exposureLately(test.db, 'analyst:C', at(minute))
      return found && [found.ms / MINUTE_MS, found.looks]
    }
    expect(await lately(midnight + 5)).toEqual([16, 3])
    expect(await lately(midnight - 4 + 24 * 60)).toEqual([8, 1])
    expect(await lately(midnight + 4 + 24 * 60)).toBeNull()
    const all = await exposureOfAll(test.db, at(midnight + 5), 10)
    expect(all.map(({ actor }) => actor)).toEqual(['analyst:C', 'analyst:A', 'analyst:B'])
    await noteLook(test.db, 'analyst:D', at(15 * 24 * 60))
    expect(await minutesOf('analyst:A')).toEqual([])
    expect(await minutesOf('analyst:C')).toEqual([['2026-03-04', 8]])
    const kept = await test.db.selectFrom('exposure_slot').select('actor').execute()
    expect(kept).toEqual([{ actor: 'analyst:D' }])
  })

  it('is that of a person in every role, and nothing twice for two at once', async () => {
    const [analyst, supervisor] = ['analyst:Vera  Lund', 'supervisor:Vera  Lund']
    const day = (minute: number) => at(20 * 24 * 60 + minute)
    for (const [actor, minute] of [
      [analyst, 0],
      [analyst, 6],
      // the first as a supervisor, and back and forth
      [supervisor, 10],
      [analyst, 12],
      [supervisor, 13],
      [analyst, 40],
    ] as const) {
      await noteLook(test.db, actor, day(minute))
    }
    for (const actor of [analyst, supervisor]) {
      const [today] = await exposureOf(test.db, actor)
      expect([today?.ms, today?.looks], actor).toEqual([13 * MINUTE_MS, 6])
      const lately = await exposureLately(test.db, actor, day(41))
      expect(lately, actor).toMatchObject({ actor, ms: 13 * MINUTE_MS, looks: 6 })
    }
    await noteLook(test.db, 'analyst:Vera', day(41))
    const all = await exposureOfAll(test.db, day(42), 10)
    expect(all.map(({ actor, ms }) => [actor, ms / MINUTE_MS])).toEqual([
      [analyst, 13],
      ['analyst:Vera', 0],
    ])
  })

  it('warns half an hour before its end', () => {
    expect([WARN_MS - 1, WARN_MS, LIMIT_MS - 1, LIMIT_MS].map(exposureState)).toEqual([
      'well',
      'near',
      'near',
      'over',
    ])
  })
})

describe('the meter', () => {
  const get = (url: string, cookie: string) =>
    test.app.inject({ method: 'GET', url, headers: { cookie, accept: 'text/html' } })

  it('counts pages of cases that a person opens, and says when to stop without locking anything', async () => {
    const { reportId, matchId } = await seedCase(test)
    const cookie = await test.sessionOf('analyst', 'Ada')
    expect((await get('/console/exposure', cookie)).body).toContain('You have looked at no case')
    expect((await get('/console', cookie)).body).not.toContain('class="exposure')
    await get(`/console/reports/${reportId}`, cookie)
    expect((await get('/console', cookie)).body).toContain('class="exposure well"')
    const [today] = await exposureOf(test.db, 'analyst:Ada')
    const set = async (ms: number) =>
      test.db
        .updateTable('exposure_slot')
        .set({ seconds: ms / 1000 })
        .where('actor', '=', 'analyst:Ada')
        .execute()
    expect(today?.looks).toBe(1)
    await set(WARN_MS)
    const near = (await get('/console/matches', cookie)).body
    expect(near).toContain('class="exposure near"')
    expect(near).toContain('nothing severe last')
    await set(LIMIT_MS)
    const over = await get(`/console/matches`, cookie)
    expect(over.body).toContain('Please stop for today and hand over')
    expect((await get(`/console/matches/${matchId}`, cookie)).statusCode).toBe(200)
  })

  it('says where one works that it is enough, and nothing before', async () => {
    const seeded = await seedCase(test)
    const { takedownId } = await seedTakedown(test, seeded)
    const cookie = await test.sessionOf('analyst', 'Eve')
    const pages = [
      `/console/reports/${seeded.reportId}`,
      `/console/matches/${seeded.matchId}`,
      `/console/matches/${seeded.matchId}/host/confirm`,
      `/console/takedowns/${takedownId}`,
      '/console/assessments',
    ]
    await get(pages[0]!, cookie)
    for (const page of pages) {
      expect((await get(page, cookie)).body, page).not.toContain('class="exposure')
    }
    for (const [ms, state] of [
      [WARN_MS, 'near'],
      [LIMIT_MS, 'over'],
    ] as const) {
      await test.db
        .updateTable('exposure_slot')
        .set({ seconds: ms / 1000 })
        .where('actor', '=', 'analyst:Eve')
        .execute()
      for (const page of pages) {
        const { body, statusCode } = await get(page, cookie)
        expect(statusCode, page).toBe(200)
        expect(body, page).toContain(`class="exposure ${state}"`)
        expect(body.match(/class="exposure /g), page).toHaveLength(1)
      }
    }
  })

  it('shows others to supervisors alone', async () => {
    const other = await test.sessionOf('analyst', 'Bob')
    const supervisor = await test.sessionOf('supervisor', 'Sue')
    expect((await get('/console/exposure', other)).body).not.toContain('Ada')
    const seen = (await get('/console/exposure', supervisor)).body
    expect(seen).toContain('Ada')
    expect(seen).toContain('over four hours: talk to them')
    const admin = await get('/console/exposure', await test.sessionOf('admin', 'Root'))
    expect(admin.statusCode).toBe(403)
  })

  it('does not count what a program reads', async () => {
    const { reportId } = await seedCase(test)
    const authorization = `Bearer ${await test.keyOf('analyst')}`
    const answer = await test.app.inject({
      url: `/v1/reports/${reportId}`,
      headers: { authorization },
    })
    expect(answer.statusCode).toBe(200)
    const actors = await test.db.selectFrom('exposure_day').select('actor').execute()
    expect(actors.filter(({ actor }) => actor.startsWith('key:'))).toEqual([])
  })
})
