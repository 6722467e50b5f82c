import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createVisitor, enrolled, ORIGIN, type Visitor } from '../../fixtures/console-visitor.ts'
import { createTestApp, FORM, type TestApp } from '../../fixtures/test-app.ts'
import { createSignInLink } from '../../identity/sign-in-link.ts'
import { STEP_S, totpCode } from '../../identity/totp.ts'

let test: TestApp
let ahead = 0
const pass = (ms: number): void => {
  ahead += ms
  test.pass(ms)
}
beforeAll(async () => {
  test = await createTestApp({ secure: true, identity: { publicUrl: ORIGIN } })
})
afterAll(() => test[Symbol.asyncDispose]())

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const unbase32 = (text: string): Buffer => {
  const bits = Array.from(text, (sign) => BASE32.indexOf(sign).toString(2).padStart(5, '0')).join(
    '',
  )
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}
const codeNow = (secret: Buffer, off = 0): string =>
  totpCode(secret, Math.floor((Date.now() + ahead) / 1000 / STEP_S) + off)

const begin = async (visitor: Visitor): Promise<Buffer> => {
  const { body } = await visitor.send('/console/account/code')
  return unbase32((/readonly\s+value="([A-Z2-7 ]+)"/.exec(body)?.[1] ?? '').replaceAll(' ', ''))
}
const confirm = (visitor: Visitor, code: string) =>
  visitor.send('/console/account/code/confirm', { code })
const signIn = (name: string, code: string, role = 'analyst') =>
  test.app.inject({
    method: 'POST',
    url: '/sign-in/code',
    payload: new URLSearchParams({ name, role, code }).toString(),
    headers: FORM,
  })

