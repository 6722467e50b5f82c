import { newId } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  caller,
  digestOf,
  digests,
  openTestList,
  post,
  staged,
  type Caller,
} from '../fixtures/seed-list.ts'
import { HOME_POLICE, createTestApp, type TestApp } from '../fixtures/test-app.ts'

let test: TestApp
let officer: Caller
let supervisor: Caller
beforeAll(async () => {
  test = await createTestApp()
  officer = await caller(test, 'Officer')
  supervisor = await caller(test, 'Sue', 'supervisor')
})
afterAll(() => test[Symbol.asyncDispose]())

const open = (by: Caller, payload: Record<string, unknown>) =>
  post(test, by, '/v1/hash-lists', payload)
const get = (url: string, by: Caller = officer) => test.app.inject({ url, headers: by })

describe('POST /v1/hash-lists', () => {
  it('opens a list of the own authority with the usual terms', async () => {
    const answer = await open(officer, { name: ' Seized 2026 ' })
    expect([answer.statusCode, answer.json()]).toMatchObject([
      201,
      {
        name: 'Seized 2026',
        authority: { name: HOME_POLICE },
        legalClass: 'csam',
        purpose: 'notice-and-takedown',
        jurisdictions: [],
        classification: null,
        maxDistance: 31,
        opens: 'never',
        expiresAt: null,
        negative: false,
        withdrawnAt: null,
      },
    ])
    const { rows } = await sql<{ action: string }>`select action from audit_event
      where object_id = ${answer.json<{ id: string }>().id}`.execute(test.db)
    expect(rows).toEqual([{ action: 'list-opened' }])
  })

  it('takes every term', async () => {
    const terms = {
      name: 'Other terms',
      legalClass: 'harmful',
      purpose: 'research',
      jurisdictions: ['BE', 'NL'],
      classification: 'B1',
      maxDistance: 12,
      opens: 'exact',
      expiresAt: '2099-12-31T00:00:00.000Z',
      negative: true,
    }
    expect((await open(officer, terms)).json()).toMatchObject(terms)
  })

  it('finds the list of that name and those terms, and refuses others', async () => {
    const first = await open(officer, { name: 'Twice' })
    const again = await open(officer, { name: 'Twice', authority: HOME_POLICE })
    expect([again.statusCode, again.json()]).toEqual([200, first.json()])
    const other = await open(officer, { name: 'Twice', maxDistance: 20 })
    expect([other.statusCode, other.json()]).toMatchObject([409, { code: 'list-terms-differ' }])
  })

  it('opens one list for many at a time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => open(officer, { name: 'At once' })),
    )
    const ids = answers.map((answer) => answer.json<{ id: string }>().id)
    expect(new Set(ids).size).toBe(1)
    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1)
    const { rows } = await sql`select from audit_event where object_id = ${ids[0]}`.execute(test.db)
    expect(rows).toHaveLength(1)
  })

  it('repeats its first answer for an Idempotency-Key', async () => {
    const key = { ...officer, 'idempotency-key': newId() }
    const first = await open(key, { name: 'By key' })
    const again = await open(key, { name: 'By key' })
    expect([again.statusCode, again.body]).toEqual([201, first.body])
    expect((await open(key, { name: 'Other' })).json()).toMatchObject({
      code: 'idempotency-key-reused',
    })
  })

  it('is for the own authority of an officer, and for any that a supervisor names', async () => {
    const other = await open(officer, { name: 'Theirs', authority: 'Foreign Police' })
    expect([other.statusCode, other.json()]).toMatchObject([403, { code: 'authority-not-yours' }])
    const made = await open(supervisor, { name: 'Theirs', authority: 'Foreign Police' })
    expect([made.statusCode, made.json()]).toMatchObject([
      201,
      { authority: { name: 'Foreign Police' } },
    ])
    const none = await open(supervisor, { name: 'Nobodys' })
    expect([none.statusCode, none.json()]).toMatchObject([
      400,
      { code: 'authority-needed', field: 'authority' },
    ])
  })

  it.each([
    [{}, 'name'],
    [{ name: '' }, 'name'],
    [{ name: ' ' }, 'name'],
    [{ name: 'x'.repeat(81) }, 'name'],
    [{ name: 'a\u0000' }, 'name'],
    [{ name: 'as https://host.example/x' }, 'name'],
    [{ name: 'ab'.repeat(32) }, 'name'],
    [{ name: 'x', purpose: 'ab'.repeat(16) }, 'purpose'],
    [{ name: 'x', legalClass: 'other' }, 'legalClass'],
    [{ name: 'x', jurisdictions: ['be'] }, 'jurisdictions'],
    [{ name: 'x', jurisdictions: ['EU'] }, 'jurisdictions'],
    [{ name: 'x', jurisdictions: ['BE', 'BE'] }, 'jurisdictions'],
    [{ name: 'x', classification: 'C' }, 'classification'],
    [{ name: 'x', maxDistance: 32 }, 'maxDistance'],
    [{ name: 'x', maxDistance: 1.5 }, 'maxDistance'],
    [{ name: 'x', maxDistance: '12' }, 'maxDistance'],
    [{ name: 'x', opens: 'near' }, 'opens'],
    [{ name: 'x', expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
    [{ name: 'x', expiresAt: 'soon' }, 'expiresAt'],
    [{ name: 'x', negative: 'no' }, 'negative'],
    [{ name: 'x', canary: 1 }, undefined],
  ])('refuses %j', async (payload, field) => {
    const answer = await open(officer, payload)
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { code: 'body-invalid' }])
    expect(answer.json<{ field?: string }>().field).toBe(field)
    expect(answer.body).not.toContain('canary')
  })
})

