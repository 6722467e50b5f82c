import { randomBytes, randomUUID } from 'node:crypto'
import type { Role } from '@nightlight/contract'
import { newId, type Db, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { createApiKey } from './api-key.ts'
import { rotateKey } from '../machines/keys.ts'
import { approvePerson, deactivatePerson, OPERATOR, reactivatePerson } from './people.ts'
import { createSignInLink } from './sign-in-link.ts'

let test: TestApp
let db: Db
beforeAll(async () => {
  test = await createTestApp()
  db = test.db
  await sql`create role ${sql.ref(LOGIN)} nologin in role nightlight_api role current_user`.execute(
    db,
  )
  await sql`create role ${sql.ref(NOBODY)} nologin role current_user`.execute(db)
})
afterAll(async () => {
  await sql`drop role ${sql.ref(LOGIN)}, ${sql.ref(NOBODY)}`.execute(db)
  await test[Symbol.asyncDispose]()
})

/** One that a process would be given, and one that was given nothing. */
const [LOGIN, NOBODY] = [`api_${randomUUID()}`, `nobody_${randomUUID()}`] as const

const HOUR = 3_600_000
const refused = (constraint: string) => ({ code: '23514', constraint })
const named = (name: string) => ({ actor: `admin:${name}`, name })

type Facts = { role?: Role; state?: string; by?: string; needsApproval?: boolean }
/** An account by SQL alone, asked for by the operator. */
async function account(
  name: string,
  { role = 'analyst', state = 'active', by = 'operator', needsApproval = false }: Facts = {},
  of: DbOrTransaction = db,
): Promise<string> {
  const id = newId()
  await sql`insert into person (id, role, name, state, requested_by, requester, requested_at, needs_approval)
    values (${id}, ${role}, ${name}, ${state}, ${by}, ${by}, ${new Date()}, ${needsApproval})`.execute(
    of,
  )
  return id
}
const beginSession = (of: DbOrTransaction, personId: string) =>
  sql`insert into session (id, token_hash, person_id, level, created_at, expires_at)
    values (${newId()}, ${randomBytes(32)}, ${personId}, 'link', now(), now() + interval '1 hour')`.execute(
    of,
  )
const makeLink = (of: DbOrTransaction, personId: string) =>
  sql`insert into sign_in_link (token_hash, person_id, expires_at)
    values (${randomBytes(32)}, ${personId}, now() + interval '1 hour')`.execute(of)
const makeKey = (of: DbOrTransaction, name: string, role: Role = 'analyst') =>
  sql`insert into api_key (id, role, name, secret_hash) values (${newId()}, ${role}, ${name}, ${randomBytes(32)})`.execute(
    of,
  )
const shut = (of: DbOrTransaction, id: string, by: string | null = 'Root One') =>
  sql`update person set state = 'deactivated', deactivated_at = now(), deactivator = ${by},
    deactivated_by = ${by === null ? null : `admin:${by}`} where id = ${id}`.execute(of)
const demote = (of: DbOrTransaction, id: string, by: string) =>
  sql`update person set role = 'auditor', requested_by = ${`admin:${by}`}, requester = ${by},
    requested_at = clock_timestamp() where id = ${id}`.execute(of)

async function held(id: string, name: string): Promise<unknown> {
  const { rows } = await sql`
    select (select count(*)::int from session where person_id = ${id}) as sessions,
      (select count(*)::int from sign_in_link where person_id = ${id}) as links,
      (select count(*)::int from api_key where person_name(name) = person_name(${name}) and revoked_at is null) as keys`.execute(
    db,
  )
  return rows[0]
}

type InTransaction = <Result>(work: (trx: DbOrTransaction) => Promise<Result>) => Promise<Result>
const asOwner: InTransaction = (work) => db.transaction().execute(work)

let one: string
let two: string
/** Two administrators, both open, before each test. */
beforeEach(async () => {
  await sql`alter table person disable trigger user`.execute(db)
  await sql`delete from session`.execute(db)
  await sql`delete from sign_in_link`.execute(db)
  await sql`delete from person`.execute(db)
  await sql`alter table person enable trigger user`.execute(db)
  await sql`update api_key set revoked_at = now() where revoked_at is null`.execute(db)
  one = await account('Root One', { role: 'admin' })
  two = await account('Root Two', { role: 'admin' })
})

// Past the code: under the role of the api process, which owns nothing, under a login in it, and as the owner, who does not say
// that it is the operator.
describe.each([
  ['the api process', 'nightlight_api'],
  ['a login of it', LOGIN],
  ['the owner', 'owner'],
])('SQL of %s', (_whose, role) => {
  const as: InTransaction = (work) =>
    db.transaction().execute(async (trx) => {
      if (role !== 'owner') await sql`set local role ${sql.ref(role)}`.execute(trx)
      return work(trx)
    })

  it('puts no last administrator out, however', async () => {
    await as((trx) => shut(trx, two))
    const last = refused('person_last_admin')
    await expect(as((trx) => shut(trx, one, 'Somebody'))).rejects.toMatchObject(last)
    await expect(as((trx) => demote(trx, one, 'Somebody'))).rejects.toMatchObject(last)
    const closed = sql`update person set state = 'invited' where id = ${one}`
    await expect(as((trx) => closed.execute(trx))).rejects.toMatchObject(last)
    const waiting = sql`update person set needs_approval = true where id = ${one}`
    await expect(as((trx) => waiting.execute(trx))).rejects.toMatchObject(last)
    const gone = sql`delete from person where id = ${one}`
    await expect(as((trx) => gone.execute(trx))).rejects.toMatchObject(refused('person_stays'))
  })

  it('puts out not both in one statement either', async () => {
    const both = sql`update person set state = 'deactivated', deactivated_at = now(), deactivated_by = 'admin:Eve',
      deactivator = 'Eve' where role = 'admin'`
    await expect(as((trx) => both.execute(trx))).rejects.toMatchObject(refused('person_last_admin'))
  })

  it.each([
    ['shut', shut],
    ['demoted', demote],
  ] as const)('has two who each have the other %s at once end as one', async (_how, act) => {
    const [second] = await whileHeld(
      as,
      (trx) => act(trx, one, 'Root Two'),
      () => [as((trx) => act(trx, two, 'Root One'))],
    )
    expect(second).toMatchObject({ reason: refused('person_last_admin') })
  })

  it('changes no administrator on a snapshot of before', async () => {
    const late = db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (trx) => {
        if (role !== 'owner') await sql`set local role ${sql.ref(role)}`.execute(trx)
        await shut(trx, two)
      })
    await expect(late).rejects.toMatchObject({ code: '40001' })
  })

  it('is of nobody who agrees to, shuts or changes themselves', async () => {
    const id = await account('Self', { role: 'supervisor', by: 'Root One', needsApproval: true })
    const agree = (name: string) =>
      as((trx) =>
        sql`update person set approved_by = ${`admin:${name}`}, approver = ${name}, approved_at = now()
        where id = ${id}`.execute(trx),
      )
    for (const name of [' SELF', 'root  one']) {
      await expect(agree(name)).rejects.toMatchObject(refused('person_four_eyes'))
    }
    const own = refused('person_not_own')
    await expect(as((trx) => shut(trx, one, 'ROOT  one'))).rejects.toMatchObject(own)
    await expect(as((trx) => shut(trx, one, null))).rejects.toMatchObject(own)
    await expect(as((trx) => demote(trx, one, ' root one'))).rejects.toMatchObject(own)
  })

  it('changes a role, opens again and takes an approval back by being asked anew only', async () => {
    const asked = refused('person_asked')
    const id = await account('Quiet', { role: 'supervisor', by: 'Root One', needsApproval: true })
    const set = (what: string) =>
      as((trx) => sql`update person set ${sql.raw(what)} where id = ${id}`.execute(trx))
    await expect(set(`role = 'analyst'`)).rejects.toMatchObject(asked)
    await expect(set(`needs_approval = false`)).rejects.toMatchObject(asked)
    await expect(
      set(`requested_at = clock_timestamp() + interval '1 s', requester = 'Eve',
        approved_by = 'admin:Mallory', approver = 'Mallory', approved_at = now()`),
    ).rejects.toMatchObject(asked)
    await as((trx) => shut(trx, id))
    await expect(
      set(`state = 'active', deactivated_at = null, deactivated_by = null`),
    ).rejects.toMatchObject(asked)
  })

  it('gives no guarded role alone where there is another administrator', async () => {
    const another = refused('person_needs_another')
    for (const guarded of ['admin', 'supervisor', 'police'] as const) {
      const made = as((trx) => account(`New ${guarded}`, { role: guarded, by: 'Root One' }, trx))
      await expect(made).rejects.toMatchObject(another)
    }
    const id = await account('Raised')
    const raise = sql`update person set role = 'supervisor', requested_by = 'admin:Root One', requester = 'Root One',
      requested_at = clock_timestamp() where id = ${id}`
    await expect(as((trx) => raise.execute(trx))).rejects.toMatchObject(another)
  })

  it('gives nobody a role of their own alone where there is another administrator', async () => {
    const another = refused('person_needs_another')
    const own = (of: Role, needsApproval = false) =>
      as((trx) => account(' ROOT  one', { role: of, by: 'Root One', needsApproval }, trx))
    for (const unguarded of ['reporter', 'auditor'] as const) {
      await expect(own(unguarded)).rejects.toMatchObject(another)
      await own(unguarded, true)
    }
    const id = await account('Root One')
    await as((trx) => shut(trx, id, 'Root Two'))
    const opened = sql`update person set state = 'invited', deactivated_at = null, deactivated_by = null, deactivator = null,
      requested_by = 'admin:Root One', requester = 'Root One', requested_at = clock_timestamp() where id = ${id}`
    await expect(as((trx) => opened.execute(trx))).rejects.toMatchObject(another)
    await as((trx) => shut(trx, two))
    await as((trx) => opened.execute(trx))
    await own('supervisor')
  })

  it('begins no session of an account that waits, and ends those of one that waits again', async () => {
    const id = await account('Waits', { role: 'supervisor', by: 'Root One', needsApproval: true })
    const waits = refused('account_waits')
    await expect(as((trx) => beginSession(trx, id))).rejects.toMatchObject(waits)
    await as((trx) => makeLink(trx, id))
    await as((trx) =>
      sql`update person set approved_by = 'admin:Root Two', approver = 'Root Two', approved_at = now()
        where id = ${id}`.execute(trx),
    )
    await as((trx) => beginSession(trx, id))
    expect(await held(id, 'Waits')).toEqual({ sessions: 1, links: 1, keys: 0 })
    await as((trx) =>
      sql`update person set requested_by = 'admin:Root One', requester = 'Root One', requested_at = clock_timestamp(),
        approved_by = null, approver = null, approved_at = null where id = ${id}`.execute(trx),
    )
    expect(await held(id, 'Waits')).toMatchObject({ sessions: 0 })
  })

  it('shuts an account with all that it has, and lets nothing in after', async () => {
    const id = await account('Leaver')
    await as(async (trx) => {
      await beginSession(trx, id)
      await makeLink(trx, id)
      await makeKey(trx, 'leaver')
      await makeKey(trx, 'LEAVER', 'supervisor')
    })
    expect(await held(id, 'Leaver')).toEqual({ sessions: 1, links: 1, keys: 2 })
    await as((trx) => shut(trx, id))
    expect(await held(id, 'Leaver')).toEqual({ sessions: 0, links: 0, keys: 0 })
    const gone = refused('account_deactivated')
    await expect(as((trx) => beginSession(trx, id))).rejects.toMatchObject(gone)
    await expect(as((trx) => makeLink(trx, id))).rejects.toMatchObject(gone)
    await expect(as((trx) => makeKey(trx, ' LEAVER'))).rejects.toMatchObject(gone)
    const moved = sql`update session set person_id = ${id}`
    await as((trx) => beginSession(trx, one))
    await expect(as((trx) => moved.execute(trx))).rejects.toMatchObject(gone)
  })

  it('ends the keys of the old role with the role, and no others', async () => {
    const id = await account('Mover')
    await account('Mover', { role: 'supervisor' })
    await makeKey(db, 'Mover')
    await makeKey(db, 'Mover', 'supervisor')
    await as((trx) => beginSession(trx, id))
    await as((trx) => demote(trx, id, 'Root One'))
    expect(await held(id, 'Mover')).toEqual({ sessions: 0, links: 0, keys: 1 })
  })
})

