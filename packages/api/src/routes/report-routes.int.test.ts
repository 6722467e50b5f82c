import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCase, seedReport } from '../fixtures/seed-case.ts'
import { notifiedState, seedTakedown } from '../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

const REPORT = { url: 'https://a.example/b.html' }

async function submit(payload: unknown, headers: Record<string, string> = {}) {
  const authorization = `Bearer ${await test.keyOf('reporter')}`
  return test.app.inject({
    method: 'POST',
    url: '/v1/reports',
    payload: payload as object,
    headers: { authorization, ...headers },
  })
}

async function read(id: string) {
  const authorization = `Bearer ${await test.keyOf('analyst')}`
  return test.app.inject({ url: `/v1/reports/${id}`, headers: { authorization } })
}

const countReports = async (): Promise<number> => {
  const rows = await test.db.selectFrom('report').select('id').execute()
  return rows.length
}

describe('POST /v1/reports', () => {
  it('answers 202 with an id', async () => {
    const answer = await submit(REPORT)
    expect(answer.statusCode).toBe(202)
    expect(answer.json()).toEqual({ id: expect.any(String), state: 'received' })
  })

  it.each([
    ['nothing at all', ''],
    ['not an address', 'hello, I saw something'],
    ['a closed address', 'http://127.0.0.1:5432/'],
    ['a null character', 'http://a.example/\u0000'],
    ['half of a character', 'http://a.example/\ud800'],
    ['the longest that is allowed', 'x'.repeat(8192)],
  ])('takes %s like any other address', async (_what, url) => {
    const answer = await submit({ url, note: url })
    expect(answer.statusCode).toBe(202)
    expect(answer.json()).toEqual({ id: expect.any(String), state: 'received' })
  })

  it('keeps address, note and reporter only sealed', async () => {
    const full = {
      ...REPORT,
      note: 'second picture',
      reporter: 'x@example.invalid',
      language: 'nl',
    }
    const { id } = (await submit({ ...full, source: 'web form' })).json<{ id: string }>()
    const row = await test.db
      .selectFrom('report')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const open = (column: 'url_ct' | 'note_ct' | 'reporter_ct'): string =>
      test.crypto.openText({ table: 'report', column, row: id }, row[column]!)
    expect([open('url_ct'), open('note_ct'), open('reporter_ct')]).toEqual([
      full.url,
      full.note,
      full.reporter,
    ])
    expect(row.url_key).toEqual(test.crypto.blindIndex('report-url', full.url))
    expect(row).toMatchObject({ source: 'web form', language: 'nl' })
  })

  it('writes the audit event and leaves a hint', async () => {
    const { id } = (await submit(REPORT)).json<{ id: string }>()
    const event = await test.db
      .selectFrom('audit_event')
      .select(['action', 'actor'])
      .where('object_id', '=', id)
      .executeTakeFirstOrThrow()
    expect(event).toEqual({ action: 'report.received', actor: expect.stringMatching(/^key:/) })
    expect(test.hints.at(-1)).toEqual({ name: 'accept-report', payload: { reportId: id } })
  })

  it.each<[string, unknown, string | undefined]>([
    ['no address', {}, 'url'],
    ['an address that is a number', { url: 5 }, 'url'],
    ['a too long address', { url: 'x'.repeat(8193) }, 'url'],
    ['a source that could be an address', { ...REPORT, source: 'http://x' }, 'source'],
    ['a source that could be a hash', { ...REPORT, source: 'ab'.repeat(16) }, 'source'],
    ['a language that is none', { ...REPORT, language: '../../' }, 'language'],
    ['an unknown field', { ...REPORT, canary: 1 }, undefined],
    ['a list', [], undefined],
  ])('refuses %s by the name of the field', async (_what, payload, field) => {
    const answer = await submit(payload)
    expect(answer.statusCode).toBe(400)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    const told = answer.json<{ code: string; field?: string }>()
    expect(told.code).toBe('body-invalid')
    expect(told.field).toBe(field)
    expect(answer.body).not.toContain('canary')
  })

  it.each([
    ['broken JSON', '{"url": canary', 'application/json', 400, 'body-not-json'],
    [
      'a prototype',
      '{"url":"x","__proto__":{"canary":1}}',
      'application/json',
      400,
      'body-not-json',
    ],
    ['no body', '', 'application/json', 400, 'body-not-json'],
    ['a form', 'url=canary', 'application/x-www-form-urlencoded', 415, 'media-type-unsupported'],
    ['plain text', 'canary', 'text/plain', 415, 'media-type-unsupported'],
    [
      'too much',
      JSON.stringify({ url: 'x', note: 'y'.repeat(70_000) }),
      'application/json',
      413,
      'body-too-large',
    ],
  ])('refuses %s', async (_what, payload, type, status, code) => {
    const answer = await submit(payload, { 'content-type': type })
    expect(answer.statusCode).toBe(status)
    expect(answer.json()).toMatchObject({ code, status })
    expect(answer.body).not.toContain('canary')
  })
})

