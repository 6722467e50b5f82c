import { ROLES, type Role } from '@nightlight/contract'
import type { RouteOptions } from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addressOf, kindsIn } from './fixtures/route-address.ts'
import { OPEN_READS, READS } from './fixtures/read-rows.ts'
import { API_ROUTES, CONSOLE_ROUTES, OPEN_ROUTES } from './fixtures/route-rows.ts'
import { OWNER_OF, seedObjects, type Objects } from './fixtures/seed-objects.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from './fixtures/test-app.ts'
import { isAllowed, type Access } from './identity/principal.ts'

const WHOSE = ['own', 'foreign', 'nobody'] as const
type Whose = (typeof WHOSE)[number]
type Method = 'GET' | 'POST'

const reason = { reason: 'as agreed' }
/** Bodies with which a request about an object that has an owner gets as far as to the object. */
const BODIES: Readonly<Record<string, Record<string, unknown> | string>> = {
  'POST /v1/notices/:id/replies': { answers: [{ answer: 'acknowledged' }] },
  'POST /v1/hash-lists/:id/withdraw': reason,
  'POST /v1/hash-lists/:id/disclosure': { toProviders: false },
  'POST /v1/hash-lists/:id/submissions': '',
  'POST /v1/hash-lists/:id/uploads': { size: 1, headSha256: 'a'.repeat(64) },
  'POST /v1/submissions/:id/mapping': { classes: {}, mark: 'none' },
  'POST /v1/hash-lists/:id/entries/:entryId/revoke': reason,
  'POST /v1/submissions/:id/end': reason,
  'POST /v1/entries/:id/votes': { verdict: 'confirm', ...reason },
  'POST /portal/notices/:id/addresses': {},
  'POST /portal/notices/:id/preview': { answer: 'acknowledged' },
  'POST /portal/address-requests/:id/agree': {},
  'POST /portal/address-requests/:id/withdraw': {},
  'POST /portal/address-requests/:id/file': {},
  'POST /v1/hand-overs/:id/receive': {},
  'POST /console/hand-overs/:id/receive': { reference: '' },
  'POST /console/hand-overs/:id/allow': {},
  'POST /console/submissions/:id/mapping': { seen: 'none' },
  'POST /console/hash-lists/:id/uploads': { size: '1', headSha256: 'a'.repeat(64) },
  'POST /console/hash-lists/:id/withdraw': reason,
  'POST /console/hash-lists/:id/entries': { of: 'none' },
  'POST /console/hash-lists/:id/entries/:entryId/revoke': reason,
  'POST /console/submissions/:id/activate': {},
  'POST /console/submissions/:id/release': {},
  'POST /console/submissions/:id/end': reason,
  'POST /console/submissions/:id/discard': reason,
}
const QUERIES: Readonly<Record<string, string>> = {
  'POST /v1/hash-lists/:id/submissions': '?algorithm=sha256',
  'GET /console/supervision/cases': '?part=written',
  'GET /console/statistics/matches': '?state=open',
}

/** What is dangerous enough that a person shows again who they are. */
const DANGEROUS: readonly Access[] = [
  'list:activate',
  'list:release',
  'list:revoke',
  'person:write',
  'key:write',
  'case:export',
  'hand-over:answer',
  'takedown:release',
  'provider:write',
  'provider:propose',
  'dispute:decide',
  'retention:hold',
  'assessment:settle',
  'policy:write',
  'policy:activate',
]

let test: TestApp
const added: RouteOptions[] = []
const objects = {} as Record<Exclude<Whose, 'nobody'>, Objects>
const keys = {} as Record<Role, string>
const sessions = {} as Record<Role, { cookie: string; form: string }>
beforeAll(async () => {
  test = await createTestApp({ onRoute: (route) => added.push(route) })
  const own = await seedObjects(test)
  objects.own = own.ids
  objects.foreign = (await seedObjects(test, 'Foreign Police')).ids
  for (const role of ROLES) {
    keys[role] = role === 'provider' ? own.providerKey : await test.keyOf(role)
    const of = role === 'provider' ? own.ids['providers'] : undefined
    const cookie = await test.sessionOf(role, 'Robin', of)
    const { body } = await test.app.inject({ url: '/console/account', headers: { cookie } })
    sessions[role] = { cookie, form: formTokenIn(body) }
  }
})
afterAll(() => test[Symbol.asyncDispose]())