describe('a code', () => {
  it('is asked for with a role that was chosen, none of which is there before', async () => {
    const { body } = await test.app.inject({ url: '/sign-in/code' })
    const [, options = ''] = /<select name="role" required>([^]*?)<\/select>/.exec(body) ?? []
    expect(/<option value="([^"]*)"/.exec(options)?.[1]).toBe('')
    expect(options).toContain('<option value="reporter">')
    expect(options).not.toContain('selected')
    expect((await signIn('Tia', '123456', '')).statusCode).toBe(400)
  })

  it('is set up beside a passkey, signs in once, and says so', async () => {
    const visitor = await enrolled(test, { role: 'analyst', name: 'Tia' })
    const secret = await begin(visitor)
    expect(secret).toHaveLength(20)
    expect((await confirm(visitor, '000000')).statusCode).toBe(403)
    expect((await confirm(visitor, codeNow(secret))).headers.location).toContain('done=code')
    expect((await signIn('Tia', codeNow(secret))).statusCode).toBe(403)
    pass(STEP_S * 1000)
    const code = codeNow(secret)
    const tries = await Promise.all([
      signIn(' tia ', code),
      signIn('Tia', code),
      signIn('Tia', code),
    ])
    expect(tries.map(({ statusCode }) => statusCode).sort((a, b) => a - b)).toEqual([303, 403, 403])
    const event = await test.db
      .selectFrom('audit_event')
      .select('detail')
      .where('action', '=', 'session.started')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    expect(event.detail).toMatchObject({ level: 'totp' })
    const watcher = await enrolled(test, { role: 'supervisor', name: 'Sven' })
    expect((await watcher.get('/console/people')).body).toContain('by code')
  })

  it('does not stand for a passkey before what is dangerous', async () => {
    const visitor = await enrolled(test, { role: 'admin', name: 'Tom' })
    const secret = await begin(visitor)
    await confirm(visitor, codeNow(secret))
    pass(STEP_S * 1000)
    const answer = await signIn('Tom', codeNow(secret), 'admin')
    const cookie = answer.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
    const byCode = createVisitor(test)
    for (const { name, value } of answer.cookies) byCode.jar.set(name, value)
    const asked = await byCode.send('/console/sign-in-links', {
      name: 'X',
      role: 'analyst',
      authority: '',
    })
    expect([asked.statusCode, cookie !== '']).toEqual([403, true])
    pass(STEP_S * 1000)
    const form = await byCode.form()
    const again = await byCode.ask('/passkey/step-up/code', { form, code: codeNow(secret) })
    expect(again.statusCode).toBe(403)
  })

  it('is guessed five times in a quarter of an hour at most, right or wrong after that', async () => {
    const visitor = await enrolled(test, { role: 'analyst', name: 'Uma' })
    const secret = await begin(visitor)
    await confirm(visitor, codeNow(secret))
    pass(STEP_S * 1000)
    const wrong = await Promise.all(Array.from({ length: 8 }, () => signIn('Uma', '000000')))
    expect(wrong.filter(({ statusCode }) => statusCode === 403)).toHaveLength(5)
    const right = await signIn('uma', codeNow(secret))
    expect([right.statusCode, Number(right.headers['retry-after']) > 60]).toEqual([429, true])
    pass(15 * 60_000)
    expect((await signIn('Uma', codeNow(secret))).statusCode).toBe(303)
  })

  it('is guessed no more often by spelling the name otherwise', async () => {
    const visitor = await enrolled(test, { role: 'analyst', name: 'Iris ΝΙΚΟΣ' })
    await confirm(visitor, codeNow(await begin(visitor)))
    const { rows } = await sql<{ name: string }>`
      select name from unnest(array['Iris ΝΙΚΟΣ', 'İris ΝΙΚΟΣ', 'iris νικοσ', 'ırıs ΝΙΚΟΣ']) as name
       where person_name(name) = person_name('Iris ΝΙΚΟΣ')`.execute(test.db)
    const names = [...rows.map(({ name }) => name), 'Iris\u00a0ΝΙΚΟΣ', 'iris  ΝΙΚΟΣ']
    const answers = []
    for (const name of names) {
      for (let n = 0; n < 3; n++) answers.push((await signIn(name, '000000')).statusCode)
    }
    expect(answers.filter((status) => status === 403)).toHaveLength(5)
    pass(15 * 60_000)
  })

  it('is not shut to its person by one network that has no tries left', async () => {
    await using strict = await createTestApp({
      secure: true,
      identity: { publicUrl: ORIGIN, triesPerMinute: 5 },
    })
    for (const name of ['A', 'B', 'C', 'D', 'E', 'F', 'G']) {
      for (let n = 0; n < 5; n++) {
        await strict.app.inject({
          method: 'POST',
          url: '/sign-in/code',
          payload: new URLSearchParams({ name, role: 'analyst', code: '000000' }).toString(),
          headers: FORM,
        })
      }
    }
    const { n } = await strict.db
      .selectFrom('sign_in_try')
      .select(({ fn }) => fn.countAll<string>().as('n'))
      .executeTakeFirstOrThrow()
    // Five of the network, and five of the one account that it guessed at.
    expect(Number(n)).toBe(10)
  })

  it('makes no session fresher that has shown a passkey before', async () => {
    const visitor = await enrolled(test, { role: 'admin', name: 'Fresh' })
    const secret = await begin(visitor)
    pass(4 * 60_000)
    expect((await confirm(visitor, codeNow(secret))).statusCode).toBe(303)
    pass(2 * 60_000)
    const fields = { name: 'X', role: 'analyst', authority: '' }
    expect((await visitor.send('/console/sign-in-links', fields)).statusCode).toBe(403)
  })

  it('that was begun is confirmed by whoever has just shown the passkey', async () => {
    const visitor = await enrolled(test, { role: 'analyst', name: 'Begun' })
    const secret = await begin(visitor)
    pass(6 * 60_000)
    expect((await confirm(visitor, codeNow(secret))).statusCode).toBe(403)
    expect((await signIn('Begun', codeNow(secret))).statusCode).toBe(403)
    await visitor.stepUp()
    expect((await confirm(visitor, codeNow(secret))).statusCode).toBe(303)
  })

  it('that one who has a link began does not count beside the passkey of another', async () => {
    await using open = await createTestApp({
      secure: true,
      identity: { publicUrl: ORIGIN, totp: 'enrol' },
    })
    const request = { role: 'admin', name: 'Wanted', ttlMs: 86_400_000, baseUrl: ORIGIN } as const
    const [thief, person] = [createVisitor(open), createVisitor(open)]
    await thief.follow(await createSignInLink(open.db, open.crypto, request))
    await person.follow(await createSignInLink(open.db, open.crypto, request))
    const form = await thief.form()
    const secret = await begin(thief)
    expect((await person.enrol()).statusCode).toBe(200)
    const code = totpCode(secret, Math.floor(Date.now() / 1000 / STEP_S))
    await thief.send('/console/account/code/confirm', { form, code })
    expect((await thief.get('/console')).headers.location).toBe('/')
    const totp = await open.db.selectFrom('totp').select('confirmed_at').execute()
    expect(totp.every(({ confirmed_at: at }) => at === null)).toBe(true)
  })

  it('is nothing that stands in the database in clear', async () => {
    const rows = await test.db.selectFrom('totp').select('secret_ct').execute()
    for (const { secret_ct: sealed } of rows) expect(sealed.length).toBeGreaterThan(20 + 28)
  })

  it('takes the place of a passkey only where the operator says so', async () => {
    const request = { role: 'analyst', name: 'Val', ttlMs: 86_400_000, baseUrl: ORIGIN } as const
    const visitor = createVisitor(test)
    await visitor.follow(await createSignInLink(test.db, test.crypto, request))
    const refused = await visitor.send('/console/account/code')
    expect([refused.statusCode, refused.body]).toEqual([
      409,
      expect.stringContaining('Make a passkey'),
    ])

    await using open = await createTestApp({
      secure: true,
      identity: { publicUrl: ORIGIN, totp: 'enrol' },
    })
    const other = createVisitor(open)
    await other.follow(await createSignInLink(open.db, open.crypto, request))
    const secret = await begin(other)
    const code = totpCode(secret, Math.floor(Date.now() / 1000 / STEP_S))
    expect((await confirm(other, code)).statusCode).toBe(303)
    expect((await other.get('/console')).statusCode).toBe(200)
  })

  it('is not taken at all where it is switched off', async () => {
    await using none = await createTestApp({
      secure: true,
      identity: { publicUrl: ORIGIN, totp: 'off' },
    })
    expect((await none.app.inject({ url: '/sign-in/code' })).statusCode).toBe(303)
    expect((await none.app.inject({ url: '/' })).body).not.toContain('/sign-in/code')
  })
})