describe('Idempotency-Key', () => {
  it('gives the same answer to the same request', async () => {
    const headers = { 'idempotency-key': newId() }
    const first = await submit(REPORT, headers)
    const before = await countReports()
    const hints = test.hints.length
    const second = await submit(REPORT, headers)
    expect([second.statusCode, second.body]).toEqual([first.statusCode, first.body])
    expect(await countReports()).toBe(before)
    expect(test.hints).toHaveLength(hints)
  })

  it('does not mind the order of the fields', async () => {
    const headers = { 'idempotency-key': newId(), 'content-type': 'application/json' }
    const first = await submit('{"url":"x","source":"y"}', headers)
    const second = await submit('{"source":"y","url":"x"}', headers)
    expect(second.body).toBe(first.body)
  })

  it('refuses another body', async () => {
    const headers = { 'idempotency-key': newId() }
    await submit(REPORT, headers)
    const answer = await submit({ url: 'https://other.example/' }, headers)
    expect(answer.statusCode).toBe(409)
    expect(answer.json()).toMatchObject({ code: 'idempotency-key-reused' })
  })

  it('belongs to one actor', async () => {
    const headers = { 'idempotency-key': newId() }
    const first = await submit(REPORT, headers)
    const authorization = `Bearer ${await test.keyOf('analyst')}`
    const second = await submit(REPORT, { ...headers, authorization })
    expect(second.json<{ id: string }>().id).not.toBe(first.json<{ id: string }>().id)
  })

  it('keeps twenty at once to one report', async () => {
    const headers = { 'idempotency-key': newId() }
    const before = await countReports()
    const answers = await Promise.all(Array.from({ length: 20 }, () => submit(REPORT, headers)))
    expect(new Set(answers.map(({ statusCode, body }) => `${statusCode} ${body}`)).size).toBe(1)
    expect(answers[0]?.statusCode).toBe(202)
    expect(await countReports()).toBe(before + 1)
  })

  it.each(['', 'with space', 'é', 'x'.repeat(256)])('refuses %j', async (key) => {
    const answer = await submit(REPORT, { 'idempotency-key': key })
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ code: 'idempotency-key-invalid' })
  })
})

describe('GET /v1/reports/{id}', () => {
  it('tells of a report that nobody has taken in', async () => {
    const id = await seedReport(test)
    expect((await read(id)).json()).toEqual({
      id,
      childAtRisk: null,
      state: 'received',
      unseen: { count: 0, again: false },
      receivedAt: '2026-03-01T10:00:00.000Z',
      source: 'test',
      refusal: null,
      visits: [],
      media: [],
      matches: [],
      takedowns: [],
      crawl: null,
      pages: [],
    })
  })

  it('tells why a report was refused', async () => {
    const id = await seedReport(test)
    await test.db
      .insertInto('report_location')
      .values({ report_id: id, location_id: null, refused_code: 'not-a-url' })
      .execute()
    expect((await read(id)).json()).toMatchObject({
      state: 'refused',
      refusal: { code: 'not-a-url' },
    })
  })

  it('tells visits, media and matches', async () => {
    const seeded = await seedCase(test)
    const match = {
      id: seeded.matchId,
      mediaId: seeded.mediaId,
      tier: 'near',
      algorithm: 'pdq',
      distance: 12,
      orientation: 0,
      flavour: 'full',
      frame: 0,
      variant: 'picture',
      legalClass: 'csam',
      decision: null,
    }
    expect((await read(seeded.reportId)).json()).toMatchObject({
      state: 'matched',
      visits: [{ outcome: 'page', code: 'page', httpStatus: 200, kind: 'page' }],
      media: [{ id: seeded.mediaId, mime: 'image/png', width: 640, matches: [match] }],
      matches: [match],
    })
  })

  it('tells its takedowns', async () => {
    const seeded = await seedCase(test)
    const { takedownId } = await seedTakedown(test, seeded)
    expect((await read(seeded.reportId)).json()).toMatchObject({
      state: 'in-takedown',
      takedowns: [
        {
          id: takedownId,
          status: 'notified',
          attention: null,
          lastVerdict: 'present',
          noticesSent: 1,
          outcome: 'still-present',
        },
      ],
    })
  })

  it('is removed with its takedown', async () => {
    const seeded = await seedCase(test)
    await seedTakedown(test, seeded, { ...notifiedState, status: 'watching' })
    expect((await read(seeded.reportId)).json()).toMatchObject({ state: 'removed' })
  })

  it('waits for its takedown when the list opens by itself', async () => {
    const seeded = await seedCase(test, { tier: 'exact', opens: 'exact' })
    expect((await read(seeded.reportId)).json()).toMatchObject({ state: 'matched' })
  })

  it.each([newId(), 'nonsense', '..%2f', 'x'.repeat(500)])('does not find %s', async (id) => {
    const answer = await read(id)
    expect(answer.statusCode).toBe(404)
    expect(answer.json()).toMatchObject({ code: 'not-found' })
    expect(answer.body).not.toContain(id)
  })
})
