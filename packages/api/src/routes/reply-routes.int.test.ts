import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedNotice } from '../fixtures/seed-reply.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { createApiKey } from '../identity/api-key.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

const post = (url: string, key: string, payload: object | string, headers: object = {}) =>
  test.app.inject({
    method: 'POST',
    url,
    payload,
    headers: { authorization: `Bearer ${key}`, ...headers },
  })

const providerOf = async (noticeId: string): Promise<string> =>
  (
    await test.db
      .selectFrom('notice')
      .select('provider_id')
      .where('id', '=', noticeId)
      .executeTakeFirstOrThrow()
  ).provider_id

/** A key that answers for the provider of a notice. */
async function keyFor(noticeId: string): Promise<string> {
  const provider = await providerOf(noticeId)
  const request = { role: 'provider', name: 'Desk', actor: 'test', provider } as const
  return (await createApiKey(test.db, test.crypto, request)).key
}

const answersOf = (noticeId: string) =>
  test.db
    .selectFrom('reply')
    .select(['class', 'said_by', 'preserved'])
    .where('notice_id', '=', noticeId)
    .execute()

describe('POST /v1/notices/:id/replies', () => {
  it('takes the answer of the provider, once for a key of idempotency', async () => {
    const { noticeId, reference, takedownId } = await seedNotice(test)
    const key = await keyFor(noticeId)
    const body = { answers: [{ item: `${reference}-1`, answer: 'actioned', preserved: true }] }
    const url = `/v1/notices/${noticeId}/replies`
    const first = await post(url, key, body, { 'idempotency-key': 'one' })
    expect(first.statusCode).toBe(201)
    expect(test.hints.at(-1)).toEqual({ name: 'check-removal', payload: { takedownId } })
    const second = await post(url, key, body, { 'idempotency-key': 'one' })
    expect(second.json()).toEqual(first.json())
    expect(await answersOf(noticeId)).toEqual([
      { class: 'actioned', said_by: 'api', preserved: true },
    ])
  })

  it('knows no notice of another provider', async () => {
    const own = await seedNotice(test)
    const other = await seedNotice(test)
    const key = await keyFor(own.noticeId)
    const body = { answers: [{ answer: 'actioned' }] }
    const foreign = await post(`/v1/notices/${other.noticeId}/replies`, key, body)
    expect(foreign.statusCode).toBe(404)
    const none = await post(
      `/v1/notices/${own.noticeId}/replies`,
      await test.newKey({ role: 'provider', name: 'Nobody' }),
      body,
    )
    expect(none.json()).toMatchObject({ status: 403, code: 'provider-missing' })
    expect(await answersOf(other.noticeId)).toEqual([])
  })

  it('says what an answer lacks, and repeats none of it', async () => {
    const { noticeId } = await seedNotice(test)
    const key = await keyFor(noticeId)
    const url = `/v1/notices/${noticeId}/replies`
    const bare = await post(url, key, { answers: [{ answer: 'impossible' }] })
    expect(bare.json()).toMatchObject({ status: 400, code: 'reply-needs-detail', field: 'detail' })
    const wrong = await post(url, key, { answers: [{ answer: 'canary-answer' }] })
    expect(wrong.statusCode).toBe(400)
    expect(wrong.body).not.toContain('canary')
  })

  it('reads and handles what waits for a person, and for nobody else', async () => {
    const { noticeId, reference } = await seedNotice(test)
    const analyst = await test.keyOf('analyst')
    const answers = [{ answer: 'needs-information', detail: 'which file?' }]
    await post(`/v1/notices/${noticeId}/replies`, analyst, { answers })
    const read = async (key: string) =>
      test.app.inject({ url: '/v1/replies', headers: { authorization: `Bearer ${key}` } })
    await sql`insert into unmatched_mail (kind, mails) values ('human', 3)`.execute(test.db)
    const { items, unmatched } = (await read(analyst)).json()
    const day = expect.stringMatching(/^\d{4}-\d\d-\d\d$/)
    expect(unmatched).toEqual([{ day, kind: 'human', mails: 3 }])
    const own = items.find((one: { noticeId: string }) => one.noticeId === noticeId)
    expect(own).toMatchObject({ reference, detail: 'which file?', way: 'person' })
    expect((await read(await test.keyOf('auditor'))).statusCode).toBe(403)
    expect((await read(await keyFor(noticeId))).statusCode).toBe(403)
    expect((await post(`/v1/replies/${own.id}/handled`, analyst, {})).statusCode).toBe(200)
    const after = (await read(analyst)).json().items
    expect(after.some((one: { id: string }) => one.id === own.id)).toBe(false)
  })
})

