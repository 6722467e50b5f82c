import type { Role } from '@nightlight/contract'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createVisitor, enrolled, ORIGIN, type Visitor } from '../../fixtures/console-visitor.ts'
import { accountId, invite, linkIn } from '../../fixtures/invite.ts'
import { createTestApp, HOME_POLICE, type TestApp } from '../../fixtures/test-app.ts'
import { approvePerson, changeRole, deactivatePerson, OPERATOR } from '../../identity/people.ts'
import { accountsOf } from '../../identity/person-store.ts'
import { createSignInLink } from '../../identity/sign-in-link.ts'

const fresh = (): Promise<TestApp> =>
  createTestApp({ secure: true, identity: { publicUrl: ORIGIN } })
let test: TestApp
let admin: Visitor
beforeAll(async () => {
  test = await fresh()
  admin = await enrolled(test, { role: 'admin', name: 'Ada Admin' })
})
afterAll(() => test[Symbol.asyncDispose]())

const idOf = (name: string, role: Role, of = test) => accountId(of, name, role)
const statusOfKey = async (key: string) =>
  (await test.app.inject({ url: '/v1/hash-lists', headers: { authorization: `Bearer ${key}` } }))
    .statusCode

describe('an administrator or a supervisor', () => {
  it('is let in by one administrator where there is one, and by two where there are two', async () => {
    await using apart = await fresh()
    const first = await enrolled(apart, { role: 'admin', name: 'One' })
    const made = await invite(first, 'Two', 'admin')
    const second = createVisitor(apart)
    expect((await second.follow(linkIn(made.body))).statusCode).toBe(303)
    await second.enrol()

    const waiting = await invite(first, 'Sue', 'supervisor')
    expect(waiting.body).toContain('once another administrator has agreed')
    const sue = createVisitor(apart)
    const link = linkIn(waiting.body)
    expect((await sue.follow(link)).statusCode).toBe(409)
    const id = await idOf('Sue', 'supervisor', apart)
    const agree = (by: Visitor, role: Role) => by.send(`/console/people/${id}/approve`, { role })
    expect((await agree(first, 'supervisor')).statusCode).toBe(403)
    expect((await sue.follow(link)).statusCode).toBe(409)
    expect((await agree(second, 'supervisor')).statusCode).toBe(303)
    expect((await sue.follow(link)).statusCode).toBe(303)
    expect((await sue.enrol()).statusCode).toBe(200)
  })

  it('is not agreed to by the same human being in another role or spelling, nor by the database', async () => {
    const { db } = test
    await enrolled(test, { role: 'admin', name: 'Bea Admin' })
    await invite(admin, 'Guarded', 'supervisor')
    const id = await idOf('Guarded', 'supervisor')
    const at = new Date()
    for (const by of [
      { actor: 'supervisor:Ada Admin', name: 'Ada Admin' },
      { actor: 'admin:ada  ADMIN', name: 'ada  ADMIN' },
      { actor: 'admin:Guarded', name: 'Guarded' },
    ]) {
      await expect(approvePerson(db, id, by, at)).rejects.toMatchObject({
        code: 'second-person-needed',
      })
      const { actor, name } = by
      const set = { approved_by: actor, approver: name, approved_at: at }
      const forced = db.updateTable('person').set(set).where('id', '=', id).execute()
      await expect(forced).rejects.toThrow(/person_four_eyes/)
    }
    await approvePerson(db, id, { actor: 'admin:Bea Admin', name: 'Bea Admin' }, at)
  })

  it('is agreed to in the role that was seen, not in the one that it was given just before', async () => {
    await invite(admin, 'Switched', 'supervisor')
    const id = await idOf('Switched', 'supervisor')
    const bea = await enrolled(test, { role: 'admin', name: 'Cleo Admin' })
    const page = (await bea.get('/console/people')).body
    expect(page).toMatch(
      new RegExp(
        `${id}/approve">\\s*<input[^>]+>\\s*<input type="hidden" name="role" value="supervisor"`,
      ),
    )
    await admin.send(`/console/people/${id}/role`, { role: 'admin' })
    const answer = await bea.send(`/console/people/${id}/approve`, { role: 'supervisor' })
    expect(answer.statusCode).toBe(412)
    expect(await accountsOf(test.db, 'Switched')).toMatchObject([
      { role: 'admin', isWaiting: true },
    ])
  })

  it.each([
    ['supervisor', 409],
    ['police', 409],
    ['analyst', 303],
    ['auditor', 303],
  ] as const)('rules the %s where there are two: a link answers %i', async (role, status) => {
    const made = await invite(admin, `New ${role}`, role, role === 'police' ? HOME_POLICE : '')
    expect((await createVisitor(test).follow(linkIn(made.body))).statusCode).toBe(status)
  })

  it('is not let in alone by whoever put the other administrators out first', async () => {
    await using apart = await fresh()
    const first = await enrolled(apart, { role: 'admin', name: 'One' })
    await enrolled(apart, { role: 'admin', name: 'Two' })
    await first.send(`/console/people/${await idOf('Two', 'admin', apart)}/deactivate`)
    const waiting = await invite(first, 'Puppet', 'supervisor')
    expect((await createVisitor(apart).follow(linkIn(waiting.body))).statusCode).toBe(409)
  })
})

