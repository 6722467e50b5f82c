import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { verifierOf } from './checkpoint.ts'
import { runRound } from './round.ts'
import { openTestLog, type TestLog } from './testing-log.ts'
import { verifyEvents } from './verify-events.ts'
import { listCheckpoints, verifyHeads } from './list-checkpoints.ts'
import { proveEvent } from './prove-event.ts'

const LAST_YEAR = new Date(Date.now() - 365 * 86_400_000)

let log: TestLog
beforeEach(async () => {
  log = await openTestLog()
})
afterEach(() => log[Symbol.asyncDispose]())

/** As whoever owns the database can: without the triggers, and without what a check refuses. */
const asOwner = (...changes: ReturnType<typeof sql>[]) =>
  log.db.connection().execute(async (held) => {
    await sql`set session_replication_role = replica`.execute(held)
    for (const change of changes) await change.execute(held)
    await sql`set session_replication_role = default`.execute(held)
  })
const ids = async () => {
  const { rows } = await sql<{ id: string }>`
    select id from audit_event where leaf_index is not null order by leaf_index`.execute(log.db)
  return rows.map(({ id }) => id)
}
const verdictsOf = async (...of: string[]) => {
  const keys = { crypto: log.crypto, key: verifierOf(log.key) }
  const { verdicts } = await verifyEvents(log.db, keys, of)
  return of.map((id) => verdicts.get(id))
}
const erase = (...of: string[]) =>
  sql`select audit_erase(${`{${of.join()}}`}::uuid[], 'nightlight', 'expired')`.execute(log.db)

describe('verifyEvents', () => {
  it('does not call proved what was taken out of the tree, rewritten, and given a place anew', async () => {
    await log.write(3)
    await sql`alter table audit_event disable trigger all`.execute(log.db)
    await sql`update audit_event set at = at - interval '365 days'`.execute(log.db)
    await sql`alter table audit_event enable trigger all`.execute(log.db)
    await runRound({ ...log, now: () => LAST_YEAR }, { everyMs: 0 })
    await log.write(4)
    await log.round()
    const [, rewritten = '', beside = ''] = await ids()
    await asOwner(sql`
      update audit_event set leaf_index = null, actor_role = null, commitment = null, salt_ct = null,
             actor = 'analyst:Kim', detail = '{"verdict": "reject"}' where id = ${rewritten}::uuid`)
    await log.round()
    const { rows } = await sql<{ at: string }>`
      select leaf_index as at from audit_event where id = ${rewritten}::uuid`.execute(log.db)
    expect(rows[0]!.at).toBe('7')
    const late = (await ids()).at(-2)!
    expect(await verdictsOf(rewritten, beside, late)).toEqual(['event-time', 'proved', 'proved'])
    expect((await log.verify()).finding).toMatchObject({ code: 'entry-missing', index: 1 })
  })

  it('says of an erased event that it is one, once what tells of it is signed', async () => {
    await log.write(4)
    await log.round()
    const [first = '', second = '', third = ''] = await ids()
    await erase(first, second)
    expect(await verdictsOf(first, third)).toEqual(['waits', 'proved'])
    await log.round()
    expect(await verdictsOf(first, second, third)).toEqual(['erased', 'erased', 'proved'])
  })

  it('finds an erasure that the log does not tell of, and one told of otherwise', async () => {
    await log.write(4)
    await log.round()
    const [first = '', second = '', third = '', fourth = ''] = await ids()
    await erase(first)
    await log.round()
    const teller = (await ids()).at(-1)!
    const emptied = sql`actor = 'erased', detail = '{}', salt_ct = null`
    await asOwner(
      sql`update audit_event set ${emptied}, erased_by = id where id = ${second}::uuid`,
      sql`update audit_event set ${emptied}, erased_by = ${fourth}::uuid where id = ${third}::uuid`,
    )
    expect(await verdictsOf(first, second, third)).toEqual([
      'erased',
      'erasure-untold',
      'erasure-untold',
    ])
    await asOwner(
      sql`update audit_event set erased_by = ${teller}::uuid where id = ${second}::uuid`,
      sql`update audit_event set detail = detail || jsonb_build_object('events', 2, 'ids', (
            select encode(sha256(convert_to(string_agg(id::text, ',' order by id), 'UTF8')), 'hex')
              from audit_event where erased_by = ${teller}::uuid)) where id = ${teller}::uuid`,
    )
    expect(await verdictsOf(first, second, teller)).toEqual([
      'erasure-untold',
      'erasure-untold',
      'clear-fields-altered',
    ])
  })

  it.each([
    ['is missing', sql`delete from audit_tile where level = 0 and n = 0`],
    ['is too short', sql`update audit_tile set hashes = substr(hashes, 1, 3 * 32) where level = 0`],
  ])('finds that a tile of the tree %s, and so does a look at a head', async (_, change) => {
    await log.write(4)
    await log.round()
    const [first = ''] = await ids()
    await asOwner(change)
    expect(await verdictsOf(first)).toEqual(['tile-missing'])
    const { items } = await listCheckpoints(log.db, verifierOf(log.key), { limit: 5 })
    expect([...(await verifyHeads(log.db, items)).values()]).toEqual(['tile-missing'])
    await expect(proveEvent(log.db, first)).rejects.toMatchObject({ code: 'audit-tile-missing' })
    expect(await log.round()).toMatchObject({ status: 'refused' })
  })

  it.each([
    ['a detail', sql`detail = '{"verdict": "reject"}'`],
    ['an actor', sql`actor = 'analyst:Kim'`],
  ])(
    'finds %s that was written into an erased event, as the whole verification does',
    async (_, forged) => {
      await log.write(3)
      await log.round()
      const [, second = ''] = await ids()
      await erase(second)
      await log.round()
      expect((await log.verify()).finding).toBeNull()
      await asOwner(sql`update audit_event set ${forged} where id = ${second}::uuid`)
      expect(await verdictsOf(second)).toEqual(['erased-written'])
      expect((await log.verify()).finding).toEqual({ code: 'erased-written', index: 1, upTo: 2 })
    },
  )
})
