import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { connect, newId, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Policy } from '../routing.ts'
import { DIRECT } from '../testing-notices.ts'
import { installPolicy, readPolicyFile } from './install-policy.ts'
import { policyCover, standingOf } from './policy-standing.ts'
import {
  activatePolicy,
  endPolicy,
  idInForce,
  listPolicies,
  noteSimulation,
  policyDigest,
  proposePolicy,
  readPolicy,
  rowOf,
} from './policy-store.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let db: Db
beforeAll(async () => {
  database = await createTestDatabase()
  db = connect(database.url)
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})
beforeEach(async () => {
  await sql`truncate routing_policy cascade`.execute(db)
  seen = (await audits()).length
})
let seen = 0

const ann = { actor: 'key:ann', name: 'Ann' }
const bob = { actor: 'key:bob', name: 'Bob' }
const now = new Date('2026-11-26T12:00:00Z')
const counts = { cases: 0, differing: 0 }
const named = (id: string, more: Partial<Policy> = {}): Policy => ({ ...DIRECT, id, ...more })

async function draft(policy: Policy, isSimulated = true): Promise<string> {
  const id = await proposePolicy(db, policy, ann)
  if (isSimulated) await noteSimulation(db, id, ann, counts)
  return id
}
async function active(policy: Policy): Promise<string> {
  const id = await draft(policy)
  await activatePolicy(db, id, bob, now)
  return id
}
const stateOf = async (id: string) => (await readPolicy(db, id)).state
const waitingForLocks = async (): Promise<number> => {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
  return rows[0]!.n
}
const audits = () =>
  db.selectFrom('audit_event').select(['actor', 'action']).orderBy('id').execute()
const actions = async () =>
  (await audits()).slice(seen).map(({ actor, action }) => `${actor} ${action}`)
const refusal = (code: string) => expect.objectContaining({ code })
const broken = (constraint: string) => ({ code: '23514', constraint })

describe('installPolicy', () => {
  it('begins with the configured policy, of which the row has what the document says', async () => {
    const belgium = await readPolicyFile('belgium')
    expect(await installPolicy(db, belgium)).toEqual({ status: 'installed' })
    const [row] = await listPolicies(db)
    expect(row).toMatchObject({
      name: 'belgium-2017-protocol',
      jurisdiction: 'BE',
      valid_from: '2017-07-06',
      valid_to: null,
      state: 'active',
      activated_by: 'configuration',
      sha256: policyDigest(belgium),
      document: belgium,
    })
    expect(await idInForce(db, now)).toBe(row!.id)
    expect(await actions()).toEqual(['configuration policy-activated'])
  })

  it('has a file that changed wait for a person, once', async () => {
    await installPolicy(db, named('a'))
    const inForce = await idInForce(db, now)
    expect(await installPolicy(db, named('b'))).toEqual({ status: 'proposed' })
    for (const same of ['a', 'b']) {
      expect(await installPolicy(db, named(same))).toEqual({ status: 'known' })
    }
    expect(await idInForce(db, now)).toBe(inForce)
    expect((await listPolicies(db)).map(({ state }) => state).sort()).toEqual(['active', 'draft'])
  })

  it('installs one when several processes start at once', async () => {
    const started = await Promise.all([1, 2, 3, 4].map(() => installPolicy(db, named('a'))))
    expect(started.map(({ status }) => status).sort()).toEqual([
      'installed',
      'known',
      'known',
      'known',
    ])
    expect(await listPolicies(db)).toHaveLength(1)
  })

  it('knows the order of members from what they say', () => {
    const { id, ...rest } = named('a')
    expect(policyDigest({ ...rest, id })).toBe(policyDigest(named('a')))
    expect(policyDigest(named('b'))).not.toBe(policyDigest(named('a')))
  })

  it('refuses a file that is none or is no JSON', async () => {
    const unreadable = refusal('policy-file-unreadable')
    await expect(readPolicyFile('no-such-policy')).rejects.toEqual(unreadable)
    await expect(readPolicyFile(new URL(import.meta.url).pathname)).rejects.toEqual(unreadable)
  })

  it('refuses a file whose notices would cite a text that nobody has', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'nightlight-policy-')), 'own.json')
    await writeFile(file, JSON.stringify(named('a', { legal: ['no-such-text'] })))
    await expect(readPolicyFile(file)).rejects.toEqual(refusal('policy-invalid'))
    await writeFile(file, JSON.stringify(named('a', { legal: ['us-2258a'] })))
    expect((await readPolicyFile(file)).id).toBe('a')
    await rm(dirname(file), { recursive: true })
  })
})

