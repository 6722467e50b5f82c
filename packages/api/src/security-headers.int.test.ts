import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { ROLES, type Role } from '@nightlight/contract'
import type { RouteOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cookieFaults, formsIn, headerFaults, markupFaults } from './fixtures/answer-rules.ts'
import { ORIGIN } from './fixtures/console-visitor.ts'
import { CLIENT, startOidcProvider } from './fixtures/oidc-provider.ts'
import { addressOf } from './fixtures/route-address.ts'
import { sampleOf } from './fixtures/sample-body.ts'
import { seedObjects, type Objects } from './fixtures/seed-objects.ts'
import { seedNotice, seedReplyLink } from './fixtures/seed-reply.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from './fixtures/test-app.ts'
import { isAllowed, type Access } from './identity/principal.ts'

type Method = 'GET' | 'POST'
type Answer = Awaited<ReturnType<TestApp['app']['inject']>>

let test: TestApp
let provider: Awaited<ReturnType<typeof startOidcProvider>>
let objects: Objects
/** Of no key. */
const FINGERPRINT = 'a'.repeat(40)
const routes: RouteOptions[] = []
const swept: { route: RouteOptions; answers: Answer[] }[] = []
const keys = {} as Record<Role, string>
const sessions = {} as Record<Role, string>
let reader = ''
beforeAll(async () => {
  provider = await startOidcProvider()
  const oidc = { issuer: provider.issuer, ...CLIENT, acr: [] }
  test = await createTestApp({
    secure: true,
    identity: { enrol: 'optional', publicUrl: ORIGIN, oidc },
    onRoute: (route) => routes.push(route),
  })
  const seeded = await seedObjects(test)
  objects = seeded.ids
  for (const role of ROLES) {
    keys[role] = role === 'provider' ? seeded.providerKey : await test.keyOf(role)
    sessions[role] = await test.sessionOf(role)
  }
  const code = await seedReplyLink(test, await seedNotice(test))
  const opened = await send('POST', '/reply', FORM, new URLSearchParams({ code }).toString())
  reader = opened.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  // Reading first: what is asked without a body changes nothing, but for what needs none.
  const reading = routes.filter(({ method }) => method !== 'POST' && method !== 'DELETE')
  for (const route of [...reading, ...routes.filter((one) => !reading.includes(one))]) {
    swept.push({ route, answers: await answersOf(route) })
  }
})
afterAll(async () => {
  await test?.[Symbol.asyncDispose]()
  await provider?.[Symbol.asyncDispose]()
})

const send = (
  method: string,
  url: string,
  headers: Record<string, string> = {},
  payload?: string,
) =>
  test.app.inject({
    method: method as Method,
    url,
    headers: { 'accept-language': 'en', ...headers },
    ...(payload === undefined ? {} : { payload }),
  })
const accessOf = ({ config }: RouteOptions): Access => config?.access ?? 'public'
const nameOf = ({ method, url }: RouteOptions): string => `${String(method)} ${url}`
const isApi = ({ url }: RouteOptions): boolean => url.startsWith('/v1/')
const isForm = (route: RouteOptions): boolean => route.method === 'POST' && !isApi(route)
const mayUse = (route: RouteOptions): Role[] =>
  ROLES.filter((role) => isAllowed(role, accessOf(route)))

/** Somebody who shows nothing, and who may use a route, of pages in each role: with the headers that they send. */
function callersOf(route: RouteOptions): Record<string, string>[] {
  // What HEAD answers to others is what GET does.
  if (route.method === 'HEAD') return [{}]
  if (accessOf(route) === 'public') return [{}, { cookie: reader }]
  const isPage = route.method === 'GET' && !isApi(route)
  const roles = isPage ? mayUse(route) : mayUse(route).slice(0, 1)
  const shown = roles.map((role): Record<string, string> =>
    isApi(route) ? { authorization: `Bearer ${keys[role]}` } : { cookie: sessions[role] },
  )
  return [{}, ...shown]
}

/** Answers of a route to each of its callers: with what it shows to them, or how it refuses them. */
const answersOf = (route: RouteOptions): Promise<Answer[]> =>
  Promise.all(
    callersOf(route).map((headers) =>
      send(String(route.method), addressOf(nameOf(route), objects), headers),
    ),
  )