const named = ({ method, url }: RouteOptions): string => `${String(method)} ${url}`
const isOf = (method: string) => (route: RouteOptions) => route.method === method
const accessOf = (route: RouteOptions): Access | undefined => route.config?.access

const ask = (route: string, whose: Whose, headers: Record<string, string>, payload?: string) =>
  test.app.inject({
    method: route.split(' ')[0] as Method,
    url: addressOf(route, whose === 'nobody' ? null : objects[whose]) + (QUERIES[route] ?? ''),
    headers,
    ...(payload === undefined ? {} : { payload }),
  })

function askApi(route: string, role: Role | null, whose: Whose) {
  const key: Record<string, string> = role === null ? {} : { authorization: `Bearer ${keys[role]}` }
  const body = BODIES[route]
  if (body === undefined) return ask(route, whose, key)
  const type = typeof body === 'string' ? 'application/octet-stream' : 'application/json'
  const payload = typeof body === 'string' ? body : JSON.stringify(body)
  return ask(route, whose, { ...key, 'content-type': type }, payload)
}

function askConsole(route: string, role: Role | null, whose: Whose) {
  const cookie: Record<string, string> = role === null ? {} : { cookie: sessions[role].cookie }
  if (!route.startsWith('POST')) return ask(route, whose, cookie)
  // Without the token of the session nothing is done, which is as well where a session would end.
  const form = BODIES[route] === undefined || role === null ? {} : { form: sessions[role].form }
  const fields = new URLSearchParams({ ...form, ...(BODIES[route] as Record<string, string>) })
  return ask(route, whose, { ...FORM, ...cookie }, fields.toString())
}

/** What there is nothing of yet at the objects of the test, or what has another id than they. */
const MAY_BE_NONE = [
  'GET /v1/takedowns/:id/host',
  'GET /v1/audit/checkpoint',
  'GET /v1/audit/events/:id/proof',
  'GET /v1/audit/tile/*',
  'GET /console/audit/events/:id',
  'GET /console/audit/events/:id/proof',
  'GET /console/audit/checkpoints/newest',
  'GET /console/audit/export',
  'GET /console/policies/:id',
  // of one person alone, and taken back by a request before
  'GET /v1/uploads/:id',
  'GET /v1/kept-cases/:id/file',
  'GET /console/kept-cases/:id',
]

type Answer = { statusCode: number; body: string }
type Outcome = 'refused' | 'as-if-none' | 'let-in'

/** What the matrix and the owners say; the only expectation of this test. */
function expected(route: string, role: Role, access: Access, whose: Whose): Outcome {
  if (!isAllowed(role, access)) return 'refused'
  const isOwners = kindsIn(route).some((kind) => OWNER_OF[kind] === role)
  return whose === 'foreign' && isOwners ? 'as-if-none' : 'let-in'
}

/** The same in two answers to a person: pages name what was asked for nowhere but here. */
const withoutIds = (body: string): string =>
  body.replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, 'ID')

function faultIn(want: Outcome, answer: Answer, none: Answer, mustBeThere: boolean): string | null {
  const isRefused = answer.statusCode === 403 && answer.body.includes('not-allowed')
  const is = `${answer.statusCode} ${answer.body.slice(0, 200)}`
  if (answer.statusCode >= 500) return is
  if (want === 'refused') return isRefused ? null : `let in: ${is}`
  if (want === 'let-in') {
    const isOut = isRefused || answer.statusCode === 401
    return isOut || (mustBeThere && answer.statusCode === 404) ? `kept out: ${is}` : null
  }
  if (answer.statusCode !== 404) return `tells of what is not theirs: ${is}`
  return withoutIds(answer.body) === withoutIds(none.body) ? null : `differs from none: ${is}`
}

