import type { Role } from '@nightlight/contract'
import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedProvider, seedTold } from '../fixtures/seed-provider.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'

const HOUR_MS = 3_600_000
let test: TestApp
let ana: string
let sue: string
let sam: string
beforeAll(async () => {
  test = await createTestApp()
  ana = await test.newKey({ role: 'analyst', name: 'Ana' })
  sue = await test.newKey({ role: 'supervisor', name: 'Sue' })
  sam = await test.newKey({ role: 'supervisor', name: 'Sam' })
})
afterAll(() => test[Symbol.asyncDispose]())

const ask = async (
  key: string,
  method: 'GET' | 'PATCH' | 'POST' | 'DELETE',
  url: string,
  payload?: object,
) =>
  test.app.inject({
    method,
    url: `/v1/providers${url}`,
    ...(payload && { payload }),
    headers: {
      authorization: `Bearer ${key}`,
      ...(method === 'POST' && { 'idempotency-key': newId() }),
    },
  })

describe('GET /v1/providers', () => {
  it('lists and filters, page by page', async () => {
    for (const name of ['Zeta One', 'Zeta Two', 'Zeta Three']) await seedProvider(test, { name })
    const first = (await ask(ana, 'GET', '?search=zeta&limit=2')).json()
    expect(first.items.map(({ name }: { name: string }) => name)).toEqual([
      'Zeta One',
      'Zeta Three',
    ])
    const second = (await ask(ana, 'GET', `?search=zeta&limit=2&after=${first.next}`)).json()
    expect(second).toMatchObject({ items: [{ name: 'Zeta Two', channel: 'smtp' }], next: null })
    expect((await ask(ana, 'GET', '?kind=registry')).json().items).toEqual([])
    expect((await ask(ana, 'GET', '?open=true&search=zeta')).json().items).toEqual([])
    expect((await ask(ana, 'GET', '?kind=baker')).statusCode).toBe(400)
  })
})

describe('GET /v1/providers/{id}', () => {
  it('shows contacts, what is open by age, and response times as distributions with n', async () => {
    const id = await seedProvider(test)
    await seedTold(test, id, 50, { answered: 3, gone: 5 })
    await seedTold(test, id, 50, { gone: 30 })
    await seedTold(test, id, 50, { answered: 1, answer: 'auto-reply' })
    const { removal, answer, replies } = (await ask(ana, 'GET', `/${id}`)).json().history
    expect(removal).toMatchObject({
      n: 3,
      ended: 2,
      medianMs: 30 * HOUR_MS,
      p90Ms: null,
      isFew: true,
    })
    expect(removal.within).toContainEqual({ hours: 24, count: 1 })
    expect(answer).toMatchObject({ n: 3, ended: 1 })
    expect(replies).toHaveLength(2)
    expect((await ask(ana, 'GET', `/${id}`)).json()).toMatchObject({
      contacts: [{ mailbox: 'abuse@hosting.example', source: 'rdap', bounces: [] }],
      open: { untold: 0, ages: expect.arrayContaining([{ hours: 72, count: 1 }]) },
      organisation: null,
    })
    const [listed] = (await ask(ana, 'GET', '?open=true')).json().items
    expect(listed).toMatchObject({ id, open: 1 })
  })

  it('is not found where there is none', async () => {
    expect((await ask(ana, 'GET', `/${newId()}`)).json()).toMatchObject({
      status: 404,
      code: 'provider-not-found',
    })
  })
})

