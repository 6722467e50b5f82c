import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  caller,
  digests,
  handIn,
  openTestList,
  post,
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

const PAST = new Date('2020-01-01T00:00:00Z')
const expire = (table: 'hash_list' | 'submission', id: string) =>
  test.db.updateTable(table).set({ expires_at: PAST }).where('id', '=', id).execute()
const get = async (url: string) => {
  const cookie = await test.sessionOf('supervisor', 'Sue')
  return (await test.app.inject({ url, headers: { cookie } })).body
}

it('takes nothing into a list whose end has passed, and offers it to nobody', async () => {
  const listId = await openTestList(test, officer)
  const active = await staged(test, officer, listId, digests(0, 3))
  await post(test, second, `/v1/submissions/${active}/activate`)
  const waiting = await staged(test, officer, listId, digests(3, 5))
  expect(await get(`/console/hash-lists/${listId}`)).toContain(`${listId}/hand-in"`)
  expect(await get('/console/supervision')).toContain(`/submissions/${waiting}`)
  await expire('hash_list', listId)
  expect(await get('/console/supervision')).not.toContain(`/submissions/${waiting}`)
  const refused = await handIn(test, officer, listId, digests(5, 7), { algorithm: 'sha256' })
  expect([refused.statusCode, refused.json()]).toMatchObject([409, { code: 'list-expired' }])
  const activated = await post(test, second, `/v1/submissions/${waiting}/activate`)
  expect([activated.statusCode, activated.json()]).toMatchObject([409, { code: 'list-expired' }])
  for (const path of [`/console/hash-lists/${listId}`, `/console/lists?list=${listId}`])
    expect(await get(path)).not.toContain(`${listId}/hand-in"`)
  expect(await get(`/console/hash-lists/${listId}`)).toContain('The end of this list has passed')
  const form = await get(`/console/hash-lists/${listId}/hand-in`)
  expect(form).toContain('This list has expired')
  expect(form).not.toContain('type="file"')
  const page = await get(`/console/submissions/${waiting}`)
  expect(page).toContain('The end of its list passed before')
  expect(page).not.toContain(`${waiting}/activate`)
  expect(page).not.toContain(`${listId}/hand-in"`)
  const over = await get(`/console/submissions/${active}`)
  expect(over).toContain('its time is over')
  expect(over).not.toContain('Its entries are matched')
})

it('says of a file whose own end has passed that it is over, and an edition takes nothing from it', async () => {
  const listId = await openTestList(test, officer)
  const id = await staged(test, officer, listId, digests(10, 13))
  await post(test, second, `/v1/submissions/${id}/activate`)
  const query = { algorithm: 'sha256', kind: 'edition' }
  const edition = await staged(test, officer, listId, digests(13, 14), query)
  const missing = async () =>
    (await test.app.inject({ url: `/v1/submissions/${edition}`, headers: officer })).json<{
      diff: { missing: number }
    }>().diff.missing
  expect(await missing()).toBe(3)
  await expire('submission', id)
  expect(await missing()).toBe(0)
  const page = await get(`/console/submissions/${id}`)
  expect(page).toContain('its time is over')
  expect(page).not.toContain('Its entries are matched')
})
