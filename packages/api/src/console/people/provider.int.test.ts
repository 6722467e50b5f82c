import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createVisitor, enrolled, ORIGIN, type Visitor } from '../../fixtures/console-visitor.ts'
import { CLIENT, startOidcProvider, type TokenQuirks } from '../../fixtures/oidc-provider.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'
import { createSignInLink } from '../../identity/sign-in-link.ts'
import { FLOW_MS } from '../../identity/oidc.ts'

let test: TestApp
let provider: Awaited<ReturnType<typeof startOidcProvider>>
beforeAll(async () => {
  provider = await startOidcProvider()
  const oidc = { issuer: provider.issuer, ...CLIENT, acr: ['phr'] }
  test = await createTestApp({ secure: true, identity: { publicUrl: ORIGIN, oidc } })
})
afterAll(async () => {
  await test?.[Symbol.asyncDispose]()
  await provider?.[Symbol.asyncDispose]()
})

/** Comes back from another site: a browser leaves strict cookies at home. */
const comeBack = async (visitor: Visitor, back: URL) => {
  const flow = [...visitor.jar].filter(([name]) => name.endsWith('flow'))
  const cookie = flow.map(([name, value]) => `${name}=${value}`).join('; ')
  const answer = await test.app.inject({ url: back.pathname + back.search, headers: { cookie } })
  for (const { name, value } of answer.cookies) visitor.jar.set(name, value)
  return answer
}
const depart = async (visitor: Visitor, purpose?: 'bind' | 'step-up'): Promise<string> => {
  const query = purpose === undefined ? '' : `?for=${purpose}`
  return String((await visitor.get(`/sign-in/provider${query}`)).headers.location)
}
const through = async (
  visitor: Visitor,
  subject: string,
  quirks: TokenQuirks = {},
  purpose?: 'bind' | 'step-up',
) => comeBack(visitor, provider.signIn(await depart(visitor, purpose), subject, quirks))

const invited = async (name: string, role: 'analyst' | 'admin' = 'analyst'): Promise<Visitor> => {
  const visitor = createVisitor(test)
  const request = { role, name, ttlMs: 86_400_000, baseUrl: ORIGIN }
  await visitor.follow(await createSignInLink(test.db, test.crypto, request))
  return visitor
}
const bound = async (name: string, role: 'analyst' | 'admin' = 'analyst'): Promise<Visitor> => {
  const visitor = await invited(name, role)
  const answer = await through(visitor, `sub-${name}`, {}, 'bind')
  if (answer.statusCode !== 200) throw new Error(`Binding: ${answer.statusCode}`)
  return visitor
}