describe('PATCH /v1/providers/{id}', () => {
  it('changes what was sent, under the name of who did it, and leaves the rest', async () => {
    const id = await seedProvider(test)
    const change = { language: 'fr', organisation: 'Group', asns: [64_500], note: 'Slow in summer' }
    const answer = await ask(sue, 'PATCH', `/${id}`, change)
    expect(answer.json()).toMatchObject({
      language: 'fr',
      languageBy: expect.stringContaining('key:'),
      organisation: { name: 'Group', others: [] },
      asns: [{ asn: 64_500, by: 'person' }],
      note: 'Slow in summer',
      urlPolicy: null,
    })
    const again = await ask(sam, 'PATCH', `/${id}`, { urlPolicy: 'reply-page' })
    expect(again.json()).toMatchObject({ urlPolicy: 'reply-page', language: 'fr' })
    expect(test.logged()).not.toContain('Slow in summer')
  })

  it.each([
    [{ language: 'es' }, 400, 'body-invalid'],
    [{ handle: 'x' }, 400, 'body-invalid'],
    [{ asns: [0] }, 400, 'asn-invalid'],
    [{ domains: ['a b'] }, 400, 'domain-invalid'],
    [{ organisation: ' ' }, 400, 'organisation-invalid'],
    [{ channel: newId() }, 409, 'channel-not-in-use'],
  ])('refuses %j', async (change, status, code) => {
    const answer = await ask(sue, 'PATCH', `/${await seedProvider(test)}`, change)
    expect(answer.json()).toMatchObject({ status, code })
  })

  it('keeps nothing of a change of which a part is refused', async () => {
    const id = await seedProvider(test)
    await ask(sue, 'PATCH', `/${id}`, { language: 'de', asns: [0] })
    expect((await ask(sue, 'GET', `/${id}`)).json()).toMatchObject({
      language: 'nl',
      languageBy: null,
    })
  })
})

describe('contacts of a provider', () => {
  it('are proposed by an analyst and approved by a supervisor', async () => {
    const id = await seedProvider(test)
    const proposed = await ask(ana, 'POST', `/${id}/contacts`, { mailbox: 'desk@hosting.example' })
    expect(proposed.statusCode).toBe(201)
    const url = `/${id}/contacts/${proposed.json().id}`
    expect((await ask(ana, 'POST', `${url}/approve`)).statusCode).toBe(403)
    expect((await ask(sue, 'POST', `${url}/approve`)).json()).toMatchObject({ state: 'approved' })
    const { contacts, proposals } = (await ask(ana, 'GET', `/${id}`)).json()
    expect(proposals).toEqual([])
    expect(contacts[0]).toMatchObject({ mailbox: 'desk@hosting.example', source: 'operator' })
    expect((await ask(ana, 'DELETE', `/${id}/contacts/${contacts[0].id}`)).statusCode).toBe(403)
    expect((await ask(sue, 'DELETE', `/${id}/contacts/${contacts[0].id}`)).statusCode).toBe(204)
    const again = await ask(sue, 'DELETE', `/${id}/contacts/${contacts[0].id}`)
    expect(again.json()).toMatchObject({ code: 'contact-not-found' })
    expect(test.logged()).not.toContain('desk@hosting.example')
  })

  it('are not approved by the supervisor who proposed them', async () => {
    const id = await seedProvider(test)
    const { id: contact } = (
      await ask(sue, 'POST', `/${id}/contacts`, { mailbox: 'desk@hosting.example' })
    ).json()
    const own = await ask(sue, 'POST', `/${id}/contacts/${contact}/approve`)
    expect(own.json()).toMatchObject({ status: 403, code: 'second-person-needed' })
    expect((await ask(sam, 'POST', `/${id}/contacts/${contact}/approve`)).statusCode).toBe(200)
  })

  it('are refused when no mail can go there', async () => {
    const id = await seedProvider(test)
    const answer = await ask(ana, 'POST', `/${id}/contacts`, { mailbox: 'a@localhost' })
    expect(answer.json()).toMatchObject({ status: 400, code: 'mailbox-invalid' })
  })
})

describe('the role matrix', () => {
  it.each<[Role, number, number, number]>([
    ['analyst', 200, 403, 201],
    ['supervisor', 200, 200, 201],
    ['admin', 200, 403, 403],
    ['auditor', 403, 403, 403],
    ['police', 403, 403, 403],
    ['provider', 403, 403, 403],
    ['reporter', 403, 403, 403],
  ])('lets %s read, change and propose: %i, %i, %i', async (role, read, change, propose) => {
    const id = await seedProvider(test)
    const key = await test.keyOf(role)
    expect((await ask(key, 'GET', `/${id}`)).statusCode).toBe(read)
    expect((await ask(key, 'GET', '')).statusCode).toBe(read)
    expect((await ask(key, 'PATCH', `/${id}`, { note: null })).statusCode).toBe(change)
    const proposed = await ask(key, 'POST', `/${id}/contacts`, { mailbox: 'x@hosting.example' })
    expect(proposed.statusCode).toBe(propose)
  })
})
