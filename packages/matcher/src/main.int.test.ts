import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { createInterface } from 'node:readline'
import {
  connect,
  createFieldCrypto,
  createLog,
  listen,
  parseMasterKey,
  prepareQueue,
  type Db,
} from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importActive, officer } from './fixtures/imported.ts'
import { seedMedia } from './fixtures/seen-media.ts'
import { bytesOf, fingerprintOf, listTerms, md5s } from './fixtures/synthetic.ts'
import { importList } from './import-list.ts'
import { pageMedia } from './look-back/page-media.ts'
import { endSubmission } from './submissions/end-submission.ts'
import { PIECE } from './submissions/move-entries.ts'
import { submissionOf } from './submissions/submission-store.ts'

const FIELD_KEY = '07'.repeat(32)
const crypto = createFieldCrypto(parseMasterKey(FIELD_KEY))
const log = createLog('test', { level: 'silent' })
let database: Awaited<ReturnType<typeof createTestDatabase>>
let db: Db
beforeAll(async () => {
  database = await createTestDatabase()
  await prepareQueue({ kind: 'postgres', url: database.url })
  db = connect(database.url)
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

/** The process as a supervisor starts it; what it logs tells how far it is. */
async function startProcess() {
  const child = spawn(process.execPath, [new URL('main.ts', import.meta.url).pathname], {
    env: { PATH: process.env['PATH'], DATABASE_URL: database.url, FIELD_KEY, SEARCH_THREADS: '1' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const lines: { msg: string; level: number }[] = []
  const written = new EventEmitter()
  createInterface({ input: child.stderr! }).on('line', (text) => {
    lines.push(JSON.parse(text) as { msg: string; level: number })
    written.emit('line')
  })
  const exited = once(child, 'exit')
  await once(child, 'message')
  return {
    lines,
    exited,
    end: () => child.kill('SIGTERM'),
    async hear(message: string): Promise<void> {
      while (!lines.some(({ msg }) => msg === message)) await once(written, 'line')
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await exited
    },
  }
}

const MEDIA = 6
const LOCK = 77

/** Pages of one media each, and a submission that is to be looked for in them. */
async function seenBefore(): Promise<string> {
  for (let n = 0; n < MEDIA; n++) {
    const media_id = await seedMedia(db, crypto, fingerprintOf(n))
    await db
      .insertInto('match_run')
      .values({ media_id, epoch: '0', pipeline_version: 'test', at: new Date('2026-01-01') })
      .execute()
    await pageMedia(db, crypto, log, 1)
  }
  return (await importActive({ db, crypto }, request('looked for', MEDIA))).submissionId
}

/** A submission that was thrown away, of three pieces. */
async function thrownAway(): Promise<string> {
  const { submissionId } = await importList(
    { db, crypto },
    request('thrown away', 2 * PIECE + 1_000),
  )
  await endSubmission(db, submissionId, { reason: 'revoked', note: '' }, officer)
  return submissionId
}

const request = (list: string, entries: number) => ({
  source: { bytes: bytesOf(md5s(0, entries)), format: 'plain' as const, algorithm: 'md5' as const },
  authority: 'Test Police',
  list,
  terms: listTerms(),
  by: officer,
  dryRun: false,
})

/** Lets a first page of each kind of work pass, and has the second wait for a lock. */
const holdSecondPages = () =>
  sql`
    create sequence looked; create sequence cleared;
    create function hold_second() returns trigger language plpgsql as $$
    begin
      perform pg_notify('page', '');
      if nextval(tg_argv[0]::regclass) > 1 then perform pg_advisory_xact_lock_shared(${sql.lit(LOCK)}); end if;
      return null;
    end $$;
    create trigger looked after update of looked_at on submission
      for each row execute function hold_second('looked');
    create trigger cleared after delete on list_entry
      for each statement execute function hold_second('cleared')`.execute(db)

describe('the matcher process', () => {
  it('ends a look back and a settling at the next page, and goes on there', async () => {
    const looked = await seenBefore()
    const cleared = await thrownAway()
    await holdSecondPages()
    const progress = async () => {
      const { rows } = await sql<{ left: number }>`
        select count(*)::int as left from list_entry where submission_id = ${cleared}`.execute(db)
      return [Number((await submissionOf(db, looked)).looked_at), rows[0]!.left]
    }
    const pages = new EventEmitter()
    let heard = 0
    await using _heard = listen(database.url, 'page', () => pages.emit('page', ++heard))
    const until = async (state: number[]): Promise<void> => {
      for (;;) {
        const before = heard
        if ((await progress()).join() === state.join()) return
        if (heard === before) await once(pages, 'page')
      }
    }
    await db.connection().execute(async (held) => {
      await sql`select pg_advisory_lock(${LOCK})`.execute(held)
      await using running = await startProcess()
      await until([1, PIECE + 1_000])
      running.end()
      await running.hear('stopping')
      await sql`select pg_advisory_unlock(${LOCK})`.execute(held)
      expect(await running.exited).toEqual([0, null])
      expect(running.lines.filter(({ level }) => level >= 50)).toEqual([])
    })
    const [pagesLooked, left] = await progress()
    // the page that was under way is finished, and no other begun
    expect(pagesLooked).toBeLessThanOrEqual(2)
    expect(left).toBeGreaterThanOrEqual(1_000)
    expect(await submissionOf(db, looked)).toMatchObject({ look_back: 'running' })

    await using again = await startProcess()
    await again.hear('looked back')
    await again.hear('endings settled')
    expect(await progress()).toEqual([MEDIA, 0])
    expect(await submissionOf(db, looked)).toMatchObject({
      look_back: 'found',
      look_back_found: MEDIA,
    })
    again.end()
    expect(await again.exited).toEqual([0, null])
  })
})
