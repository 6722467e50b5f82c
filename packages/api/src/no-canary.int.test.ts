import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CANARY_HASH, CANARY_PATH, CANARY_URL, seedCase } from './fixtures/seed-case.ts'
import {
  caller,
  digests,
  entriesOf,
  openTestList,
  seedResting,
  type Caller,
} from './fixtures/seed-list.ts'
import { seedTakedown } from './fixtures/seed-takedown.ts'
import { FORM, createTestApp, formTokenIn, type TestApp } from './fixtures/test-app.ts'

let test: TestApp
let answers: string[]
beforeAll(async () => {
  test = await createTestApp()
  answers = await askEverything()
})
afterAll(() => test[Symbol.asyncDispose]())

const SECRETS = [
  CANARY_URL,
  CANARY_PATH,
  'canary-query',
  CANARY_HASH,
  'canary-reporter',
  'canary-mailbox',
]

/** Asks for everything there is, as those who may see the most. */
async function askEverything(): Promise<string[]> {
  const key = { authorization: `Bearer ${await test.keyOf('supervisor')}` }
  const cookie = await test.sessionOf('supervisor')
  const answers: string[] = []
  const ask = async (request: InjectOptions) => {
    const answer = await test.app.inject(request)
    answers.push(answer.body + JSON.stringify(answer.headers))
    return answer
  }
  const body = { url: CANARY_URL, note: CANARY_URL, reporter: 'canary-reporter@example.invalid' }
  const headers = { ...key, 'idempotency-key': 'one' }
  const posted = { method: 'POST', url: '/v1/reports', headers } as const
  const { id } = (await ask({ ...posted, payload: body })).json<{ id: string }>()
  await ask({ ...posted, payload: body })
  await ask({ ...posted, payload: { ...body, note: 'other' } })
  await ask({ ...posted, payload: { ...body, source: CANARY_URL } })
  await ask({ ...posted, payload: { ...body, [CANARY_URL]: 1 } })
  await ask({
    ...posted,
    payload: `{"url": "${CANARY_URL}`,
    headers: { ...key, 'content-type': 'application/json' },
  })
  await ask({ url: `/v1/reports/${CANARY_PATH}`, headers: key })
  await ask({ url: `/v1/matches?after=${CANARY_PATH}`, headers: key })
  await ask({ url: `/${CANARY_PATH}?u=${encodeURIComponent(CANARY_URL)}` })
  await ask({ url: `/${CANARY_PATH}`, headers: { accept: 'text/html', cookie } })

  const seeded = await seedCase(test, { reportId: id })
  const { takedownId, noticeId } = await seedTakedown(test, seeded)
  const waiting = await seedCase(test)
  for (const url of [
    `/v1/reports/${id}`,
    '/v1/matches?state=undecided',
    '/v1/takedowns',
    `/v1/takedowns/${takedownId}`,
    `/v1/notices/${noticeId}`,
    `/v1/takedowns/${takedownId}/holds`,
    '/v1/tasks',
    '/v1/statistics/overview',
    '/metrics',
  ]) {
    expect((await ask({ url, headers: key })).statusCode).toBe(200)
  }
  for (const url of [
    '/console',
    '/console/matches',
    '/console/tasks',
    `/console/reports/${id}`,
    `/console/reports/${waiting.reportId}`,
    `/console/takedowns/${takedownId}`,
  ]) {
    expect((await ask({ url, headers: { cookie } })).statusCode).toBe(200)
  }
  await handInList(ask, key, cookie)
  const form = formTokenIn(answers.at(-1) ?? '')
  const payload = new URLSearchParams({ form, url: CANARY_URL, note: CANARY_URL }).toString()
  await ask({ method: 'POST', url: '/console/reports', payload, headers: { ...FORM, cookie } })
  return answers
}

type Ask = (request: InjectOptions) => Promise<LightMyRequestResponse>

/** Hands a list in whose lines must never come out again, and looks at it everywhere. */
async function handInList(ask: Ask, key: Caller, cookie: string): Promise<void> {
  const listId = await openTestList(test, key, { authority: 'Canary Police' })
  const url = `/v1/hash-lists/${listId}/submissions?algorithm=sha256&officer=canary-officer`
  const headers = { ...key, 'content-type': 'text/plain' }
  const file = `${CANARY_HASH}\n${CANARY_PATH}\n${digests(0, 1)}`
  const upload = { method: 'POST', url, headers, payload: file } as const
  const submissionId = (await ask(upload)).json<{ id: string }>().id
  await ask({ ...upload, url: `${url}&dryRun=true` })
  await ask({ ...upload, url: `${url}&format=vics` })
  await ask({ ...upload, url: `${url}&categories=${CANARY_PATH}` })
  await ask({ ...upload, url: '/v1/hash-lists/preview?algorithm=sha256' })
  const second = await caller(test, 'Second', 'supervisor')
  await ask({ method: 'POST', url: `/v1/submissions/${submissionId}/activate`, headers: second })
  const [entryId] = await entriesOf(test, submissionId)
  const payload = { verdict: 'reject', reason: 'wrong' }
  await ask({ method: 'POST', url: `/v1/entries/${entryId}/votes`, headers: key, payload })
  const { matchId } = await seedResting(test, { listId, entryId: entryId! })
  for (const path of [
    'hash-lists',
    `hash-lists/${listId}`,
    `hash-lists/${listId}/submissions`,
    `hash-lists/${listId}/rests`,
    `submissions/${submissionId}`,
    `submissions/${submissionId}/refusals`,
    `submissions/${submissionId}/rests`,
    `entries/${entryId}`,
    `entries/${entryId}/rests`,
    `matches/${matchId}`,
  ]) {
    expect((await ask({ url: `/v1/${path}`, headers: key })).statusCode).toBe(200)
  }
  for (const path of ['lists', `submissions/${submissionId}`, `submissions/${submissionId}/end`]) {
    expect((await ask({ url: `/console/${path}`, headers: { cookie } })).statusCode).toBe(200)
  }
}

it('no answer and no log line has an address, a hash or a mailbox in it', async () => {
  for (const secret of SECRETS) {
    for (const answer of answers) expect(answer).not.toContain(secret)
    expect(test.logged()).not.toContain(secret)
  }
})

const WRITTEN = [
  'report',
  'decision',
  'idempotency_key',
  'audit_event',
  'submission',
  'refused_row',
  'list_entry',
  'entry_vote',
] as const

it('no column that the API writes has one in clear', async () => {
  for (const table of WRITTEN) {
    const rows = await test.db.selectFrom(table).selectAll().execute()
    const clear = JSON.stringify(rows, (_name, value: unknown) =>
      Buffer.isBuffer(value) ? value.toString('latin1') : value,
    )
    for (const secret of [...SECRETS, 'canary-officer']) expect(clear).not.toContain(secret)
  }
})

it('no log line has a key, a session or a link in it', async () => {
  const key = await test.keyOf('analyst')
  const session = await test.sessionOf('analyst')
  await test.app.inject({ url: '/v1/takedowns', headers: { authorization: `Bearer ${key}` } })
  await test.app.inject({ url: '/sign-in?token=canary-token' })
  for (const secret of [
    key.slice(20),
    session.split('=')[1] ?? '?',
    'canary-token',
    'canary-officer',
    'Robin',
  ]) {
    expect(test.logged()).not.toContain(secret)
  }
})
