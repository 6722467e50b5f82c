import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAuthenticator } from '../../fixtures/authenticator.ts'
import { createVisitor, enrolled, ORIGIN } from '../../fixtures/console-visitor.ts'
import { createTestApp, FORM, type TestApp } from '../../fixtures/test-app.ts'
import { CHALLENGE_MS } from '../../identity/passkeys.ts'
import { createSignInLink } from '../../identity/sign-in-link.ts'

let test: TestApp
const identity = { publicUrl: ORIGIN }
beforeAll(async () => {
  test = await createTestApp({ secure: true, identity })
})
afterAll(() => test[Symbol.asyncDispose]())

const linkFor = (name: string, role: 'analyst' | 'supervisor' | 'admin' = 'analyst') =>
  createSignInLink(test.db, test.crypto, { role, name, ttlMs: 86_400_000, baseUrl: ORIGIN })
const codeOf = (answer: { json: () => { code?: string } }) => answer.json().code
const auditOf = (action: string) =>
  test.db
    .selectFrom('audit_event')
    .select(['actor', 'detail'])
    .where('action', '=', action)
    .execute()

describe('an invitation where passkeys are required', () => {
  it('opens nothing but the page on which one is made', async () => {
    const visitor = createVisitor(test)
    await visitor.follow(await linkFor('First'))
    for (const url of ['/console', '/console/matches', '/console/reports/none']) {
      expect((await visitor.get(url)).headers.location).toBe('/console/account')
    }
    expect((await visitor.get('/console/account')).body).toContain('Make a passkey first')
    expect((await visitor.enrol()).json()).toEqual({ to: '/console/account?done=passkey' })
    expect((await visitor.get('/console')).statusCode).toBe(200)
  })

  it('is followed by signing in with the passkey alone', async () => {
    const visitor = await enrolled(test, { role: 'analyst', name: 'Second' })
    visitor.jar.clear()
    expect((await visitor.signIn()).json()).toEqual({ to: '/console' })
    expect((await visitor.get('/console')).body).toContain('Second')
    const events = await auditOf('session.started')
    expect(events.at(-1)).toMatchObject({ actor: 'analyst:Second', detail: { level: 'passkey' } })
  })

  it('is not made again for whoever has a passkey, and one left over signs nobody in', async () => {
    const [used, leftOver] = [await linkFor('Third'), await linkFor('Third')]
    const visitor = createVisitor(test)
    await visitor.follow(used)
    await visitor.enrol()
    expect((await createVisitor(test).follow(leftOver)).statusCode).toBe(410)
    await expect(linkFor('  third ')).rejects.toMatchObject({ code: 'person-has-credential' })
  })

  it('is made again by the operator for who lost it: what there was ends', async () => {
    const visitor = await enrolled(test, { role: 'analyst', name: 'Loser' })
    const link = await createSignInLink(test.db, test.crypto, {
      role: 'analyst',
      name: 'Loser',
      ttlMs: 86_400_000,
      baseUrl: ORIGIN,
      again: true,
    })
    expect((await visitor.get('/console')).headers.location).toBe('/')
    expect(codeOf(await visitor.signIn())).toBe('passkey-failed')
    expect((await createVisitor(test).follow(link)).statusCode).toBe(303)
    expect(await auditOf('person.recovered')).toHaveLength(1)
  })
})

describe('challenges that nobody answers', () => {
  it('do not pile up', async () => {
    await using apart = await createTestApp({ secure: true, identity })
    for (let n = 0; n < 3; n++) {
      await createVisitor(apart).ask('/passkey/sign-in/options')
      apart.pass(CHALLENGE_MS + 1000)
    }
    expect(await apart.db.selectFrom('challenge').select('purpose').execute()).toHaveLength(1)
  })
})