describe('a role of their own', () => {
  it('is taken by one administrator where there is one, and waits where there are two', async () => {
    await using apart = await fresh()
    const first = await enrolled(apart, { role: 'admin', name: 'One' })
    const alone = linkIn((await invite(first, 'One', 'analyst')).body)
    expect((await createVisitor(apart).follow(alone)).statusCode).toBe(303)

    const second = await enrolled(apart, { role: 'admin', name: 'Two' })
    const waiting = await invite(first, ' ONE ', 'auditor')
    expect(waiting.body).toContain('once another administrator has agreed')
    const self = createVisitor(apart)
    const link = linkIn(waiting.body)
    expect((await self.follow(link)).statusCode).toBe(409)
    const id = await idOf('One', 'auditor', apart)
    const agree = (by: Visitor) => by.send(`/console/people/${id}/approve`, { role: 'auditor' })
    expect((await agree(first)).statusCode).toBe(403)
    expect((await self.follow(link)).statusCode).toBe(409)
    expect((await agree(second)).statusCode).toBe(303)
    expect((await self.follow(link)).statusCode).toBe(303)
  })

  it('waits as well after another administrator shut it and its person opened it again', async () => {
    await using apart = await fresh()
    const first = await enrolled(apart, { role: 'admin', name: 'One' })
    const second = await enrolled(apart, { role: 'admin', name: 'Two' })
    await enrolled(apart, { role: 'analyst', name: 'One' })
    const id = await idOf('One', 'analyst', apart)
    await second.send(`/console/people/${id}/deactivate`)
    expect((await first.send(`/console/people/${id}/reactivate`)).statusCode).toBe(303)
    const link = linkIn((await invite(first, 'One', 'analyst')).body)
    expect((await createVisitor(apart).follow(link)).statusCode).toBe(409)
  })
})

describe('the second pair of eyes', () => {
  const ways: [string, (first: Visitor, id: string) => Promise<void>][] = [
    [
      'put out and opened again',
      async (first, id) => {
        await first.send(`/console/people/${id}/deactivate`)
        await first.send(`/console/people/${id}/reactivate`)
      },
    ],
    [
      'made something else',
      async (first, id) => {
        await first.send(`/console/people/${id}/role`, { role: 'auditor' })
      },
    ],
    [
      'made something else and put out',
      async (first, id) => {
        await first.send(`/console/people/${id}/role`, { role: 'auditor' })
        await first.send(`/console/people/${id}/deactivate`)
      },
    ],
  ]
  it.each(ways)('counts still after an administrator was %s', async (_way, remove) => {
    await using apart = await fresh()
    const first = await enrolled(apart, { role: 'admin', name: 'One' })
    await enrolled(apart, { role: 'admin', name: 'Two' })
    await remove(first, await idOf('Two', 'admin', apart))
    expect(await accountsOf(apart.db, 'Two')).not.toMatchObject([
      { role: 'admin', state: 'active' },
    ])
    const waiting = await invite(first, 'Puppet', 'supervisor')
    expect((await createVisitor(apart).follow(linkIn(waiting.body))).statusCode).toBe(409)
  })
})