describe('a policy', () => {
  it('is proposed by one person and activated by another, each on record', async () => {
    const id = await draft(named('a'))
    for (const same of [ann, { actor: 'key:other', name: ' ANN ' }]) {
      await expect(activatePolicy(db, id, same, now)).rejects.toEqual(
        refusal('second-person-needed'),
      )
    }
    expect(await idInForce(db, now)).toBeNull()
    for (let time = 0; time < 2; time++) await activatePolicy(db, id, bob, now)
    expect(await idInForce(db, now)).toBe(id)
    expect(await actions()).toEqual([
      'key:ann policy-proposed',
      'key:ann policy-simulated',
      'key:bob policy-activated',
    ])
  })

  it('is not activated before it was run against past cases, after its last day or its end', async () => {
    const untried = await draft(named('a'), false)
    await expect(activatePolicy(db, untried, bob, now)).rejects.toEqual(
      refusal('policy-not-simulated'),
    )
    const over = await draft(named('b', { validTo: '2026-11-25' }))
    await expect(activatePolicy(db, over, bob, now)).rejects.toEqual(refusal('policy-over'))
    const dropped = await draft(named('c'))
    await endPolicy(db, dropped, ann, now)
    await expect(activatePolicy(db, dropped, bob, now)).rejects.toEqual(refusal('policy-ended'))
    await expect(readPolicy(db, 'none')).rejects.toEqual(refusal('policy-not-found'))
  })

  it('takes the place of the one before, on record too', async () => {
    const first = await active(named('a'))
    const second = await active(named('b'))
    expect([await stateOf(first), await stateOf(second)]).toEqual(['ended', 'active'])
    expect(await idInForce(db, now)).toBe(second)
    expect((await actions()).slice(-2)).toEqual([
      'key:bob policy-activated',
      'key:bob policy-ended',
    ])
  })

  it('that begins later takes over on its day', async () => {
    const present = await active(named('a'))
    const later = await active(named('b', { validFrom: '2027-01-01' }))
    expect(await idInForce(db, new Date('2026-12-31T23:59:59Z'))).toBe(present)
    expect(await idInForce(db, new Date('2027-01-01T00:00:00Z'))).toBe(later)
    const other = await active(named('c'))
    expect([await stateOf(present), await stateOf(later)]).toEqual(['ended', 'active'])
    expect(await idInForce(db, now)).toBe(other)
  })

  it('is over after its last day, and in force by name alone', async () => {
    const id = await active(named('a', { validTo: '2026-12-31' }))
    const stored = await readPolicy(db, id)
    const [last, after] = [new Date('2026-12-31T23:59:59Z'), new Date('2027-01-01T00:00:00Z')]
    const standingAt = async (at: Date) => standingOf(stored, await idInForce(db, at), at)
    expect([await standingAt(last), await standingAt(after)]).toEqual(['in-force', 'over'])
    const cover = { id, name: 'a', lastDay: '2026-12-31', isFollowed: false }
    expect(await policyCover(db, last)).toEqual({ ...cover, isOver: false })
    expect(await policyCover(db, after)).toEqual({ ...cover, isOver: true })
    await active(named('b', { validFrom: '2027-01-02' }))
    expect(await policyCover(db, last)).toMatchObject({ isFollowed: false })
    const next = await active(named('c', { validFrom: '2027-01-01' }))
    expect(await policyCover(db, last)).toMatchObject({ id, isFollowed: true })
    expect(await policyCover(db, after)).toMatchObject({ id: next, lastDay: null, isOver: false })
  })

  it('is ended by one person, and then none is in force', async () => {
    const id = await active(named('a'))
    for (let time = 0; time < 2; time++) await endPolicy(db, id, ann, now)
    expect(await idInForce(db, now)).toBeNull()
    expect((await actions()).filter((action) => action.endsWith('policy-ended'))).toHaveLength(1)
  })

  it('that took over on its day takes along what it replaced when it is ended', async () => {
    const before = await active(named('a'))
    const present = await active(named('b', { validFrom: '2027-01-01' }))
    const later = await active(named('c', { validFrom: '2027-06-01' }))
    const then = new Date('2027-01-02T12:00:00Z')
    expect(await idInForce(db, then)).toBe(present)
    await endPolicy(db, present, ann, then)
    expect(await idInForce(db, then)).toBeNull()
    expect([await stateOf(before), await stateOf(later)]).toEqual(['ended', 'active'])
    expect((await actions()).slice(-2)).toEqual(['key:ann policy-ended', 'key:ann policy-ended'])
    expect(await proposePolicy(db, named('a'), ann)).not.toBe(before)
  })

  it('that is not in force ends alone', async () => {
    const present = await active(named('a'))
    const later = await active(named('b', { validFrom: '2027-01-01' }))
    await endPolicy(db, later, ann, now)
    expect(await idInForce(db, now)).toBe(present)
    await endPolicy(db, await draft(named('c')), ann, now)
    expect(await idInForce(db, now)).toBe(present)
  })

  it('is the only one of two that are activated at once', async () => {
    const ids = [await draft(named('a')), await draft(named('b'))]
    const [locked, seen] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    // an activation ends what was active before it writes here
    const holder = db.transaction().execute(async (trx) => {
      await sql`lock table takedown in share mode`.execute(trx)
      locked.resolve()
      await seen.promise
    })
    await locked.promise
    const both = Promise.all(ids.map((id) => activatePolicy(db, id, bob, now)))
    await expect.poll(waitingForLocks).toBe(2)
    seen.resolve()
    await Promise.all([holder, both])
    expect((await Promise.all(ids.map(stateOf))).sort()).toEqual(['active', 'ended'])
  })

  it('is there once while it is open, and can be proposed again after its end', async () => {
    const id = await draft(named('a'))
    await expect(proposePolicy(db, named('a'), bob)).rejects.toEqual(refusal('policy-there'))
    await endPolicy(db, id, ann, now)
    expect(await proposePolicy(db, named('a'), bob)).not.toBe(id)
  })
})