describe('a session', () => {
  it('has another token after a passkey was made or shown, and the old one is worth nothing', async () => {
    const visitor = createVisitor(test)
    await visitor.follow(await linkFor('Rotating'))
    const tokens = [visitor.cookie()]
    await visitor.enrol()
    tokens.push(visitor.cookie())
    await visitor.stepUp()
    tokens.push(visitor.cookie())
    expect(new Set(tokens).size).toBe(3)
    for (const [index, cookie] of tokens.entries()) {
      const { statusCode } = await test.app.inject({ url: '/console', headers: { cookie } })
      expect(statusCode).toBe(index === 2 ? 200 : 303)
    }
  })

  it('is not one that somebody planted before', async () => {
    const attacker = await enrolled(test, { role: 'analyst', name: 'Planter' })
    const planted = attacker.cookie()
    const victim = await enrolled(test, { role: 'analyst', name: 'Victim' })
    victim.jar.clear()
    for (const [name, value] of attacker.jar) victim.jar.set(name, value)
    await victim.signIn()
    expect(victim.cookie()).not.toBe(planted)
    expect((await victim.get('/console')).body).toContain('Victim')
    const after = await test.app.inject({ url: '/console', headers: { cookie: planted } })
    expect(after.statusCode).toBe(303)
  })
})

describe('signing in', () => {
  it.each([
    ['to a page of another origin', { origin: 'https://console.hotline.example.evil.example' }],
    ['over HTTP', { origin: 'http://console.hotline.example' }],
    ['for another host', { rpId: 'evil.example' }],
    ['by somebody whom the authenticator did not verify', { isVerified: false }],
    ['to a challenge that we did not make', { challenge: 'A'.repeat(43) }],
    ['in the name of another account', { userHandle: Buffer.alloc(16, 7).toString('base64url') }],
  ])('%s is refused', async (what, quirks) => {
    const visitor = await enrolled(test, { role: 'analyst', name: `Try ${what}` })
    visitor.jar.clear()
    const answer = await visitor.signIn(quirks)
    expect([answer.statusCode, codeOf(answer)]).toEqual([403, 'passkey-failed'])
    expect(answer.cookies).toEqual([])
    expect((await visitor.signIn()).statusCode).toBe(200)
  })

  it('takes an answer once', async () => {
    const visitor = await enrolled(test, { role: 'analyst', name: 'Replayed' })
    visitor.jar.clear()
    const options = (await visitor.ask('/passkey/sign-in/options')).json()
    const credential = visitor.authenticator.show(options)
    const send = () => createVisitor(test).ask('/passkey/sign-in', { credential })
    const all = await Promise.all([send(), send(), send(), send()])
    expect(all.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1)
    expect((await send()).statusCode).toBe(403)
  })

  it('takes an answer within five minutes', async () => {
    const visitor = await enrolled(test, { role: 'analyst', name: 'Late' })
    const options = (await visitor.ask('/passkey/sign-in/options')).json()
    test.pass(CHALLENGE_MS + 1000)
    const credential = visitor.authenticator.show(options)
    expect((await visitor.ask('/passkey/sign-in', { credential })).statusCode).toBe(403)
  })

  it('is refused to a key that nobody enrolled, and to another site', async () => {
    const visitor = createVisitor(test)
    expect((await visitor.signIn()).statusCode).toBe(403)
    const answer = await visitor.ask(
      '/passkey/sign-in/options',
      {},
      { 'sec-fetch-site': 'cross-site' },
    )
    expect([answer.statusCode, codeOf(answer)]).toEqual([403, 'cross-site'])
  })

  it('says so when a counter goes back, and takes neither of the two any more', async () => {
    const visitor = await enrolled(test, { role: 'analyst', name: 'Copied' })
    await visitor.signIn({ counter: 40 })
    const copy = await visitor.signIn({ counter: 40 })
    expect([copy.statusCode, codeOf(copy)]).toEqual([403, 'passkey-suspect'])
    expect(codeOf(await visitor.signIn({ counter: 41 }))).toBe('passkey-suspect')
    expect(await auditOf('credential.counter-went-back')).toHaveLength(1)
    const watcher = await enrolled(test, { role: 'supervisor', name: 'Watcher' })
    expect((await watcher.get('/console/people')).body).toContain('may have been copied')
  })

  it('takes authenticators that do not count', async () => {
    const visitor = createVisitor(test)
    await visitor.follow(await linkFor('Synced'))
    await visitor.enrol({ counter: 0 })
    for (let n = 0; n < 2; n++) expect((await visitor.signIn({ counter: 0 })).statusCode).toBe(200)
  })

  it('waits after five tries that failed in a minute, for the network and for the account', async () => {
    await using strict = await createTestApp({
      secure: true,
      identity: { ...identity, triesPerMinute: 5 },
    })
    const visitor = await enrolled(strict, { role: 'analyst', name: 'Guessed' })
    const answers = await Promise.all(
      Array.from({ length: 9 }, () => visitor.signIn({ isVerified: false })),
    )
    expect(answers.filter(({ statusCode }) => statusCode === 403)).toHaveLength(5)
    const waiting = answers.find(({ statusCode }) => statusCode === 429)
    expect(Number(waiting?.headers['retry-after'])).toBeGreaterThan(0)
    expect((await createVisitor(strict).follow(`${ORIGIN}/sign-in#x`)).statusCode).toBe(429)
    strict.pass(61_000)
    expect((await visitor.signIn()).statusCode).toBe(200)
  })
})

