import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createVisitor, type Visitor } from '../../fixtures/console-visitor.ts'
import { linkOfProvider } from '../../fixtures/seed-portal.ts'
import { seedProvider } from '../../fixtures/seed-provider.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
let provider: string
let other: string
const as: Record<string, (url: string, fields?: Record<string, string>) => Promise<Answer>> = {}
type Answer = { statusCode: number; body: string; headers: Record<string, unknown> }

beforeAll(async () => {
  test = await createTestApp()
  provider = await seedProvider(test, { name: 'Own Hosting' })
  other = await seedProvider(test, { name: 'Other Hosting' })
  for (const [name, role] of [
    ['Ann', 'analyst'],
    ['Sue', 'supervisor'],
    ['Sam', 'supervisor'],
    ['Adam', 'admin'],
  ] as const) {
    const cookie = await test.sessionOf(role, name)
    const page = await test.app.inject({ url: '/console/account', headers: { cookie } })
    const form = formTokenIn(page.body)
    as[name] = (url, fields) =>
      test.app.inject({
        method: fields ? 'POST' : 'GET',
        url,
        headers: { ...FORM, cookie },
        ...(fields && { payload: new URLSearchParams({ form, ...fields }).toString() }),
      })
  }
})
afterAll(() => test[Symbol.asyncDispose]())

const linkIn = (body: string): string => /value="(http[^"]+\/sign-in#[^"]+)"/.exec(body)![1]!
const pathOf = (id = provider) => `/console/providers/${id}/people`
const personNamed = async (name: string): Promise<string> => {
  const row = await test.db
    .selectFrom('person')
    .select('id')
    .where('name', '=', name)
    .executeTakeFirstOrThrow()
  return row.id
}

describe('people of a provider', () => {
  it('are invited by one person and agreed to by another, whatever the first may', async () => {
    const made = await as['Sue']!(pathOf(), { name: 'Paul' })
    expect(made.statusCode).toBe(200)
    expect(made.body).toContain('once another person of the hotline has agreed')
    const visitor: Visitor = createVisitor(test)
    expect((await visitor.follow(linkIn(made.body))).statusCode).toBe(409)
    const id = await personNamed('Paul')
    const own = await as['Sue']!(`${pathOf()}/${id}/approve`, {})
    expect([own.statusCode, own.body.includes('second-person-needed')]).toEqual([403, true])
    expect((await as['Ann']!(`${pathOf()}/${id}/approve`, {})).statusCode).toBe(403)
    expect((await as['Sam']!(`${pathOf()}/${id}/approve`, {})).headers['location']).toBe(
      `${pathOf()}?done=approve`,
    )
    expect((await visitor.follow(linkIn(made.body))).statusCode).toBe(303)
    expect((await visitor.get('/portal')).statusCode).toBe(200)
    expect((await visitor.get('/console/providers')).statusCode).toBe(403)
    await as['Sam']!(`${pathOf()}/${id}/deactivate`, {})
    expect((await visitor.get('/portal')).headers.location).toBe('/')
  })

  it('may be proposed by an analyst, belong to one provider, and are reached below it alone', async () => {
    expect((await as['Ann']!(pathOf(), { name: 'Petra' })).statusCode).toBe(200)
    const id = await personNamed('Petra')
    expect((await as['Sam']!(`${pathOf(other)}/${id}/approve`, {})).statusCode).toBe(404)
    expect((await as['Sue']!(pathOf(other))).body).not.toContain('Petra')
    const again = await as['Ann']!(pathOf(other), { name: 'Petra' })
    expect(again.statusCode).toBe(409)
    expect(again.body).toContain('at another provider')
    const role = await as['Adam']!(`/console/people/${id}/role`, { role: 'analyst' })
    expect(role.body).toContain('accounts of their own')
  })

  it('are not invited without a provider', async () => {
    const asked = { name: 'Nobody', role: 'provider' }
    const { statusCode, body } = await as['Adam']!('/console/sign-in-links', asked)
    expect([statusCode, body.includes('from the page of the provider')]).toEqual([400, true])
  })

  it('stay with their provider, and nobody lets them in alone, whoever writes to the database', async () => {
    await linkOfProvider(test, provider, 'http://localhost', 'Pia')
    const of = test.db.updateTable('person').where('name', '=', 'Pia')
    await expect(of.set({ provider_id: other }).execute()).rejects.toMatchObject({
      constraint: 'person_keeps_provider',
    })
    await expect(of.set({ requested_by: 'supervisor:Sue' }).execute()).rejects.toMatchObject({
      constraint: 'person_provider_needs_another',
    })
  })
})
