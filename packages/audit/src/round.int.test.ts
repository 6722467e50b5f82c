import { readFile, rm, writeFile } from 'node:fs/promises'
import { connect, runAlone, writeAudit } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newestCheckpoint, readHealth } from './checkpoint-store.ts'
import { openCheckpoint, verifierOf } from './checkpoint.ts'
import { proveEvent, verifyEventProof } from './prove-event.ts'
import { SEQUENCER_LOCK } from './round.ts'
import { openTestLog, type TestLog } from './testing-log.ts'

let log: TestLog
beforeEach(async () => {
  log = await openTestLog()
})
afterEach(() => log[Symbol.asyncDispose]())

const indexes = async () => {
  const rows = await log.db
    .selectFrom('audit_event')
    .select(['leaf_index', 'id'])
    .orderBy('at')
    .orderBy('id')
    .execute()
  return rows.map(({ leaf_index }) => leaf_index && Number(leaf_index))
}

describe('runRound', () => {
  it('gives events their places in the order of their times, and signs the tree', async () => {
    await log.write(300)
    expect(await log.round()).toEqual({ status: 'done', placed: 300, signed: 300 })
    expect(await indexes()).toEqual(Array.from({ length: 300 }, (_, at) => at))
    const { note } = (await newestCheckpoint(log.db))!
    expect(openCheckpoint(note, verifierOf(log.key))).toMatchObject({ size: 300 })
    expect(await readFile(log.keptHead, 'utf8')).toBe(note)
    expect(await log.round()).toEqual({ status: 'done', placed: 0, signed: null })
  })

  it('signs the empty tree, so that there is a checkpoint from the beginning on', async () => {
    expect(await log.round(30_000)).toMatchObject({ signed: 0 })
    await log.write(1)
    expect(await log.round(30_000)).toMatchObject({ placed: 1, signed: 1 })
    await log.write(1)
    expect(await log.round(30_000)).toMatchObject({ placed: 1, signed: null })
    expect((await log.verify()).finding).toBeNull()
  })

  it('takes an event that was committed late after those that were not', async () => {
    const other = connect(log.url, { max: 1 })
    const opened = Promise.withResolvers<void>()
    const commit = Promise.withResolvers<void>()
    const late = other.transaction().execute(async (trx) => {
      const event = { actor: 'late', action: 'late', objectType: 'list', objectId: '1' }
      await writeAudit(trx, event)
      opened.resolve()
      await commit.promise
    })
    await opened.promise
    await log.write(2)
    expect(await log.round()).toMatchObject({ placed: 2 })
    commit.resolve()
    await late
    await other.destroy()
    expect(await log.round()).toMatchObject({ placed: 1, signed: 3 })
    expect(await indexes()).toEqual([2, 0, 1])
    expect((await log.verify()).finding).toBeNull()
  })

  it('waits while another sequencer is at work', async () => {
    await log.write(1)
    const other = connect(log.url, { max: 1 })
    const waited = await runAlone(other, SEQUENCER_LOCK, () => log.round())
    expect(waited).toEqual({ status: 'waits' })
    await other.destroy()
    expect(await log.round()).toMatchObject({ status: 'done', placed: 1 })
  })

  it('signs again what a crash has left in its file alone', async () => {
    await log.write(3)
    await log.round()
    await sql`delete from audit_checkpoint`.execute(log.db)
    await log.write(1)
    expect(await log.round(50_000)).toMatchObject({ signed: 4 })
    expect((await log.verify()).finding).toBeNull()
  })
})

describe('what the signer refuses', () => {
  const refusal = async () => {
    const round = await log.round()
    const health = await readHealth(log.db)
    expect(health.refused).toBe(round.status === 'refused' ? round.error.code : null)
    return health.refused
  }
  const unguarded = (statement: ReturnType<typeof sql>) =>
    log.db.connection().execute(async (db) => {
      await sql`set session_replication_role = replica`.execute(db)
      await statement.execute(db)
      await sql`set session_replication_role = default`.execute(db)
    })
  beforeEach(async () => {
    await log.write(300)
    await log.round()
  })

  it('a log that was set back', async () => {
    await unguarded(sql`delete from audit_event`)
    await unguarded(sql`delete from audit_tile`)
    expect(await refusal()).toBe('audit-log-shrank')
    await log.write(300)
    expect(await refusal()).toBe('audit-log-rewritten')
  })

  it('a tree of which a hash was changed', async () => {
    await unguarded(sql`update audit_tile set hashes = set_byte(hashes, 5, 255 - get_byte(hashes, 5))
      where level = 0 and n = 1`)
    await log.write(1)
    expect(await refusal()).toBe('audit-log-rewritten')
  })

  it('rows that do not fit the tiles, which get no successors', async () => {
    await unguarded(sql`delete from audit_event where leaf_index = 299`)
    await log.write(1)
    expect(await refusal()).toBe('audit-tree-broken')
    const { unsequencedSeconds } = await readHealth(log.db)
    expect(unsequencedSeconds).toBeGreaterThan(0)
  })

  it('to go on without its file, until a copy is put back', async () => {
    const kept = await readFile(log.keptHead)
    await rm(log.keptHead)
    await log.write(1)
    expect(await refusal()).toBe('audit-kept-head-missing')
    const since = (await readHealth(log.db)).refusedSince
    expect(await refusal()).toBe('audit-kept-head-missing')
    expect((await readHealth(log.db)).refusedSince).toEqual(since)
    await writeFile(log.keptHead, 'altered')
    expect(await refusal()).toBe('audit-kept-head-unreadable')
    await writeFile(log.keptHead, kept)
    expect(await refusal()).toBeNull()
  })
})

