import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isOpeningOf } from './opening.ts'
import { proveOpened } from './prove-event.ts'
import { openTestLog, type TestLog } from './testing-log.ts'

let log: TestLog
beforeAll(async () => {
  log = await openTestLog()
  await log.write(5)
  await log.round()
})
afterAll(() => log[Symbol.asyncDispose]())

const provenAt = async (index: number) => {
  const { rows } = await sql<{ id: string }>`
    select id from audit_event where leaf_index = ${index}`.execute(log.db)
  const { id } = rows[0]!
  return { id, ...(await proveOpened(log.db, log.crypto, id)) }
}
/** Changes rows as whoever owns the database can. */
const behindTheBack = (change: ReturnType<typeof sql>) =>
  log.db.connection().execute(async (held) => {
    await sql`set session_replication_role = replica`.execute(held)
    await change.execute(held)
    await sql`set session_replication_role = default`.execute(held)
  })

describe('the opening of an event', () => {
  it('is all that it takes to compute the commitment, and nothing else fits', async () => {
    const { event, opening } = await provenAt(2)
    const { event: other } = await provenAt(3)
    const said = { actor: 'analyst:Robin', detail: { n: 2, verdict: 'confirm' } }
    expect(opening).toMatchObject(said)
    expect(isOpeningOf(event, JSON.parse(JSON.stringify(opening)))).toBe(true)
    const { salt } = opening!
    const zeros = Buffer.concat([Buffer.from(salt, 'base64'), Buffer.alloc(1)]).toString('base64')
    for (const changed of [
      { ...opening, actor: 'analyst:Kim' },
      { ...opening, actor: '\ud800' },
      { ...opening, detail: { ...said.detail, verdict: 'reject' } },
      { ...opening, detail: { ...said.detail, more: 1 } },
      { ...opening, detail: [] },
      { ...opening, salt: Buffer.alloc(32).toString('base64') },
      { ...opening, salt: zeros },
      said,
      null,
      'x',
    ]) {
      expect(isOpeningOf(event, changed)).toBe(false)
    }
    expect(isOpeningOf(other, opening)).toBe(false)
  })

  it('is none of an erased event, whatever was written into it since', async () => {
    const { id } = await provenAt(0)
    await sql`select audit_erase(${`{${id}}`}::uuid[], 'nightlight', 'expired')`.execute(log.db)
    expect((await provenAt(0)).opening).toBeNull()
    await behindTheBack(sql`
      update audit_event set actor = 'analyst:Kim', detail = '{"n": 0}' where leaf_index = 0`)
    expect((await provenAt(0)).opening).toBeNull()
  })

  it('is none where the salt cannot be read, and does not fit where who it was was changed', async () => {
    await behindTheBack(sql`update audit_event set actor = 'analyst:Kim' where leaf_index = 1`)
    const { event, opening } = await provenAt(1)
    expect([opening!.actor, isOpeningOf(event, opening)]).toEqual(['analyst:Kim', false])
    await behindTheBack(sql`
      update audit_event set salt_ct = set_byte(salt_ct, 20, 255 - get_byte(salt_ct, 20)) where leaf_index = 4`)
    expect((await provenAt(4)).opening).toBeNull()
  })
})
