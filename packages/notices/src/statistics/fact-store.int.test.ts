import { connect } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authoriseCase, createWorld, seedProvider, type World } from '../testing-notices.ts'
import { createFactStore, type FactStore } from './fact-store.ts'

const YEAR_MS = 365 * 86_400_000
let world: World
let store: FactStore
let provider: string

beforeAll(async () => {
  world = await createWorld()
  store = createFactStore(world.db)
  provider = await seedProvider(world)
})
afterAll(() => world[Symbol.asyncDispose]())

/** As many facts as are asked for, without the takedowns that they would be of. */
const add = (n: number): Promise<unknown> =>
  world.db.connection().execute(async (connection) => {
    await sql`set session_replication_role = replica`.execute(connection)
    await sql`
      insert into takedown_fact (takedown_id, opened_at, t0, t6, provider_id, list_id, legal_class, country, asn)
      select gen_random_uuid(), now(), now() - interval '2 days', now() - interval '1 day', ${provider}, ${provider}, 'csam', 'FR', 4200000000
        from generate_series(1, ${n})`.execute(connection)
    await sql`set session_replication_role = origin`.execute(connection)
  })

async function sizes(by: 'provider' | 'asn' | 'country' | 'cdn'): Promise<Record<string, number>> {
  const now = world.now()
  const cohort = {
    clocks: { from: 't0', to: 't6' },
    since: new Date(now.getTime() - YEAR_MS),
    until: new Date(now.getTime() + YEAR_MS),
  } as const
  const found = (await store.read()).membersOf(cohort, now).sizesBy(by)
  return Object.fromEntries(found.map(({ key, n }) => [key, n]))
}

describe('createFactStore', () => {
  it('reads everything in parts, and every key as the database has it', async () => {
    await add(45_000)
    expect(await sizes('provider')).toEqual({ [provider]: 45_000 })
    expect(await sizes('asn')).toEqual({ 4200000000: 45_000 })
    expect(await sizes('cdn')).toEqual({ '-': 45_000 })
  })

  it('knows of what was added and changed since', async () => {
    const before = Object.values(await sizes('country')).reduce((sum, n) => sum + n, 0)
    const { takedownId } = await authoriseCase(world, provider)
    await sql`update takedown_fact set country = 'BE', t0 = now() where takedown_id = ${takedownId}`.execute(
      world.db,
    )
    expect(await sizes('country')).toEqual({ FR: before, BE: 1 })
    await sql`update takedown_fact set country = null where takedown_id = ${takedownId}`.execute(
      world.db,
    )
    expect(await sizes('country')).toEqual({ FR: before, '?': 1 })
  })

  it('misses nothing of a transaction that was over only after one that began later', async () => {
    const { takedownId: early } = await authoriseCase(world, provider)
    const { takedownId: late } = await authoriseCase(world, provider)
    const set = (db: typeof world.db, id: string) =>
      sql`update takedown_fact set country = 'LU', t0 = now() where takedown_id = ${id}`.execute(db)
    const other = connect(world.url, { max: 1 })
    try {
      await other.transaction().execute(async (trx) => {
        await set(trx, early)
        await set(world.db, late)
        expect((await sizes('country'))['LU']).toBe(1)
      })
      expect((await sizes('country'))['LU']).toBe(2)
    } finally {
      await other.destroy()
    }
  })

  it('answers whoever asks at once from one reading', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => sizes('country')))
    expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(1)
  })
})
