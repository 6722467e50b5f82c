import { afterAll, beforeAll, expect, it } from 'vitest'
import { caller, digests, entriesOf, openTestList, post, staged } from '../fixtures/seed-list.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

const get = async (url: string) => {
  const cookie = await test.sessionOf('supervisor', 'Sue')
  return (await test.app.inject({ url, headers: { cookie } })).body
}

it('says on every page on the way of a file what its list names, and what counting does there', async () => {
  const officer = await caller(test, 'Officer')
  const second = await caller(test, 'Second', 'supervisor')
  const texts = {
    negative: ['known to be harmless', 'no longer matched by any list', 'keeps pictures'],
    ordinary: ['harmful, not criminal', 'Its entries are matched', 'Its entries are matched'],
  }
  for (const kind of ['negative', 'ordinary'] as const) {
    const terms = kind === 'negative' ? { negative: true } : { legalClass: 'harmful' }
    const listId = await openTestList(test, officer, terms)
    const file = kind === 'negative' ? digests(0, 3) : digests(10, 13)
    const id = await staged(test, officer, listId, file)
    const [names = '', activating = '', active = ''] = texts[kind]
    const path = `/console/submissions/${id}`
    for (const at of [`/console/hash-lists/${listId}/hand-in`, path, `${path}/activate`])
      expect(await get(at)).toContain(names)
    expect(await get(`${path}/activate`)).toContain(activating)
    await post(test, second, `/v1/submissions/${id}/activate`)
    expect(await get(path)).toContain(active)
    const end = await get(`${path}/end`)
    const [entryId = ''] = await entriesOf(test, id)
    const entry = await get(`/console/hash-lists/${listId}/entries/${entryId}`)
    for (const page of [end, entry]) {
      expect(page).toContain(names)
      expect(page.includes('other lists match again')).toBe(kind === 'negative')
      expect(page.includes('notices that were sent')).toBe(kind === 'ordinary')
    }
    const done = await get(`${path}?done=activated`)
    expect(done.includes('are matched no more')).toBe(kind === 'negative')
  }
})
