import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, listen, writeAudit, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLogKey, verifierOf } from './checkpoint.ts'
import { newestCheckpoint } from './checkpoint-store.ts'
import { startWitness } from './testing-witness.ts'
import { writeVerifierKey } from './note.ts'

const FIELD_KEY = '07'.repeat(32)
let database: Awaited<ReturnType<typeof createTestDatabase>>
let db: Db
let dir: string
beforeAll(async () => {
  database = await createTestDatabase()
  db = connect(database.url)
  dir = await mkdtemp(join(tmpdir(), 'nightlight-audit-main-'))
  // what the test waits on
  await sql`create function tell() returns trigger language plpgsql as
    $$begin perform pg_notify('test', ''); return null; end$$`.execute(db)
  for (const table of ['audit_checkpoint', 'audit_cosignature', 'audit_state']) {
    await sql`create trigger tell after insert or update on ${sql.table(table)} execute function tell()`.execute(
      db,
    )
  }
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
  await rm(dir, { recursive: true })
})

const MAIN = new URL('main.ts', import.meta.url).pathname

async function start(more: Record<string, string> = {}) {
  const env = {
    PATH: process.env['PATH'],
    DATABASE_URL: database.url,
    FIELD_KEY,
    AUDIT_KEPT_HEAD: join(dir, 'kept'),
    SWEEP_MS: '50',
    AUDIT_CHECKPOINT_MS: '0',
    ...more,
  }
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  let words = ''
  child.stderr!.on('data', (chunk: Buffer) => (words += chunk.toString()))
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>
  await Promise.race([once(child, 'message'), exited])
  return {
    words: () => words,
    exited,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

/** Resolves when a query yields true; it is asked after each change of the log. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  await using _heard = listen(database.url, 'test', () => {
    holds().then((isSo) => isSo && resolve(), reject)
  })
  await promise
}

const signedUpTo = (size: number) => async () => (await newestCheckpoint(db))?.size === size
const write = () => writeAudit(db, { actor: 'a', action: 'b', objectType: 'c', objectId: 'd' })

it('signs what is written, has a witness sign it, and another process takes over', async () => {
  const log = createLogKey(Buffer.from(FIELD_KEY, 'hex'))
  await using witness = await startWitness(verifierOf(log))
  const asking = {
    AUDIT_WITNESS_URL: witness.url,
    AUDIT_WITNESS_KEY: writeVerifierKey(witness.key),
    AUDIT_WITNESS_MS: '50',
  }
  const first = await start(asking)
  await using second = await start()
  await write()
  await until(signedUpTo(1))
  await until(async () => (await newestCheckpoint(db))!.note.includes('witness.example'))
  await first[Symbol.asyncDispose]()
  expect((await first.exited)[0]).toBe(0)
  await write()
  await until(signedUpTo(2))
  expect(second.words()).not.toContain('"level":50')
})

it('says loudly that the log is not signed, and that the witness is wrongly configured', async () => {
  await rm(join(dir, 'kept'))
  await using process_ = await start()
  await write()
  await until(async () => {
    const state = await db.selectFrom('audit_state').select('refused').executeTakeFirstOrThrow()
    return state.refused === 'audit-kept-head-missing'
  })
  expect(process_.words()).not.toContain(database.url)
  const wrong = await start({ AUDIT_WITNESS_URL: 'http://127.0.0.1:1/w' })
  expect((await wrong.exited)[0]).not.toBe(0)
  expect(wrong.words()).toContain('AUDIT_WITNESS_KEY must be')
})
