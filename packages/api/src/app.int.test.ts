import { sql } from 'kysely'
import { ROLES, mayDo, type Permission } from '@nightlight/contract'
import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApiKey } from './identity/api-key.ts'
import { FORM, createTestApp, type TestApp } from './fixtures/test-app.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

type Operation = { 'x-permission': Permission }
type Description = { openapi: string; paths: Record<string, Record<string, Operation>> }

const describeApi = async (): Promise<Description> =>
  (await test.app.inject({ url: '/openapi.json' })).json<Description>()

const PERMISSIONS_OF: Record<string, Permission> = {
  'post /v1/reports': 'report:submit',
  'get /v1/reports/{id}': 'report:read',
  'get /v1/matches': 'match:read',
  'post /v1/matches/{id}/decisions': 'match:decide',
  'get /v1/takedowns': 'takedown:read',
  'get /v1/takedowns/{id}': 'takedown:read',
  'get /v1/takedowns/{id}/checks/{checkId}/record': 'takedown:read',
  'get /v1/takedowns/{id}/host': 'takedown:read',
  'post /v1/takedowns/{id}/host': 'match:decide',
  'get /v1/takedowns/{id}/route': 'takedown:read',
  'get /v1/takedowns/{id}/holds': 'takedown:read',
  'post /v1/takedowns/{id}/holds': 'takedown:hold',
  'post /v1/takedowns/{id}/holds/release': 'takedown:release',
  'post /v1/takedowns/{id}/steps': 'takedown:step',
  'get /v1/tasks': 'task:read',
  'post /v1/tasks/{id}/assign': 'task:do',
  'post /v1/tasks/{id}/done': 'task:do',
  'get /v1/notices/{id}': 'notice:read',
  'get /v1/notices/{id}/replies': 'reply:read',
  'post /v1/notices/{id}/replies': 'notice:reply',
  'post /v1/replies/import': 'notice:reply',
  'get /v1/replies': 'reply:read',
  'post /v1/replies/{id}/handled': 'reply:handle',
  'get /v1/disputes': 'reply:read',
  'post /v1/disputes/{id}/decisions': 'dispute:decide',
  'post /v1/providers/{id}/webhook-secrets': 'provider:write',
  'get /v1/providers': 'provider:read',
  'get /v1/providers/{id}': 'provider:read',
  'patch /v1/providers/{id}': 'provider:write',
  'post /v1/providers/{id}/contacts': 'provider:propose',
  'post /v1/providers/{id}/contacts/{contactId}/approve': 'provider:write',
  'delete /v1/providers/{id}/contacts/{contactId}': 'provider:write',
  'get /v1/statistics/overview': 'statistics:read',
  'get /v1/matches/{id}': 'match:read',
  'get /v1/hash-lists': 'list:read',
  'post /v1/hash-lists': 'list:write',
  'post /v1/hash-lists/preview': 'list:write',
  'get /v1/hash-lists/{id}': 'list:read',
  'post /v1/hash-lists/{id}/withdraw': 'list:revoke',
  'get /v1/hash-lists/{id}/rests': 'list:read',
  'get /v1/hash-lists/{id}/submissions': 'list:read',
  'post /v1/hash-lists/{id}/submissions': 'list:write',
  'post /v1/hash-lists/{id}/entries/{entryId}/revoke': 'list:revoke',
  'get /v1/submissions/{id}': 'list:read',
  'get /v1/submissions/{id}/refusals': 'list:read',
  'get /v1/submissions/{id}/rests': 'list:read',
  'post /v1/submissions/{id}/activate': 'list:activate',
  'post /v1/submissions/{id}/end': 'list:revoke',
  'post /v1/submissions/{id}/release': 'list:release',
  'get /v1/entries/{id}': 'list:read',
  'get /v1/entries/{id}/rests': 'list:read',
  'post /v1/entries/{id}/votes': 'entry:vote',
}