const pagesIn = (answers: readonly Answer[]): string[] =>
  answers
    .filter(({ headers }) => String(headers['content-type']).startsWith('text/html'))
    .map(({ body }) => body)

function faultsIn({ headers, statusCode }: Answer, isAsset: boolean): string[] {
  const cookies = [headers['set-cookie'] ?? []].flat()
  return [...headerFaults(headers, isAsset), ...cookies.flatMap(cookieFaults)].map(
    (fault) => `${statusCode} ${fault}`,
  )
}

const FILE_TYPE = 'multipart/form-data; boundary=between'
/** What a browser sends of a form with a file. */
const fileForm = (token: string): string =>
  [
    '--between',
    'content-disposition: form-data; name="form"',
    '',
    token,
    '--between',
    'content-disposition: form-data; name="file"; filename="hashes.txt"',
    '',
    'd41d8cd98f00b204e9800998ecf8427e',
    '--between--',
    '',
  ].join('\r\n')

describe('the headers of answers', () => {
  it('hold for every route, whoever asks', () => {
    const faults: Record<string, string[]> = {}
    const pictures = new Set<string>()
    const kept = new Set<string>()
    let pages = 0
    for (const { route, answers } of swept) {
      const isAsset = route.url.startsWith('/assets/')
      const found = [
        ...answers.flatMap((answer) => faultsIn(answer, isAsset)),
        ...pagesIn(answers).flatMap(markupFaults),
      ]
      if (found.length > 0) faults[nameOf(route)] = [...new Set(found)]
      pages += pagesIn(answers).length
      for (const { headers, cookies } of answers) {
        if (String(headers['content-type']).startsWith('image/')) pictures.add(route.url)
        for (const { name } of cookies) kept.add(name)
      }
    }
    expect(faults).toEqual({})
    expect([...pictures]).toEqual(['/assets/icon.svg'])
    expect([...kept]).toContain('__Host-nightlight-flow')
    expect(routes.length).toBeGreaterThan(150)
    expect(pages).toBeGreaterThan(60)
  })

  it('hold for a language that is chosen, a session that is made and one that is ended', async () => {
    const chosen = await send('GET', '/?lang=nl')
    const session = await test.sessionOf('analyst')
    expect(session).toMatch(/^__Host-nightlight=/)
    const { body } = await send('GET', '/console', { cookie: session })
    const form = new URLSearchParams({ form: formTokenIn(body) }).toString()
    const ended = await send('POST', '/sign-out', { ...FORM, cookie: session }, form)
    expect([...faultsIn(chosen, false), ...faultsIn(ended, false)]).toEqual([])
    expect([chosen, ended].map(({ cookies }) => cookies.map(({ name }) => name))).toEqual([
      ['__Host-language'],
      ['__Host-nightlight', '__Host-back'],
    ])
    const later = await send('GET', '/', { cookie: '__Host-language=nl' })
    expect(later.body).toContain('<html lang="nl">')
  })

  it.each([
    ['nothing is there', 'GET', '/nothing', {}],
    ['nothing is there for a browser', 'GET', '/nothing', { accept: 'text/html' }],
    ['the method is another', 'PUT', '/v1/reports', {}],
    ['it is asked which methods there are', 'OPTIONS', '/v1/reports', {}],
    ['the address is malformed', 'GET', '/v1/reports/%zz', {}],
    ['a parameter is too long', 'GET', `/v1/reports/${'a'.repeat(100)}`, {}],
    ['the body is no JSON', 'POST', '/v1/lookups', { 'content-type': 'application/json' }],
  ])('hold where %s', async (_, method, url, headers) => {
    expect(
      faultsIn(await send(method, url, headers, method === 'POST' ? '{' : undefined), false),
    ).toEqual([])
  })

  it('hold where what comes is hardly HTTP', async () => {
    await test.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = test.app.server.address() as AddressInfo
    for (const request of [
      'NONSENSE\r\n\r\n',
      'CONNECT a.example:443 HTTP/1.1\r\nhost: a.example\r\n\r\n',
      'POST /v1/reports HTTP/1.1\r\nhost: a.example\r\nexpect: a-cake\r\n\r\n',
      'TRACE / HTTP/1.1\r\nhost: a.example\r\nconnection: close\r\n\r\n',
    ]) {
      const socket = connect(port, '127.0.0.1')
      await once(socket, 'connect')
      socket.write(request)
      const [head = ''] = (await text(socket)).split('\r\n\r\n')
      const [status, ...lines] = head.split('\r\n')
      const headers = Object.fromEntries(
        lines.map((line) => [line.split(':')[0]!.toLowerCase(), line.replace(/^[^:]+: ?/, '')]),
      )
      expect([status, headerFaults(headers, false)]).toEqual([expect.stringMatching(/ 4\d\d /), []])
    }
  })
})