it('is nothing that a role may do to which nothing was given', async () => {
  const gone = db.transaction().execute(async (trx) => {
    await sql`set local role ${sql.ref(NOBODY)}`.execute(trx)
    await shut(trx, two)
  })
  await expect(gone).rejects.toMatchObject({ code: '42501' })
})

it('has a session and a key that are begun meanwhile wait for the account to be shut', async () => {
  const id = await account('Racer')
  const late = await whileHeld(
    asOwner,
    (trx) => shut(trx, id),
    () => [beginSession(db, id), makeLink(db, id), makeKey(db, 'Racer')],
  )
  expect(late).toHaveLength(3)
  for (const outcome of late) {
    expect(outcome).toMatchObject({ reason: refused('account_deactivated') })
  }
})

/**
 * What became of `late`, begun while a transaction holds what `act` locks and all waiting for it. The transaction ends
 * whether they came to wait or not: the next test would wait for it for ever.
 */
async function whileHeld(
  as: InTransaction,
  act: (trx: DbOrTransaction) => Promise<unknown>,
  late: () => Promise<unknown>[],
): Promise<PromiseSettledResult<unknown>[]> {
  const [held, seen] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const holder = as(async (trx) => {
    await act(trx)
    held.resolve()
    await seen.promise
  })
  await Promise.race([held.promise, holder])
  const begun = late()
  const outcomes = Promise.allSettled(begun)
  try {
    await expect.poll(waitingForLocks).toBe(begun.length)
  } finally {
    seen.resolve()
    await Promise.allSettled([holder, outcomes])
  }
  await holder
  return outcomes
}

