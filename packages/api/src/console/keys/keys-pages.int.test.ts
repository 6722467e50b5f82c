import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enrolled, ORIGIN, type Visitor } from '../../fixtures/console-visitor.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
let admin: Visitor
beforeAll(async () => {
  test = await createTestApp({ secure: true, identity: { publicUrl: ORIGIN } })
  admin = await enrolled(test, { role: 'admin', name: 'Ada Admin' })
})
afterAll(() => test[Symbol.asyncDispose]())

const keyIn = (body: string): string => /value="(nl_live_\w+)"/.exec(body)?.[1] ?? ''
const idsIn = (body: string): string[] =>
  [...body.matchAll(/keys\/([\w-]{36})\/revoke/g)].map(([, id]) => id!)
const report = async (key: string) =>
  (
    await test.app.inject({
      method: 'POST',
      url: '/v1/reports',
      headers: { authorization: `Bearer ${key}` },
      payload: { url: 'http://h.example/' },
    })
  ).statusCode

describe('the page of keys', () => {
  it('makes, replaces and revokes them', async () => {
    const made = await admin.send('/console/keys', { name: 'Feed', role: 'reporter', days: '90' })
    const key = keyIn(made.body)
    expect([made.statusCode, await report(key)]).toEqual([200, 202])
    const page = await admin.get('/console/keys')
    expect(page.body).toContain('Feed')
    expect(page.body).not.toContain(key)
    const [id = ''] = idsIn(page.body)
    const next = keyIn((await admin.send(`/console/keys/${id}/replace`, {})).body)
    expect([await report(key), await report(next)]).toEqual([202, 202])
    const [newest = ''] = idsIn((await admin.get('/console/keys')).body)
    const revoked = await admin.send(`/console/keys/${newest}/revoke`, {})
    expect([revoked.statusCode, await report(next)]).toEqual([303, 401])
  })

  it('makes none in the name of somebody else', async () => {
    const answer = await admin.send('/console/keys', {
      name: 'Nobody',
      role: 'supervisor',
      days: '9',
    })
    expect(answer.statusCode).toBe(403)
    expect(answer.body).toContain('nightlight keys create')
  })

  it('goes on to older ones', async () => {
    await sql`
      insert into api_key (id, role, name, secret_hash, expires_at)
      select gen_random_uuid(), 'reporter', 'Old ' || n, sha256(n::text::bytea), now() + interval '9 days'
      from generate_series(1, 60) n`.execute(test.db)
    const first = await admin.get('/console/keys')
    expect(idsIn(first.body)).toHaveLength(50)
    const next = /rel="next" href="([^"]+)"/.exec(first.body)?.[1] ?? ''
    const second = await admin.get(next)
    expect(idsIn(second.body).length).toBeGreaterThan(9)
    expect(idsIn(second.body).filter((id) => idsIn(first.body).includes(id))).toEqual([])
    expect(second.body).not.toContain('rel="next"')
  })

  it('is there for administrators only, and asks again who they are', async () => {
    const auditor = await enrolled(test, { role: 'auditor', name: 'Otto' })
    expect((await auditor.get('/console/keys')).statusCode).toBe(403)
    test.pass(6 * 60_000)
    const answer = await admin.send('/console/keys', { name: 'Late', role: 'reporter', days: '9' })
    expect(keyIn(answer.body)).toBe('')
  })
})