describe('POST /v1/providers/:id/events', () => {
  async function provider() {
    const told = await seedNotice(test)
    const id = await providerOf(told.noticeId)
    const made = await post(
      `/v1/providers/${id}/webhook-secrets`,
      await test.keyOf('supervisor'),
      {},
    )
    expect(made.statusCode).toBe(201)
    return { ...told, id, secret: made.json().secret as string }
  }

  const send = (
    to: { id: string; secret: string },
    event: object,
    { id = 'msg_1', at = Math.floor(Date.now() / 1000), body = JSON.stringify(event) } = {},
  ) => {
    const key = Buffer.from(to.secret.replace('whsec_', ''), 'base64')
    const signature = createHmac('sha256', key)
      .update(`${id}.${at}.${JSON.stringify(event)}`)
      .digest('base64')
    return test.app.inject({
      method: 'POST',
      url: `/v1/providers/${to.id}/events`,
      payload: body,
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(at),
        'webhook-signature': `v1,bm90LXRoaXM= v1,${signature}`,
      },
    })
  }

  const answered = (reference: string, answer = 'already-gone') => ({
    type: 'notice.answered',
    data: { reference, answers: [{ answer }] },
  })

  it('takes a signed event, once for its id', async () => {
    const to = await provider()
    const event = answered(to.reference)
    const first = await send(to, event)
    expect(first.statusCode).toBe(200)
    expect((await send(to, event)).json()).toEqual(first.json())
    expect(await answersOf(to.noticeId)).toHaveLength(1)
    expect((await send(to, event, { id: 'msg_2' })).statusCode).toBe(200)
    expect(await answersOf(to.noticeId)).toHaveLength(2)
  })

  it('refuses what is not signed, is signed by another, was changed or is late', async () => {
    const to = await provider()
    const other = await provider()
    const event = answered(to.reference)
    const now = Math.floor(Date.now() / 1000)
    const tries = [
      send({ id: to.id, secret: other.secret }, event),
      send({ id: other.id, secret: to.secret }, event),
      send(to, event, { body: JSON.stringify({ ...event, more: 1 }) }),
      send(to, event, { at: now - 301 }),
      // Far enough ahead to be too early also when the request waits for a busy machine.
      send(to, event, { at: now + 900 }),
      send({ ...to, secret: '' }, event),
    ]
    for (const { statusCode } of await Promise.all(tries)) expect(statusCode).toBe(403)
    expect(await answersOf(to.noticeId)).toEqual([])
  })

  it('lets two secrets count, and ends the oldest with a third', async () => {
    const to = await provider()
    const supervisor = await test.keyOf('supervisor')
    const next = async (): Promise<string> =>
      (await post(`/v1/providers/${to.id}/webhook-secrets`, supervisor, {})).json().secret
    const event = { type: 'other' }
    const second = await next()
    expect((await send(to, event)).json().code).toBe('event-invalid')
    expect((await send({ ...to, secret: second }, event)).json().code).toBe('event-invalid')
    await next()
    expect((await send(to, event)).statusCode).toBe(403)
    expect((await send({ ...to, secret: second }, event)).json().code).toBe('event-invalid')
    const stored = await test.db.selectFrom('provider_webhook_secret').selectAll().execute()
    expect(JSON.stringify(stored)).not.toContain(second.slice(6))
  })

  it('answers nothing of another provider by its own secret', async () => {
    const own = await provider()
    const other = await seedNotice(test)
    expect((await send(own, answered(other.reference))).statusCode).toBe(404)
  })
})

describe('POST /v1/replies/import', () => {
  it('takes each line for itself, says which were refused, and counts a file once', async () => {
    const told = await seedNotice(test)
    const file = [
      '\uFEFFReference;Answer;Detail',
      `${told.reference.toLowerCase()}-1;actioned;`,
      `${told.reference};impossible;`,
      'NL-2026-999999;actioned;',
      'canary;actioned;',
      `${told.reference};gone?;`,
      `${told.reference};forwarded;"to; a ""customer"""`,
    ].join('\r\n')
    const key = await keyFor(told.noticeId)
    const csv = { 'content-type': 'text/csv' }
    const first = await post('/v1/replies/import', key, file, csv)
    expect(first.json()).toEqual({
      applied: 2,
      repeated: 0,
      refused: [
        { line: 3, code: 'reply-needs-detail' },
        { line: 4, code: 'notice-not-found' },
        { line: 5, code: 'reference-invalid' },
        { line: 6, code: 'answer-unknown' },
      ],
    })
    const second = await post('/v1/replies/import', key, file, csv)
    expect(second.json()).toMatchObject({ applied: 0, repeated: 2 })
    expect(await answersOf(told.noticeId)).toHaveLength(2)
  })

  it.each([
    '',
    '\n\n',
    'a,b\n1,2\n',
    '"reference,answer\nx',
    'NL-2026-000001,actioned',
    'reference,detail\n',
    '%PDF-1.7',
    '\u0089PNG\r\n\u001a\n\u0000\u0000',
  ])('refuses what is no such file: %j', async (file) => {
    const { noticeId } = await seedNotice(test)
    const headers = { 'content-type': 'text/csv' }
    const answer = await post('/v1/replies/import', await keyFor(noticeId), file, headers)
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'answers-not-csv'])
  })

  it('takes a file with its header alone for one without answers', async () => {
    const { noticeId } = await seedNotice(test)
    const headers = { 'content-type': 'text/csv' }
    const key = await keyFor(noticeId)
    const answer = await post('/v1/replies/import', key, 'answer,reference\r\n', headers)
    expect(answer.json()).toEqual({ applied: 0, repeated: 0, refused: [] })
  })
})
