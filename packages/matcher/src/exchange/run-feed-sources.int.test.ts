import { connect, newId, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { colleague, officer } from '../fixtures/imported.ts'
import { nextEpoch } from '../list-epochs.ts'
import { activateSubmission } from '../submissions/activate-submission.ts'
import { activationMark } from '../submissions/activation-mark.ts'
import { missingFrom } from '../submissions/edition.ts'
import { voteOnEntry } from '../submissions/judge-entry.ts'
import { lockSubmission, submissionOf } from '../submissions/submission-store.ts'
import { drawHash } from './testing-exchange.ts'
import { testFeeds } from './testing-feed.ts'

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
const { entryOf, start, inForce } = testFeeds(() => db)

const entriesOf = (listId: string) =>
  db
    .selectFrom('list_entry')
    .select(['id', 'submission_id', 'status', 'reason', 'source_key', 'moved'])
    .where('list_id', '=', listId)
    .orderBy('id')
    .execute()
const sourcesOf = async (entryId: string): Promise<number> =>
  (await db.selectFrom('entry_source').select('entry_id').where('entry_id', '=', entryId).execute())
    .length

describe('runFeed', () => {
  it('leaves to an officer what its source withdraws and the officer has too', async () => {
    await using all = await start([entryOf(1)])
    await all.run()
    const { submissionId } = await all.handIn([all.server.state.entries[0]!.fingerprints['md5']])
    all.change(0, { isDeleted: true })
    await all.run()
    expect(await inForce(all.listId)).toBe(1)
    const [entry] = await entriesOf(all.listId)
    expect(entry).toMatchObject({ submission_id: submissionId, source_key: null, moved: true })
    expect(await sourcesOf(entry!.id)).toBe(0)
  })

  it('no longer stands by what is of an officer when its source withdraws it', async () => {
    await using all = await start([entryOf(1)])
    const { submissionId } = await all.handIn([all.server.state.entries[0]!.fingerprints['md5']])
    await all.run()
    const [entry] = await entriesOf(all.listId)
    expect(await sourcesOf(entry!.id)).toBe(1)
    all.change(0, { isDeleted: true })
    await all.run()
    expect(await sourcesOf(entry!.id)).toBe(0)
    expect(await entriesOf(all.listId)).toMatchObject([{ submission_id: submissionId }])
    expect(await inForce(all.listId)).toBe(1)
  })

  it.each(['B', 'C'])(
    'leaves to a file that waits what its source withdraws, as what its several codes say: %s',
    async (worst) => {
      await using all = await start([entryOf(1)])
      await all.run()
      const md5 = all.server.state.entries[0]!.fingerprints['md5']!
      const { submissionId } = await all.stage([
        [md5, 'B'],
        [md5, 'D'],
        [drawHash(16), 'C'],
      ])
      all.change(0, { isDeleted: true })
      await all.run()
      const [entry] = await entriesOf(all.listId)
      expect(entry).toMatchObject({ submission_id: submissionId, source_key: null, moved: true })
      expect(await inForce(all.listId)).toBe(0)
      const map = { B: 'harmful', C: 'harmful', D: 'harmful', [worst]: 'csam' }
      await db
        .updateTable('submission')
        .set({ categories: JSON.stringify(map) })
        .where('id', '=', submissionId)
        .execute()
      const mark = activationMark(await submissionOf(db, submissionId), null)
      await activateSubmission(db, submissionId, colleague, mark)
      const { rows } = await sql<{ id: string; legal_class: string }>`
        select id, legal_class from entry_in_force where list_id = ${all.listId}
         order by id`.execute(db)
      const classes = rows.map(({ id, legal_class }) => [id === entry!.id, legal_class])
      expect(classes).toEqual([
        [true, map['B']],
        [false, map['C']],
      ])
    },
  )

  it('keeps what an edition of an officer does not have, which is not told to stop counting', async () => {
    await using all = await start([entryOf(1), entryOf(2)])
    await all.run()
    const md5 = all.server.state.entries[0]!.fingerprints['md5']!
    const { submissionId } = await all.stage([
      [md5, 'B'],
      [drawHash(16), 'B'],
    ])
    await db
      .updateTable('submission')
      .set({ categories: JSON.stringify({ B: 'csam' }) })
      .where('id', '=', submissionId)
      .execute()
    const mark = activationMark(await submissionOf(db, submissionId), null)
    await activateSubmission(db, submissionId, colleague, mark)
    expect(await inForce(all.listId)).toBe(3)
    expect(await missingFrom(db, { id: newId(), list_id: all.listId })).toBe(1)
  })

  it('counts once what its home has by the name of another member too', async () => {
    const first = entryOf(1)
    await using all = await start([first, entryOf(2, { fingerprints: first.fingerprints })])
    await all.run()
    const [entry] = await entriesOf(all.listId)
    const lookedBack = newId()
    await db
      .updateTable('submission')
      .set({ look_back_from: lookedBack })
      .where('id', '=', entry!.submission_id)
      .execute()
    all.change(0, { isDeleted: true })
    await all.run()
    expect(await inForce(all.listId)).toBe(1)
    const home = db.selectFrom('submission').where('id', '=', entry!.submission_id)
    expect(await home.select(['look_back', 'look_back_from']).executeTakeFirstOrThrow()).toEqual({
      look_back: 'running',
      look_back_from: lookedBack,
    })
    all.change(1, { isDeleted: true })
    await all.run()
    expect(await inForce(all.listId)).toBe(0)
  })

  it('tells once of what all members withdraw together', async () => {
    const first = entryOf(1)
    await using all = await start([first, entryOf(2, { fingerprints: first.fingerprints })])
    await all.run()
    all.change(0, { isDeleted: true })
    all.change(1, { isDeleted: true })
    await all.run()
    const told = await db
      .selectFrom('audit_event')
      .select('detail')
      .where('action', '=', 'entries-withdrawn-by-source')
      .where('object_id', '=', all.feedId)
      .execute()
    expect(told).toEqual([{ detail: { withdrawn: 1, keptByOthers: 0 } }])
  })

  it('keeps what one member of the exchange withdraws until the last one has', async () => {
    const first = entryOf(1)
    const entries = [first]
    await using all = await start(entries)
    await all.run()
    entries.push(entryOf(2, { fingerprints: first.fingerprints }))
    all.change(1, {})
    await all.run()
    all.change(0, { isDeleted: true })
    await all.run()
    expect(await inForce(all.listId)).toBe(1)
    all.change(1, { isDeleted: true })
    await all.run()
    expect(await inForce(all.listId)).toBe(0)
    expect(await entriesOf(all.listId)).toMatchObject([{ status: 'revoked' }])
  })

  it('leaves to an officer the hash that its source has exchanged for another', async () => {
    await using all = await start([entryOf(1)])
    await all.run()
    await all.handIn([all.server.state.entries[0]!.fingerprints['md5']])
    all.change(0, { fingerprints: { md5: drawHash(16) } })
    await all.run()
    expect(await inForce(all.listId)).toBe(2)
    all.change(0, { isDeleted: true })
    await all.run()
    expect(await inForce(all.listId)).toBe(1)
  })

  it('keeps what was there already and this source has less of than its home', async () => {
    await using all = await start([
      entryOf(1, { fingerprints: { md5: drawHash(16), sha1: drawHash(20) } }),
    ])
    await all.run()
    all.change(0, { fingerprints: { md5: all.server.state.entries[0]!.fingerprints['md5']! } })
    await all.run()
    expect(await inForce(all.listId)).toBe(1)
    const entries = await entriesOf(all.listId)
    expect(entries).toMatchObject([{ status: 'revoked' }, { status: 'active' }])
  })

  it('does not bring back what was rejected because its source changes it', async () => {
    await using all = await start([entryOf(1), entryOf(2)])
    await all.run()
    const [first] = await entriesOf(all.listId)
    await voteOnEntry(db, first!.id, { verdict: 'reject', reason: 'private words' }, officer)
    expect(await inForce(all.listId)).toBe(1)
    all.change(0, { fingerprints: { md5: drawHash(16) } })
    all.change(1, { fingerprints: { md5: drawHash(16) } })
    await all.run()
    expect(await inForce(all.listId)).toBe(1)
    expect(
      (await entriesOf(all.listId)).filter(({ status }) => status === 'suspended'),
    ).toMatchObject([{ reason: 'rejected', source_key: first!.source_key }])
  })

  it('waits for who judges an entry without holding the epoch', async () => {
    await using all = await start([entryOf(1)])
    await all.run()
    const [entry] = await entriesOf(all.listId)
    all.change(0, { isDeleted: true })
    let running: Promise<boolean> | undefined
    await db.transaction().execute(async (trx) => {
      await sql`select from list_entry where id = ${entry!.id} for no key update`.execute(trx)
      running = all.run()
      running.catch(() => undefined)
      for (let waiting = 0; waiting === 0;) {
        const { rows } = await sql<{ count: number }>`
          select count(*)::int as count from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock'`.execute(trx)
        waiting = rows[0]!.count
      }
      await sql`set local lock_timeout = '500ms'`.execute(trx)
      await nextEpoch(trx)
    })
    expect(await running).toBe(true)
    expect(await inForce(all.listId)).toBe(0)
  })

  it('waits for who ends the submission that an entry goes over to without holding the epoch', async () => {
    await using all = await start([entryOf(1)])
    await all.run()
    const { submissionId } = await all.handIn([all.server.state.entries[0]!.fingerprints['md5']])
    all.change(0, { isDeleted: true })
    let running: Promise<boolean> | undefined
    await db.transaction().execute(async (trx) => {
      await lockSubmission(trx, submissionId)
      running = all.run()
      running.catch(() => undefined)
      for (let waiting = 0; waiting === 0;) {
        const { rows } = await sql<{ count: number }>`
          select count(*)::int as count from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock'`.execute(trx)
        waiting = rows[0]!.count
      }
      await sql`set local lock_timeout = '500ms'`.execute(trx)
      await nextEpoch(trx)
    })
    expect(await running).toBe(true)
    expect(await inForce(all.listId)).toBe(1)
  })
})
