import { connect, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ensurePartitions, partsBefore } from './partition-store.ts'

let database: { url: string; drop(): Promise<void> }
let db: Db
beforeEach(async () => {
  database = await createTestDatabase()
  db = connect(database.url)
})
afterEach(async () => {
  await db.destroy()
  await database.drop()
})

const NEW_YEAR = new Date('2051-11-30T23:59:59.999Z')

describe('ensurePartitions', () => {
  it('makes this month and the next three of both tables, once', async () => {
    expect(await ensurePartitions(db, NEW_YEAR)).toBe(8)
    expect(await ensurePartitions(db, NEW_YEAR)).toBe(0)
    const parts = await partsBefore(db, 'visit', new Date('2052-03-01'))
    expect(parts.map(({ name }) => name).slice(-4)).toEqual([
      'visit_205111',
      'visit_205112',
      'visit_205201',
      'visit_205202',
    ])
  })

  it('makes each once when many processes begin at the same time', async () => {
    const made = await Promise.all(Array.from({ length: 6 }, () => ensurePartitions(db, NEW_YEAR)))
    expect(made.reduce((sum, n) => sum + n)).toBe(8)
  })

  it('gives up soon while a transaction holds the table, and makes them the next time', async () => {
    const held = Promise.withResolvers<void>()
    const isHeld = Promise.withResolvers<void>()
    const holding = db.transaction().execute(async (trx) => {
      await sql`lock table visit_default in access share mode`.execute(trx)
      isHeld.resolve()
      await held.promise
    })
    await isHeld.promise
    await expect(ensurePartitions(db, NEW_YEAR)).rejects.toMatchObject({ code: '55P03' })
    held.resolve()
    await holding
    expect(await ensurePartitions(db, NEW_YEAR)).toBe(8)
  })
})
