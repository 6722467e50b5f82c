import type { Role } from '@nightlight/contract'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createVisitor, enrolled, ORIGIN, type Visitor } from '../../fixtures/console-visitor.ts'
import { accountId, invite, linkIn } from '../../fixtures/invite.ts'
import { createTestApp, HOME_POLICE, type TestApp } from '../../fixtures/test-app.ts'
import { accountsOf } from '../../identity/person-store.ts'

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

describe('a name', () => {
  it('is one account in a role, however it is written', async () => {
    for (const name of ['Nora  Nu', ' nora nu', 'NORA NU', 'Nora\u00a0Nu', 'Nora\u2007\u202fNu'])
      await invite(admin, name, 'analyst')
    const accounts = await accountsOf(test.db, 'Nora Nu')
    expect(accounts.map(({ name, role }) => [name, role])).toEqual([['Nora  Nu', 'analyst']])
  })

  it.each([
    'Nora\u200b Nu',
    'Nora\u202e',
    'a\u0000b',
    '   ',
    'Nora\ufe0f Nu',
    'Nora\u3164',
    'Nora\u034f Nu',
    'Nora\u2800',
    'Nora\ue000 Nu',
  ])('refuses %j', async (name) => {
    expect((await invite(admin, name, 'analyst')).statusCode).toBe(400)
  })

  it('is held once by the database, and never changes there', async () => {
    const id = await idOf('Ada Admin', 'admin')
    const { db } = test
    const row = await db
      .selectFrom('person')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const twin = { ...row, id: row.id.replace(/^.{8}/, 'ffffffff'), name: 'ADA  admin' }
    await expect(db.insertInto('person').values(twin).execute()).rejects.toThrow(
      /person_name_in_role/,
    )
    const renamed = db.updateTable('person').set({ name: 'Eva' }).where('id', '=', id)
    await expect(renamed.execute()).rejects.toThrow(/never changes/)
  })

  it('of an officer is of one authority, whichever was named last before they came in', async () => {
    const mistyped = await invite(admin, 'Olga', 'police', 'Home Polise')
    expect(mistyped.statusCode).toBe(200)
    const id = await idOf('Olga', 'police')
    const made = await invite(admin, 'Olga', 'police', HOME_POLICE)
    expect(made.statusCode).toBe(200)
    const olga = createVisitor(test)
    expect((await olga.follow(linkIn(mistyped.body))).statusCode).not.toBe(303)
    expect((await olga.follow(linkIn(made.body))).statusCode).toBe(303)
    await olga.enrol()
    const { rows } = await sql<{ name: string; n: number }>`
      select a.name, (select count(*)::int from audit_event
          where action = 'person.authority-changed' and object_id = p.id::text) as n
        from person p join authority a on a.id = p.authority_id where p.id = ${id}`.execute(test.db)
    expect(rows).toEqual([{ name: HOME_POLICE, n: 1 }])
    expect((await invite(admin, 'Olga', 'police', 'Other Police')).statusCode).toBe(409)
  })

  it('of an officer is let in again by two where the authority changes, as it was seen', async () => {
    await using apart = await fresh()
    const first = await enrolled(apart, { role: 'admin', name: 'One' })
    const second = await enrolled(apart, { role: 'admin', name: 'Two' })
    await invite(first, 'Olga', 'police', 'Home Polise')
    const id = await idOf('Olga', 'police', apart)
    const authority = async () => (await accountsOf(apart.db, 'Olga', 'police'))[0]!.authorityId!
    const seen = await authority()
    const agree = (to: string) =>
      second.send(`/console/people/${id}/approve`, { role: 'police', authority: to })
    expect((await agree(seen)).statusCode).toBe(303)
    const made = await invite(first, 'Olga', 'police', HOME_POLICE)
    expect((await createVisitor(apart).follow(linkIn(made.body))).statusCode).toBe(409)
    expect((await agree(seen)).statusCode).toBe(412)
    expect((await agree(await authority())).statusCode).toBe(303)
    expect((await createVisitor(apart).follow(linkIn(made.body))).statusCode).toBe(303)
  })
})
