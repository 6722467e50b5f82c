import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Permission, Role } from '@nightlight/contract'
import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { post, type Caller } from '../fixtures/seed-list.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { makeKey } from './keys.ts'

const DAY_MS = 24 * 60 * 60_000

let test: TestApp
let admin: Caller
let certificates: string[]
beforeAll(async () => {
  test = await createTestApp({ proxies: ['10.1.0.0/16'] })
  admin = { authorization: `Bearer ${await test.keyOf('admin')}` }
  certificates = ['one', 'two'].map(certificate)
})
afterAll(() => test[Symbol.asyncDispose]())

/** A certificate of nobody, PEM. */
function certificate(name: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'nightlight-certificate-'))
  try {
    const out = ['-keyout', join(directory, 'key.pem'), '-out', join(directory, 'cert.pem')]
    const kind = [
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-subj',
      `/CN=${name}`,
    ]
    execFileSync(
      process.env['OPENSSL'] ?? 'openssl',
      ['req', '-x509', '-days', '2', ...kind, ...out],
      { stdio: 'ignore' },
    )
    return readFileSync(join(directory, 'cert.pem'), 'utf8')
  } finally {
    rmSync(directory, { recursive: true })
  }
}

const derOf = (pem: string): string => `:${pem.replaceAll(/-----[^-]+-----|\s/g, '')}:`

type Made = { id: string; key: string }

async function make(facts: Record<string, unknown>): Promise<Made> {
  const answer = await post(test, admin, '/v1/keys', {
    role: 'reporter',
    name: `n-${newId().slice(-6)}`,
    ...facts,
  })
  expect([answer.statusCode, answer.body]).toEqual([201, answer.body])
  return answer.json<Made>()
}

/** As the operator makes it at the machine: an administrator makes none in the name of somebody else. */
const makeFor = (facts: { role: Role; name: string; scopes?: Permission[] }): Promise<Made> =>
  makeKey(
    test.db,
    test.crypto,
    { ...facts, limits: { scopes: facts.scopes } },
    { actor: 'command-line', at: new Date() },
  )

/** An account, as one that was invited and signed in has it. */
async function account(role: string, name: string, authority: string | null = null): Promise<void> {
  const facts = {
    id: newId(),
    role,
    name,
    authority_id: authority,
    state: 'active' as const,
    needs_approval: false,
  }
  const asked = { requested_by: 'operator', requester: 'operator', requested_at: new Date() }
  await test.db
    .insertInto('person')
    .values({ ...facts, ...asked })
    .execute()
}

async function use(
  key: string,
  sent: { ip?: string; headers?: Record<string, string>; url?: string } = {},
) {
  const report = {
    method: 'POST',
    url: '/v1/reports',
    payload: { url: 'http://h.example/' },
  } as const
  const asked = sent.url === undefined ? report : { method: 'GET' as const, url: sent.url }
  const answer = await test.app.inject({
    ...asked,
    remoteAddress: sent.ip ?? '203.0.113.9',
    headers: { authorization: `Bearer ${key}`, ...sent.headers },
  })
  return answer.statusCode < 300 ? 'good' : answer.json<{ code: string }>().code
}

const view = async (id: string) => {
  const answer = await test.app.inject({ url: '/v1/keys?limit=200', headers: admin })
  return answer.json<{ items: { id: string }[] }>().items.find((one) => one.id === id)
}