describe('deactivating', () => {
  it('ends every session, link, passkey and key in one go, in mid-session', async () => {
    const gone = await enrolled(test, { role: 'analyst', name: 'Gone' })
    const elsewhere = createVisitor(test, gone.authenticator)
    await elsewhere.signIn()
    const keys = [
      await test.newKey({ role: 'analyst', name: 'Gone' }),
      await test.newKey({ role: 'supervisor', name: 'gone' }),
    ]
    for (const key of keys) expect(await statusOfKey(key)).toBe(200)
    const form = await gone.form()
    await admin.send(`/console/people/${await idOf('Gone', 'analyst')}/deactivate`)
    for (const visitor of [gone, elsewhere]) {
      expect((await visitor.get('/console')).headers.location).toBe('/')
    }
    const late = await gone.send('/console/reports', { form, url: 'https://a.example/x', note: '' })
    expect([late.statusCode, late.headers.location]).toEqual([401, undefined])
    expect(late.body).toContain('This was not sent, and nothing was done')
    for (const key of keys) expect(await statusOfKey(key)).toBe(401)
    expect((await gone.signIn()).statusCode).toBe(403)
    await expect(test.newKey({ role: 'analyst', name: 'Gone' })).rejects.toMatchObject({
      code: 'person-deactivated',
    })
    expect((await invite(admin, 'Gone', 'analyst')).statusCode).toBe(409)
  })

  it('leaves no session behind that is begun at the same time', async () => {
    const racer = await enrolled(test, { role: 'analyst', name: 'Racer' })
    const id = await idOf('Racer', 'analyst')
    await Promise.all([
      ...Array.from({ length: 6 }, () => createVisitor(test, racer.authenticator).signIn()),
      deactivatePerson(test.db, id, OPERATOR, new Date()),
    ])
    const left = await test.db
      .selectFrom('session')
      .select('id')
      .where('person_id', '=', id)
      .execute()
    expect(left).toEqual([])
  })

  it('leaves the keys of a role in which the same human being has another account', async () => {
    await enrolled(test, { role: 'analyst', name: 'Both' })
    await enrolled(test, { role: 'supervisor', name: 'Both' })
    const [kept, ended] = [
      await test.newKey({ role: 'supervisor', name: 'Both' }),
      await test.newKey({ role: 'analyst', name: 'Both' }),
    ]
    await admin.send(`/console/people/${await idOf('Both', 'analyst')}/deactivate`)
    expect([await statusOfKey(kept), await statusOfKey(ended)]).toEqual([200, 401])
  })

  it('is refused for oneself, and shuts nobody out for good', async () => {
    const own = await admin.send(`/console/people/${await idOf('Ada Admin', 'admin')}/deactivate`)
    expect([own.statusCode, own.body]).toEqual([409, expect.stringContaining('Nobody changes')])
    const id = await idOf('Gone', 'analyst')
    expect((await admin.send(`/console/people/${id}/reactivate`)).statusCode).toBe(303)
    const back = createVisitor(test)
    await back.follow(linkIn((await invite(admin, 'Gone', 'analyst')).body))
    expect((await back.get('/console')).headers.location).toBe('/console/account')
  })
})

describe('another role', () => {
  it('counts at once: sessions and keys of the old one end', async () => {
    const moved = await enrolled(test, { role: 'analyst', name: 'Moved' })
    const key = await test.newKey({ role: 'analyst', name: 'Moved' })
    const id = await idOf('Moved', 'analyst')
    await admin.send(`/console/people/${id}/role`, { role: 'auditor' })
    expect((await moved.get('/console/matches')).headers.location).toBe('/')
    expect(await statusOfKey(key)).toBe(401)
    await moved.signIn()
    expect((await moved.get('/console/matches')).statusCode).toBe(403)
  })

  it('of a supervisor waits for a second administrator, and shuts the account until then', async () => {
    const { db } = test
    const raised = await enrolled(test, { role: 'analyst', name: 'Raised' })
    const id = await idOf('Raised', 'analyst')
    await changeRole(
      db,
      id,
      'supervisor',
      { actor: 'admin:Ada Admin', name: 'Ada Admin' },
      new Date(),
    )
    expect((await raised.signIn()).statusCode).toBe(403)
    await approvePerson(db, id, { actor: 'admin:Bea Admin', name: 'Bea Admin' }, new Date())
    expect((await raised.signIn()).statusCode).toBe(200)
    expect((await raised.get('/console/people')).statusCode).toBe(200)
  })
})