describe('styles', () => {
  it('load nothing', async () => {
    const styles = routes.filter(({ url, method }) => url.endsWith('.css') && method === 'GET')
    expect(styles).not.toEqual([])
    for (const { url } of styles) {
      expect((await send('GET', url)).body).not.toMatch(/url\(|@import|image-set\(/i)
    }
  })
})

/** What a form sends that its schema alone does not say. */
const DIGEST = '0'.repeat(64)
const FIELDS: Readonly<Record<string, Record<string, string>>> = {
  'POST /console/hash-lists/:id/uploads': { size: '1', headSha256: DIGEST },
  'POST /console/uploads/:id/finish': { sha256: DIGEST },
  'POST /console/assessments/shares': { percent: '10' },
  'POST /console/keys': { days: '90' },
  'POST /console/providers/:id/keys': { days: '90' },
  'POST /console/retention/holds': { days: '90' },
  'POST /console/exports': { period: '2026' },
  'POST /console/takedowns/:id/holds': { until: '2030-01-02T03:04' },
  'POST /console/takedowns/:id/steps': { at: '2026-01-02T03:04' },
  'POST /console/takedowns/:id/allow-notice': { at: '2026-01-02T03:04' },
}

describe('forms', () => {
  const forms = () => routes.filter(isForm)

  it('are refused from other sites, whoever sends them', async () => {
    expect(forms().length).toBeGreaterThan(40)
    for (const route of forms()) {
      for (const from of [
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { origin: 'https://elsewhere.example' },
      ]) {
        const url = addressOf(nameOf(route), objects)
        const headers = {
          ...callersOf(route).at(-1),
          'content-type': FORM['content-type'],
          ...from,
        }
        const { statusCode } = await send('POST', url, headers, 'form=x')
        expect([nameOf(route), from, statusCode]).toEqual([nameOf(route), from, 403])
      }
    }
  })

  it('do nothing with the token of another session', async () => {
    const withSession = forms().filter((route) => accessOf(route) !== 'public')
    const answered: string[] = []
    for (const route of withSession) {
      const cookie = sessions[mayUse(route)[0]!]
      const sample = Object(sampleOf(Object(route.schema?.body)))
      const body = { ...sample, ...FIELDS[nameOf(route)], form: 'x'.repeat(43) }
      const isJson = route.url.startsWith('/passkey/') && !route.url.endsWith('/code')
      const payload = isJson ? JSON.stringify(body) : new URLSearchParams(body).toString()
      const type = isJson ? 'application/json' : FORM['content-type']
      const isFile = route.config?.isStreamed === true
      const headers = { ...FORM, 'content-type': isFile ? FILE_TYPE : type, cookie }
      const sent = isFile ? fileForm(body.form) : payload
      const query = route.url.endsWith('/parts') ? '?offset=0' : ''
      const named = { ...objects, 'mail-keys': FINGERPRINT }
      const answer = await send('POST', addressOf(nameOf(route), named) + query, headers, sent)
      if (isJson) expect(answer.json()).toMatchObject({ code: 'cross-site' })
      if (answer.statusCode !== 403) answered.push(`${nameOf(route)}: ${answer.statusCode}`)
    }
    expect(answered).toEqual([])
  })

  it('carry the token of the session on every page that has them', () => {
    const open = forms().filter((route) => accessOf(route) === 'public')
    const bare: string[] = []
    let carried = 0
    for (const { route, answers } of swept) {
      for (const { action, markup } of pagesIn(answers).flatMap(formsIn)) {
        if (/\sname="form"\s+value="[\w-]{43}"/.test(markup)) carried += 1
        else if (!open.some(({ url }) => url === action.split('?')[0]))
          bare.push(`${nameOf(route)}: ${action}`)
      }
    }
    expect(bare).toEqual([])
    expect(carried).toBeGreaterThan(50)
  })
})
