import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enrolled, ORIGIN, type Visitor } from '../../fixtures/console-visitor.ts'
import { seedProvider } from '../../fixtures/seed-provider.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
let admin: Visitor
let own: string
let other: string
beforeAll(async () => {
  test = await createTestApp({ identity: { publicUrl: ORIGIN } })
  admin = await enrolled(test, { role: 'admin', name: 'Ada Admin' })
  own = await seedProvider(test, { name: 'Own Hosting' })
  other = await seedProvider(test, { name: 'Other Hosting' })
})
afterAll(() => test[Symbol.asyncDispose]())

const keyIn = (body: string): string => /value="(nl_live_\w+)"/.exec(body)?.[1] ?? ''
const items = async (key: string) =>
  (
    await test.app.inject({
      url: '/v1/provider/items',
      headers: { authorization: `Bearer ${key}` },
    })
  ).statusCode
const fields = { name: 'Desk program', days: '90' }

describe('keys of the programs of a provider', () => {
  it('are made, replaced and revoked on the page of its people', async () => {
    const before = await admin.get(`/console/providers/${own}/people`)
    expect(before.body).toContain('This provider has no key yet')
    expect((await admin.get(`/console/providers/${own}`)).body).toContain(
      `href="/console/providers/${own}/people#keys"`,
    )
    const asked = { ...fields, id: newId(), scopes: 'portal:use' }
    const made = await admin.send(`/console/providers/${own}/keys`, asked)
    const key = keyIn(made.body)
    expect([made.statusCode, await items(key)]).toEqual([200, 200])
    expect(keyIn((await admin.send(`/console/providers/${own}/keys`, asked)).body)).toBe(key)
    const rows = await test.db
      .selectFrom('api_key')
      .select(['id', 'role', 'provider_id', 'scopes'])
      .where('name', '=', 'Desk program')
      .execute()
    expect(rows).toMatchObject([{ role: 'provider', provider_id: own, scopes: ['portal:use'] }])

    const path = `/console/providers/${own}/keys/${rows[0]!.id}`
    const foreign = `/console/providers/${other}/keys/${rows[0]!.id}`
    for (const action of ['replace', 'revoke'])
      expect((await admin.send(`${foreign}/${action}`)).statusCode).toBe(404)
    expect((await admin.get(`/console/providers/${own}/people`)).body).toContain(`${path}/revoke`)
    const next = keyIn((await admin.send(`${path}/replace`, { id: newId() })).body)
    expect([await items(key), await items(next)]).toEqual([200, 200])
    const revoked = await admin.send(`${path}/revoke`)
    expect(revoked.headers.location).toBe(`/console/providers/${own}/people?done=revoke`)
    expect([await items(key), await items(next)]).toEqual([401, 200])
    expect((await admin.get(revoked.headers.location!)).body).toContain('The key is revoked')
  })

  it('are those of administrators, and of a provider that there is', async () => {
    const sue = await enrolled(test, { role: 'supervisor', name: 'Sue' })
    const page = await sue.get(`/console/providers/${own}/people`)
    expect([page.statusCode, page.body.includes('id="keys"')]).toEqual([200, false])
    expect((await sue.send(`/console/providers/${own}/keys`, fields)).statusCode).toBe(403)
    const none = await admin.send(`/console/providers/${newId()}/keys`, fields)
    expect(none.statusCode).toBe(404)
    const wrong = await admin.send(`/console/providers/${own}/keys`, {
      ...fields,
      networks: 'the office',
    })
    expect(wrong.statusCode).toBe(400)
    expect(wrong.body).toContain('the office')
  })
})
