import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  caller,
  digests,
  entriesOf,
  openTestList,
  post,
  seedResting,
  staged,
  type Caller,
} from '../fixtures/seed-list.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'

let test: TestApp
let officer: Caller
let second: Caller
beforeAll(async () => {
  test = await createTestApp()
  officer = await caller(test, 'Officer')
  second = await caller(test, 'Second', 'supervisor')
})
afterAll(() => test[Symbol.asyncDispose]())

const get = async (url: string) => {
  const cookie = await test.sessionOf('supervisor', 'Sue')
  return (await test.app.inject({ url, headers: { cookie } })).body
}

/** A submission that counts, of a list whose exact matches open takedowns by themselves if it says so. */
async function active(opens: 'exact' | 'never' = 'exact') {
  const listId = await openTestList(test, officer, { opens })
  const id = await staged(test, officer, listId, digests(0, 3))
  await post(test, second, `/v1/submissions/${id}/activate`)
  return { id, listId, entryIds: await entriesOf(test, id) }
}

/** By its name, the value of each fact of a page. */
const factsIn = (body: string): Record<string, string> =>
  Object.fromEntries(
    [...body.matchAll(/<dt>([^<]*)<\/dt>\s*<dd>([^<]*)<\/dd>/g)].map(([, name, value]) => [
      name,
      value,
    ]),
  )

describe('what an action on a submission reaches', () => {
  it('is said before it is revoked: matches, takedowns and notices that rest on it', async () => {
    const { id, listId, entryIds } = await active()
    await seedResting(test, { listId, entryId: entryIds[0]! })
    await seedResting(test, { listId, entryId: entryIds[1]! }, 'closed')
    const body = await get(`/console/submissions/${id}/end`)
    expect(body).toMatch(/<strong class="figure">2<\/strong>\s*matches/)
    expect(factsIn(body)).toMatchObject({ Notices: 'sent: 2' })
    expect(factsIn(body)['Takedowns']?.split('\n')).toHaveLength(2)
    expect(body).not.toContain('Nothing was matched')
  })

  it('is said to be nothing where nothing was matched', async () => {
    const { id } = await active()
    expect(await get(`/console/submissions/${id}/end`)).toContain('Nothing was matched with it yet')
  })
})