describe('signing in at the provider', () => {
  it('asks with PKCE, state, nonce and the acr, and nothing secret', async () => {
    const { searchParams } = new URL(await depart(createVisitor(test)))
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      client_id: CLIENT.clientId,
      redirect_uri: `${ORIGIN}/sign-in/provider/return`,
      scope: 'openid',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      acr_values: 'phr',
    })
    expect(searchParams.toString()).not.toContain(CLIENT.clientSecret)
  })

  it('binds whoever came by an invitation, and lets them in from then on', async () => {
    const visitor = await bound('Olaf')
    expect((await visitor.get('/console')).statusCode).toBe(200)
    visitor.jar.clear()
    const answer = await through(visitor, 'sub-Olaf')
    expect(answer.body).toContain('url=/console"')
    expect((await visitor.get('/console')).body).toContain('Olaf')
    const kept = await test.db.selectFrom('oidc_identity').select('subject_hash').execute()
    for (const row of kept) expect(row.subject_hash.toString()).not.toContain('Olaf')
  })

  it('is offered on the start page, and on the page of whoever is not bound yet', async () => {
    expect((await createVisitor(test).get('/')).body).toContain('href="/sign-in/provider"')
    const visitor = await invited('Offered')
    const page = () => visitor.get('/console/account').then(({ body }) => body)
    expect(await page()).toContain('href="/sign-in/provider?for=bind"')
    await through(visitor, 'sub-Offered', {}, 'bind')
    expect(await page()).not.toContain('for=bind')
  })

  it('lets nobody in whom no invitation was for, whatever the mail address', async () => {
    const visitor = createVisitor(test)
    const claims = { email: 'olaf@hotline.example', email_verified: true, name: 'Olaf' }
    expect((await through(visitor, 'stranger', { claims })).statusCode).toBe(403)
    expect((await visitor.get('/console')).headers.location).toBe('/')
  })

  it('binds an identity to one account', async () => {
    await bound('Only')
    const other = await invited('Another')
    expect((await through(other, 'sub-Only', {}, 'bind')).statusCode).toBe(403)
    expect((await other.get('/console')).headers.location).toBe('/console/account')
  })

  const past = Math.floor(Date.now() / 1000) - 3600
  it.each<[string, TokenQuirks]>([
    ['another nonce', { claims: { nonce: 'other' } }],
    ['no nonce', { claims: { nonce: undefined } }],
    ['another audience', { claims: { aud: 'someone-else' } }],
    ['another issuer', { claims: { iss: 'https://evil.example' } }],
    ['a time that is over', { claims: { iat: past, exp: past + 60 } }],
    ['another key', { otherKey: true }],
    ['a weaker way to sign in', { claims: { acr: 'pwd' } }],
    ['no way to sign in', { claims: { acr: undefined } }],
  ])('refuses a token of %s', async (what, quirks) => {
    const name = `Tok ${what}`
    const visitor = await bound(name)
    visitor.jar.clear()
    const answer = await through(visitor, `sub-${name}`, quirks)
    expect([
      answer.statusCode,
      answer.cookies.filter(({ name: of }) => of === '__Host-nightlight'),
    ]).toEqual([403, []])
    expect((await through(visitor, `sub-${name}`)).statusCode).toBe(200)
  })

  it('takes an answer once, in the browser that asked, within ten minutes', async () => {
    await bound('Once')
    const [mine, theirs] = [createVisitor(test), createVisitor(test)]
    const back = provider.signIn(await depart(mine), 'sub-Once')
    expect((await comeBack(theirs, back)).statusCode).toBe(403)
    const again = provider.signIn(await depart(mine), 'sub-Once')
    const flow = new Map(mine.jar)
    expect((await comeBack(mine, again)).statusCode).toBe(200)
    for (const [name, value] of flow) mine.jar.set(name, value)
    expect((await comeBack(mine, again)).statusCode).toBe(403)

    const replayed = await depart(mine)
    const fresh = provider.signIn(replayed, 'sub-Once')
    fresh.searchParams.set('code', again.searchParams.get('code') ?? '')
    expect((await comeBack(mine, fresh)).statusCode).toBe(403)

    const late = provider.signIn(await depart(mine), 'sub-Once')
    test.pass(FLOW_MS + 1000)
    expect((await comeBack(mine, late)).statusCode).toBe(403)
  })
})

describe('beginning to sign in at the provider', () => {
  it('waits after as many as a network begins in a minute, and asks the provider nothing then', async () => {
    await using asked = await startOidcProvider({ takesPar: true })
    const oidc = { issuer: asked.issuer, ...CLIENT, acr: [] }
    await using strict = await createTestApp({
      secure: true,
      identity: { publicUrl: ORIGIN, oidc, triesPerMinute: 1 },
    })
    const begin = (remoteAddress: string) =>
      strict.app.inject({ url: '/sign-in/provider', remoteAddress })
    const all = []
    for (let n = 0; n < 15; n++) all.push(await begin(`192.0.2.${n}`))
    expect(all.map(({ statusCode }) => statusCode)).toEqual([
      ...Array.from({ length: 12 }, () => 303),
      ...Array.from({ length: 3 }, () => 429),
    ])
    expect(all.at(-1)?.headers['retry-after']).toMatch(/^[1-5]$/)
    expect(all.at(-1)?.body).toContain('role="alert"')
    const flows = await strict.db.selectFrom('oidc_flow').select('purpose').execute()
    expect([flows.length, asked.pushed()]).toEqual([12, 12])
    expect((await begin('2001:db8::1')).statusCode).toBe(303)
  })
})