const waitingForLocks = async (): Promise<number> => {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
  return rows[0]!.n
}

describe('the operator', () => {
  it('breaks the glass as documented: agrees, shuts the last administrator, opens again', async () => {
    const id = await account('Wanted', { role: 'supervisor', by: 'Root One', needsApproval: true })
    await approvePerson(db, id, OPERATOR, new Date())
    for (const admin of [one, two]) await deactivatePerson(db, admin, OPERATOR, new Date())
    await reactivatePerson(db, one, OPERATOR, new Date())
    const request = { role: 'admin', name: 'Root One', ttlMs: HOUR, again: true } as const
    const link = await createSignInLink(db, test.crypto, { ...request, baseUrl: 'http://h' })
    expect(link).toContain('/sign-in#')
  })

  const set = {
    deactivated: `state = 'deactivated', deactivated_at = now(), deactivated_by = 'operator', deactivator = 'operator'`,
    approved: `approved_by = 'operator', approver = 'operator', approved_at = now()`,
    asked: `role = 'supervisor', requested_by = 'operator', requester = 'operator', requested_at = clock_timestamp()`,
  }
  it.each(Object.entries(set))(
    'is nobody but the owner of the tables, where an account is %s',
    async (_what, pretended) => {
      const waits = { role: 'auditor', by: 'Eve', needsApproval: true } as const
      const id = await account('Wanted', waits)
      await expect(
        asApi((trx) => sql`update person set ${sql.raw(pretended)} where id = ${id}`.execute(trx)),
      ).rejects.toMatchObject(refused('person_operator'))
    },
  )

  it('is nobody but the owner of the tables, where an account is begun', async () => {
    const begun = asApi((trx) => account('Puppet', { role: 'admin' }, trx))
    await expect(begun).rejects.toMatchObject(refused('person_operator'))
  })
})

