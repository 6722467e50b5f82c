import { connect, createFieldCrypto, createLog, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesOf, digestOf, listTerms } from './fixtures/synthetic.ts'
import { importList } from './import-list.ts'
import { followLists, type ListFollower } from './list-follower.ts'

const crypto = createFieldCrypto(new Uint8Array(32).fill(7))
let database: { url: string; drop(): Promise<void> }
let db: Db
beforeAll(async () => {
  database = await createTestDatabase()
  db = connect(database.url)
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

const addMd5 = (n: number, list = `list ${n}`, expiresAt: Date | null = null) =>
  importList(
    { db, crypto },
    {
      source: { bytes: bytesOf(digestOf('md5', n)), format: 'plain' },
      authority: 'Test Police',
      list,
      terms: listTerms({ expiresAt }),
      actor: 'tester',
      dryRun: false,
    },
  )
const holds = (follower: ListFollower, n: number): boolean =>
  follower.lists().findDigest('md5', digestOf('md5', n)).length > 0

/** A log that lets a test wait until lists were loaded. */
function loads(): { log: ReturnType<typeof createLog>; next: () => Promise<void> } {
  let wake = (): void => undefined
  return {
    log: createLog('test', { destination: { write: () => wake() } }),
    next: () => new Promise((resolve) => (wake = resolve)),
  }
}
const follow = (log = createLog('test', { level: 'silent' }), now = () => new Date()) =>
  followLists({ db, crypto, log, now, databaseUrl: database.url })

describe('followLists', () => {
  it('has loaded what is active when it is there', async () => {
    await addMd5(1)
    await using follower = await follow()
    expect(holds(follower, 1)).toBe(true)
    expect(holds(follower, 2)).toBe(false)
  })

  it('matches a new list within 3 s, by the notification', async () => {
    const { log, next } = loads()
    await using follower = await follow(log)
    const loaded = next()
    const from = performance.now()
    await addMd5(3)
    await loaded
    expect(performance.now() - from).toBeLessThan(3_000)
    expect(holds(follower, 3)).toBe(true)
  })

  it('finds a new list by its poll when the notification is missed', async () => {
    const { log, next } = loads()
    await using follower = await follow(log)
    const loaded = next()
    await sql`select pg_terminate_backend(pid, 5000) from pg_stat_activity
               where datname = current_database() and application_name = 'listen'`.execute(db)
    await addMd5(4)
    await loaded
    expect(holds(follower, 4)).toBe(true)
  })

  it('drops a list when it expires, without a change in the database', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000)
    await addMd5(5, 'expiring', expiresAt)
    let now = new Date()
    await using follower = await follow(undefined, () => now)
    expect(holds(follower, 5)).toBe(true)
    now = new Date(expiresAt.getTime() - 1)
    await follower.refresh()
    expect(holds(follower, 5)).toBe(true)
    now = expiresAt
    await follower.refresh()
    expect(holds(follower, 5)).toBe(false)
    expect(holds(follower, 1)).toBe(true)
  })

  it('loads nothing while nothing changes', async () => {
    await using follower = await follow()
    const before = follower.lists()
    await follower.refresh()
    await follower.refresh()
    expect(follower.lists()).toBe(before)
  })

  it('goes on after a load that failed', async () => {
    let fail = false
    const now = (): Date => {
      if (fail) throw new Error('no clock')
      return new Date()
    }
    await using follower = await follow(undefined, now)
    fail = true
    await expect(follower.refresh()).rejects.toThrow('no clock')
    fail = false
    await addMd5(6)
    await follower.refresh()
    expect(holds(follower, 6)).toBe(true)
  })
})
