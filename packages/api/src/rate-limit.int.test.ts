import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestApp, type TestApp } from './fixtures/test-app.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp({ limits: { perKey: 3, perNetwork: 8, reportsAtOnce: 2 } })
})
afterAll(() => test[Symbol.asyncDispose]())

const ask = async (role: 'analyst' | 'supervisor', remoteAddress: string) =>
  test.app.inject({
    url: '/v1/hash-lists',
    remoteAddress,
    headers: { authorization: `Bearer ${await test.keyOf(role)}` },
  })

describe('the limits of the API', () => {
  it('hold for each key by itself, and say when to come again', async () => {
    const first = await ask('analyst', '192.0.2.1')
    expect([
      first.statusCode,
      first.headers['ratelimit-policy'],
      first.headers['ratelimit'],
    ]).toEqual([200, '"key";q=3;w=60', '"key";r=2;t=20'])
    await ask('analyst', '198.51.100.1')
    await ask('analyst', '203.0.113.1')
    const told = await ask('analyst', '192.0.2.1')
    expect([told.statusCode, told.headers['retry-after'], told.json()]).toMatchObject([
      429,
      expect.stringMatching(/^(19|20)$/),
      { code: 'too-many-requests' },
    ])
    expect((await ask('supervisor', '192.0.2.1')).statusCode).toBe(200)
    test.pass(21_000)
    expect((await ask('analyst', '192.0.2.1')).statusCode).toBe(200)
  })

  it('hold for a network whatever keys are tried, before a key is looked up', async () => {
    const guess = (remoteAddress: string) =>
      test.app.inject({ url: '/v1/keys', remoteAddress, headers: { authorization: 'Bearer no' } })
    const tries = Array.from({ length: 8 }, (_, n) => guess(`2001:db8:0:7::${n + 1}`))
    for (const { statusCode } of await Promise.all(tries)) expect(statusCode).toBe(401)
    expect((await guess('2001:db8:0:7:ffff::1')).statusCode).toBe(429)
    expect((await guess('2001:db8:0:8::1')).statusCode).toBe(401)
  })

  it('turn no report away: beyond them it waits for the sweep', async () => {
    const headers = { authorization: `Bearer ${await test.keyOf('reporter')}` }
    const before = test.hints.length
    for (let n = 0; n < 12; n++) {
      const payload = { url: `https://pages.example/${n}` }
      const answer = await test.app.inject({
        method: 'POST',
        url: '/v1/reports',
        headers,
        payload,
        remoteAddress: '192.0.2.77',
      })
      expect(answer.statusCode).toBe(202)
    }
    expect(test.hints.slice(before).map(({ name }) => name)).toEqual([
      'accept-report',
      'accept-report',
    ])
  })
})