describe('GET /v1/hash-lists', () => {
  it('goes through all of them page by page', async () => {
    const all = (await get('/v1/hash-lists?limit=200')).json<{ items: { id: string }[] }>().items
    const walked: string[] = []
    for (let after = ''; ;) {
      const page = (await get(`/v1/hash-lists?limit=2${after}`)).json<{
        items: { id: string }[]
        next: string | null
      }>()
      walked.push(...page.items.map(({ id }) => id))
      if (page.next === null) break
      after = `&after=${page.next}`
    }
    expect(walked).toEqual(all.map(({ id }) => id))
  })

  it('counts what is in force and what was handed in', async () => {
    const listId = await openTestList(test, officer)
    const first = await staged(test, officer, listId, digests(0, 4))
    await staged(test, officer, listId, digests(4, 6))
    await post(test, supervisor, `/v1/submissions/${first}/activate`)
    const answer = await get(`/v1/hash-lists/${listId}`)
    expect(answer.json()).toMatchObject({
      id: listId,
      entriesInForce: 4,
      submissions: { active: 1, staged: 1 },
    })
  })
})

describe('POST /v1/hash-lists/{id}/withdraw', () => {
  it('ends all that was handed in, for good', async () => {
    const listId = await openTestList(test, officer)
    const first = await staged(test, officer, listId, digests(0, 4))
    const second = await staged(test, officer, listId, digests(4, 6))
    await post(test, supervisor, `/v1/submissions/${first}/activate`)
    const withdraw = () =>
      post(test, officer, `/v1/hash-lists/${listId}/withdraw`, { reason: 'wrong terms' })
    const answer = await withdraw()
    expect(answer.json()).toMatchObject({ id: listId, withdrawnAt: expect.any(String) })
    expect((await withdraw()).json()).toEqual(answer.json())
    const states = await Promise.all(
      [first, second].map(async (id) => (await get(`/v1/submissions/${id}`)).json()),
    )
    expect(states).toMatchObject([
      { state: 'ending', endNote: 'wrong terms' },
      { state: 'discarded' },
    ])
  })
})

describe('POST /v1/hash-lists/preview', () => {
  const preview = (file: string | Buffer, query = '', type = 'text/csv') =>
    test.app.inject({
      method: 'POST',
      url: `/v1/hash-lists/preview${query}`,
      headers: { ...officer, 'content-type': type },
      payload: file,
    })

  it('tells how the beginning of a file would be read, and no hash', async () => {
    const file = `sha256;category;note\n${digestOf(1)};1;canary\nabcd;2;\n`
    const answer = await preview(file)
    expect([answer.statusCode, answer.json()]).toMatchObject([
      200,
      {
        format: 'csv',
        columns: [
          { head: 'sha256', as: 'sha256' },
          { head: 'category', as: 'category' },
          { head: 'note', as: null },
        ],
        rows: [
          { line: 2, hashes: ['sha256'], category: '1', problem: null },
          { line: 3, hashes: ['sha256'], category: '2', problem: 'wrong-length' },
        ],
        headUnknown: false,
      },
    ])
    expect(answer.body).not.toContain(digestOf(1))
    expect(answer.body).not.toContain('canary')
  })

  it('takes JSON for the file that it is, and its beginning for all of it', async () => {
    const media = (n: number) => ({ MediaID: n, Category: 1, SHA1: digestOf(n).slice(0, 40) })
    const whole = JSON.stringify({
      '@odata.context':
        'http://github.com/VICSDATAMODEL/ProjectVic/DataModels/1.3.xml/US/$metadata#Media',
      value: Array.from({ length: 40_000 }, (_, n) => media(n)),
    })
    const answer = await preview(whole.slice(0, 2 ** 20), '', 'application/json')
    expect(answer.json()).toMatchObject({ format: 'vics', rows: { length: 20 } })
  })

  it.each([
    ['a file of another format', digests(0, 1), '?format=vics', 400, 'list-format-wrong'],
    ['nothing', '', '', 400, 'list-empty'],
    ['more than the beginning', 'x'.repeat(2 ** 20 + 1), '', 413, 'body-too-large'],
    ['another question', digests(0, 1), '?dryRun=true', 400, 'query-invalid'],
  ])('refuses %s', async (_what, file, query, status, code) => {
    const answer = await preview(file, query)
    expect([answer.statusCode, answer.json()]).toMatchObject([status, { code }])
  })
})
