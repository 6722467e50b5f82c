import { createHmac } from 'node:crypto'
import { ROLES, type Role } from '@nightlight/contract'
import { createLookupClient } from '@nightlight/matcher'
import { addWebhookSecret } from '@nightlight/notices'
import { newId } from '@nightlight/runtime'
import type { RouteOptions } from 'fastify'
import { Compile } from 'typebox/compile'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createVisitor, ORIGIN } from './fixtures/console-visitor.ts'
import { addressOf } from './fixtures/route-address.ts'
import { caller, digests, handIn, openTestList } from './fixtures/seed-list.ts'
import { seedObjects, type Objects } from './fixtures/seed-objects.ts'
import { seedNotice, seedReplyLink } from './fixtures/seed-reply.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from './fixtures/test-app.ts'
import { choicesOf, sampleBy, withText, type Known } from './fixtures/text-places.ts'
import { isAllowed, type Access } from './identity/principal.ts'
import { inviteByLink } from './identity/sign-in-link.ts'

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
type Parts = { params?: object; query?: object; body?: unknown }
type Schemas = Readonly<Record<string, Record<string, unknown> | undefined>>
type Caller = { headers: Record<string, string>; form: string | undefined }

/** What Postgres takes in no text, alone and where a check wants more of it; and as JSON in a parameter has it. */
const FIRST = 'x\u0000y'
const TEXTS = [
  FIRST,
  '\u0000',
  'desk@host\u0000.example',
  'https://host.example/\u0000',
  '2026-01-01\u0000',
  String.raw`{"\u0000":"csam"}`,
  String.raw`{"\u0000":"category"}`,
]
/** Bodies that no schema describes: each line or text of them with U+0000. */
const RAW: Readonly<Record<string, [type: string, body: string]>> = {
  'POST /v1/hash-lists/:id/submissions': ['application/octet-stream', 'sha256 \u0000\n\u0000,x\n'],
  'POST /v1/hash-lists/preview': ['application/octet-stream', 'sha256,category\n\u0000,\u0000\n'],
  'POST /v1/replies/import': [
    'text/csv',
    'reference,answer,detail,preserved\n\u0000,acknowledged,,\nNL-2026-000001,disputed,\u0000,\n',
  ],
  'POST /v1/providers/:id/events': ['application/json', '{"type":"\u0000"}'],
}

const lookups = createLookupClient({ at: '/nowhere/lookups.sock', token: 'x'.repeat(32) })
let test: TestApp
let objects: Objects
const routes: RouteOptions[] = []
const callers = {} as Record<Role, Record<'api' | 'console', Caller>>
let reader: Caller
beforeAll(async () => {
  test = await createTestApp({
    onRoute: (route) => routes.push(route),
    identity: { publicUrl: ORIGIN, enrol: 'optional', totp: 'enrol', triesPerMinute: 1e6 },
    limits: { perKey: 1e6, perNetwork: 1e6 },
    lookups: { ask: lookups.ask },
  })
  const seeded = await seedObjects(test)
  objects = seeded.ids
  for (const role of ROLES) {
    const key = role === 'provider' ? seeded.providerKey : await test.keyOf(role)
    const cookie = await test.sessionOf(role)
    const { body } = await test.app.inject({ url: '/console/account', headers: { cookie } })
    callers[role] = {
      api: { headers: { authorization: `Bearer ${key}` }, form: undefined },
      console: { headers: { cookie }, form: formTokenIn(body) },
    }
  }
  const code = await seedReplyLink(test, await seedNotice(test))
  const payload = new URLSearchParams({ code }).toString()
  const opened = await test.app.inject({ method: 'POST', url: '/reply', payload, headers: FORM })
  const cookie = opened.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  reader = { headers: { cookie }, form: undefined }
})
afterAll(async () => {
  lookups[Symbol.dispose]()
  await test?.[Symbol.asyncDispose]()
})

