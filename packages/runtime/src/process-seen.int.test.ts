import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from './crypto.ts'
import { createLog } from './log.ts'
import { connect, type Db } from './postgres.ts'
import { noteProcess, seenProcesses, startHeartbeat } from './process-seen.ts'
import { createTestDatabase } from './testing.ts'

const HOUR_MS = 3_600_000
const log = createLog('test', { destination: { write: () => undefined } })
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

const seen = async (name: string) =>
  (await seenProcesses(db)).find(({ process }) => process === name) ?? null

describe('startHeartbeat', () => {
  it('says that the process is there, and when it is disposed of that it stopped in order', async () => {
    const beating = startHeartbeat({ db, log }, 'exchange', {}, HOUR_MS)
    await expect.poll(() => seen('exchange')).toMatchObject({ running: 1, stoppedAt: null })
    await beating[Symbol.asyncDispose]()
    expect(await seen('exchange')).toMatchObject({ running: 0, stoppedAt: expect.any(Date) })
  })

  it('lets the process end where the database is gone', async () => {
    const lost = connect(database.url)
    const beating = startHeartbeat({ db: lost, log }, 'lost', {}, HOUR_MS)
    await expect.poll(() => seen('lost')).not.toBeNull()
    await lost.destroy()
    await beating[Symbol.asyncDispose]()
    expect(await seen('lost')).toMatchObject({ stoppedAt: null })
  })
})

describe('noteProcess', () => {
  it('forgets what was not heard for a week, of whatever name', async () => {
    const note = (process: string) => noteProcess(db, { process, instance: newId(), facts: {} })
    for (const name of ['old', 'older']) await note(name)
    await sql`update process_seen set heard_at = now() - interval '6 days' where process = 'old'`.execute(
      db,
    )
    await sql`update process_seen set heard_at = now() - interval '8 days' where process = 'older'`.execute(
      db,
    )
    await note('crawler')
    expect(await seen('old')).not.toBeNull()
    expect(await seen('older')).toBeNull()
  })
})
