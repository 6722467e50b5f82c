import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createVisitor, ORIGIN } from '../../fixtures/console-visitor.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'
import { hasCredential } from '../../identity/credential-store.ts'
import { OPERATOR, recoverPerson } from '../../identity/people.ts'
import { accountsOf, lockPeople, lockPerson } from '../../identity/person-store.ts'
import { createSignInLink } from '../../identity/sign-in-link.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp({ secure: true, identity: { publicUrl: ORIGIN } })
})
afterAll(() => test[Symbol.asyncDispose]())

/** Until somebody waits for a row that another transaction holds. */
async function waitsForLock({ db }: TestApp): Promise<void> {
  await expect
    .poll(async () => {
      const { rows } = await sql`select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
      return rows.length
    })
    .toBeGreaterThan(0)
}

describe('two who have a link to one account', () => {
  const both = async (name: string, of = test) => {
    const link = () =>
      createSignInLink(of.db, of.crypto, {
        role: 'analyst',
        name,
        ttlMs: 86_400_000,
        baseUrl: ORIGIN,
      })
    const visitors = [createVisitor(of), createVisitor(of)] as const
    for (const visitor of visitors) await visitor.follow(await link())
    return visitors
  }

  it('do not both stay: the passkey of the one signs the other out', async () => {
    await using loose = await createTestApp({ identity: { publicUrl: ORIGIN } })
    const [one, other] = await both('Two links', loose)
    expect((await other.get('/console')).statusCode).toBe(200)
    expect((await one.enrol()).statusCode).toBe(200)
    expect((await other.get('/console')).headers.location).toBe('/')
    expect((await one.get('/console')).statusCode).toBe(200)
  })

  it('do not both make a passkey, at once either', async () => {
    for (let round = 0; round < 4; round++) {
      const visitors = await both(`At once ${round}`)
      const ready = await Promise.all(
        visitors.map(async (visitor) => {
          const form = await visitor.form()
          const options = (await visitor.ask('/passkey/enrol/options', { form })).json()
          return { visitor, form, credential: visitor.authenticator.make(options) }
        }),
      )
      await Promise.all(
        ready.map(({ visitor, ...made }) =>
          visitor.ask('/passkey/enrol', { ...made, name: 'key' }),
        ),
      )
      const kept = await test.db
        .selectFrom('credential')
        .innerJoin('person', 'person.id', 'credential.person_id')
        .select('credential.id')
        .where('person.name', '=', `At once ${round}`)
        .execute()
      expect(kept).toHaveLength(1)
    }
  })

  it('make none in a session that ended while they did', async () => {
    const visitor = createVisitor(test)
    const request = { role: 'analyst', name: 'Ended', ttlMs: 86_400_000, baseUrl: ORIGIN } as const
    await visitor.follow(await createSignInLink(test.db, test.crypto, request))
    const [account] = await accountsOf(test.db, 'Ended', 'analyst')
    const form = await visitor.form()
    const options = (await visitor.ask('/passkey/enrol/options', { form })).json()
    const credential = visitor.authenticator.make(options)
    const locked = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const recovering = test.db.transaction().execute(async (trx) => {
      await lockPerson(trx, account!.id)
      locked.resolve()
      await release.promise
      await recoverPerson(trx, account!.id, OPERATOR)
    })
    await locked.promise
    const making = visitor.ask('/passkey/enrol', { form, name: 'key', credential })
    await waitsForLock(test)
    release.resolve()
    await recovering
    expect((await making).statusCode).toBe(403)
    expect(await hasCredential(test.db, account!.id)).toBe(false)
  })
})

describe('recovering somebody while their account is changed', () => {
  it('waits for the change, and neither of the two stops the other', async () => {
    const { db } = test
    const request = { role: 'analyst', name: 'Lost', ttlMs: 86_400_000, baseUrl: ORIGIN } as const
    await createSignInLink(db, test.crypto, request)
    const [known] = await accountsOf(db, 'Lost', 'analyst')
    const recovering = await db.transaction().execute(async (trx) => {
      await lockPeople(trx)
      const started = createSignInLink(db, test.crypto, { ...request, again: true })
      await waitsForLock(test)
      // Postgres ends one of the two when each waits for the other.
      await lockPerson(trx, known!.id)
      return { started }
    })
    expect(await recovering.started).toContain('/sign-in#')
  })
})
