import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caller, digests, handIn, openTestList, type Caller } from '../fixtures/seed-list.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'

let test: TestApp
let officer: Caller
beforeAll(async () => {
  test = await createTestApp()
  officer = await caller(test, 'Officer')
})
afterAll(() => test[Symbol.asyncDispose]())

const send = (listId: string, query: Record<string, string>) =>
  handIn(test, officer, listId, digests(0, 2), { algorithm: 'sha256', ...query })
const purpose = 'notice-and-takedown'

describe('what is handed in', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['as its list by default', {}, ['BE', 'NL']],
    ['as it is said', { purpose, jurisdictions: 'NL,FR,BE' }, ['BE', 'FR', 'NL']],
    ['everywhere', { jurisdictions: 'everywhere' }, []],
  ])('may be used %s', async (_how, query, jurisdictions) => {
    const listId = await openTestList(test, officer, { jurisdictions: ['BE', 'NL'] })
    const dry = await send(listId, { ...query, dryRun: 'true' })
    expect([dry.statusCode, dry.json()]).toMatchObject([200, { purpose, jurisdictions }])
    const answer = await send(listId, query)
    expect([answer.statusCode, answer.json()]).toMatchObject([201, { purpose, jurisdictions }])
    const { id } = answer.json<{ id: string }>()
    const read = await test.app.inject({ url: `/v1/submissions/${id}`, headers: officer })
    expect(read.json()).toMatchObject({ purpose, jurisdictions })
  })

  it.each<[string, Record<string, string>, string[], string]>([
    ['another purpose', { purpose: 'research' }, ['BE'], 'purpose'],
    ['fewer countries', { jurisdictions: 'BE' }, ['BE', 'NL'], 'jurisdictions'],
    ['some countries of everywhere', { jurisdictions: 'BE' }, [], 'jurisdictions'],
  ])('is refused for %s than its list', async (_how, query, jurisdictions, field) => {
    const listId = await openTestList(test, officer, { jurisdictions })
    for (const dryRun of ['true', 'false']) {
      const answer = await send(listId, { ...query, dryRun })
      expect([answer.statusCode, answer.json()]).toMatchObject([
        409,
        {
          code: 'submission-terms-differ',
          field,
          detail: expect.stringContaining('name the terms of the list'),
        },
      ])
    }
    const rows = test.db.selectFrom('submission').select('id').where('list_id', '=', listId)
    expect(await rows.execute()).toEqual([])
  })
})
