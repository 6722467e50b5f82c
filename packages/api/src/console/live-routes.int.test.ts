import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCase } from '../fixtures/seed-case.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { IDLE_MS } from '../identity/session.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

const get = (cookie: string, url = '/console/live') => test.app.inject({ url, headers: { cookie } })

describe('GET /console/live', () => {
  it('says how much waits for this role, and nothing else', async () => {
    await seedCase(test)
    const counts = (await get(await test.sessionOf('analyst'))).json<Record<string, number>>()
    expect(Object.keys(counts).sort()).toEqual(['matches', 'tasks'])
    expect(counts['matches']).toBeGreaterThan(0)
    expect((await get(await test.sessionOf('admin'))).json()).toEqual({ matches: 0, tasks: 0 })
  })

  it('keeps nobody signed in who is not there', async () => {
    const [open, used] = [
      await test.sessionOf('analyst', 'Ann'),
      await test.sessionOf('analyst', 'Ben'),
    ]
    for (let minutes = 0; minutes < 20; minutes += 5) {
      test.pass(5 * 60_000)
      if (minutes < 10) expect((await get(open)).statusCode).toBe(200)
      expect((await get(used, '/console')).statusCode).toBe(200)
    }
    expect(IDLE_MS).toBeLessThan(20 * 60_000)
    expect((await get(open)).headers.location).toBe('/')
  })
})

describe('what a page asks that shows something under way', () => {
  it.each([
    ['auditor', '/console/audit/verification/live'],
    ['provider', '/portal/ways/live'],
    ['admin', '/console/channels/live'],
  ] as const)(
    'leaves no trace of a reading, nor of somebody who is there: %s',
    async (role, url) => {
      const cookie = await test.sessionOf(role, `Open ${role}`)
      const seen = async () => [
        await test.db.selectFrom('audit_event').select('id').execute(),
        await test.db.selectFrom('session').select('expires_at').execute(),
      ]
      const before = await seen()
      test.pass(5 * 60_000)
      const answer = await get(cookie, url)
      expect([answer.statusCode, Object.keys(answer.json())]).toEqual([
        200,
        ['state', 'words', 'part'],
      ])
      expect(await seen()).toEqual(before)
    },
  )
})
