import { cp, readFile, rename, writeFile } from 'node:fs/promises'
import {
  createLogKey,
  newestCheckpoint,
  runRound,
  verifierOf,
  writeVerifierKey,
} from '@nightlight/audit'
import {
  connect,
  createFieldCrypto,
  parseMasterKey,
  writeAudit,
  type Db,
} from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installCommand } from './testing-command.ts'

const { at, databaseUrl, said } = installCommand()

let db: Db
let key: string
let id: string
beforeAll(async () => {
  await said('keys', 'create', '--role', 'auditor', '--name', 'Ann')
  db = connect(databaseUrl(), { max: 3 })
  const masterKey = parseMasterKey(await readFile(at('keys/field.key'), 'utf8'))
  const event = { actor: 'analyst:Robin', action: 'match.decided', objectType: 'match' }
  for (let n = 0; n < 300; n++) await writeAudit(db, { ...event, objectId: `m${n}`, detail: { n } })
  const logKey = createLogKey(masterKey)
  key = writeVerifierKey(verifierOf(logKey))
  const crypto = createFieldCrypto(masterKey)
  const deps = { db, crypto, key: logKey, keptHead: at('audit.checkpoint'), now: () => new Date() }
  expect(await runRound(deps, { everyMs: 0 })).toMatchObject({ status: 'done', signed: 301 })
  const first = db.selectFrom('audit_event').select('id').where('leaf_index', '=', '7')
  ;({ id } = await first.executeTakeFirstOrThrow())
})
afterAll(() => db.destroy())

const verified = async (...args: string[]) =>
  JSON.parse((await said('audit', 'verify', ...args, '--json')).out) as Record<string, unknown>

describe('nightlight audit', () => {
  it('verifies the log of the installation', async () => {
    expect(await verified()).toMatchObject({
      ok: true,
      badIndex: null,
      events: 301,
      keyFrom: 'installation',
      key,
      signer: { keptHead: 'compared', refused: null },
    })
    expect((await said('audit', 'verify')).out).toMatch(/^not altered: 301 events, 1 checkpoints/)
  })

  it('says what it could not compare, and that nothing is signed', async () => {
    await rename(at('audit.checkpoint'), at('away'))
    await sql`update audit_state set refused = 'audit-log-shrank', refused_since = now()`.execute(
      db,
    )
    const { out } = await said('audit', 'verify')
    expect(out).toMatch(/WARNING: nothing is signed at present \[audit-log-shrank\]/)
    expect(out).toMatch(/WARNING: the file of the signer is not here/)
    await sql`update audit_state set refused = null, refused_since = null`.execute(db)
    await rename(at('away'), at('audit.checkpoint'))
  })

  it('says how the log is', async () => {
    expect((await said('audit', 'status')).out).toMatch(/^the log is well\nsigned: \d+ events/)
    const health = JSON.parse((await said('audit', 'status', '--json')).out) as object
    expect(health).toMatchObject({ ok: true, troubles: [], refused: null })
    await sql`update audit_state set refused = 'audit-log-shrank', refused_since = now(),
      heard_at = now() - interval '3 minutes'`.execute(db)
    const { out, code } = await said('audit', 'status')
    expect(code).toBe(1)
    expect(out).toMatch(/^SEE TO IT: audit-log-shrank, audit-stands-still\n/)
    await sql`update audit_state set refused = null, refused_since = null, heard_at = now()`.execute(
      db,
    )
    expect((await said('audit', 'status')).out).toContain('the log is well')
  })

  it('prints the newest checkpoint', async () => {
    expect((await said('audit', 'checkpoint')).out).toBe((await newestCheckpoint(db))!.note)
  })

  it('exports the log, and verifies the export without the installation', async () => {
    const out = at('export')
    expect(JSON.parse((await said('audit', 'export', '--out', out, '--json')).out)).toEqual({
      events: 301,
      key,
    })
    expect(await verified(out, '--key', key)).toMatchObject({ ok: true, keyFrom: 'option' })
    expect(await verified(out, '--checkpoint', at('audit.checkpoint'))).toMatchObject({
      ok: true,
      keyFrom: 'export',
    })
    const changed = at('changed')
    await cp(out, changed, { recursive: true })
    const bundle = `${changed}/tile/entries/001.p/45`
    const text = await readFile(bundle, 'latin1')
    await writeFile(bundle, text.replace('m299', 'm298'), 'latin1')
    const verdict = await verified(changed)
    expect(verdict).toMatchObject({ ok: false, badIndex: 300, finding: { code: 'entry-altered' } })
    expect((await said('audit', 'verify', changed)).out).toContain('ALTERED at event 300')
    expect((await said('audit', 'verify', out, '--key', 'x')).err).toContain('[audit-key-invalid]')
    expect((await said('audit', 'verify', at('none'))).err).toContain('[audit-export-unreadable]')
  })

  it('proves one event with who it was and the detail, to whoever has the file and the key', async () => {
    const { out } = await said('audit', 'prove', id)
    const proof = JSON.parse(out) as { opening: object }
    const opening = { actor: 'analyst:Robin', detail: { n: 6 } }
    expect(proof).toMatchObject({ index: 7, event: { id }, opening })
    expect((await said('audit', 'prove', 'x')).err).toContain('[option-invalid]')
    const taken = db.selectFrom('audit_event').select('actor').where('object_id', '=', id)
    expect(await taken.where('action', '=', 'audit.exported').execute()).toEqual([
      { actor: 'command-line' },
    ])
    const verify = async (file: object) => {
      await writeFile(at('proof.json'), JSON.stringify(file))
      return said('audit', 'verify', at('proof.json'), '--key', key)
    }
    const whole = await verify(proof)
    expect(whole.out).toMatch(
      /^proved: event .+\n.+ match m6 \(analyst\)\nby "analyst:Robin", with the detail {"n":6}\n$/,
    )
    const { opening: _opening, ...bare } = proof
    for (const left of [bare, { ...bare, opening: null }]) {
      const { out: words, code } = await verify(left)
      expect(words).toMatch(/^proved: [^]+ leaves out who it was and the detail/)
      expect(code).toBe(0)
    }
    for (const other of [{ ...proof.opening, actor: 'analyst:Kim' }, {}, 'x', false]) {
      const { out: words, code } = await verify({ ...proof, opening: other })
      expect(words).toMatch(/^NOT PROVED: the event is in the log, but who did it or the detail/)
      expect(code).toBe(1)
    }
  })

  it('says which event of the installation was altered', async () => {
    await db.connection().execute(async (held) => {
      await sql`set session_replication_role = replica`.execute(held)
      await sql`update audit_event set actor = 'analyst:Kim' where leaf_index = 20`.execute(held)
      await sql`set session_replication_role = default`.execute(held)
    })
    expect(await verified()).toMatchObject({
      ok: false,
      badIndex: 20,
      finding: { code: 'clear-fields-altered' },
    })
  })
})
