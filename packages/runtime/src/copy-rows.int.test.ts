import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyRows } from './copy-rows.ts'
import { connect, type Db } from './postgres.ts'
import { createTestDatabase } from './testing.ts'

let database: { url: string; drop(): Promise<void> }
let db: Db
beforeAll(async () => {
  database = await createTestDatabase()
  db = connect(database.url, { max: 1 })
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

describe('copyRows', () => {
  it('gives the bytes of every value, however large, and null', async () => {
    const rows = await Array.fromAsync(
      copyRows(
        db,
        "select n::text, decode(repeat('ab', n * 100000), 'hex'), null from generate_series(1, 5) n",
      ),
    )
    expect(rows.map(([n, bytes, none]) => [n?.toString(), bytes?.length, none])).toEqual(
      [1, 2, 3, 4, 5].map((n) => [String(n), n * 100_000, null]),
    )
    expect(rows[4]![1]!.every((byte) => byte === 0xab)).toBe(true)
  })

  it('gives nothing of a query without rows, and many rows of one', async () => {
    expect(await Array.fromAsync(copyRows(db, 'select 1 where false'))).toEqual([])
    const rows = copyRows(db, 'select n::text from generate_series(1, 20000) n')
    expect((await Array.fromAsync(rows)).at(-1)![0]!.toString()).toBe('20000')
  })

  it('gives its only connection back, also when the reader stops early or the query fails', async () => {
    for await (const _ of copyRows(db, 'select n::text from generate_series(1, 1e6) n')) break
    await expect(Array.fromAsync(copyRows(db, 'select 1 / 0'))).rejects.toThrow('division by zero')
    expect(await Array.fromAsync(copyRows(db, "select 'there'"))).toEqual([[Buffer.from('there')]])
  })
})
