import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { createInterface } from 'node:readline'
import { connect, createFieldCrypto, parseMasterKey, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { colleague, officer } from '../fixtures/imported.ts'
import { listTerms } from '../fixtures/synthetic.ts'
import { testOpinions } from '../opinions/testing-opinions.ts'
import { openList } from '../submissions/open-submission.ts'
import { approveFeed, requestFeed } from './feed-store.ts'
import { drawHash } from './testing-exchange.ts'
import { NCMEC_LOGIN, startNcmecServer, type NcmecEntry } from './testing-ncmec.ts'
import { startShieldServer } from './testing-shield.ts'

const FIELD_KEY = '07'.repeat(32)
const DAY_MS = 86_400_000
const crypto = createFieldCrypto(parseMasterKey(FIELD_KEY))
let database: Awaited<ReturnType<typeof createTestDatabase>>
let db: Db
beforeAll(async () => {
  database = await createTestDatabase()
  db = connect(database.url)
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

type Line = { msg: string; level: number; code?: string; feed?: string; media?: number }

/** The process as a supervisor starts it; what it logs tells how far it is. */
async function startProcess() {
  const child = spawn(process.execPath, [new URL('main.ts', import.meta.url).pathname], {
    env: { PATH: process.env['PATH'], DATABASE_URL: database.url, FIELD_KEY, SWEEP_MS: '50' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const lines: Line[] = []
  const written = new EventEmitter()
  createInterface({ input: child.stderr! }).on('line', (text) => {
    lines.push(JSON.parse(text) as Line)
    written.emit('line')
  })
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>
  const said = (message: string): Line[] => lines.filter(({ msg }) => msg === message)
  await once(child, 'message')
  return {
    lines,
    said,
    /** Resolves with the line when it has said this so often. */
    async hear(message: string, times = 1): Promise<Line> {
      while (said(message).length < times) await once(written, 'line')
      return said(message)[times - 1]!
    },
    async stop() {
      const since = performance.now()
      child.kill('SIGTERM')
      return { exit: await exited, ms: performance.now() - since }
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await exited
    },
  }
}

const entryOf = (number: number, changedAt: Date): NcmecEntry => ({
  number,
  member: 7,
  id: `entry${number}`,
  type: 'image',
  changedAt,
  isDeleted: false,
  classification: 'A1',
  fingerprints: { md5: drawHash(16) },
})

/** An exchange that two people have agreed on, due now. */
async function approvedFeed(name: string, baseUrl: string) {
  const listId = await openList(db, { authority: 'NCMEC', list: name, terms: listTerms() })
  const { user, password } = NCMEC_LOGIN
  const limits = { attempts: 1 }
  const config = { kind: 'ncmec' as const, baseUrl, user, password, limits }
  const feedId = await requestFeed({ db, crypto }, { listId, config, everyMinutes: 60 }, officer)
  await approveFeed(db, feedId, colleague)
  const read = () =>
    db.selectFrom('list_feed').selectAll().where('id', '=', feedId).executeTakeFirstOrThrow()
  const becomeDue = () =>
    sql`update list_feed set next_at = clock_timestamp() where id = ${feedId}`.execute(db)
  const inForce = async (): Promise<number> => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from entry_in_force where list_id = ${listId}`.execute(db)
    return rows[0]!.count
  }
  return { feedId, read, becomeDue, inForce }
}

const minutesUntil = (at: Date): number => (at.getTime() - Date.now()) / 60_000

describe('the exchange process', () => {
  it('reads what is due, again when it is due again, notes a failure and recovers', async () => {
    const entries = [1, 2, 3].map((number) => entryOf(number, new Date(Date.now() - DAY_MS)))
    await using server = await startNcmecServer(new Date(), { entries, pageSize: 2 })
    const { feedId, read, becomeDue, inForce } = await approvedFeed('scheduled', server.url)
    await using running = await startProcess()
    expect(await running.hear('exchange read')).toMatchObject({ feed: feedId })
    expect(await inForce()).toBe(3)
    const first = await read()
    expect(first).toMatchObject({ problem: null, failures: 0, submission_id: null })
    expect(minutesUntil(first.next_at)).toBeGreaterThan(58)

    entries.push(entryOf(4, new Date()))
    await becomeDue()
    await running.hear('exchange read', 2)
    expect(await inForce()).toBe(4)
    expect((await read()).finished_at!.getTime()).toBeGreaterThan(first.finished_at!.getTime())

    server.faults.push({ status: 500, body: '' })
    await becomeDue()
    expect(await running.hear('exchange not read')).toMatchObject({
      feed: feedId,
      code: 'exchange-server-error',
    })
    const failed = await read()
    expect(failed).toMatchObject({ problem: 'exchange-server-error', failures: 1 })
    expect(minutesUntil(failed.next_at)).toBeGreaterThan(1)
    expect(minutesUntil(failed.next_at)).toBeLessThan(3)
    expect(await inForce()).toBe(4)

    await becomeDue()
    await running.hear('exchange read', 3)
    expect(await read()).toMatchObject({ problem: null, failures: 0 })
    expect(await running.stop()).toMatchObject({ exit: [0, null] })
    expect(running.lines.filter(({ level }) => level >= 50)).toEqual([])
  })

  it('ends promptly in the middle of a page, and the next one goes on', async () => {
    const entries = [1, 2, 3].map((number) => entryOf(number, new Date(Date.now() - DAY_MS)))
    await using server = await startNcmecServer(new Date(), { entries, pageSize: 2 })
    const { read, inForce } = await approvedFeed('ended', server.url)
    server.faults.push(null, 'stall')
    await using first = await startProcess()
    await server.answered(2)
    const { exit, ms } = await first.stop()
    expect(exit).toEqual([0, null])
    expect(ms).toBeLessThan(30_000)
    expect(await inForce()).toBe(0)
    expect(await read()).toMatchObject({ problem: null, failures: 0 })
    const before = server.requests.length
    await using second = await startProcess()
    await second.hear('exchange read')
    expect(await inForce()).toBe(3)
    // from the page where it was
    expect(server.requests.slice(before).map(({ query }) => query['start'])).toEqual(['3'])
    expect(await second.stop()).toMatchObject({ exit: [0, null] })
  })

  it('asks for second opinions beside a list that is being read, and ends while it asks', async () => {
    await using lists = await startNcmecServer(new Date())
    const { feedId } = await approvedFeed('slow', lists.url)
    lists.faults.push('silence')
    const { waiting, approved } = testOpinions(() => ({ db, crypto }))
    const one = await waiting()
    await using shield = await startShieldServer(new Date(), new Map())
    const source = await approved(shield.url)
    await using running = await startProcess()
    await lists.answered(1)
    expect(await running.hear('second opinions asked')).toMatchObject({ media: 1 })
    const answers = db.selectFrom('second_opinion').select(['media_id', 'classification'])
    expect(await answers.execute()).toEqual([
      { media_id: one.mediaId, classification: 'no-known-match' },
    ])

    const other = await waiting()
    shield.faults.push('silence')
    await sql`update opinion_source set next_at = clock_timestamp() where id = ${source}`.execute(
      db,
    )
    await shield.answered(2)
    const { exit, ms } = await running.stop()
    expect(exit).toEqual([0, null])
    expect(ms).toBeLessThan(30_000)
    expect(await answers.where('answered_at', 'is', null).execute()).toEqual([
      { media_id: other.mediaId, classification: null },
    ])
    const feed = db.selectFrom('list_feed').select(['problem', 'failures'])
    expect(await feed.where('id', '=', feedId).execute()).toEqual([{ problem: null, failures: 0 }])
  })
})
