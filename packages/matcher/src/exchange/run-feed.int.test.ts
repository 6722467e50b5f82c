import { connect, createFieldCrypto, createLog, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { colleague, officer } from '../fixtures/imported.ts'
import { listTerms } from '../fixtures/synthetic.ts'
import { openList } from '../submissions/open-submission.ts'
import { voteOnEntry } from '../submissions/judge-entry.ts'
import { createNcmecClient } from './ncmec-client.ts'
import { approveFeed, feedsDue, requestFeed, type Feed } from './feed-store.ts'
import { runFeed } from './run-feed.ts'
import { sendVotes } from './send-votes.ts'
import { drawHash } from './testing-exchange.ts'
import { NCMEC_LOGIN, startNcmecServer, type NcmecEntry } from './testing-ncmec.ts'

const crypto = createFieldCrypto(new Uint8Array(32).fill(7))
const log = createLog('test', { level: 'silent' })
const never = new AbortController().signal
let time = Date.parse('2026-06-01T12:00:00Z')
const now = (): Date => new Date(time)
let database: { url: string; drop(): Promise<void> }
let db: Db
beforeAll(async () => {
  database = await createTestDatabase()
  db = connect(database.url)
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

const entryOf = (number: number, changes: Partial<NcmecEntry> = {}): NcmecEntry => ({
  number,
  member: 7,
  id: `entry${number}`,
  type: 'image',
  changedAt: new Date(time - 86_400_000),
  isDeleted: false,
  classification: 'A1',
  fingerprints: { md5: drawHash(16) },
  ...changes,
})

let lists = 0
async function start(entries: NcmecEntry[]) {
  const server = await startNcmecServer(now(), {
    entries,
    pageSize: 3,
    reasons: { MD5: { '01234567-89ab': 'rejected' } },
  })
  const terms = listTerms()
  const list = `exchange ${++lists}`
  const listId = await openList(db, { authority: 'NCMEC', list, terms })
  const { user, password } = NCMEC_LOGIN
  const config = { kind: 'ncmec' as const, baseUrl: server.url, user, password }
  const feedId = await requestFeed({ db, crypto }, { listId, config, everyMinutes: 60 }, officer)
  await approveFeed(db, feedId, colleague)
  const client = createNcmecClient({ now, wait: async () => undefined }, config)
  const feed = (): Promise<Feed> =>
    db.selectFrom('list_feed').selectAll().where('id', '=', feedId).executeTakeFirstOrThrow()
  const run = async (signal = never) =>
    runFeed({ db, crypto, log, now }, await feed(), signal, client)
  return { server, listId, feedId, feed, run, client }
}
const inForce = async (listId: string): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from entry_in_force where list_id = ${listId}`.execute(db)
  return rows[0]!.count
}

describe('requestFeed', () => {
  it('fetches nothing before somebody else approves, also by SQL', async () => {
    const listId = await openList(db, { authority: 'N', list: 'asked', terms: listTerms() })
    const config = { kind: 'ncmec', baseUrl: 'http://127.0.0.1:1', ...NCMEC_LOGIN } as const
    const id = await requestFeed({ db, crypto }, { listId, config, everyMinutes: 60 }, officer)
    expect(await feedsDue(db, new Date(8e15))).toEqual([])
    await expect(approveFeed(db, id, officer)).rejects.toMatchObject({
      code: 'second-person-needed',
    })
    const bySql = sql`update list_feed set approved_by = requested_by where id = ${id}`.execute(db)
    await expect(bySql).rejects.toMatchObject({ code: '23514' })
    const { config_ct } = await db
      .selectFrom('list_feed')
      .select('config_ct')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(config_ct.includes(NCMEC_LOGIN.password)).toBe(false)
  })
})

describe('runFeed', () => {
  it('has what came count when the run is at its end, and asks again later', async () => {
    await using all = await start(Array.from({ length: 8 }, (_, n) => entryOf(n + 1))).then(
      (one) => ({ ...one, [Symbol.asyncDispose]: () => one.server[Symbol.asyncDispose]() }),
    )
    expect(await all.run()).toBe(true)
    expect(await inForce(all.listId)).toBe(8)
    const { problem, next_at, submission_id } = await all.feed()
    expect({ problem, submission_id }).toEqual({ problem: null, submission_id: null })
    expect(next_at.getTime()).toBe(time + 3_600_000)
    const { activated_by } = await db
      .selectFrom('submission')
      .select('activated_by')
      .where('list_id', '=', all.listId)
      .executeTakeFirstOrThrow()
    expect(activated_by).toBe(colleague.actor)
    expect(await all.run()).toBe(true)
    expect(await inForce(all.listId)).toBe(8)
  })

  it('lets go at once of what its source withdraws, and takes it again when it is back', async () => {
    const entries = [entryOf(1), entryOf(2)]
    const { run, listId, server } = await start(entries)
    await run()
    time += 7_200_000
    entries[0] = { ...entries[0]!, isDeleted: true, changedAt: new Date(time - 60_000) }
    server.state.entries = entries
    await run()
    expect(await inForce(listId)).toBe(1)
    time += 7_200_000
    entries[0] = { ...entries[0], isDeleted: false, changedAt: new Date(time - 60_000) }
    await run()
    expect(await inForce(listId)).toBe(2)
    await server[Symbol.asyncDispose]()
  })

  it('no longer has a hash that its source has exchanged for another', async () => {
    const entries = [entryOf(1)]
    const { run, listId, server } = await start(entries)
    await run()
    time += 7_200_000
    const fingerprints = { md5: drawHash(16) }
    entries[0] = { ...entries[0]!, fingerprints, changedAt: new Date(time - 60_000) }
    await run()
    expect(await inForce(listId)).toBe(1)
    const { rows } = await sql<{ value_key: Buffer }>`
      select h.value_key from entry_in_force e join entry_hash h on h.entry_id = e.id
       where e.list_id = ${listId}`.execute(db)
    const key = crypto.blindIndex('hash:md5', fingerprints.md5.toLowerCase())
    expect(rows[0]!.value_key).toEqual(key)
    await server[Symbol.asyncDispose]()
  })

  it('goes on in the middle after it was stopped, and notes why it could not read', async () => {
    const { run, listId, server, feed } = await start(
      Array.from({ length: 9 }, (_, n) => entryOf(n + 1)),
    )
    const stop = new AbortController()
    server.state.beforePage = (page) => void (page === 2 && stop.abort())
    expect(await run(stop.signal)).toBe(false)
    const middle = await feed()
    expect(middle.submission_id).not.toBeNull()
    expect(middle.checkpoint).toMatchObject({ run: { pages: 1 } })
    expect(await inForce(listId)).toBe(0)
    expect(await run()).toBe(true)
    expect(await inForce(listId)).toBe(9)
    await server[Symbol.asyncDispose]()
    expect(await run()).toBe(false)
    expect(await feed()).toMatchObject({ problem: 'exchange-unreachable', failures: 1 })
  })

  it('tells the exchange once what people have said of its entries', async () => {
    const { run, listId, server, feed, client } = await start([entryOf(1)])
    await run()
    const { id } = await db
      .selectFrom('list_entry')
      .select('id')
      .where('list_id', '=', listId)
      .executeTakeFirstOrThrow()
    await voteOnEntry(db, id, { verdict: 'reject', reason: 'private words' }, officer)
    expect(await sendVotes({ db, crypto }, await feed(), client, never)).toBe(1)
    expect(await sendVotes({ db, crypto }, await feed(), client, never)).toBe(0)
    expect(server.state.feedback).toMatchObject([{ kind: 'negative', guids: ['01234567-89ab'] }])
    await server[Symbol.asyncDispose]()
  })
})