const isApi = ({ url }: RouteOptions): boolean => url.startsWith('/v1/')
const nameOf = ({ method, url }: RouteOptions): string => `${String(method)} ${url}`
const accessOf = ({ config }: RouteOptions): Access => config?.access ?? 'public'
const schemasOf = ({ schema }: RouteOptions): Schemas => (schema ?? {}) as Schemas

/** Whoever gets as far as to what is done: everybody whom the route lets in. */
function callersOf(route: RouteOptions): Caller[] {
  if (accessOf(route) === 'public') return [reader]
  const roles = ROLES.filter((role) => isAllowed(role, accessOf(route)))
  return roles.map((role) => callers[role][isApi(route) ? 'api' : 'console'])
}

async function send(route: RouteOptions, caller: Caller, { params, query, body }: Parts) {
  const name = nameOf(route)
  let path = addressOf(name, objects)
  for (const [param, text] of Object.entries(params ?? {})) {
    const pattern = route.url.replaceAll(/:(\w+)|\*/g, (_, one) =>
      (one ?? '*') === param ? encodeURIComponent(text) : `:${one ?? '*'}`,
    )
    path = addressOf(`GET ${pattern}`, objects)
  }
  const asked = query === undefined ? '' : `?${inForm(query)}`
  const raw = RAW[name]
  const isJson = isApi(route) || route.url.startsWith('/passkey/')
  const [type, payload] =
    body !== undefined
      ? isJson
        ? ['application/json', JSON.stringify(body)]
        : [FORM['content-type'], inForm(body as object)]
      : (raw ?? [])
  return test.app.inject({
    method: route.method as Method,
    url: path + asked,
    headers: {
      'sec-fetch-site': 'same-origin',
      ...caller.headers,
      ...(type === undefined ? {} : { 'content-type': type }),
    },
    ...(payload === undefined ? {} : { payload }),
  })
}

const inForm = (fields: object): string =>
  new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, String(one)]),
    ),
  ).toString()

type Sampled = { text: string; known: Known; isWhole: boolean }

/** How a part of a request is sent with U+0000 in one of its texts: by the first who may in every way, by others in one. */
function waysOf(schema: Record<string, unknown>, base: Known, isFirst: boolean): Sampled[] {
  const once: Sampled = { text: FIRST, known: base, isWhole: true }
  if (!isFirst) return [once]
  const chosen = choicesOf(schema).flatMap(([name, values]) =>
    values.map((value): Sampled => ({ ...once, known: { ...base, [name]: value } })),
  )
  const alone = TEXTS.flatMap((text) => [
    { ...once, text },
    { ...once, text, isWhole: false },
  ])
  return [...alone, ...chosen]
}

const knownOf = (form: string | undefined): Known => (form === undefined ? {} : { form })

/** The other parts of a request, as they should be. */
const restOf = (schemas: Schemas, form: string | undefined): Parts => {
  const known = knownOf(form)
  const sample = (part: string) =>
    schemas[part] && sampleBy(schemas[part], { known, isWhole: false })
  const [query, body] = [sample('querystring'), sample('body')]
  return { ...(query ? { query } : {}), ...(body ? { body } : {}) }
}

