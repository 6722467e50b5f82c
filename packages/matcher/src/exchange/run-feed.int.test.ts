import { connect, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { colleague, officer } from '../fixtures/imported.ts'
import { listTerms } from '../fixtures/synthetic.ts'
import { endSubmission, withdrawList } from '../submissions/end-submission.ts'
import { voteOnEntry } from '../submissions/judge-entry.ts'
import { openList } from '../submissions/open-submission.ts'
import { settleEndings } from '../submissions/settle-endings.ts'
import type { ExchangeClient } from './exchange-client.ts'
import { approveFeed, feedsDue, requestFeed } from './feed-store.ts'
import { readDue } from './run-feed.ts'
import { sendVotes } from './send-votes.ts'
import { drawHash } from './testing-exchange.ts'
import { testFeeds } from './testing-feed.ts'
import { NCMEC_LOGIN } from './testing-ncmec.ts'

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
const { crypto, never, clock, now, deps, entryOf, start, inForce, runsOf } = testFeeds(() => db)

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
    for (let time = 0; time < 2; time++) await approveFeed(db, id, colleague)
    for (const same of [officer, { actor: 'key:another', name: ' OFFICER ' }]) {
      await expect(approveFeed(db, id, same)).rejects.toMatchObject({
        code: 'second-person-needed',
      })
    }
    const { config_ct } = await db
      .selectFrom('list_feed')
      .select('config_ct')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(config_ct.includes(NCMEC_LOGIN.password)).toBe(false)
  })

  it('refuses a list that is not there, that was withdrawn or that its hashes do not fit', async () => {
    const ask = (listId: string, config: Parameters<typeof requestFeed>[1]['config']) =>
      requestFeed({ db, crypto }, { listId, config, everyMinutes: 60 }, officer)
    const ncmec = { kind: 'ncmec', baseUrl: 'http://127.0.0.1:1', ...NCMEC_LOGIN } as const
    const stopncii = {
      kind: 'stopncii',
      baseUrl: 'http://127.0.0.1:1',
      subscriptionKey: 'drawn',
      functionKeys: { fetchHashes: 'drawn' },
    } as const
    const open = (list: string, legalClass: 'csam' | 'harmful') =>
      openList(db, { authority: 'N', list, terms: listTerms({ legalClass }) })
    const none = '00000000-0000-7000-8000-000000000000'
    await expect(ask(none, ncmec)).rejects.toMatchObject({ code: 'list-not-found' })
    const gone = await open('gone', 'csam')
    await withdrawList(db, gone, '', officer)
    await expect(ask(gone, ncmec)).rejects.toMatchObject({ code: 'list-withdrawn' })
    const csam = await open('of csam', 'csam')
    await expect(ask(csam, stopncii)).rejects.toMatchObject({ code: 'exchange-list-unfit' })
    expect(await ask(await open('of adults', 'harmful'), stopncii)).toBeTypeOf('string')
  })
})

const THROWN_AWAY = { reason: 'revoked', note: 'thrown away' } as const