describe('a policy by SQL', () => {
  const insert = (values: object) =>
    db
      .insertInto('routing_policy')
      .values({ ...rowOf(newId(), named('x')), proposed_by: 'key:ann', ...values })
      .execute()
  const change = (id: string, changes: string) =>
    sql`update routing_policy set ${sql.raw(changes)} where id = ${id}`.execute(db)
  const activation = `state = 'active', activated_at = clock_timestamp(), activated_by =`

  it('is not active from the beginning, but the first of an installation', async () => {
    const at = new Date()
    const byConfiguration = { activated_by: 'configuration', activated_at: at, state: 'active' }
    const first = { ...byConfiguration, proposed_by: 'nightlight' }
    await expect(
      insert({ state: 'active', activated_by: 'key:bob', activated_at: at }),
    ).rejects.toMatchObject(broken('routing_policy_four_eyes'))
    await expect(insert(byConfiguration)).rejects.toMatchObject(broken('routing_policy_four_eyes'))
    await draft(named('a'))
    await expect(insert(first)).rejects.toMatchObject(broken('routing_policy_four_eyes'))
    await expect(insert({ simulated_at: at })).rejects.toMatchObject(
      broken('routing_policy_four_eyes'),
    )
  })

  it.each([
    [`${activation} 'key:ann'`, 'routing_policy_four_eyes'],
    [`${activation} 'key:x', activator = ' aNN'`, 'routing_policy_four_eyes'],
    [`state = 'active'`, 'routing_policy_four_eyes'],
    [`${activation} 'configuration'`, 'routing_policy_simulated'],
    [`activated_by = 'key:bob', activated_at = clock_timestamp()`, 'routing_policy_four_eyes'],
    [`proposed_by = 'key:bob'`, 'routing_policy_origin'],
    [`proposer = 'Bob'`, 'routing_policy_origin'],
    [`document = document || '{"title":"other"}'`, 'routing_policy_origin'],
    [`sha256 = repeat('0', 64)`, 'routing_policy_origin'],
  ])('refuses of a draft: %s', async (changes, constraint) => {
    const id = await draft(named('a'))
    await expect(change(id, changes)).rejects.toMatchObject(broken(constraint))
  })

  it('is not activated untried', async () => {
    const id = await draft(named('a'), false)
    await expect(change(id, `${activation} 'key:bob'`)).rejects.toMatchObject(
      broken('routing_policy_simulated'),
    )
  })

  it.each([
    `document = document || '{"title":"other"}'`,
    `activated_by = 'key:eve'`,
    `activated_at = clock_timestamp()`,
    `simulated_at = null`,
    `state = 'draft', activated_by = null, activated_at = null, activator = null`,
  ])('refuses of an active one: %s', async (changes) => {
    const id = await active(named('a'))
    await expect(change(id, changes)).rejects.toMatchObject(broken('routing_policy_origin'))
  })

  it('does not come back after its end, and is never removed', async () => {
    const id = await active(named('a'))
    await endPolicy(db, id, ann, now)
    for (const changes of [`state = 'active', ended_at = null`, `ended_at = clock_timestamp()`]) {
      await expect(change(id, changes)).rejects.toMatchObject(broken('routing_policy_origin'))
    }
    const removal = sql`delete from routing_policy where id = ${id}`.execute(db)
    await expect(removal).rejects.toMatchObject(broken('routing_policy_origin'))
  })
})