describe('U+0000', () => {
  it('in any one text of a query, an address, a body or a form is answered by no 5xx', async () => {
    const faults: string[] = []
    const places = new Set<string>()
    const reached = new Set<number>()
    for (const route of routes.filter(({ method }) => method !== 'HEAD')) {
      const schemas = schemasOf(route)
      for (const [nth, caller] of callersOf(route).entries()) {
        const rest = restOf(schemas, caller.form)
        const ask = async (place: string, parts: Parts) => {
          const { statusCode } = await send(route, caller, { ...rest, ...parts })
          places.add(`${nameOf(route)} ${place}`)
          reached.add(statusCode)
          if (statusCode >= 500) faults.push(`${nameOf(route)} ${place}: ${statusCode}`)
        }
        if (RAW[nameOf(route)]) await ask('raw', {})
        for (const [part, key] of [
          ['query', 'querystring'],
          ['body', 'body'],
        ] as const) {
          const schema = schemas[key] ?? {}
          for (const { text, ...how } of waysOf(schema, knownOf(caller.form), nth === 0)) {
            for (const [place, value] of withText(schema, text, how)) {
              await ask(`${part}${place}`, { [part]: value })
            }
          }
        }
        if (nth > 0) continue
        for (const [, param = '*'] of route.url.matchAll(/:(\w+)|\*/g)) {
          for (const text of TEXTS) await ask(`address ${param}`, { params: { [param]: text } })
        }
      }
    }
    expect([...new Set(faults)]).toEqual([])
    expect(places.size).toBeGreaterThan(300)
    // not all are kept from what is done
    expect([...reached]).toEqual(expect.arrayContaining([200, 303, 400, 403, 404]))
  }, 300_000)

  it('is all that is wrong with what is sent', () => {
    const faults: string[] = []
    for (const route of routes) {
      for (const part of ['querystring', 'body']) {
        const schema = schemasOf(route)[part]
        if (!schema) continue
        for (const isWhole of [true, false]) {
          const sample = sampleBy(schema, { known: {}, isWhole })
          if (!Compile(schema).Check(sample)) faults.push(`${nameOf(route)} ${part}`)
        }
      }
    }
    expect(faults).toEqual([])
  })

  it('in an event that a provider signed, in each of its texts, is none of a notice', async () => {
    const { reference } = await seedNotice(test)
    const by = { actor: 'test', at: new Date() }
    const provider = objects['providers'] ?? ''
    const secret = await test.db
      .transaction()
      .execute((trx) => addWebhookSecret(trx, test.crypto, provider, by))
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    const answer = { answer: 'acknowledged' }
    for (const data of [
      { reference: '\u0000', answers: [answer] },
      { reference: `${reference}\u0000`, answers: [answer] },
      { reference, answers: [{ ...answer, item: '\u0000' }] },
      { reference, answers: [{ ...answer, answer: 'disputed', detail: 'x\u0000' }] },
    ]) {
      const body = JSON.stringify({ type: 'notice.answered', data })
      const [id, at] = [newId(), Math.floor(Date.now() / 1000)]
      const mac = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')
      const headers = {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(at),
        'webhook-signature': `v1,${mac}`,
      }
      const url = `/v1/providers/${provider}/events`
      const { statusCode } = await test.app.inject({ method: 'POST', url, headers, payload: body })
      expect(statusCode, JSON.stringify(data)).toBe(404)
    }
  })

  it('in the names of JSON in a parameter is refused, of what is said with a file that is as it should be', async () => {
    const officer = await caller(test, 'Officer Null')
    const list = await openTestList(test, officer)
    for (const [name, said] of [
      ['categories', 'csam'],
      ['map', 'category'],
    ] as const) {
      const query = { algorithm: 'sha256', [name]: JSON.stringify({ '\u0000': said }) }
      const answer = await handIn(test, officer, list, digests(0, 2), query)
      expect([answer.statusCode, answer.json()]).toMatchObject([400, { field: name }])
    }
  })

  it('in what a true authenticator says of itself is refused', async () => {
    const visitor = createVisitor(test)
    const who = { role: 'analyst', name: 'Nell', ttlMs: 60_000, baseUrl: ORIGIN } as const
    await visitor.follow((await inviteByLink(test.db, test.crypto, who)).link)
    const form = await visitor.form()
    const options = (await visitor.ask('/passkey/enrol/options', { form })).json()
    const credential = visitor.authenticator.make(options) as { response: object }
    const response = { ...credential.response, transports: ['\u0000'] }
    const enrol = { form, name: 'key', credential: { ...credential, response } }
    const answer = await visitor.ask('/passkey/enrol', enrol)
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'body-invalid'])
  })
})