describe('beginning to sign in', () => {
  it('waits after as many as a network begins in a minute, and keeps no row then', async () => {
    await using strict = await createTestApp({ identity: { ...identity, triesPerMinute: 1 } })
    const begin = (remoteAddress: string) =>
      strict.app.inject({ method: 'POST', url: '/passkey/sign-in/options', remoteAddress })
    const rows = () => strict.db.selectFrom('challenge').select('challenge_hash').execute()
    const all = []
    for (let n = 0; n < 15; n++) all.push(await begin(`192.0.2.${n}`))
    expect(all.filter(({ statusCode }) => statusCode === 200)).toHaveLength(12)
    expect(all.at(-1)?.json()).toMatchObject({ status: 429, code: 'too-many-tries' })
    expect(Number(all.at(-1)?.headers['retry-after'])).toBeGreaterThan(0)
    expect(await rows()).toHaveLength(12)
    expect((await begin('198.51.100.1')).statusCode).toBe(200)
    strict.pass(61_000)
    expect((await begin('192.0.2.1')).statusCode).toBe(200)
  })
})

describe('the network that tries come from', () => {
  const guess = (app: TestApp, forwarded: string) =>
    app.app.inject({
      method: 'POST',
      url: '/sign-in',
      payload: 'token=x',
      headers: { ...FORM, 'x-forwarded-for': forwarded },
    })
  const refusals = async (app: TestApp): Promise<number> => {
    const all = []
    for (let n = 0; n < 8; n++) all.push((await guess(app, `198.51.${n}.1`)).statusCode)
    return all.filter((status) => status === 429).length
  }

  it('is not what a stranger says, but what a proxy of ours says', async () => {
    const settings = { identity: { triesPerMinute: 5 } }
    await using bare = await createTestApp(settings)
    expect(await refusals(bare)).toBe(3)
    await using behind = await createTestApp({ ...settings, proxies: ['127.0.0.1'] })
    expect(await refusals(behind)).toBe(0)
    const rows = await behind.db.selectFrom('sign_in_try').select('bucket').execute()
    expect(rows.some(({ bucket }) => bucket.toString().includes('198.51'))).toBe(false)
  })
})

