import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeAudit } from './audit.ts'
import { connect, type Db } from './postgres.ts'
import { createTestDatabase } from './testing.ts'

let database: { url: string; drop(): Promise<void> }
let db: Db
beforeAll(async () => {
  database = await createTestDatabase()
  db = connect(database.url)
  await writeAudit(db, { actor: 'test', action: 'began', objectType: 'list', objectId: '1' })
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

const events = () => db.selectFrom('audit_event').selectAll().orderBy('id').execute()

describe('writeAudit', () => {
  it('writes who did what to which object, and when', async () => {
    const [event] = await events()
    expect(event).toMatchObject({
      actor: 'test',
      action: 'began',
      object_type: 'list',
      object_id: '1',
      detail: {},
    })
    expect(Math.abs(Date.now() - event!.at.getTime())).toBeLessThan(60_000)
  })

  it('goes with the transaction of the change', async () => {
    const before = await events()
    const entry = { actor: 'test', action: 'undone', objectType: 'list', objectId: '1' }
    const changed = db.transaction().execute(async (trx) => {
      await writeAudit(trx, { ...entry, detail: { accepted: 3, format: 'csv', map: null } })
      throw new Error('undo')
    })
    await expect(changed).rejects.toThrow('undo')
    expect(await events()).toEqual(before)
  })
})

describe('audit_event', () => {
  it.each([
    ['update', sql`update audit_event set actor = 'other'`],
    ['delete', sql`delete from audit_event`],
    ['truncate', sql`truncate audit_event`],
    ['an update that fits no row', sql`update audit_event set actor = 'x' where false`],
  ])('refuses %s', async (_, statement) => {
    const before = await events()
    await expect(statement.execute(db)).rejects.toThrow('audit_event is append-only')
    expect(await events()).toEqual(before)
  })
})