describe('a key', () => {
  it('is told of without its secret, and to administrators only', async () => {
    const { id, key } = await make({ name: 'Feed' })
    expect(await use(key)).toBe('good')
    expect(await view(id)).toMatchObject({
      name: 'Feed',
      role: 'reporter',
      scopes: null,
      networks: [],
      state: 'active',
      lastUsedAt: expect.any(String) as string,
    })
    const answer = await test.app.inject({ url: '/v1/keys', headers: admin })
    expect(answer.body).not.toContain(key)
    expect(answer.body).not.toContain(key.slice(-49))
    for (const role of [
      'reporter',
      'analyst',
      'supervisor',
      'police',
      'provider',
      'auditor',
    ] as const) {
      expect(await use(await test.keyOf(role), { url: '/v1/keys' })).toBe('not-allowed')
    }
  })

  it('ends after a year, or sooner, and is told of 30 days before', async () => {
    const year = await make({})
    const short = await make({ expiresDays: 40 })
    expect(await view(short.id)).toMatchObject({ state: 'active' })
    test.pass(11 * DAY_MS)
    expect(await view(short.id)).toMatchObject({ state: 'expiring' })
    expect(await use(short.key)).toBe('good')
    test.pass(30 * DAY_MS)
    expect(await view(short.id)).toMatchObject({ state: 'expired' })
    expect(await use(short.key)).toBe('not-signed-in')
    expect(await use(year.key)).toBe('good')
    test.pass(-41 * DAY_MS)
    const rows = await test.db.selectFrom('api_key').selectAll().where('id', '=', year.id).execute()
    expect(Math.round((+rows[0]!.expires_at - +rows[0]!.valid_from) / DAY_MS)).toBe(365)
    const longer = test.db
      .updateTable('api_key')
      .set({ expires_at: new Date(Date.now() + 500 * DAY_MS) })
      .where('id', '=', year.id)
    await expect(longer.execute()).rejects.toThrow('api_key')
  })

  it('is held to its scopes, and makes no other keys', async () => {
    await account('analyst', 'Scoped')
    const { key } = await makeFor({
      role: 'analyst',
      name: 'Scoped',
      scopes: ['report:submit', 'provider:read'],
    })
    expect(await use(key)).toBe('good')
    expect(await use(key, { url: '/v1/providers' })).toBe('good')
    expect(await use(key, { url: '/v1/matches' })).toBe('key-scope')
    const crawl = { url: 'http://h.example/', crawl: { depth: 1 } }
    const further = await post(test, { authorization: `Bearer ${key}` }, '/v1/reports', crawl)
    expect(further.json()).toMatchObject({ code: 'crawl-not-allowed' })
    await account('admin', 'Keeper')
    const keeper = await makeFor({ role: 'admin', name: 'Keeper', scopes: ['key:write'] })
    const by = { authorization: `Bearer ${keeper.key}` }
    const more = await post(test, by, '/v1/keys', { role: 'reporter', name: 'x' })
    const rotated = await post(test, by, `/v1/keys/${keeper.id}/rotate`, {})
    expect([more.json(), rotated.json()]).toMatchObject([
      { code: 'key-makes-no-keys' },
      { code: 'key-makes-no-keys' },
    ])
  })

  it('is taken from its networks only, by the address that a proxy tells', async () => {
    const { key } = await make({ networks: ['192.0.2.0/24', '2001:db8::/32'] })
    const forwarded = (address: string) => ({ 'x-forwarded-for': address })
    expect(await use(key, { ip: '192.0.2.77' })).toBe('good')
    expect(await use(key, { ip: '::ffff:192.0.2.77' })).toBe('good')
    expect(await use(key, { ip: '2001:db8::1' })).toBe('good')
    expect(await use(key, { ip: '192.0.3.1' })).toBe('key-not-from-here')
    expect(await use(key, { ip: '198.51.100.1', headers: forwarded('192.0.2.77') })).toBe(
      'key-not-from-here',
    )
    expect(await use(key, { ip: '10.1.2.3', headers: forwarded('192.0.2.77') })).toBe('good')
    expect(await use(key, { ip: '10.1.2.3', headers: forwarded('192.0.2.77, 198.51.100.1') })).toBe(
      'key-not-from-here',
    )
  })

  it.each([
    [{ scopes: [] }, 'body-invalid'],
    [{ scopes: ['list:write'] }, 'scope-invalid'],
    [{ networks: ['192.0.2.0/33'] }, 'network-invalid'],
    [{ networks: ['everywhere'] }, 'network-invalid'],
    [{ expiresDays: 366 }, 'body-invalid'],
    [{ expiresDays: 0 }, 'body-invalid'],
    [{ certificate: 'none' }, 'certificate-invalid'],
    [{ role: 'supervisor', name: 'Nobody' }, 'key-of-another'],
    [{ role: 'police', name: 'Scoped', authority: 'Home Police' }, 'key-of-another'],
  ])('is not made with %j', async (facts, code) => {
    const answer = await post(test, admin, '/v1/keys', { role: 'reporter', name: 'x', ...facts })
    expect(answer.json()).toMatchObject({ code })
  })

  it('of an officer is made for the authority of the account, and no other', async () => {
    const [own, other] = [newId(), newId()]
    await test.db
      .insertInto('authority')
      .values([
        { id: own, name: 'East Police' },
        { id: other, name: 'West Police' },
      ])
      .execute()
    await account('police', 'Inge', own)
    const by = { actor: 'command-line', at: new Date() }
    const asked = (authority: string) =>
      makeKey(test.db, test.crypto, { role: 'police', name: 'Inge', authority }, by)
    const { id } = await asked('East Police')
    await expect(asked('West Police')).rejects.toMatchObject({ code: 'key-needs-account' })
    // An administrator gets neither a first one nor one that takes its place, since it would be an officer's.
    const facts = { role: 'police', name: 'Inge', authority: 'East Police' }
    const first = await post(test, admin, '/v1/keys', facts)
    const next = await post(test, admin, `/v1/keys/${id}/rotate`, {})
    expect([first.json(), next.json()]).toMatchObject([
      { status: 403, code: 'key-of-another' },
      { status: 403, code: 'key-of-another' },
    ])
  })

  it('of a provider is made for one, and for none not at all', async () => {
    for (const provider of [undefined, ' ']) {
      const answer = await post(test, admin, '/v1/keys', { role: 'provider', name: 'P', provider })
      expect([answer.statusCode, answer.json()]).toMatchObject([
        400,
        { code: 'key-needs-provider', field: 'provider' },
      ])
    }
  })

  it('in the own name of an administrator is made by that administrator, however it is spelt', async () => {
    await account('admin', 'Ada Own')
    const own = await makeFor({ role: 'admin', name: 'Ada Own' })
    const by = { authorization: `Bearer ${own.key}` }
    const again = await post(test, by, '/v1/keys', { role: 'admin', name: ' ada  OWN' })
    expect(again.statusCode).toBe(201)
    const other = await post(test, by, '/v1/keys', { role: 'admin', name: 'Keeper' })
    expect(other.json()).toMatchObject({ code: 'key-of-another' })
  })

  it('ends at once when it is revoked, and stays so', async () => {
    const { id, key } = await make({})
    expect(await use(key)).toBe('good')
    for (let n = 0; n < 2; n++) {
      const answer = await post(test, admin, `/v1/keys/${id}/revoke`)
      expect([answer.statusCode, answer.json()]).toMatchObject([200, { state: 'revoked' }])
    }
    expect(await use(key)).toBe('not-signed-in')
    const back = test.db.updateTable('api_key').set({ revoked_at: null }).where('id', '=', id)
    await expect(back.execute()).rejects.toThrow('api_key')
    const events = await test.db
      .selectFrom('audit_event')
      .select('action')
      .where('object_id', '=', id)
      .execute()
    expect(events.map(({ action }) => action).sort()).toEqual([
      'api-key.created',
      'api-key.revoked',
    ])
    const none = await post(test, admin, `/v1/keys/${newId()}/revoke`)
    expect(none.statusCode).toBe(404)
  })

  it('is rotated once: both are taken for a while, the new one with the same limits', async () => {
    const old = await make({ networks: ['192.0.2.0/24'], scopes: ['report:submit'] })
    const answer = await post(test, admin, `/v1/keys/${old.id}/rotate`, { overlapHours: 2 })
    const next = answer.json<Made>()
    expect(answer.statusCode).toBe(201)
    expect(await view(next.id)).toMatchObject({
      rotatedFrom: old.id,
      networks: ['192.0.2.0/24'],
      scopes: ['report:submit'],
      lastUsedAt: null,
    })
    const inside = { ip: '192.0.2.1' }
    expect([await use(old.key, inside), await use(next.key, inside)]).toEqual(['good', 'good'])
    expect(await use(next.key)).toBe('key-not-from-here')
    const again = await post(test, admin, `/v1/keys/${old.id}/rotate`, {})
    expect(again.json()).toMatchObject({ code: 'key-rotated' })
    test.pass(2 * 60 * 60_000 + 1)
    expect([await use(old.key, inside), await use(next.key, inside)]).toEqual([
      'not-signed-in',
      'good',
    ])
    test.pass(-2 * 60 * 60_000 - 1)
    await post(test, admin, `/v1/keys/${next.id}/revoke`)
    const ended = await post(test, admin, `/v1/keys/${next.id}/rotate`, {})
    expect(ended.json()).toMatchObject({ code: 'key-ended' })
  })
})

