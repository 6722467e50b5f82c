import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backingOff, FAILING } from './back-off.ts'
import { advanceByPolicy } from './policies/advance-by-policy.ts'
import { openTasks } from './task-store.ts'
import { takedownsDue } from './takedowns-due.ts'
import {
  createWorld,
  openCase,
  readTakedown,
  seedCase,
  seedCheck,
  type World,
} from './testing-notices.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const open = async () => openCase(world, await seedCase(world))
const fails = backingOff(
  {
    get db() {
      return world.db
    },
    get patience() {
      return world.patience
    },
  },
  async () => {
    throw new Error('always')
  },
)
const works = (id: string) =>
  backingOff(world, async () => ({ status: 'done' }))({ takedownId: id }, world.context)
const fail = (id: string) =>
  expect(fails({ takedownId: id }, world.context)).rejects.toThrow('always')
const due = (limit = 1000) => takedownsDue(world.db, world.now(), limit)
const pauseMs = async (id: string): Promise<number> => {
  const { rows } = await sql<{ ms: number }>`
    select extract(epoch from retry_at - clock_timestamp())::float8 * 1000 as ms
    from takedown where id = ${id}`.execute(world.db)
  return rows[0]!.ms
}
const tasksOf = async (id: string) =>
  (await openTasks(world.db, { limit: 100 })).filter(({ takedownId }) => takedownId === id)

describe('backingOff', () => {
  it('leaves the places of a sweep to others', async () => {
    const broken = await open()
    const sound = await open()
    expect(await due()).toEqual(expect.arrayContaining([broken, sound]))
    await fail(broken)
    expect(await due(1)).toEqual([sound])
    await seedCheck(world, broken, 'present')
    expect(await due()).not.toContain(broken)
    await sql`update takedown set retry_at = clock_timestamp() where id = ${broken}`.execute(
      world.db,
    )
    expect(await due()).toContain(broken)
  })

  it('waits twice as long each time, and never longer than the longest pause', async () => {
    const id = await open()
    await fail(id)
    const first = await pauseMs(id)
    await fail(id)
    expect((await pauseMs(id)) / first).toBeCloseTo(2, 1)
    await sql`update takedown set failures = 2000000 where id = ${id}`.execute(world.db)
    await fail(id)
    expect(await pauseMs(id)).toBeLessThanOrEqual(world.patience.retryInMs(40))
  })

  it('tells a person once every attempt of a hint has failed, until it goes on', async () => {
    const id = await open()
    for (let n = 0; n < 4; n++) await fail(id)
    expect(await tasksOf(id)).toEqual([])
    await fail(id)
    await fail(id)
    expect(await tasksOf(id)).toMatchObject([{ code: FAILING }])
    await works(id)
    expect(await tasksOf(id)).toEqual([])
    expect(await readTakedown(world, id)).toMatchObject({ failures: 0, retry_at: null })
  })

  it('counts whatever fails on the way, also its policy', async () => {
    const id = await open()
    const advance = advanceByPolicy({
      ...world,
      findHost: async () => ({ status: 'unknown' }),
      policeMailbox: null,
      policyOf: async () => {
        throw new Error('no policy')
      },
    })
    await expect(advance({ takedownId: id }, world.context)).rejects.toThrow('no policy')
    expect((await readTakedown(world, id)).failures).toBe(1)
  })
})
