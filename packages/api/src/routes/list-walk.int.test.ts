import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { API_ROUTES } from '../fixtures/route-rows.ts'
import { seedObjects, type Objects } from '../fixtures/seed-objects.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { isAllowed } from '../identity/principal.ts'

type Parameter = { in: string; name: string }
type Description = { paths: Record<string, { get?: { parameters?: Parameter[] } }> }
type Page = { items: { id: string }[]; next: string | null }

let test: TestApp
let ids: Objects
let providerKey: string
beforeAll(async () => {
  test = await createTestApp()
  for (let n = 0; n < 4; n++) ({ ids, providerKey } = await seedObjects(test))
})
afterAll(() => test[Symbol.asyncDispose]())

/** The lists of the description that go on after an id. */
async function listRoutes(): Promise<string[]> {
  const { paths } = (await test.app.inject({ url: '/openapi.json' })).json<Description>()
  return Object.entries(paths)
    .filter(([, { get }]) =>
      get?.parameters?.some((one) => one.in === 'query' && one.name === 'after'),
    )
    .map(([path]) => path)
}

async function read(path: string, query: Record<string, string>): Promise<Page> {
  const access = API_ROUTES[`GET ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`] ?? 'public'
  const role = (['supervisor', 'admin', 'police', 'provider'] as const).find((one) =>
    isAllowed(one, access),
  )
  const url = path.replaceAll(
    /([\w-]+)\/\{\w+\}/g,
    (_, kind: string) => `${kind}/${ids[kind] ?? ''}`,
  )
  const key = role === 'provider' ? providerKey : await test.keyOf(role ?? 'supervisor')
  const headers = { authorization: `Bearer ${key}` }
  const answer = await test.app.inject({
    url: `${url}?${new URLSearchParams(query).toString()}`,
    headers,
  })
  if (answer.statusCode !== 200) throw new Error(`Reading ${path}: ${answer.statusCode}`)
  return answer.json<Page>()
}

const idsOf = ({ items }: Page): string[] => items.map(({ id }) => id)

describe('each list', () => {
  it('is walked to its end, everything once, while more comes in', async () => {
    const routes = await listRoutes()
    expect(routes.length).toBeGreaterThan(8)
    const before = new Map<string, string[]>()
    const walked = new Map<string, string[]>()
    const next = new Map<string, string | null>()
    for (const path of routes) {
      before.set(path, idsOf(await read(path, { limit: '200' })))
      const first = await read(path, { limit: '2' })
      walked.set(path, idsOf(first))
      next.set(path, first.next)
    }
    await seedObjects(test)
    for (const path of routes) {
      for (let after = next.get(path) ?? null; after !== null;) {
        const page = await read(path, { limit: '2', after })
        expect(page.items.length).toBeLessThanOrEqual(2)
        walked.get(path)?.push(...idsOf(page))
        after = page.next
      }
      const all = walked.get(path) ?? []
      expect([path, new Set(all).size]).toEqual([path, all.length])
      expect([path, all]).toEqual([path, expect.arrayContaining(before.get(path) ?? [])])
    }
    const long = routes.filter((path) => (before.get(path)?.length ?? 0) > 2)
    expect(long).toEqual(
      expect.arrayContaining(['/v1/disputes', '/v1/replies', '/v1/takedowns', '/v1/providers']),
    )
  })
})
