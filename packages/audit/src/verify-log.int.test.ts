import { mkdtemp, readFile, rm, writeFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLogKey, verifierOf } from './checkpoint.ts'
import { openExport } from './export-files.ts'
import { exportedLog } from './exported-log.ts'
import { exportLog } from './export-log.ts'
import { liveLog } from './live-log.ts'
import { readKeptHead } from './kept-head.ts'
import { openTestLog, type TestLog } from './testing-log.ts'
import { verifyLog, type Trust } from './verify-log.ts'

const STEPS = [10, 290, 5, 300, 20]
const SIZE = 625

let log: TestLog
beforeAll(async () => {
  log = await openTestLog()
  for (const step of STEPS) {
    await log.write(step)
    await log.round()
  }
})
afterAll(() => log[Symbol.asyncDispose]())

/** Does something to the rows that the triggers would refuse, verifies, and undoes it. */
async function tampered(...statements: ReturnType<typeof sql>[]) {
  let verdict: Awaited<ReturnType<TestLog['verify']>> | null = null
  const head = await readKeptHead(log.keptHead, verifierOf(log.key))
  await log.db
    .transaction()
    .execute(async (trx) => {
      await sql`set local session_replication_role = replica`.execute(trx)
      for (const statement of statements) await statement.execute(trx)
      const trust = { key: verifierOf(log.key), anchors: head ? [head] : [] }
      verdict = await verifyLog(liveLog(trx, log.crypto), trust)
      throw new Error('undo')
    })
    .catch((error: Error) => {
      if (error.message !== 'undo') throw error
    })
  return verdict!
}

describe('verifyLog on a database', () => {
  it('finds nothing in a log that is as it was written', async () => {
    const heard: number[] = []
    expect(await log.verify()).toMatchObject({
      finding: null,
      events: SIZE,
      checkpoints: STEPS.length,
      signed: { size: SIZE },
    })
    await verifyLog(liveLog(log.db, log.crypto), { key: verifierOf(log.key) }, (n) => heard.push(n))
    expect(heard).toEqual([256, 512, 625])
  })

  it.each([
    [
      'an action',
      'entry-altered',
      400,
      sql`update audit_event set action = 'x' where leaf_index = 400`,
    ],
    [
      'a time by a microsecond',
      'entry-altered',
      7,
      sql`update audit_event set at = at + interval '1 microsecond' where leaf_index = 7`,
    ],
    [
      'an actor',
      'clear-fields-altered',
      3,
      sql`update audit_event set actor = 'analyst:Kim' where leaf_index = 3`,
    ],
    [
      'a detail',
      'clear-fields-altered',
      256,
      sql`update audit_event set detail = '{"n": 1}' where leaf_index = 256`,
    ],
    [
      'a salt',
      'salt-unreadable',
      9,
      sql`update audit_event set salt_ct = set_byte(salt_ct, 40, 255 - get_byte(salt_ct, 40)) where leaf_index = 9`,
    ],
    [
      'a hash of a leaf',
      'entry-altered',
      5,
      sql`update audit_tile set hashes = set_byte(hashes, 160, 255 - get_byte(hashes, 160)) where level = 0 and n = 0`,
    ],
    [
      'a hash above',
      'tile-altered',
      256,
      sql`update audit_tile set hashes = set_byte(hashes, 32, 255 - get_byte(hashes, 32)) where level = 1`,
    ],
    ['a deleted row', 'entry-missing', 100, sql`delete from audit_event where leaf_index = 100`],
    ['a deleted first row', 'entry-missing', 0, sql`delete from audit_event where leaf_index = 0`],
    ['a deleted tail', 'log-shorter', 600, sql`delete from audit_event where leaf_index >= 600`],
    ['a deleted tile', 'tile-missing', 0, sql`delete from audit_tile where level = 0 and n = 0`],
    [
      'a row that is put out of the tree',
      'entry-missing',
      20,
      sql`update audit_event set leaf_index = null, actor_role = null, commitment = null, salt_ct = null where leaf_index = 20`,
    ],
  ])('finds %s that was changed', async (_, code, index, statement) => {
    expect((await tampered(statement)).finding).toMatchObject({ code, index })
  })

  it('finds two rows that changed places', async () => {
    const verdict = await tampered(
      sql`update audit_event set leaf_index = 9999 where leaf_index = 50`,
      sql`update audit_event set leaf_index = 50 where leaf_index = 310`,
      sql`update audit_event set leaf_index = 310 where leaf_index = 9999`,
    )
    expect(verdict.finding).toEqual({ code: 'entry-altered', index: 50, upTo: 51 })
  })

  it('finds a checkpoint of which the note was changed, and a newest one that is gone', async () => {
    const change = sql`update audit_checkpoint set note = replace(note, 'audit', 'other') where size = 300`
    expect((await tampered(change)).finding).toEqual({
      code: 'checkpoint-other-key',
      index: 10,
      upTo: 300,
    })
    const gone = await tampered(
      sql`delete from audit_checkpoint where size = ${SIZE}`,
      sql`update audit_event set at = at - interval '3 minutes' where false`,
    )
    // the file of the signer still vouches for it, and the events are younger than two minutes
    expect(gone).toMatchObject({ finding: null, signed: { size: 605 } })
    expect((await tampered(sql`delete from audit_checkpoint`)).finding).toMatchObject({
      code: 'checkpoint-missing',
    })
  })

  it('finds what waits longer for its place than two minutes', async () => {
    const insert = sql`
      insert into audit_event (id, at, actor, action, object_type, object_id)
      values (gen_random_uuid(), clock_timestamp() - interval '3 minutes', 'a', 'b', 'c', 'd')`
    expect((await tampered(insert)).finding).toEqual({
      code: 'entry-not-signed',
      index: SIZE,
      upTo: SIZE + 1,
    })
  })

  it('does not believe a log of another key', async () => {
    const key = verifierOf(createLogKey(Buffer.alloc(32, 9), log.key.origin))
    const verdict = await log.verify({ key, anchors: [] })
    expect(verdict.finding).toEqual({ code: 'checkpoint-other-key', index: 0, upTo: 10 })
  })
})