describe('audit_event', () => {
  beforeEach(async () => {
    await log.write(3)
    await log.round()
  })

  it.each([
    [
      'a place that is taken away',
      sql`update audit_event set leaf_index = null, actor_role = null,
       commitment = null, salt_ct = null where leaf_index = 1`,
    ],
    ['another place', sql`update audit_event set leaf_index = 7 where leaf_index = 1`],
    ['another role', sql`update audit_event set actor_role = 'admin' where leaf_index = 1`],
    ['an erasure that tells nobody', sql`update audit_event set erased_by = id, salt_ct = null`],
    ['another actor', sql`update audit_event set actor = 'erased'`],
  ])('refuses %s', async (_, statement) => {
    await expect(statement.execute(log.db)).rejects.toThrow('audit_event is append-only')
  })

  const erase = async (ids: readonly string[]) => {
    const { rows } = await sql<{ n: number }>`
      select audit_erase(${`{${ids.join()}}`}::uuid[], 'nightlight', 'expired') as n`.execute(
      log.db,
    )
    return rows[0]!.n
  }
  const events = () =>
    log.db.selectFrom('audit_event').selectAll().orderBy('at').orderBy('id').execute()

  it('is erased by its function, which says so; the tree still verifies', async () => {
    const before = await events()
    expect(await erase(before.slice(0, 2).map(({ id }) => id))).toBe(2)
    expect(await erase(before.slice(0, 2).map(({ id }) => id))).toBe(0)
    const after = await events()
    for (const row of after.slice(0, 2)) {
      expect(row).toMatchObject({
        actor: 'erased',
        detail: {},
        salt_ct: null,
        actor_role: 'analyst',
      })
    }
    expect(after[2]).toEqual(before[2])
    expect(after[3]).toMatchObject({
      action: 'audit.erased',
      actor: 'nightlight',
      detail: { events: 2, reason: 'expired' },
    })
    await log.round()
    expect(await log.verify()).toMatchObject({ finding: null, events: 4 })
    // what tells of an erasure is not erased itself
    expect(await erase([after[3]!.id])).toBe(0)
  })

  it('leaves alone what has no place yet', async () => {
    await log.write(1)
    const rows = await events()
    expect(await erase([rows.at(-1)!.id])).toBe(0)
  })

  it('shows an erasure around the function', async () => {
    const [first] = await events()
    await log.db.connection().execute(async (db) => {
      await sql`set nightlight.audit_erasing = on`.execute(db)
      await sql`update audit_event set actor = 'erased', detail = '{}', salt_ct = null, erased_by = id
        where id = ${first!.id}`.execute(db)
      await sql`reset nightlight.audit_erasing`.execute(db)
    })
    expect((await log.verify()).finding).toEqual({ code: 'erasure-untold', index: 0, upTo: 1 })
  })
})

describe('proveEvent', () => {
  it('proves an event to whoever has the key, and nothing that was changed in it', async () => {
    await log.write(300)
    await log.round()
    const { id } = await log.db
      .selectFrom('audit_event')
      .select('id')
      .where('leaf_index', '=', '260')
      .executeTakeFirstOrThrow()
    const proof = await proveEvent(log.db, id)
    expect(proof).toMatchObject({ index: 260, size: 300, event: { role: 'analyst' } })
    expect(JSON.stringify(proof)).not.toContain('Robin')
    const key = verifierOf(log.key)
    expect(verifyEventProof(JSON.parse(JSON.stringify(proof)) as typeof proof, key)).toBe(true)
    for (const changed of [
      { ...proof, event: { ...proof.event, action: 'other' } },
      { ...proof, index: 261 },
      { ...proof, size: 299 },
      { ...proof, proof: proof.proof.slice(1) },
      { ...proof, checkpoint: proof.checkpoint.replace('300', '301') },
    ]) {
      expect(verifyEventProof(changed, key)).toBe(false)
    }
  })

  it('says whether to wait or to give up', async () => {
    await log.write(1)
    const { id } = await log.db.selectFrom('audit_event').select('id').executeTakeFirstOrThrow()
    await expect(proveEvent(log.db, id)).rejects.toMatchObject({ code: 'audit-not-sequenced' })
    const none = '00000000-0000-4000-8000-000000000000'
    await expect(proveEvent(log.db, none)).rejects.toMatchObject({ code: 'not-found' })
  })
})