const asApi: InTransaction = (work) =>
  db.transaction().execute(async (trx) => {
    await sql`set local role nightlight_api`.execute(trx)
    return work(trx)
  })

describe('the code', () => {
  it('has two administrators who put each other out at once end as one', async () => {
    const at = new Date()
    const outcomes = await Promise.allSettled([
      deactivatePerson(db, one, named('Root Two'), at),
      deactivatePerson(db, two, named('Root One'), at),
    ])
    expect(outcomes.filter(({ status }) => status === 'rejected')).toMatchObject([
      { reason: { code: 'last-admin', kind: 'conflict' } },
    ])
  })

  it('says under its own codes where a key or a link is made while the account is being shut', async () => {
    const id = await account('Racer')
    const { id: keyId } = await createApiKey(db, test.crypto, {
      role: 'analyst',
      name: 'Racer',
      actor: 'test',
    })
    const key = { role: 'analyst', name: 'Racer', actor: 'test' } as const
    const link = { role: 'analyst', name: 'Racer', ttlMs: HOUR, baseUrl: 'http://h' } as const
    const [made, linked, rotated] = await whileHeld(
      asOwner,
      (trx) => shut(trx, id),
      () => [
        createApiKey(db, test.crypto, key),
        createSignInLink(db, test.crypto, link),
        rotateKey(db, test.crypto, { id: keyId }, { actor: 'test', at: new Date() }),
      ],
    )
    expect([made, linked]).toMatchObject([
      { reason: { code: 'person-deactivated' } },
      { reason: { code: 'person-deactivated' } },
    ])
    expect(rotated).toMatchObject({ reason: { code: 'key-ended' } })
  })
})