async function faultsOf(
  route: string,
  access: Access,
  asked: (route: string, role: Role, whose: Whose) => Promise<Answer>,
): Promise<string[]> {
  const faults: string[] = []
  const isOwned = kindsIn(route).some((kind) => OWNER_OF[kind] !== undefined)
  for (const role of ROLES) {
    const none = await asked(route, role, 'nobody')
    for (const whose of WHOSE) {
      const answer = whose === 'nobody' ? none : await asked(route, role, whose)
      const mustBeThere =
        whose !== 'nobody' && (isOwned || route.startsWith('GET')) && !MAY_BE_NONE.includes(route)
      const fault = faultIn(expected(route, role, access, whose), answer, none, mustBeThere)
      if (fault !== null) faults.push(`${role}, ${whose}: ${fault}`)
    }
  }
  return faults
}

describe('the routes', () => {
  it('are those of the table, each with what the table says', () => {
    const there = added.filter((route) => route.method !== 'HEAD')
    const open = there.filter((route) => accessOf(route) === 'public')
    const api = open.filter(({ url }) => url.startsWith('/v1/')).map(named)
    const rows = [...Object.entries(API_ROUTES), ...Object.entries(CONSOLE_ROUTES)]
    const others = there.filter((route) => accessOf(route) !== 'public')
    const found = [
      ...others.map((route) => [named(route), accessOf(route)]),
      ...api.map((name) => [name, 'public']),
    ]
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(rows))
    expect(
      open
        .map(named)
        .filter((name) => !api.includes(name))
        .sort(),
    ).toEqual([...OPEN_ROUTES].sort())
  })

  it('ask by HEAD for what they ask by GET', () => {
    const by = (method: string) =>
      added
        .filter(isOf(method))
        .map((route) => `${route.url} ${accessOf(route)}`)
        .sort()
    expect(by('HEAD')).toEqual(by('GET'))
  })

  it('ask people to show again who they are before what is dangerous', () => {
    const forms = added.filter(isOf('POST')).filter(({ url }) => url.startsWith('/console/'))
    const dangerous = forms.filter((route) => DANGEROUS.includes(accessOf(route) ?? 'public'))
    expect(dangerous).not.toEqual([])
    for (const route of dangerous)
      expect([named(route), route.config?.stepUp]).toEqual([named(route), true])
  })

  it('name objects of kinds that the test makes', () => {
    const made = Object.keys(objects.own)
    const unmade = [
      'people',
      'passkeys',
      'events',
      'channels',
      'mail-keys',
      'decisions',
      'assessments',
      'policies',
      'hooks',
      'uploads',
      'ways',
      'entered',
    ]
    const kinds = new Set(Object.keys({ ...API_ROUTES, ...CONSOLE_ROUTES }).flatMap(kindsIn))
    expect([...kinds].filter((kind) => !made.includes(kind) && !unmade.includes(kind))).toEqual([])
    expect(Object.values(objects.own)).not.toContain('')
  })
})

const keyed = Object.entries(API_ROUTES).filter(([, access]) => access !== 'public')

describe('each role in the API', () => {
  it.each(keyed)('may do what the matrix says, with its own objects: %s', async (route, access) => {
    expect(await faultsOf(route, access, askApi)).toEqual([])
  })

  it.each(keyed)('needs a key: %s', async (route) => {
    for (const whose of WHOSE) {
      const answer = await askApi(route, null, whose)
      expect(answer.statusCode).toBe(401)
      expect(answer.headers['www-authenticate']).toContain('Bearer')
      expect(answer.json()).toMatchObject({ code: 'not-signed-in' })
    }
  })
})

describe('each role in the console', () => {
  it.each(Object.entries(CONSOLE_ROUTES))(
    'may do what the matrix says, with its own objects: %s',
    async (route, access) => {
      expect(await faultsOf(route, access, askConsole)).toEqual([])
    },
  )

  it.each(Object.keys(CONSOLE_ROUTES))(
    'is sent to sign in without a session: %s',
    async (route) => {
      for (const whose of WHOSE) {
        const { statusCode, headers } = await askConsole(route, null, whose)
        expect([statusCode, headers.location]).toEqual([303, '/'])
      }
    },
  )
})

