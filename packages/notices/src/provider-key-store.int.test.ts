import { newId, type Database } from '@nightlight/runtime'
import type { Updateable } from 'kysely'
import { generateKey } from 'openpgp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  approveProviderKey,
  proposeProviderKey,
  providerKeys,
  refuseProviderKey,
  revokeProviderKey,
} from './provider-key-store.ts'
import { keysOf } from './register/register-parts.ts'
import { ANA, BEN, vouchedKey } from './testing-keys.ts'
import { createWorld, seedProvider, type World } from './testing-notices.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const makeKey = async (): Promise<string> => {
  const userIDs = [{ email: 'abuse@hosting.example' }]
  return (await generateKey({ userIDs, date: world.now() })).publicKey
}
const propose = async (providerId: string, material?: string, by = ANA) => {
  const key = { providerId, kind: 'openpgp', material: material ?? (await makeKey()), by } as const
  return { providerId, fingerprint: await proposeProviderKey(world.db, key, world.now()) }
}
const approve = (which: { providerId: string; fingerprint: string }, by = BEN) =>
  approveProviderKey(world.db, which, by, world.now())
const statesOf = async (providerId: string) =>
  (await keysOf(world.db, providerId)).map(({ state }) => state)

describe('a key of a provider', () => {
  it('counts once a second person has approved it', async () => {
    const which = await propose(await seedProvider(world))
    const { db } = world
    expect(await providerKeys(db, which.providerId)).toEqual([])
    for (const same of [ANA, { ...BEN, name: ' ANA ' }, { ...ANA, name: 'Ben' }]) {
      await expect(approve(which, same)).rejects.toMatchObject({ code: 'second-person-needed' })
    }
    expect(await providerKeys(db, which.providerId)).toEqual([])
    await approve(which)
    expect(await providerKeys(db, which.providerId)).toHaveLength(1)
    await expect(approve(which)).rejects.toMatchObject({ code: 'provider-key-not-proposed' })
    const audit = db
      .selectFrom('audit_event')
      .select(['action', 'actor'])
      .where('object_id', '=', which.providerId)
    expect(await audit.orderBy('at').execute()).toEqual([
      { action: 'provider-key-proposed', actor: 'key:1' },
      { action: 'provider-key-added', actor: 'key:2' },
    ])
  })

  it('is approved below its own provider only, and not after it was refused', async () => {
    const which = await propose(await seedProvider(world))
    const elsewhere = { ...which, providerId: await seedProvider(world) }
    const settled = { code: 'provider-key-not-proposed' }
    await expect(approve(elsewhere)).rejects.toMatchObject(settled)
    await refuseProviderKey(world.db, which, BEN, world.now())
    expect(await statesOf(which.providerId)).toEqual(['refused'])
    await expect(approve(which)).rejects.toMatchObject(settled)
    await expect(refuseProviderKey(world.db, which, BEN, world.now())).rejects.toMatchObject(
      settled,
    )
  })

  it('goes on while it is proposed anew, whether that is refused or approved', async () => {
    const { db, now } = world
    const providerId = await seedProvider(world)
    const material = await makeKey()
    const fingerprint = await vouchedKey(db, { providerId, material }, now())
    // the same key as another export of it
    const again = material.replace('\n\n', '\nComment: renewed\n\n')
    await propose(providerId, again)
    const counting = async () => (await providerKeys(db, providerId)).map((key) => key.material)
    expect(await counting()).toEqual([material])
    await refuseProviderKey(db, { providerId, fingerprint }, BEN, now())
    expect(await counting()).toEqual([material])
    await propose(providerId, again)
    await approve({ providerId, fingerprint })
    expect(await counting()).toEqual([again])
    expect(await statesOf(providerId)).toEqual(['active', 'refused', 'revoked'])
    await propose(providerId, material)
    expect(await revokeProviderKey(db, { providerId, fingerprint, by: 'key:1' }, now())).toBe(true)
    expect(await counting()).toEqual([])
    expect(await statesOf(providerId)).not.toContain('proposed')
  })

  it('waits once, for whoever proposed it last where it is not the same to the letter', async () => {
    const providerId = await seedProvider(world)
    const material = await makeKey()
    const which = await propose(providerId, material)
    await propose(providerId, material, BEN)
    expect(await statesOf(providerId)).toEqual(['proposed'])
    await expect(approve(which, ANA)).rejects.toMatchObject({ code: 'second-person-needed' })
    await propose(providerId, material.replace('\n\n', '\nComment: of Ben\n\n'), BEN)
    await expect(approve(which, BEN)).rejects.toMatchObject({ code: 'second-person-needed' })
    await approve(which, ANA)
    expect(await statesOf(providerId)).toEqual(['active', 'refused'])
  })
})

describe('the database', () => {
  const row = (providerId: string) => ({
    id: newId(),
    provider_id: providerId,
    kind: 'openpgp' as const,
    material: 'x',
    fingerprint: newId(),
    valid_from: new Date(),
    added_by: 'key:1',
    adder: 'Ana',
  })
  const approved = { approved_by: 'key:2', approver: 'Ben', approved_at: new Date() }

  it('takes no key that one person alone has count', async () => {
    const { db } = world
    const facts = row(await seedProvider(world))
    const four = { constraint: 'provider_key_four_eyes' }
    const put = (over: object) =>
      db
        .insertInto('provider_key')
        .values({ ...facts, ...over })
        .execute()
    await expect(put(approved)).rejects.toMatchObject(four)
    await expect(put({ approved_at: new Date() })).rejects.toMatchObject(four)
    await expect(put({ adder: null })).rejects.toMatchObject(four)
    await put({})
    for (const set of [
      { approved_at: new Date() },
      { ...approved, approver: ' ANA' },
      { ...approved, approved_by: 'key:1' },
    ]) {
      const done = db.updateTable('provider_key').set(set).where('id', '=', facts.id).execute()
      await expect(done).rejects.toMatchObject(four)
    }
  })

  it('changes nothing that two people have seen, and opens none that has ended', async () => {
    const { db } = world
    const facts = row(await seedProvider(world))
    await db.insertInto('provider_key').values(facts).execute()
    const set = (values: Updateable<Database['provider_key']>) =>
      db.updateTable('provider_key').set(values).where('id', '=', facts.id).execute()
    const origin = { constraint: 'provider_key_origin' }
    await expect(set({ material: 'another' })).rejects.toMatchObject(origin)
    await expect(set({ adder: 'Eve' })).rejects.toMatchObject(origin)
    await set(approved)
    await expect(set({ approver: 'Eve' })).rejects.toMatchObject(origin)
    await set({ revoked_at: new Date() })
    await expect(set({ revoked_at: null })).rejects.toMatchObject(origin)
    const gone = db.deleteFrom('provider_key').where('id', '=', facts.id).execute()
    await expect(gone).rejects.toMatchObject(origin)
  })
})
