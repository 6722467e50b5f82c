import { connect, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { colleague, importActive, officer } from '../fixtures/imported.ts'
import { bytesOf, listTerms } from '../fixtures/synthetic.ts'
import { importList, type ImportRequest } from '../import-list.ts'
import { endSubmission } from '../submissions/end-submission.ts'
import { FLOOD } from '../submissions/flood.ts'
import { suspendEntries, voteOnEntry } from '../submissions/judge-entry.ts'
import { settleEndings } from '../submissions/settle-endings.ts'
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
const { crypto, entryOf, start, inForce } = testFeeds(() => db)

const standing = (listId: string) =>
  db
    .selectFrom('list_entry')
    .select(['id', 'status', 'reason', 'changed_by'])
    .where('list_id', '=', listId)
    .where('status', '<>', 'revoked')
    .orderBy('id')
    .execute()
const reject = { verdict: 'reject', reason: 'private words' } as const
const confirm = { verdict: 'confirm', reason: 'seen' } as const
type Exchange = Awaited<ReturnType<typeof start>>

/** A file that an officer hands in to the list of an exchange. */
async function handedIn(all: Exchange, text: string): Promise<ImportRequest> {
  const { name } = await db
    .selectFrom('hash_list')
    .select('name')
    .where('id', '=', all.listId)
    .executeTakeFirstOrThrow()
  const source = { bytes: bytesOf(text), format: 'auto' } as const
  const place = { authority: 'NCMEC', list: name, terms: listTerms() }
  return { source, ...place, by: officer, dryRun: false }
}

/** Has the first entry be suspended, and then withdrawn. */
async function withdrawn(all: Exchange, suspend: (id: string) => Promise<unknown>) {
  await all.run()
  await suspend((await standing(all.listId))[0]!.id)
  all.change(0, { isDeleted: true })
  await all.run()
  expect(await standing(all.listId)).toEqual([])
}
const listAgain = async (all: Exchange, changes: Parameters<Exchange['change']>[1] = {}) => {
  all.change(0, { isDeleted: false, ...changes })
  await all.run()
  return standing(all.listId)
}

describe('an entry that its source withdraws and lists again', () => {
  it('comes back rejected when it was rejected, until two people bring it back', async () => {
    await using all = await start([entryOf(1)])
    await withdrawn(all, (id) => voteOnEntry(db, id, reject, officer))
    const [entry] = await listAgain(all)
    expect(entry).toMatchObject({
      status: 'suspended',
      reason: 'rejected',
      changed_by: officer.actor,
    })
    expect(await inForce(all.listId)).toBe(0)
    await voteOnEntry(db, entry!.id, confirm, officer)
    await voteOnEntry(db, entry!.id, confirm, colleague)
    expect(await inForce(all.listId)).toBe(1)
    // and what they have said holds when it goes and comes once more
    all.change(0, { isDeleted: true })
    await all.run()
    expect(await listAgain(all)).toMatchObject([{ status: 'active' }])
  })

  it('comes back suspended when it matched too many sites, each time', async () => {
    await using all = await start([entryOf(1)])
    await withdrawn(all, (id) => suspendEntries(db, [id], FLOOD))
    expect(await listAgain(all)).toMatchObject([{ status: 'suspended', reason: FLOOD }])
    all.change(0, { isDeleted: true })
    await all.run()
    expect(await listAgain(all)).toMatchObject([{ status: 'suspended', reason: FLOOD }])
    expect(await inForce(all.listId)).toBe(0)
  })

  it('comes back suspended under another name of the source, and with another hash', async () => {
    await using all = await start([entryOf(1)])
    await withdrawn(all, (id) => voteOnEntry(db, id, reject, officer))
    expect(await listAgain(all, { id: 'another' })).toMatchObject([{ status: 'suspended' }])
    await using other = await start([entryOf(2)])
    await withdrawn(other, (id) => voteOnEntry(db, id, reject, officer))
    const changed = await listAgain(other, { fingerprints: { md5: drawHash(16) } })
    expect(changed).toMatchObject([{ status: 'suspended', reason: 'rejected' }])
  })

  it('comes back suspended when an officer hands it in, also after that was thrown away', async () => {
    await using all = await start([entryOf(1)])
    await withdrawn(all, (id) => voteOnEntry(db, id, reject, officer))
    const { submissionId } = await importList(
      { db, crypto },
      await handedIn(all, `${all.server.state.entries[0]!.fingerprints['md5']}\n`),
    )
    expect(await standing(all.listId)).toMatchObject([{ status: 'suspended' }])
    await endSubmission(db, submissionId, { reason: 'revoked', note: 'no' }, officer)
    await settleEndings(db)
    expect(await standing(all.listId)).toEqual([])
    expect(await listAgain(all)).toMatchObject([{ status: 'suspended', reason: 'rejected' }])
  })

  it('comes back suspended after what an officer had of it meanwhile was thrown away', async () => {
    await using all = await start([entryOf(1)])
    await all.run()
    const { submissionId } = await importList(
      { db, crypto },
      await handedIn(all, `${all.server.state.entries[0]!.fingerprints['md5']}\n`),
    )
    await voteOnEntry(db, (await standing(all.listId))[0]!.id, reject, officer)
    all.change(0, { isDeleted: true })
    await all.run()
    expect(await standing(all.listId)).toMatchObject([{ status: 'suspended' }])
    await endSubmission(db, submissionId, { reason: 'revoked', note: 'no' }, officer)
    await settleEndings(db)
    expect(await standing(all.listId)).toEqual([])
    expect(await listAgain(all)).toMatchObject([{ status: 'suspended', reason: 'rejected' }])
    // by its reference as well
    all.change(0, { isDeleted: true })
    await all.run()
    const changed = await listAgain(all, { fingerprints: { md5: drawHash(16) } })
    expect(changed).toMatchObject([{ status: 'suspended' }])
  })

  it('keeps its name of the source after an officer has handed it in without one', async () => {
    await using all = await start([entryOf(1)])
    await withdrawn(all, (id) => voteOnEntry(db, id, reject, officer))
    const { submissionId } = await importList(
      { db, crypto },
      await handedIn(all, `${all.server.state.entries[0]!.fingerprints['md5']}\n`),
    )
    await endSubmission(db, submissionId, { reason: 'revoked', note: 'no' }, officer)
    await settleEndings(db)
    const changed = await listAgain(all, { fingerprints: { md5: drawHash(16) } })
    expect(changed).toMatchObject([{ status: 'suspended', reason: 'rejected' }])
  })

  it('comes back active when it was active', async () => {
    await using all = await start([entryOf(1), entryOf(2)])
    await all.run()
    all.change(0, { isDeleted: true })
    await all.run()
    expect(await inForce(all.listId)).toBe(1)
    expect(await listAgain(all)).toMatchObject([{ status: 'active' }, { status: 'active' }])
  })
})

describe('runFeed', () => {
  it('refuses what matches too many sites in another list', async () => {
    const flooded = entryOf(1)
    await using one = await start([flooded])
    await one.run()
    await suspendEntries(db, [(await standing(one.listId))[0]!.id], FLOOD)
    await using other = await start([{ ...flooded, id: 'other' }, entryOf(2)])
    await other.run()
    const { rows } = await sql<{ accepted: number; refused_by: unknown }>`
      select accepted, refused_by from submission where list_id = ${other.listId}`.execute(db)
    expect(rows).toEqual([{ accepted: 1, refused_by: { flooded: 1 } }])
  })

  it('lowers what it had raised when its source withdraws that and an officer has it', async () => {
    await using all = await start([entryOf(1)])
    const value = [{ MD5: all.server.state.entries[0]!.fingerprints['md5'], Category: '2' }]
    const text = JSON.stringify({ '@odata.context': 'x', value })
    const facts = { categories: { '2': 'harmful' } } as const
    await importActive({ db, crypto }, { ...(await handedIn(all, text)), facts })
    const classOf = () =>
      db
        .selectFrom('list_entry')
        .select(['legal_class', 'category'])
        .where('list_id', '=', all.listId)
        .executeTakeFirstOrThrow()
    await all.run()
    expect(await classOf()).toEqual({ legal_class: 'csam', category: 'A1' })
    all.change(0, { isDeleted: true })
    await all.run()
    expect(await classOf()).toEqual({ legal_class: 'harmful', category: '2' })
    expect(await inForce(all.listId)).toBe(1)
  })
})
