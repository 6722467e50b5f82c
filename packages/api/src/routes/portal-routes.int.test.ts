import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedItem } from '../fixtures/seed-portal.ts'
import { seedProvider, seedTold } from '../fixtures/seed-provider.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { createApiKey } from '../identity/api-key.ts'

let test: TestApp
let own: string
let other: string
let headers: { authorization: string }
beforeAll(async () => {
  test = await createTestApp()
  own = await seedProvider(test, { name: 'Own Hosting' })
  other = await seedProvider(test, { name: 'Other Hosting' })
  headers = await keyOf(own)
})
afterAll(() => test[Symbol.asyncDispose]())

async function keyOf(provider?: string, scopes?: ['lookup:ask']) {
  const limits = scopes ? { scopes } : undefined
  const request = { role: 'provider', name: 'Desk', actor: 'test', provider, limits } as const
  const { key } = await createApiKey(test.db, test.crypto, request)
  return { authorization: `Bearer ${key}` }
}
const get = (url: string, as = headers) => test.app.inject({ url, headers: as })
type Items = { items: { id: string; references: string[]; state: string }[]; next: string | null }

describe('GET /v1/provider/items', () => {
  it('pages through the items of the provider of the key alone', async () => {
    const items = []
    for (const hours of [90, 60, 30]) items.push(await seedItem(test, own, hours))
    await seedItem(test, other, 70)
    const first = (await get('/v1/provider/items?limit=2')).json<Items>()
    expect(first.items.map(({ references }) => references)).toEqual([
      [items[0]!.reference],
      [items[1]!.reference],
    ])
    const rest = (await get(`/v1/provider/items?limit=2&after=${first.next}`)).json<Items>()
    expect(rest).toMatchObject({ items: [{ id: items[2]!.itemId, state: 'open' }], next: null })
    const old = await get('/v1/provider/items?olderThanHours=80&state=open&class=csam')
    expect(old.json<Items>().items.map(({ id }) => id)).toEqual([items[0]!.itemId])
    expect(old.body).not.toContain('canary')
  })

  it('refuses keys that answer for no provider, or are held to less', async () => {
    expect((await get('/v1/provider/items', await keyOf())).json()).toMatchObject({
      code: 'provider-missing',
    })
    const lookups = await keyOf(own, ['lookup:ask'])
    expect((await get('/v1/provider/items', lookups)).json()).toMatchObject({ code: 'key-scope' })
  })
})

describe('GET /v1/provider/response-times', () => {
  it('has the figures of the provider alone, as the page and its table have them', async () => {
    const fast = await seedProvider(test, { name: 'Fast Hosting' })
    for (const gone of [1, 2, 3, 30]) {
      await seedTold(test, fast, 300, { gone, answered: gone / 2, answer: 'acknowledged' })
    }
    await seedTold(test, fast, 50)
    const times = (await get('/v1/provider/response-times', await keyOf(fast))).json()
    expect(times).toMatchObject({
      truncated: false,
      answer: { n: 5, ended: 4, over: 0, medianMs: 1.5 * 3_600_000, within24h: 0.8, isFew: true },
      removal: { n: 5, ended: 4, medianMs: 3 * 3_600_000, within24h: 0.6 },
      open: { ages: [{ hours: 24, count: 0 }, { hours: 72, count: 1 }, {}, {}, {}] },
    })
    const cookie = await test.sessionOf('provider', 'Fast desk', fast)
    const csv = await test.app.inject({ url: '/portal/response-times.csv', headers: { cookie } })
    const [head = '', ...lines] = csv.body.trim().split('\r\n')
    const row = (line: string) =>
      Object.fromEntries(head.split(',').map((name, index) => [name, line.split(',')[index]]))
    expect(lines.map(row)).toMatchObject([
      {
        measure: 'answer',
        n: '5',
        open: '1',
        over: '0',
        median_hours: '1.50',
        share_within_24_hours: '0.8000',
      },
      { measure: 'removal', to_clock: 'T9', median_hours: '3.00', within_1_hours: '1' },
    ])
    const page = await test.app.inject({ url: '/portal/response-times', headers: { cookie } })
    expect(page.body).toContain('80%')
    // Of what a few others did nothing is told.
    expect(page.body).toContain('not shown: they are too few')
    expect(head).toMatch(/,others_median_hours,others_n,over$/)
  })
})
