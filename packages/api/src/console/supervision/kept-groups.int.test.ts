import { afterAll, beforeAll, expect, it } from 'vitest'
import { seedProvider, seedTold } from '../../fixtures/seed-provider.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'

const FRESH_MS = 60_000
let test: TestApp
beforeAll(async () => {
  test = await createTestApp({ countsFreshMs: FRESH_MS })
})
afterAll(() => test?.[Symbol.asyncDispose]())

it('groups of takedowns are counted once for all who ask within a while', async () => {
  const provider = await seedProvider(test, { name: 'Great Hosting' })
  const cookie = await test.sessionOf('supervisor')
  const counts = async (query: string): Promise<[number, number]> => {
    const url = `/console/takedowns?${query}`
    const { body } = await test.app.inject({ url, headers: { cookie } })
    return [/class="total">\s*(\d+)/, /class="figure">(\d+)/].map((of) =>
      Number(of.exec(body)![1]),
    ) as [number, number]
  }
  for (let n = 0; n < 2; n++) await seedTold(test, provider, 20)
  expect(await counts('by=provider')).toEqual([2, 2])
  await seedTold(test, provider, 20)
  // the list is as it is now
  expect(await counts('by=provider')).toEqual([3, 2])
  // other filters are another answer
  expect(await counts('by=provider&state=open')).toEqual([3, 3])
  test.pass(4 * FRESH_MS)
  expect(await counts('by=provider')).toEqual([3, 3])
})
