import { connect, createFieldCrypto, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createImporter } from '../fixtures/importer.ts'
import { colleague, officer } from '../fixtures/imported.ts'
import { digestOf, listTerms, md5s } from '../fixtures/synthetic.ts'
import { activateSubmission } from './activate-submission.ts'
import { endSubmission } from './end-submission.ts'
import { FLOOD } from './flood.ts'
import { suspendEntries, voteOnEntry } from './judge-entry.ts'
import { settleEndings } from './settle-endings.ts'
import { refusedRows } from './submission-store.ts'

const crypto = createFieldCrypto(new Uint8Array(32).fill(7))
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

const { newList, stage, activate, named } = createImporter(() => ({ db, crypto }))
const confirm = { verdict: 'confirm', reason: 'seen' } as const

/** Which MD5 of a list count, by the numbers they were drawn from. */
async function counting(listId: string): Promise<number[]> {
  const { rows } = await sql<{ value_key: Buffer }>`
    select h.value_key from entry_in_force e join entry_hash h on h.entry_id = e.id
     where e.list_id = ${listId}`.execute(db)
  const keys = new Set(rows.map(({ value_key }) => value_key.toString('hex')))
  return Array.from({ length: named() * 100 + 100 }, (_, n) => n).filter((n) =>
    keys.has(crypto.blindIndex('hash:md5', digestOf('md5', n)).toString('hex')),
  )
}

/** A list of three, the first of which is suspended because it matches too many sites. */
async function flooded() {
  const list = newList()
  const first = named() * 100
  const { listId, submissionId } = await activate(md5s(first, first + 3), list)
  const { rows } = await sql<{ id: string }>`
    select h.entry_id as id from entry_hash h
     where h.list_id = ${listId}
       and h.value_key = ${crypto.blindIndex('hash:md5', digestOf('md5', first))}`.execute(db)
  const entryId = rows[0]!.id
  await suspendEntries(db, [entryId], FLOOD)
  const bringBack = async () => {
    await voteOnEntry(db, entryId, confirm, officer)
    await voteOnEntry(db, entryId, confirm, colleague)
  }
  return { list, listId, submissionId, first, entryId, bringBack }
}

describe('an import', () => {
  it('refuses, with the reason and the line, what matches too many sites in another list', async () => {
    const { first } = await flooded()
    const text = md5s(first - 1, first + 3)
    const result = await stage(text, newList())
    expect(result).toMatchObject({ accepted: 3, refused: 1, refusedBy: { flooded: 1 } })
    expect(await Array.fromAsync(refusedRows(db, result.submissionId))).toEqual([
      { line: 2, reason: 'flooded' },
    ])
  })

  it('takes it again once two people have brought it back', async () => {
    const { first, bringBack } = await flooded()
    await bringBack()
    expect(await stage(md5s(first, first + 3), newList())).toMatchObject({ accepted: 3 })
  })

  it('refuses a row of which one hash matches too many sites, whatever else it has', async () => {
    const { first } = await flooded()
    const csv = `md5,sha1\n${digestOf('md5', first)},${digestOf('sha1', first)}\n`
    expect(await stage(csv, newList())).toMatchObject({ accepted: 0, refusedBy: { flooded: 1 } })
  })

  it('does not refuse what people have rejected: that is said of one list', async () => {
    const { first, listId, list } = await flooded()
    const { rows } = await sql<{ id: string }>`
      select id from list_entry where list_id = ${listId} and status = 'active' order by id`.execute(
      db,
    )
    for (const { id } of rows) {
      await voteOnEntry(db, id, { verdict: 'reject', reason: 'a cat' }, officer)
    }
    expect(await stage(md5s(first + 1, first + 3), newList())).toMatchObject({ accepted: 2 })
    expect(await stage(md5s(first + 1, first + 3), list)).toMatchObject({ duplicate: 2 })
  })

  it('lets a negative list name it: as harmless', async () => {
    const { first } = await flooded()
    const terms = listTerms({ negative: true })
    expect(await stage(md5s(first, first + 3), newList(), { terms })).toMatchObject({ accepted: 3 })
  })

  it('does not bring it back in its own list, and tells so', async () => {
    const { list, listId, first } = await flooded()
    const again = await activate(md5s(first, first + 5), list)
    expect(again).toMatchObject({ accepted: 2, duplicate: 2, refusedBy: { flooded: 1 } })
    expect(await counting(listId)).toEqual([1, 2, 3, 4].map((n) => first + n))
    const csv = `md5,sha1\n${digestOf('md5', first)},${digestOf('sha1', first)}\n`
    expect(await stage(csv, list)).toMatchObject({ accepted: 0, refusedBy: { flooded: 1 } })
  })

  it('leaves it to two people to bring it back in its own list, also after a newer edition', async () => {
    const { list, listId, first, bringBack } = await flooded()
    await activate(md5s(first, first + 2), list, { facts: { kind: 'edition' } })
    await settleEndings(db)
    expect(await counting(listId)).toEqual([first + 1])
    await bringBack()
    expect(await counting(listId)).toEqual([first, first + 1])
  })

  it('keeps what another list has that counts, though it matches too many sites here', async () => {
    const list = newList()
    const first = (named() + 1) * 100
    const other = await activate(md5s(first, first + 3), list)
    await flooded()
    const edition = await activate(md5s(first, first + 3), list, { facts: { kind: 'edition' } })
    expect(edition).toMatchObject({ accepted: 0, duplicate: 3, refused: 0, missing: 0 })
    await settleEndings(db)
    expect(await counting(other.listId)).toEqual([0, 1, 2].map((n) => first + n))
    // nothing new comes with it either
    const csv = `md5,sha1\n${digestOf('md5', first)},${digestOf('sha1', first)}\n`
    expect(await stage(csv, list)).toMatchObject({ accepted: 0, refusedBy: { flooded: 1 } })
  })

  it('does not bring back what another list had once and matches too many sites here', async () => {
    const list = newList()
    const first = (named() + 1) * 100
    const other = await activate(md5s(first, first + 3), list)
    await endSubmission(db, other.submissionId, { reason: 'revoked', note: 'no' }, officer)
    await settleEndings(db)
    await flooded()
    const again = await stage(md5s(first, first + 3), list)
    expect(again).toMatchObject({ duplicate: 2, refusedBy: { flooded: 1 } })
    await activateSubmission(db, again.submissionId, colleague)
    expect(await counting(other.listId)).toEqual([first + 1, first + 2])
  })
})