describe('making a passkey', () => {
  it.each([
    ['on a page of another origin', { origin: 'https://evil.example' }],
    ['for another host', { rpId: 'evil.example' }],
    ['by somebody whom the authenticator did not verify', { isVerified: false }],
  ])('%s is refused', async (what, quirks) => {
    const visitor = createVisitor(test)
    await visitor.follow(await linkFor(`Make ${what}`))
    expect((await visitor.enrol(quirks)).statusCode).toBe(403)
    expect((await visitor.get('/console')).headers.location).toBe('/console/account')
  })

  it('is refused without the token of the session, and with a challenge of another session', async () => {
    const [one, two] = [createVisitor(test), createVisitor(test)]
    await one.follow(await linkFor('One'))
    await two.follow(await linkFor('Two'))
    const form = await one.form()
    expect((await two.ask('/passkey/enrol/options', { form })).statusCode).toBe(403)
    const options = (await one.ask('/passkey/enrol/options', { form })).json()
    const credential = two.authenticator.make(options)
    const body = { form: await two.form(), name: 'key', credential }
    expect((await two.ask('/passkey/enrol', body)).statusCode).toBe(403)
  })

  it('is refused with a passkey that another account has', async () => {
    const owner = await enrolled(test, { role: 'analyst', name: 'Owner' })
    const thief = createVisitor(test, owner.authenticator)
    await thief.follow(await linkFor('Thief'))
    expect((await thief.enrol()).statusCode).toBe(403)
  })

  it('of a further one asks for the first, after five minutes', async () => {
    const visitor = await enrolled(test, { role: 'analyst', name: 'Two keys' })
    test.pass(6 * 60_000)
    const form = await visitor.form()
    const stolen = await visitor.ask('/passkey/enrol/options', { form })
    expect([stolen.statusCode, codeOf(stolen)]).toEqual([403, 'step-up-needed'])
    await visitor.stepUp()
    expect((await visitor.ask('/passkey/enrol/options', { form })).statusCode).toBe(200)
  })

  it('is not offered at a bare address, and needs no setting at localhost', async () => {
    await using here = await createTestApp()
    const cookie = await here.sessionOf('analyst')
    const page = async (host: string) =>
      (await here.app.inject({ url: '/console/account', headers: { cookie, host } })).body
    expect(await page('127.0.0.1:8080')).not.toContain('data-passkey="enrol"')
    expect(await page('evil.example')).not.toContain('data-passkey="enrol"')
    expect(await page('localhost:8080')).toContain('data-passkey="enrol"')
  })
})

describe('stepping up', () => {
  const asking = async (name: string) => {
    const visitor = await enrolled(test, { role: 'admin', name })
    test.pass(6 * 60_000)
    return visitor
  }
  const invitation = { name: 'Someone <new>', role: 'analyst', authority: '' }

  it('is asked for before what is dangerous, and keeps what was typed', async () => {
    const visitor = await asking('Admin one')
    const form = await visitor.form()
    const asked = await visitor.send('/console/sign-in-links', { ...invitation, form })
    expect(asked.statusCode).toBe(403)
    expect(asked.body).toContain('action="/console/sign-in-links"')
    expect(asked.body).toContain('name="name" value="Someone &lt;new&gt;"')
    expect(asked.headers['content-security-policy']).toContain(
      "script-src 'self'; connect-src 'self'",
    )
    expect(asked.headers['permissions-policy']).toContain('publickey-credentials-get=(self)')
    expect((await visitor.stepUp()).statusCode).toBe(200)
    const done = await visitor.send('/console/sign-in-links', { ...invitation, form })
    expect([done.statusCode, done.body]).toEqual([200, expect.stringContaining('/sign-in#')])
    test.pass(5 * 60_000 + 1000)
    expect((await visitor.send('/console/sign-in-links', { ...invitation, form })).statusCode).toBe(
      403,
    )
  })

  it('is refused by a passkey of somebody else, and by a wrong origin', async () => {
    const visitor = await asking('Admin two')
    const other = await enrolled(test, { role: 'admin', name: 'Admin three' })
    expect((await visitor.stepUp({}, other.authenticator)).statusCode).toBe(403)
    expect((await visitor.stepUp({}, createAuthenticator(ORIGIN))).statusCode).toBe(403)
    expect((await visitor.stepUp({ origin: 'https://evil.example' })).statusCode).toBe(403)
    expect((await visitor.send('/console/sign-in-links', invitation)).statusCode).toBe(403)
  })

  it('does not stand for the token of a form', async () => {
    const visitor = await asking('Admin four')
    await visitor.stepUp()
    const answer = await visitor.send('/console/sign-in-links', {
      ...invitation,
      form: 'A'.repeat(43),
    })
    expect([answer.statusCode, answer.body]).toEqual([403, expect.not.stringContaining('token=')])
  })
})