/** Permissions under which whoever asks is shown cases, people or the log. */
const SHOWING: readonly Access[] = [
  'report:read',
  'match:read',
  'takedown:read',
  'notice:read',
  'hand-over:read',
  'reply:read',
  'task:read',
  'person:read',
  'audit:read',
  'retention:run',
  'portal:use',
]

describe('what shows cases, people or the log', () => {
  const accessOfRow = (route: string): Access => ({ ...API_ROUTES, ...CONSOLE_ROUTES })[route]!
  const askedAs = (route: string, role: Role | null, whose: Whose) =>
    route.includes('/v1/') ? askApi(route, role, whose) : askConsole(route, role, whose)
  const eventsOf = async (run: () => Promise<unknown>) => {
    // Refusals are counted apart, and written whenever a minute is over.
    const events = test.db
      .selectFrom('audit_event')
      .select(['id', 'action', 'detail'])
      .where('action', 'not like', '%.refused')
    const before = new Set((await events.execute()).map(({ id }) => id))
    await run()
    return (await events.execute()).filter(({ id }) => !before.has(id))
  }

  it('is every route under such a permission, and no other', () => {
    const showing = added
      .filter(isOf('GET'))
      .filter((route) => SHOWING.includes(accessOf(route) ?? 'public'))
    const quiet = showing.map(named).filter((name) => READS[name] === undefined)
    expect(quiet).toEqual(OPEN_READS)
    const noted = added.filter((route) => isOf('GET')(route) && route.config?.reads !== undefined)
    expect(noted.map(named).filter((name) => READS[name] === undefined)).toEqual([])
  })

  it.each(Object.entries(READS))(
    'writes one event to be shown, none to refuse: %s',
    async (route, action) => {
      const can = ROLES.filter((role) => isAllowed(role, accessOfRow(route)))
      const refused = ROLES.filter((role) => !can.includes(role))
      // People of a provider are led from the overview to their own.
      const allowed = can.filter((role) => route !== 'GET /console' || role !== 'provider')
      for (const role of allowed) {
        let statusCode = 0
        const events = await eventsOf(async () => {
          ;({ statusCode } = await askedAs(route, role, 'own'))
        })
        const isNone = MAY_BE_NONE.includes(route) && statusCode === 404
        expect([role, statusCode]).toEqual([role, isNone ? 404 : 200])
        expect(events.map((event) => event.action)).toEqual(isNone ? [] : [action])
      }
      // Two lists of an object that is not there are empty, which is an answer.
      let shown = 0
      const others = await eventsOf(async () => {
        for (const role of refused) await askedAs(route, role, 'own')
        await askedAs(route, null, 'own')
        if (kindsIn(route).length === 0) return
        const { statusCode } = await askedAs(route, allowed[0]!, 'nobody')
        if (statusCode === 200) shown++
      })
      expect(others).toHaveLength(shown)
    },
  )

  it('counts what it shows, and names the route and no value', async () => {
    const events = await eventsOf(async () => {
      await askApi('GET /v1/takedowns', 'analyst', 'own')
      await askConsole('GET /console/takedowns/:id', 'analyst', 'own')
    })
    expect(events.map(({ detail }) => detail)).toEqual([
      { route: '/v1/takedowns', count: 4 },
      { route: '/console/takedowns/:id', count: 1 },
    ])
  })

  it('shows nothing when the event cannot be written', async () => {
    await sql`alter table audit_event add constraint no_reads check (action <> 'takedown.read') not valid`.execute(
      test.db,
    )
    try {
      for (const asked of ['GET /v1/takedowns/:id', 'GET /console/takedowns/:id']) {
        const { statusCode, body } = await askedAs(asked, 'analyst', 'own')
        expect(statusCode).toBe(500)
        expect(body).not.toContain('.example')
      }
    } finally {
      await sql`alter table audit_event drop constraint no_reads`.execute(test.db)
    }
  })
})