describe('verifyLog on an export', () => {
  let dir: string
  const trust = (): Trust => ({ key: verifierOf(log.key) })
  const verify = async (more: Partial<Trust> = {}) =>
    verifyLog(await exportedLog(await openExport(dir)), { ...trust(), ...more })
  beforeAll(async () => {
    dir = await mkdtemp(join(log.dir, 'export-'))
    await exportLog(log.db, dir, { key: verifierOf(log.key), witnesses: [] })
  })
  afterAll(() => rm(dir, { recursive: true }))

  it('finds nothing in one that is as it was written, which holds nobody and no detail', async () => {
    expect(await verify()).toMatchObject({
      finding: null,
      events: SIZE,
      checkpoints: STEPS.length,
      signed: { size: SIZE },
    })
    for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const text = await readFile(join(entry.parentPath, entry.name), 'latin1')
      expect(text).not.toContain('Robin')
      expect(text).not.toContain('verdict')
    }
  })

  it('has the layout of tlog-tiles', async () => {
    const files = await readdir(join(dir, 'tile'), { recursive: true })
    expect(files.filter((file) => /\d$/.test(file) && !file.endsWith('p')).sort()).toEqual(
      expect.arrayContaining(['0/000', '0/001', '0/002.p/113', '1/000.p/2', 'entries/002.p/113']),
    )
  })

  it('refuses to write over another export', async () => {
    const again = exportLog(log.db, dir, { key: verifierOf(log.key), witnesses: [] })
    await expect(again).rejects.toMatchObject({ code: 'audit-export-exists' })
  })

  it('finds every byte of every file that was changed', async () => {
    const files = (await readdir(dir, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && !/keys|timestamps/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
    let seed = 1
    for (let n = 0; n < 200; n++) {
      seed = (seed * 48_271) % 2_147_483_647
      const file = files[n % files.length]!
      const before = await readFile(file)
      const after = Buffer.from(before)
      const at = seed % after.length
      after[at] = after[at]! ^ (1 << (n % 8))
      await writeFile(file, after)
      const { finding } = await verify()
      await writeFile(file, before)
      expect(finding, `${file} at ${at}`).not.toBeNull()
    }
    expect((await verify()).finding).toBeNull()
  })

  it('finds with a checkpoint kept elsewhere what the export alone cannot tell', async () => {
    const root = Buffer.alloc(32, 1)
    expect((await verify({ anchors: [{ size: 300, root }] })).finding).toEqual({
      code: 'anchor-root',
      index: 0,
      upTo: 300,
    })
    expect((await verify({ anchors: [{ size: 700, root }] })).finding).toEqual({
      code: 'log-shorter',
      index: SIZE,
      upTo: 700,
    })
  })
})