describe('a client certificate', () => {
  const proxy = '10.1.0.7'

  it('is told by a proxy, in either way, and is that of the key', async () => {
    const [own, other] = certificates as [string, string]
    const { id, key } = await make({ certificate: own })
    expect(await view(id)).toMatchObject({
      certificate: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    })
    const by = (headers: Record<string, string>) => use(key, { ip: proxy, headers })
    expect(await by({ 'client-cert': derOf(own) })).toBe('good')
    expect(await by({ 'x-client-cert': encodeURIComponent(own) })).toBe('good')
    expect(await by({})).toBe('key-needs-certificate')
    expect(await by({ 'x-client-cert': '' })).toBe('key-needs-certificate')
    expect(await by({ 'client-cert': derOf(other) })).toBe('key-needs-certificate')
  })

  it('is refused from elsewhere, and not passed over, with whatever key and on public routes', async () => {
    const { key } = await make({})
    const headers = { 'client-cert': derOf(certificates[0]!) }
    expect(await use(key, { headers })).toBe('client-cert-not-from-proxy')
    expect(await use(key, { headers: { 'x-client-cert': '' } })).toBe('client-cert-not-from-proxy')
    const event = { method: 'POST', url: `/v1/providers/${newId()}/events`, payload: {} } as const
    const open = await test.app.inject({ ...event, headers, remoteAddress: '203.0.113.9' })
    expect(open.json()).toMatchObject({ code: 'client-cert-not-from-proxy' })
    const forwarded = { ...headers, 'x-forwarded-for': proxy }
    expect(await use(key, { headers: forwarded })).toBe('client-cert-not-from-proxy')
  })

  it.each([
    { 'client-cert': ':AAAA:' },
    { 'client-cert': 'x' },
    { 'client-cert': '', 'x-client-cert': '' },
    { 'x-client-cert': '%' },
    { 'x-client-cert': 'x' },
  ])('is refused when it is none: %j', async (headers) => {
    const { key } = await make({})
    expect(await use(key, { ip: proxy, headers })).toBe('client-cert-malformed')
  })

  it('is refused when two are told', async () => {
    const { key } = await make({})
    const [one, two] = certificates as [string, string]
    const pairs = [
      { 'client-cert': `${derOf(one)}, ${derOf(two)}` },
      { 'client-cert': derOf(one), 'x-client-cert': encodeURIComponent(one) },
    ]
    for (const headers of pairs)
      expect(await use(key, { ip: proxy, headers })).toBe('client-cert-malformed')
  })
})
