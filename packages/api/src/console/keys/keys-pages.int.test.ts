import { newId } from '@nightlight/runtime'
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
    const after = (await admin.get('/console/keys')).body
    const [newest = ''] = idsIn(after)
    // who replaced it once is not asked to do so again
    expect(after).toContain(`/console/keys/${newest}/replace`)
    expect(after).toContain(`/console/keys/${id}/revoke`)
    expect(after).not.toContain(`/console/keys/${id}/replace`)
    const revoked = await admin.send(`/console/keys/${newest}/revoke`, {})
    expect([revoked.statusCode, await report(next)]).toEqual([303, 401])
  })

  it.each([
    ['/console/keys', '/console/keys'],
    ['/console/people', '/console/sign-in-links'],
  ])('on %s is for a role that was chosen, none of which is there before', async (url, action) => {
    const { body } = await admin.get(url)
    const form = body.split('<form').find((one) => one.includes(`action="${action}"`))
    expect(form).toMatch(/<select name="role" required>\s*<option value="">Choose a role</)
    expect(form).not.toMatch(/<option[^>]* selected/)
    const typed = { name: 'Of no role', role: '', days: '9', authority: '' }
    expect((await admin.send(action, typed)).statusCode).toBe(400)
  })

  it('shows the same key where a form is sent twice, whichever page stays', async () => {
    const fields = { id: newId(), name: 'Twice', role: 'reporter', days: '90' }
    const [one, two] = await Promise.all([
      admin.send('/console/keys', fields),
      admin.send('/console/keys', fields),
    ])
    const key = keyIn(two.body)
    expect([one.statusCode, two.statusCode, keyIn(one.body)]).toEqual([200, 200, key])
    expect(await report(key)).toBe(202)
    const { rows } = await sql<{ id: string }>`select id from api_key where name = 'Twice'`.execute(
      test.db,
    )
    expect(rows).toHaveLength(1)
    const other = await admin.send('/console/keys', { ...fields, id: newId() })
    expect(keyIn(other.body)).not.toBe(key)

    const path = `/console/keys/${rows[0]!.id}/replace`
    const form = { id: newId() }
    const [first, again] = await Promise.all([admin.send(path, form), admin.send(path, form)])
    const next = keyIn(again.body)
    expect([first.statusCode, again.statusCode, keyIn(first.body)]).toEqual([200, 200, next])
    expect([await report(key), await report(next)]).toEqual([202, 202])
    const stored = await sql`select * from idempotency_key`.execute(test.db)
    expect(JSON.stringify(stored.rows)).not.toContain(next.slice(-49, -6))
  })

  it('says who replaces the key of another person, which it would refuse', async () => {
    await test.keyOf('analyst')
    const { rows } = await sql<{ id: string }>`
      select id from api_key where role = 'analyst'`.execute(test.db)
    const { body } = await admin.get('/console/keys')
    expect(body).toContain(`/console/keys/${rows[0]!.id}/revoke`)
    expect(body).not.toContain(`/console/keys/${rows[0]!.id}/replace`)
    expect(body).toContain('only they replace it, or the operator')
  })

  it('makes none of a provider, which would answer for nobody', async () => {
    const page = await admin.get('/console/keys')
    expect(page.body).toMatch(
      /action="\/console\/keys" class="key-form">[^]*?name="id" value="[\w-]{36}"/,
    )
    const asked = await admin.send('/console/keys', { name: 'P', role: 'provider', days: '9' })
    expect([asked.statusCode, keyIn(asked.body)]).toEqual([400, ''])
    expect(asked.body).toContain('made on the page of that provider')
  })

  it('holds one to what it is for and from where, and says what it may not', async () => {
    const made = await admin.send('/console/keys', {
      name: 'Ada Admin',
      role: 'admin',
      days: '9',
      scopes: ['service:read', 'statistics:read'],
      networks: '192.0.2.0/24\n198.51.100.7',
    })
    expect(made.statusCode).toBe(200)
    expect(made.body).toMatch(
      /With it a program may:[\s\S]*see counts[\s\S]*Of its role it may not/,
    )
    expect(made.body).toContain('192.0.2.0/24, 198.51.100.7')
    const key = keyIn(made.body)
    const { rows } = await sql<{ scopes: string[]; networks: string[] }>`
      select scopes, networks from api_key where name = 'Ada Admin'`.execute(test.db)
    expect(rows).toEqual([
      { scopes: ['statistics:read', 'service:read'], networks: ['192.0.2.0/24', '198.51.100.7'] },
    ])
    const elsewhere = await test.app.inject({
      url: '/v1/statistics/removals',
      headers: { authorization: `Bearer ${key}` },
    })
    expect(elsewhere.statusCode).toBe(403)
  })

  it('refuses what the role may not, and what is no network, with the form as it was', async () => {
    const facts = { name: 'Feed 2', role: 'reporter', days: '9' }
    const wrong = await admin.send('/console/keys', { ...facts, scopes: 'audit:read' })
    expect(wrong.statusCode).toBe(400)
    expect(wrong.body).toContain('Tick only what the role that you chose may do')
    expect(wrong.body).toMatch(/value="audit:read" checked/)
    const typed = await admin.send('/console/keys', { ...facts, networks: 'the office' })
    expect(typed.statusCode).toBe(400)
    expect(typed.body).toContain('Type addresses or networks')
    expect(typed.body).toContain('the office')
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

  it('shows no key again that was made a while ago, or is revoked', async () => {
    await admin.stepUp()
    const fields = { id: newId(), name: 'Lost', role: 'reporter', days: '90' }
    const key = keyIn((await admin.send('/console/keys', fields)).body)
    expect(key).not.toBe('')
    const { rows } = await sql<{ id: string }>`select id from api_key where name = 'Lost'`.execute(
      test.db,
    )
    test.pass(11 * 60_000)
    await admin.stepUp()
    const late = await admin.send('/console/keys', fields)
    expect(late.headers.location).toBe('/console/keys?done=made-before')
    const page = await admin.get('/console/keys?done=made-before')
    expect(page.body).toContain('This form has made a key before')
    expect(page.body).not.toContain(key)
    test.pass(-11 * 60_000)
    await admin.send(`/console/keys/${rows[0]!.id}/revoke`)
    expect((await admin.send('/console/keys', fields)).statusCode).toBe(303)
  })
})
