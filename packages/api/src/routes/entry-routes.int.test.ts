import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  caller,
  digestOf,
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
let analyst: Caller
let supervisor: Caller
beforeAll(async () => {
  test = await createTestApp()
  officer = await caller(test, 'Officer')
  analyst = await caller(test, 'Ann', 'analyst')
  supervisor = await caller(test, 'Sue', 'supervisor')
})
afterAll(() => test[Symbol.asyncDispose]())

async function newEntry(file = digests(0, 2), query: Record<string, string> = {}) {
  const listId = await openTestList(test, officer)
  const submissionId = await staged(test, officer, listId, file, { algorithm: 'sha256', ...query })
  await post(test, supervisor, `/v1/submissions/${submissionId}/activate`)
  const [entryId] = await entriesOf(test, submissionId)
  return { listId, submissionId, entryId: entryId! }
}

const read = async (id: string, by: Caller = officer) =>
  (await test.app.inject({ url: `/v1/entries/${id}`, headers: by })).json<Record<string, unknown>>()
const vote = (id: string, by: Caller, verdict: string, more: Record<string, unknown> = {}) =>
  post(test, by, `/v1/entries/${id}/votes`, { verdict, reason: 'looked at it', ...more })

describe('GET /v1/entries/{id}', () => {
  it('tells whose it is and what it is called, and never its hash', async () => {
    const file = `sha256,category\n${digestOf(1)},2\n`
    const categories = JSON.stringify({ 2: 'harmful' })
    const { listId, submissionId, entryId } = await newEntry(file, { categories })
    const second = await staged(test, officer, listId, file, { categories: '{"2":"csam"}' })
    const entry = await read(entryId)
    expect(entry).toEqual({
      id: entryId,
      list: { id: listId, name: expect.any(String) },
      authority: { id: expect.any(String), name: 'Home Police' },
      submissionId,
      legalClass: 'harmful',
      category: '2',
      status: 'active',
      inForce: true,
      reason: null,
      changedAt: null,
      sources: [{ submissionId: second, state: 'staged', legalClass: 'csam', category: '2' }],
      votes: [],
    })
    expect(JSON.stringify(entry)).not.toContain(digestOf(1))
  })

  it('is not in force before it is activated, nor after it was revoked', async () => {
    const listId = await openTestList(test, officer)
    const [entryId] = await entriesOf(test, await staged(test, officer, listId))
    expect(await read(entryId!)).toMatchObject({ status: 'active', inForce: false })
    const active = await newEntry()
    const url = `/v1/hash-lists/${active.listId}/entries/${active.entryId}/revoke`
    const answer = await post(test, officer, url, { reason: 'lawful picture' })
    expect(answer.json()).toEqual({ id: active.entryId, status: 'revoked' })
    expect((await post(test, officer, url, { reason: 'again' })).statusCode).toBe(200)
    expect(await read(active.entryId)).toMatchObject({
      status: 'revoked',
      inForce: false,
      reason: 'lawful picture',
    })
  })
})

describe('POST /v1/entries/{id}/votes', () => {
  it('suspends at once, and brings back after two confirmations', async () => {
    const { entryId } = await newEntry()
    const said = async (by: Caller, verdict: string) => {
      const answer = await vote(entryId, by, verdict)
      return [answer.statusCode, answer.json<{ status: string }>().status]
    }
    expect(await said(analyst, 'reject')).toEqual([201, 'suspended'])
    expect(await read(entryId)).toMatchObject({ inForce: false })
    expect(await said(supervisor, 'confirm')).toEqual([201, 'suspended'])
    expect(await said(supervisor, 'confirm')).toEqual([201, 'suspended'])
    expect(await said(await caller(test, 'Bea', 'analyst'), 'confirm')).toEqual([201, 'active'])
    expect(await read(entryId)).toMatchObject({ inForce: true })
  })

  it('tells its authority what was said, and not by whom or of which case', async () => {
    const place = await newEntry()
    const { matchId } = await seedResting(test, place)
    expect((await vote(place.entryId, analyst, 'reject', { matchId })).statusCode).toBe(201)
    const said = { verdict: 'reject', reason: 'looked at it', at: expect.any(String) }
    expect(await read(place.entryId)).toMatchObject({
      votes: [{ ...said, by: null, matchId: null }],
    })
    expect(await read(place.entryId, supervisor)).toMatchObject({
      votes: [{ ...said, by: expect.stringMatching(/^key:/), matchId }],
    })
  })

  it('is stored and told without the addresses and hashes that were written in it', async () => {
    const { entryId } = await newEntry()
    const reason = `seen at https://pictures.example/x as ${digestOf(5)} today`
    await vote(entryId, analyst, 'confirm', { reason })
    expect(await read(entryId)).toMatchObject({
      votes: [{ reason: 'seen at […] as […] today' }],
    })
    const votes = test.db.selectFrom('entry_vote').where('entry_id', '=', entryId)
    expect(await votes.select('reason').execute()).toEqual([{ reason: 'seen at […] as […] today' }])
  })

  it('counts once for an Idempotency-Key, however many ask at a time', async () => {
    const { entryId } = await newEntry()
    const key = { ...analyst, 'idempotency-key': newId() }
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => vote(entryId, key, 'confirm')),
    )
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([201]))
    expect((await read(entryId))['votes']).toHaveLength(1)
  })

  it('is refused of a revoked entry', async () => {
    const { listId, entryId } = await newEntry()
    await post(test, officer, `/v1/hash-lists/${listId}/entries/${entryId}/revoke`, {
      reason: 'wrong',
    })
    const answer = await vote(entryId, analyst, 'confirm')
    expect([answer.statusCode, answer.json()]).toMatchObject([409, { code: 'entry-revoked' }])
  })

  it('is refused with the match of another entry', async () => {
    const [one, other] = [await newEntry(), await newEntry()]
    const { matchId } = await seedResting(test, other)
    for (const id of [matchId, newId()]) {
      const answer = await vote(one.entryId, analyst, 'reject', { matchId: id })
      expect([answer.statusCode, answer.json()]).toMatchObject([
        400,
        { code: 'match-of-another-entry', field: 'matchId' },
      ])
    }
    expect((await read(one.entryId))['votes']).toEqual([])
  })

  it.each([
    [{ verdict: 'maybe' }, 'verdict'],
    [{ reason: '' }, 'reason'],
    [{ matchId: 'x' }, 'matchId'],
    [{ canary: 1 }, undefined],
  ])('refuses %j', async (more, field) => {
    const { entryId } = await newEntry()
    const answer = await vote(entryId, analyst, 'confirm', more)
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { code: 'body-invalid' }])
    expect(answer.json<{ field?: string }>().field).toBe(field)
  })
})
