import { sql } from 'kysely'
import type { Permission } from '@nightlight/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApiKey } from './identity/api-key.ts'
import { API_ROUTES } from './fixtures/route-rows.ts'
import { createTestApp, type TestApp } from './fixtures/test-app.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

type Operation = { 'x-permission': Permission }
type Description = { openapi: string; paths: Record<string, Record<string, Operation>> }

const describeApi = async (): Promise<Description> =>
  (await test.app.inject({ url: '/openapi.json' })).json<Description>()

describe('access to the API', () => {
  it('is described for every operation', async () => {
    const { openapi, paths } = await describeApi()
    expect(openapi).toBe('3.1.0')
    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, one]) => [`${method} ${path}`, one['x-permission']]),
    )
    const rows = Object.entries(API_ROUTES).map(([route, access]) => {
      const [method = '', path = ''] = route.split(' ')
      return [
        `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}').replace('*', '{*}')}`,
        access,
      ]
    })
    expect(Object.fromEntries(described)).toEqual(Object.fromEntries(rows))
  })

  it('does not take a session for a key', async () => {
    const cookie = await test.sessionOf('supervisor')
    const answer = await test.app.inject({ url: '/v1/takedowns', headers: { cookie } })
    expect(answer.statusCode).toBe(401)
  })

  it('refuses a key that was revoked, and one whose secret differs', async () => {
    const revoked = await createApiKey(test.db, test.crypto, {
      role: 'analyst',
      name: 'gone',
      actor: 'test',
    })
    await test.db
      .updateTable('api_key')
      .set({ revoked_at: new Date() })
      .where('id', '=', revoked.id)
      .execute()
    const [one, other] = await Promise.all([test.keyOf('analyst'), test.keyOf('police')])
    const mixed = one.slice(0, 40) + other.slice(40)
    for (const key of [revoked.key, mixed, one.slice(0, -1), 'Bearer', '']) {
      const headers = { authorization: `Bearer ${key}` }
      expect((await test.app.inject({ url: '/v1/takedowns', headers })).statusCode).toBe(401)
    }
  })

  it('keeps when a key was last used, and no key', async () => {
    const { id, key } = await createApiKey(test.db, test.crypto, {
      role: 'analyst',
      name: 'fresh',
      actor: 'test',
    })
    const read = () =>
      test.db.selectFrom('api_key').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    expect((await read()).last_used_at).toBeNull()
    await test.app.inject({ url: '/v1/takedowns', headers: { authorization: `Bearer ${key}` } })
    const row = await read()
    expect(row.last_used_at).toBeInstanceOf(Date)
    expect(key).not.toContain(row.secret_hash.toString('hex'))
    expect(JSON.stringify(row)).not.toContain(key.slice(-49, -6))
  })
})

describe('operation', () => {
  it.each(['/healthz', '/readyz'])('answers 200 on %s', async (url) => {
    expect((await test.app.inject({ url })).statusCode).toBe(200)
  })

  it('shows the gauges', async () => {
    await sql`insert into matcher_state (instance, epoch, entries, bytes)
      values ('018f0000-0000-7000-8000-000000000000', 0, 12, '{"pdq": 4096}')`.execute(test.db)
    const { body } = await test.app.inject({ url: '/metrics' })
    for (const name of [
      'nightlight_reports_waiting',
      'nightlight_takedowns',
      'nightlight_notices_due',
      'nightlight_notice_oldest_due_seconds',
      'nightlight_crawls_due',
      'nightlight_crawl_oldest_due_seconds',
      'nightlight_checks_due',
      'process_cpu_seconds_total',
    ]) {
      expect(body).toContain(`# TYPE ${name} `)
    }
    for (const because of ['failing', 'gone']) {
      expect(body).toContain(`nightlight_event_hooks_stopped{because="${because}"} 0`)
    }
    for (const kind of ['canary-asked', 'canary-seen', 'probing']) {
      expect(body).toContain(`nightlight_lookup_alarms_waiting{kind="${kind}"} 0`)
    }
    for (const verdict of ['present', 'gone', 'unknown']) {
      expect(body).toContain(`nightlight_checks_last_hour{verdict="${verdict}"} 0`)
    }
    const instance = 'instance="018f0000-0000-7000-8000-000000000000"'
    expect(body).toContain(`nightlight_matcher_bytes{${instance},part="pdq"} 4096`)
    expect(body).toContain(`nightlight_matcher_entries{${instance}} 12`)
    expect(body).toContain(`nightlight_matcher_epochs_behind{${instance}} 0`)
    expect(body).toContain(`nightlight_matcher_heard_seconds{${instance}}`)
  })

  it('answers 404 as a problem to programs and as a page to browsers', async () => {
    const told = await test.app.inject({ url: '/nothing-canary' })
    expect([told.statusCode, told.json()]).toMatchObject([404, { code: 'not-found' }])
    const page = await test.app.inject({ url: '/nothing-canary', headers: { accept: 'text/html' } })
    expect(page.headers['content-type']).toContain('text/html')
    expect(told.body + page.body).not.toContain('canary')
  })

  it('says which methods an address takes, where it does not take this one', async () => {
    const put = await test.app.inject({ method: 'PUT', url: '/v1/reports/canary?canary=1' })
    expect([put.statusCode, put.headers.allow, put.json()]).toMatchObject([
      405,
      'GET, HEAD, OPTIONS',
      { code: 'method-not-allowed' },
    ])
    expect(put.body).not.toContain('canary')
    const options = await test.app.inject({ method: 'OPTIONS', url: '/v1/reports' })
    expect([options.statusCode, options.headers.allow, options.body]).toEqual([
      204,
      'OPTIONS, POST',
      '',
    ])
    expect(options.headers['access-control-allow-origin']).toBeUndefined()
  })

  it('does not repeat an address that it cannot read', async () => {
    const answer = await test.app.inject({ url: '/v1/reports/%zzcanary' })
    expect(answer.statusCode).toBe(400)
    expect(answer.body).not.toContain('canary')
  })
})

describe('readyz', () => {
  it('tells that the log is not signed, or stands still, and serves all the same', async () => {
    await using other = await createTestApp()
    const ready = async () => {
      const answer = await other.app.inject({ url: '/readyz' })
      return [answer.statusCode, answer.json()]
    }
    expect(await ready()).toEqual([200, { status: 'ready', log: 'well' }])
    await sql`update audit_state set refused = 'audit-log-shrank', refused_since = now(),
      heard_at = now()`.execute(other.db)
    expect(await ready()).toEqual([200, { status: 'ready', log: ['audit-log-shrank'] }])
    await sql`update audit_state set refused = null, refused_since = null`.execute(other.db)
    other.pass(121_000)
    expect(await ready()).toEqual([200, { status: 'ready', log: ['audit-stands-still'] }])
  })

  it('answers 503 when the database is gone', async () => {
    await using other = await createTestApp()
    expect((await other.app.inject({ url: '/readyz' })).statusCode).toBe(200)
    await other.db.destroy()
    const answer = await other.app.inject({ url: '/readyz' })
    expect([answer.statusCode, answer.json()]).toMatchObject([503, { code: 'not-ready' }])
  })
})