describe('the pages of people', () => {
  it.each([
    ['supervisor', 200],
    ['auditor', 200],
    ['analyst', 403],
    ['police', 403],
  ] as const)('are for the %s: %i', async (role, status) => {
    const authority = role === 'police' ? { authority: HOME_POLICE } : {}
    const visitor = await enrolled(test, { role, name: `Sees ${role}`, ...authority })
    const page = await visitor.get('/console/people')
    expect(page.statusCode).toBe(status)
    expect(page.body).not.toContain('/deactivate')
    const id = await idOf('Ada Admin', 'admin')
    expect((await visitor.send(`/console/people/${id}/deactivate`)).statusCode).toBe(403)
  })

  it('refuse a form of another site, and one without the token of the session', async () => {
    const id = await idOf('Both', 'supervisor')
    const url = `/console/people/${id}/deactivate`
    expect((await admin.send(url, {}, { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
    expect((await admin.send(url, { form: 'A'.repeat(43) })).statusCode).toBe(403)
    expect((await accountsOf(test.db, 'Both', 'supervisor'))[0]?.state).toBe('active')
  })

  it('let a person sign out everywhere, and remove a passkey but the last', async () => {
    const one = await enrolled(test, { role: 'analyst', name: 'Everywhere' })
    const two = createVisitor(test, one.authenticator)
    await two.signIn()
    const [{ id }] = (await test.db
      .selectFrom('credential')
      .innerJoin('person', 'person.id', 'credential.person_id')
      .select('credential.id')
      .where('person.name', '=', 'Everywhere')
      .execute()) as [{ id: string }]
    const last = await one.send(`/console/account/passkeys/${id}/remove`)
    expect(last.headers.location).toBe('/console/account?done=last-passkey')
    await two.send('/console/account/sign-out-everywhere')
    for (const visitor of [one, two]) {
      expect((await visitor.get('/console')).headers.location).toBe('/')
    }
  })
})

describe('the list of accounts', () => {
  it('goes on page by page, what waits for a second word first and what is over last', async () => {
    await using many = await fresh()
    const visitor = await enrolled(many, { role: 'admin', name: 'Ada Admin' })
    await sql`
      insert into person (id, role, name, state, requested_by, requester, requested_at, needs_approval)
      select gen_random_uuid(), 'analyst', 'Person ' || to_char(n, 'FM000'), 'invited', 'operator', 'operator', now(), n = 110
      from generate_series(1, 110) n`.execute(many.db)
    await sql`
      update person set state = 'deactivated', deactivated_by = 'operator', deactivated_at = now()
      where name in ('Person 001', 'Person 002')`.execute(many.db)
    const names: string[] = []
    let next: string | undefined = '/console/people'
    for (; next; next = /rel="next" href="([^"]+)"/.exec(names.shift() ?? '')?.[1]) {
      const { body } = await visitor.get(next)
      names.push(...[...body.matchAll(/<th scope="row">\s*([\w ]+?)</g)].map(([, name]) => name!))
      names.unshift(body)
    }
    expect(names).toHaveLength(111)
    expect(new Set(names).size).toBe(111)
    expect(names.slice(0, 3)).toEqual(['Person 110', 'Ada Admin', 'Person 003'])
    expect(names.slice(-2)).toEqual(['Person 001', 'Person 002'])
  })
})

describe('a link without a passkey', () => {
  it('opens the console where one is optional, and asks for no more there', async () => {
    await using loose = await createTestApp()
    const visitor = createVisitor(loose)
    const request = { role: 'admin', name: 'Dev', ttlMs: 60_000, baseUrl: ORIGIN } as const
    await visitor.follow(await createSignInLink(loose.db, loose.crypto, request))
    expect((await visitor.get('/console')).statusCode).toBe(200)
    expect((await invite(visitor, 'Anyone', 'analyst')).statusCode).toBe(200)
  })
})
