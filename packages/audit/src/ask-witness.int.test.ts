import { rm } from 'node:fs/promises'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { askWitness } from './ask-witness.ts'
import { newestCheckpoint, readHealth } from './checkpoint-store.ts'
import { verifierOf } from './checkpoint.ts'
import { openTestLog, type TestLog } from './testing-log.ts'
import { startWitness } from './testing-witness.ts'

let log: TestLog
let witness: Awaited<ReturnType<typeof startWitness>>
beforeEach(async () => {
  log = await openTestLog()
  witness = await startWitness(verifierOf(log.key))
})
afterEach(async () => {
  await witness[Symbol.asyncDispose]()
  await log[Symbol.asyncDispose]()
})

const grow = async (count: number) => {
  await log.write(count)
  await log.round()
}
const ask = () => askWitness(log, witness)
const unguarded = (...statements: ReturnType<typeof sql>[]) =>
  log.db.connection().execute(async (db) => {
    await sql`set session_replication_role = replica`.execute(db)
    for (const statement of statements) await statement.execute(db)
    await sql`set session_replication_role = default`.execute(db)
  })

describe('askWitness', () => {
  it('has each newer checkpoint signed, with a proof from the one before', async () => {
    await log.round()
    expect(await ask()).toEqual({ status: 'nothing-new' })
    for (const step of [3, 300, 1]) {
      await grow(step)
      expect(await ask()).toMatchObject({ status: 'signed' })
    }
    expect(await ask()).toEqual({ status: 'nothing-new' })
    expect(witness.asked).toEqual([0, 3, 303])
    expect((await newestCheckpoint(log.db))!.note).toContain('\n\u2014 witness.example/w1 ')
    const verdict = await log.verify({ witnesses: [witness.key] })
    expect(verdict).toMatchObject({ finding: null, witnessedSize: 304 })
  })

  it('goes by what the witness knows when it was signed without our noting it', async () => {
    await grow(3)
    await ask()
    await sql`update audit_state set witnessed_size = 0`.execute(log.db)
    await grow(2)
    expect(await ask()).toEqual({ status: 'signed', size: 5 })
    expect(witness.asked).toEqual([0, 0, 3])
  })

  it('shows that the log was set back, or written anew and signed with its own key', async () => {
    await grow(300)
    await ask()
    await rm(log.keptHead)
    const all = ['audit_event', 'audit_tile', 'audit_checkpoint', 'audit_cosignature']
    await unguarded(...all.map((table) => sql`delete from ${sql.table(table)}`))
    await grow(3)
    expect(await ask()).toEqual({ status: 'refused', problem: 'witness-knows-more' })
    await grow(297)
    expect(await ask()).toMatchObject({ status: 'refused', problem: 'witness-knows-another-log' })
    await grow(1)
    expect(await ask()).toMatchObject({ status: 'refused', problem: 'witness-refuses-the-proof' })
    expect((await readHealth(log.db)).witnessProblem).toBe('witness-refuses-the-proof')
    // the log by itself is well: only who knew it before can tell
    expect((await log.verify()).finding).toBeNull()
    expect((await log.verify({ witnesses: [witness.key] })).finding).toMatchObject({
      code: 'cosignature-missing',
    })
    const anchors = [witness.head()]
    expect((await log.verify({ anchors })).finding).toMatchObject({ code: 'anchor-root', index: 0 })
  })

  it('keeps no line that does not verify, and goes on when the witness is back', async () => {
    await grow(2)
    witness.break('gone')
    expect(await ask()).toEqual({ status: 'refused', problem: 'witness-unreachable' })
    expect((await readHealth(log.db)).witnessProblem).toBe('witness-unreachable')
    witness.break(null)
    expect(await ask()).toEqual({ status: 'signed', size: 2 })
    expect((await readHealth(log.db)).witnessProblem).toBeNull()
    await grow(1)
    witness.break('signature')
    expect(await ask()).toEqual({ status: 'refused', problem: 'witness-signature-invalid' })
    const { note } = (await newestCheckpoint(log.db))!
    expect(note).not.toContain('witness.example')
  })

  it('shows a line of a witness that was changed', async () => {
    await grow(2)
    await ask()
    await sql`update audit_cosignature set line = overlay(line placing 'AAAA' from 60)`.execute(
      log.db,
    )
    const { finding } = await log.verify({ witnesses: [witness.key] })
    expect(finding?.code).toMatch(/^cosignature-/)
  })

  it('is not known to a witness of another log', async () => {
    await using other = await startWitness({ ...verifierOf(log.key), name: 'other.example' })
    await grow(1)
    expect(await askWitness(log, other)).toMatchObject({ problem: 'witness-does-not-know-us' })
  })
})