describe('two who have a link to one account', () => {
  it('do not both bind: what the one began ends when the other has a passkey', async () => {
    const [thief, person] = [await invited('Shared'), createVisitor(test)]
    const request = { role: 'analyst', name: 'Shared', ttlMs: 86_400_000, baseUrl: ORIGIN } as const
    const location = await depart(thief, 'bind')
    await person.follow(await createSignInLink(test.db, test.crypto, request))
    expect((await person.enrol()).statusCode).toBe(200)
    expect((await comeBack(thief, provider.signIn(location, 'sub-Thief'))).statusCode).toBe(403)
    expect((await through(createVisitor(test), 'sub-Thief')).statusCode).toBe(403)
    expect((await person.get('/console')).statusCode).toBe(200)
  })
})

describe('stepping up at the provider', () => {
  const invitation = { name: 'New', role: 'analyst', authority: '' }

  it('asks for a fresh sign-in, and counts for what waits', async () => {
    const visitor = await bound('Stepper', 'admin')
    test.pass(6 * 60_000)
    const asked = await visitor.send('/console/sign-in-links', invitation)
    expect([asked.statusCode, asked.body]).toEqual([403, expect.stringContaining('for=step-up')])
    const location = await depart(visitor, 'step-up')
    expect(location).toContain('prompt=login')
    expect(location).toContain('max_age=0')
    const before = visitor.cookie()
    expect((await comeBack(visitor, provider.signIn(location, 'sub-Stepper'))).statusCode).toBe(200)
    expect(visitor.cookie()).not.toBe(before)
    expect((await visitor.send('/console/sign-in-links', invitation)).statusCode).toBe(200)
  })

  it('is asked for after a sign-in at which the provider may have asked nothing', async () => {
    const visitor = await bound('Morning', 'admin')
    visitor.jar.clear()
    const quirks = { claims: { auth_time: Math.floor(Date.now() / 1000) - 6 * 3600 } }
    expect((await through(visitor, 'sub-Morning', quirks)).statusCode).toBe(200)
    expect((await visitor.send('/console/sign-in-links', invitation)).statusCode).toBe(403)
    const form = await visitor.form()
    expect((await visitor.ask('/passkey/enrol/options', { form })).statusCode).toBe(403)
    expect((await through(visitor, 'sub-Morning', {}, 'step-up')).statusCode).toBe(200)
    expect((await visitor.send('/console/sign-in-links', invitation)).statusCode).toBe(200)
  })

  it.each<[string, TokenQuirks]>([
    ['a while ago', { claims: { auth_time: Math.floor(Date.now() / 1000) - 3600 } }],
    ['nobody knows when', { noAuthTime: true }],
    ['somebody else', { claims: { sub: 'sub-Olaf' } }],
  ])('refuses a sign-in of %s', async (what, quirks) => {
    const name = `Step ${what}`
    const visitor = await bound(name, 'admin')
    test.pass(6 * 60_000)
    expect((await through(visitor, `sub-${name}`, quirks, 'step-up')).statusCode).toBe(403)
    expect((await visitor.send('/console/sign-in-links', invitation)).statusCode).toBe(403)
    expect((await through(visitor, `sub-${name}`, {}, 'step-up')).statusCode).toBe(200)
  })
})

describe('a console without a provider', () => {
  it('has no such pages', async () => {
    await using none = await createTestApp()
    expect((await none.app.inject({ url: '/sign-in/provider' })).statusCode).toBe(404)
    expect((await none.app.inject({ url: '/' })).body).not.toContain('/sign-in/provider')
  })
})

describe('a person with a passkey', () => {
  it('binds an identity only after having shown the passkey', async () => {
    const visitor = await enrolled(test, { role: 'analyst', name: 'Both ways' })
    test.pass(6 * 60_000)
    expect((await visitor.get('/sign-in/provider?for=bind')).headers.location).toBe(
      '/console/account/fresh',
    )
    expect((await visitor.get('/console/account/fresh')).body).toContain('data-passkey="step-up"')
    await visitor.stepUp()
    const back = await visitor.get('/console/account/fresh')
    expect(back.headers.location).toBe('/console/account')
    expect((await through(visitor, 'sub-Both', {}, 'bind')).statusCode).toBe(200)
  })
})
