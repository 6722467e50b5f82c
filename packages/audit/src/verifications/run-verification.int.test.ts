import { createWriteStream } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifierOf } from '../checkpoint.ts'
import { openExport } from '../export-files.ts'
import { exportedLog } from '../exported-log.ts'
import { archiveLog } from '../export-log.ts'
import { listCheckpoints, verifyHeads } from '../list-checkpoints.ts'
import { openTestLog, type TestLog } from '../testing-log.ts'
import { verifyEvents } from '../verify-events.ts'
import { verifyLog } from '../verify-log.ts'
import { runVerification } from './run-verification.ts'
import { askVerification, claimVerification, listVerifications } from './verification-store.ts'

let log: TestLog
beforeAll(async () => {
  log = await openTestLog()
  await log.write(300)
  await log.round()
  await log.write(300)
  await log.round()
})
afterAll(() => log[Symbol.asyncDispose]())

const run = () =>
  runVerification({ ...log, witness: null, authorities: null }, new AbortController().signal)
const newest = async () => (await listVerifications(log.db, 1))[0]!
/** Changes rows as whoever owns the database can. */
const behindTheBack = (change: ReturnType<typeof sql>) =>
  log.db.connection().execute(async (held) => {
    await sql`set session_replication_role = replica`.execute(held)
    await change.execute(held)
    await sql`set session_replication_role = default`.execute(held)
  })
const idAt = async (index: number) => {
  const { rows } = await sql<{ id: string }>`
    select id from audit_event where leaf_index = ${index}`.execute(log.db)
  return rows[0]!.id
}

describe('a whole verification that was asked for', () => {
  it('is one at a time, is run, and says with what the log was held', async () => {
    expect(await run()).toBe(false)
    await askVerification(log.db, 'auditor:Ada')
    await expect(askVerification(log.db, 'auditor:Ben')).rejects.toMatchObject({
      code: 'audit-verification-runs',
    })
    expect(await run()).toBe(true)
    expect(await newest()).toMatchObject({
      state: 'done',
      askedBy: 'auditor:Ada',
      total: 600,
      checkpoints: 2,
      compared: ['database', 'signer-file'],
      finding: null,
      signed: { size: 600 },
    })
  })

  it('is begun anew where its process is gone, and not before', async () => {
    await askVerification(log.db, 'auditor:Ada')
    expect(await claimVerification(log.db)).not.toBeNull()
    expect(await run()).toBe(false)
    await sql`update audit_verification set heard_at = heard_at - interval '2 minutes' where state = 'running'`.execute(
      log.db,
    )
    expect(await run()).toBe(true)
    expect(await newest()).toMatchObject({ state: 'done', finding: null })
  })

  it('says which event was altered, as a look at the event itself does', async () => {
    const [good, bad] = [await idAt(40), await idAt(41)]
    const keys = { crypto: log.crypto, key: verifierOf(log.key) }
    await behindTheBack(sql`update audit_event set actor = 'analyst:Kim' where leaf_index = 41`)
    const looked = await verifyEvents(log.db, keys, [good, bad])
    expect([looked.verdicts.get(good), looked.verdicts.get(bad)]).toEqual([
      'proved',
      'clear-fields-altered',
    ])
    await askVerification(log.db, 'auditor:Ada')
    await run()
    const finding = { code: 'clear-fields-altered', index: 41, upTo: 42 }
    expect(await newest()).toMatchObject({ state: 'done', finding })
    await behindTheBack(sql`update audit_event set actor = 'analyst:Robin' where leaf_index = 41`)
    await behindTheBack(sql`update audit_event set action = 'other' where leaf_index = 40`)
    const again = await verifyEvents(log.db, keys, [good, bad])
    expect([again.verdicts.get(good), again.verdicts.get(bad)]).toEqual(['entry-altered', 'proved'])
    await behindTheBack(sql`update audit_event set action = 'match.decided' where leaf_index = 40`)
  })
})

describe('heads', () => {
  it('are listed with what signs them, and each is the beginning of the next', async () => {
    const key = verifierOf(log.key)
    const { items, next } = await listCheckpoints(log.db, key, { limit: 1 })
    expect(items.map(({ size, problem, witnesses }) => [size, problem, witnesses])).toEqual([
      [items[0]!.size, null, []],
    ])
    expect(items[0]!.waitedSeconds).toBeLessThan(60)
    const rest = await listCheckpoints(log.db, key, { below: next, limit: 50 })
    const heads = [...items, ...rest.items]
    expect(heads.length).toBeGreaterThan(1)
    expect([...(await verifyHeads(log.db, heads)).values()].every((one) => one === null)).toBe(true)
    const forged = heads.map((head, at) =>
      at === 1 ? { ...head, root: Buffer.alloc(32).toString('base64') } : head,
    )
    expect((await verifyHeads(log.db, forged)).get(heads[1]!.size)).toBe('checkpoint-root')
  })
})

describe('the log as one file', () => {
  it('verifies as the log does, and tells where it was changed or cut off', async () => {
    const key = verifierOf(log.key)
    const file = join(log.dir, 'log.tar')
    await pipeline(
      Readable.from(await archiveLog(log.db, { key, witnesses: [] })),
      createWriteStream(file),
    )
    const verify = async () => verifyLog(await exportedLog(await openExport(file)), { key })
    expect(await verify()).toMatchObject({ finding: null })
    const bytes = await readFile(file)
    const at = bytes.indexOf('"objectId":"m7"')
    const changed = Buffer.from(bytes)
    changed.write('"objectId":"m8"', at)
    await writeFile(file, changed)
    expect(await verify()).toMatchObject({ finding: { code: 'entry-altered', index: 7 } })
    await writeFile(file, bytes.subarray(0, bytes.length / 2))
    await expect(verify()).rejects.toMatchObject({ code: 'audit-export-unreadable' })
    await writeFile(file, 'something else\n'.repeat(99))
    await expect(verify()).rejects.toMatchObject({ code: 'audit-export-unreadable' })
  })
})