const CONSOLE_PERMISSIONS: Record<string, Permission | null> = {
  'get /console': null,
  'get /console/reports/{id}': 'report:read',
  'get /console/matches': 'match:read',
  'get /console/takedowns/{id}': 'takedown:read',
  'get /console/tasks': 'task:read',
  'post /console/tasks/{id}/assign': 'task:do',
  'post /console/tasks/{id}/done': 'task:do',
  'post /console/takedowns/{id}/holds': 'takedown:hold',
  'post /console/takedowns/{id}/release': 'takedown:release',
  'post /console/takedowns/{id}/steps': 'takedown:step',
  'post /console/reports': 'report:submit',
  'post /console/matches/{id}/decisions': 'match:decide',
  'post /console/replies/{id}/handled': 'reply:handle',
  'post /console/disputes/{id}/decisions': 'dispute:decide',
  'post /console/sign-in-links': 'key:write',
  'get /console/providers': 'provider:read',
  'get /console/providers/{id}': 'provider:read',
  'post /console/providers/{id}': 'provider:write',
  'post /console/providers/{id}/contacts': 'provider:propose',
  'post /console/providers/{id}/contacts/{contactId}/approve': 'provider:write',
  'post /console/providers/{id}/contacts/{contactId}/retire': 'provider:write',
  'get /console/lists': 'list:read',
  'get /console/submissions/{id}': 'list:read',
  'get /console/submissions/{id}/refusals': 'list:read',
  'get /console/submissions/{id}/activate': 'list:activate',
  'post /console/submissions/{id}/activate': 'list:activate',
  'get /console/submissions/{id}/release': 'list:release',
  'post /console/submissions/{id}/release': 'list:release',
  'get /console/submissions/{id}/end': 'list:revoke',
  'post /console/submissions/{id}/end': 'list:revoke',
  'get /console/submissions/{id}/discard': 'list:revoke',
  'post /console/submissions/{id}/discard': 'list:revoke',
}

/** Let in by a signature of a provider. */
const SIGNED = { 'post /v1/providers/{id}/events': 'public' }

const asRequest = (route: string) => {
  const [method = '', path = ''] = route.split(' ')
  return {
    method: method.toUpperCase() as 'GET' | 'POST',
    url: path.replaceAll(/\{\w+\}/g, () => newId()),
  }
}

describe('access to the API', () => {
  it('is described for every operation', async () => {
    const { openapi, paths } = await describeApi()
    expect(openapi).toBe('3.1.0')
    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, one]) => [`${method} ${path}`, one['x-permission']]),
    )
    expect(Object.fromEntries(described)).toEqual({ ...PERMISSIONS_OF, ...SIGNED })
  })

  const cases = Object.entries(PERMISSIONS_OF).flatMap(([route, permission]) =>
    ROLES.map((role) => ({ route, role, allowed: mayDo(role, permission) })),
  )
  it.each(cases)('of $role to $route: $allowed', async ({ route, role, allowed }) => {
    const authorization = `Bearer ${await test.keyOf(role)}`
    const { statusCode } = await test.app.inject({
      ...asRequest(route),
      headers: { authorization },
    })
    if (allowed) expect(statusCode).not.toBeOneOf([401, 403, 500])
    else expect(statusCode).toBe(403)
  })

  it.each(Object.keys(PERMISSIONS_OF))('needs a key: %s', async (route) => {
    const answer = await test.app.inject(asRequest(route))
    expect(answer.statusCode).toBe(401)
    expect(answer.headers['www-authenticate']).toContain('Bearer')
    expect(answer.json()).toMatchObject({ code: 'not-signed-in' })
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

describe('access to the console', () => {
  const cases = Object.entries(CONSOLE_PERMISSIONS).flatMap(([route, permission]) =>
    ROLES.map((role) => ({
      route,
      role,
      allowed: permission === null || mayDo(role, permission),
    })),
  )
  it.each(cases)('of $role to $route: $allowed', async ({ route, role, allowed }) => {
    const cookie = await test.sessionOf(role)
    const headers = route.startsWith('post') ? { ...FORM, cookie } : { cookie }
    const answer = await test.app.inject({ ...asRequest(route), headers })
    if (allowed) expect(answer.statusCode).not.toBeOneOf([303, 403, 500])
    else
      expect([answer.statusCode, answer.body]).toEqual([
        403,
        expect.stringContaining('not-allowed'),
      ])
  })

  it.each(Object.keys(CONSOLE_PERMISSIONS))('sends strangers to sign in: %s', async (route) => {
    const request = asRequest(route)
    const answer = await test.app.inject({
      ...request,
      ...(request.method === 'POST' ? { headers: FORM } : {}),
    })
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/'])
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

  it('does not repeat an address that it cannot read', async () => {
    const answer = await test.app.inject({ url: '/v1/reports/%zzcanary' })
    expect(answer.statusCode).toBe(400)
    expect(answer.body).not.toContain('canary')
  })
})

describe('readyz', () => {
  it('answers 503 when the database is gone', async () => {
    await using other = await createTestApp()
    expect((await other.app.inject({ url: '/readyz' })).statusCode).toBe(200)
    await other.db.destroy()
    const answer = await other.app.inject({ url: '/readyz' })
    expect([answer.statusCode, answer.json()]).toMatchObject([503, { code: 'not-ready' }])
  })
})