describe('runFeed', () => {
  it('has what came count when the run is at its end, and asks again later', async () => {
    await using all = await start(Array.from({ length: 8 }, (_, n) => entryOf(n + 1)))
    expect(await all.run()).toBe(true)
    expect(await inForce(all.listId)).toBe(8)
    const { problem, next_at, submission_id } = await all.feed()
    expect({ problem, submission_id }).toEqual({ problem: null, submission_id: null })
    expect(next_at.getTime()).toBe(clock.time + 3_600_000)
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
    clock.time += 7_200_000
    entries[0] = { ...entries[0]!, isDeleted: true, changedAt: new Date(clock.time - 60_000) }
    server.state.entries = entries
    await run()
    expect(await inForce(listId)).toBe(1)
    clock.time += 7_200_000
    entries[0] = { ...entries[0], isDeleted: false, changedAt: new Date(clock.time - 60_000) }
    await run()
    expect(await inForce(listId)).toBe(2)
    await server[Symbol.asyncDispose]()
  })

  it('no longer has a hash that its source has exchanged for another', async () => {
    const entries = [entryOf(1)]
    const { run, listId, server } = await start(entries)
    await run()
    clock.time += 7_200_000
    const fingerprints = { md5: drawHash(16) }
    entries[0] = { ...entries[0]!, fingerprints, changedAt: new Date(clock.time - 60_000) }
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

  const nine = () => Array.from({ length: 9 }, (_, n) => entryOf(n + 1))

  it('has nothing count before it is noted that the run is at its end', async () => {
    await using all = await start(nine())
    await sql`
      create function killed() returns trigger language plpgsql as $$
        begin raise exception 'killed'; end $$;
      create trigger killed before update on list_feed for each row
        when (old.submission_id is not null and new.submission_id is null) execute function killed()
    `.execute(db)
    await expect(all.run()).rejects.toThrow('killed')
    await sql`drop trigger killed on list_feed; drop function killed`.execute(db)
    expect(await runsOf(all.listId)).toMatchObject([{ state: 'receiving' }])
    // also when nothing but the end was missing, what is thrown away is asked for again
    await endSubmission(db, (await all.feed()).submission_id!, THROWN_AWAY, officer)
    expect(await all.run()).toBe(true)
    expect(await inForce(all.listId)).toBe(9)
    expect(await runsOf(all.listId)).toMatchObject([{ state: 'discarded' }, { state: 'active' }])
  })

  it('asks again for what was thrown away when it had been stopped', async () => {
    await using all = await start(nine())
    const stop = new AbortController()
    all.server.state.beforePage = (page) => void (page === 3 && stop.abort())
    expect(await all.run(stop.signal)).toBe(false)
    await endSubmission(db, (await all.feed()).submission_id!, THROWN_AWAY, officer)
    expect(await all.run()).toBe(true)
    await settleEndings(db)
    expect(await inForce(all.listId)).toBe(9)
  })

  it('begins again when what it brings is thrown away while it reads', async () => {
    await using all = await start(nine())
    let thrown = 0
    const client: ExchangeClient = {
      ...all.client,
      async *fetchPages(from, signal) {
        for await (const page of all.client.fetchPages(from, signal)) {
          yield page
          if (thrown++ > 0) continue
          await endSubmission(db, (await all.feed()).submission_id!, THROWN_AWAY, officer)
        }
      },
    }
    expect(await all.run(never, client)).toBe(true)
    await settleEndings(db)
    expect(await inForce(all.listId)).toBe(9)
  })

  it('does not read into a list that was withdrawn', async () => {
    await using all = await start([entryOf(1)])
    await withdrawList(db, all.listId, '', officer)
    expect(await all.run()).toBe(false)
    expect(await all.feed()).toMatchObject({ problem: 'list-withdrawn', failures: 1 })
    expect(await runsOf(all.listId)).toEqual([])
  })

  it('leaves no submission of a run that brought nothing', async () => {
    await using all = await start([entryOf(1)])
    await all.run()
    expect(await runsOf(all.listId)).toHaveLength(1)
    all.change(0, {})
    await all.run()
    all.change(0, { isDeleted: true })
    await all.run()
    all.server.state.entries.push(entryOf(2, { fingerprints: { md5: '0'.repeat(32) } }))
    all.change(1, {})
    expect(await all.run()).toBe(true)
    expect(await runsOf(all.listId)).toMatchObject([{ state: 'active', accepted: 1 }])
    expect(await inForce(all.listId)).toBe(0)
  })

  it('stands by what was there already when another hands it in', async () => {
    await using all = await start([entryOf(1)])
    const { md5 } = all.server.state.entries[0]!.fingerprints
    const { submissionId } = await all.handIn([md5])
    await all.run()
    all.change(0, {})
    await all.run()
    expect(await runsOf(all.listId)).toMatchObject([{ state: 'active', accepted: 0, duplicate: 1 }])
    await endSubmission(db, submissionId, { reason: 'revoked', note: '' }, officer)
    await settleEndings(db)
    expect(await inForce(all.listId)).toBe(1)
  })
})

describe('readDue', () => {
  it('reads the others when the configuration of one cannot be read, and asks that one later', async () => {
    await using broken = await start([entryOf(1)])
    await using damaged = await start([entryOf(1)])
    await using good = await start([entryOf(1)])
    const mine = [broken.feedId, damaged.feedId, good.feedId]
    await sql`update list_feed set next_at = case when id = any(${mine}::uuid[])
      then ${now()}::timestamptz - interval '1 hour' else 'infinity' end`.execute(db)
    const set = (id: string, config_ct: Buffer) =>
      db.transaction().execute(async (trx) => {
        // as a disk does it
        await sql`alter table list_feed disable trigger list_feed_approval`.execute(trx)
        await trx.updateTable('list_feed').set({ config_ct }).where('id', '=', id).execute()
        await sql`alter table list_feed enable trigger list_feed_approval`.execute(trx)
      })
    await set(broken.feedId, Buffer.alloc(64))
    const place = { table: 'list_feed', column: 'config_ct', row: damaged.feedId }
    await set(damaged.feedId, crypto.seal(place, '{"password": "drawn'))
    await readDue(deps(), never)
    expect(await good.feed()).toMatchObject({ problem: null, failures: 0, finished_at: now() })
    expect(await inForce(good.listId)).toBe(1)
    const next_at = new Date(clock.time + 120_000)
    expect(await broken.feed()).toMatchObject({ failures: 1, next_at })
    expect((await broken.feed()).problem).toMatch(/^field-/)
    expect(await damaged.feed()).toMatchObject({ problem: 'exchange-config-unreadable', next_at })
  })

  it('notes an error that nobody has thought of', async () => {
    await using odd = await start([entryOf(1)])
    await sql`update list_feed set next_at = case when id = ${odd.feedId}
      then ${now()}::timestamptz - interval '1 hour' else 'infinity' end`.execute(db)
    await sql`
      create function odd() returns trigger language plpgsql as $$
        begin raise exception 'odd'; end $$;
      create trigger odd before insert on submission for each row execute function odd()`.execute(
      db,
    )
    await readDue(deps(), never)
    await sql`drop trigger odd on submission; drop function odd`.execute(db)
    expect(await odd.feed()).toMatchObject({ problem: 'unexpected', failures: 1 })
  })
})

describe('sendVotes', () => {
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

  it('does not let votes that cannot be told stand before others', async () => {
    const entries = [entryOf(1)]
    await using all = await start(entries)
    await all.run()
    const { listId } = await all.handIn([drawHash(16)])
    await sql`update entry_page set hashes_ct = '\\x00' where submission_id in (
      select id from submission where list_id = ${listId} and kind = 'feed')`.execute(db)
    entries.push(entryOf(2))
    all.change(1, {})
    await all.run()
    const rows = await db
      .selectFrom('list_entry')
      .select('id')
      .where('list_id', '=', listId)
      .orderBy('id')
      .execute()
    expect(rows).toHaveLength(3)
    for (const { id } of rows) {
      await voteOnEntry(db, id, { verdict: 'reject', reason: 'private words' }, officer)
    }
    expect(await sendVotes({ db, crypto }, await all.feed(), all.client, never)).toBe(1)
    const told = await db
      .selectFrom('audit_event')
      .select('detail')
      .where('action', '=', 'vote-told')
      .where(
        'object_id',
        'in',
        rows.map(({ id }) => id),
      )
      .execute()
    expect(told.map(({ detail }) => (detail as { result: string }).result).sort()).toEqual([
      'no-reference',
      'not-readable',
      'sent',
    ])
    expect(all.server.state.feedback).toHaveLength(1)
  })
})
