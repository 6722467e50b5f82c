import { connect, createFieldCrypto, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activeSet, entryChanges, withdrawnSince } from './entry-changes.ts'
import { importActive, officer } from './fixtures/imported.ts'
import { bytesOf, digestOf, listTerms } from './fixtures/synthetic.ts'
import { compareFor, currentEpoch, nextEpoch } from './list-epochs.ts'
import { listsInUse } from './list-store.ts'

const SOON = new Date('2099-01-02T00:00:00Z')
const ALL = { after: -1n, upTo: 2n ** 60n }
const crypto = createFieldCrypto(new Uint8Array(32).fill(7))
let database: { url: string; drop(): Promise<void> }
let db: Db
beforeAll(async () => {
  database = await createTestDatabase()
  db = connect(database.url)
  await add('lasting', null, 0, 250)
  await add('soon', SOON, 250, 260)
  await add('later', null, 260, 270)
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

async function add(list: string, expiresAt: Date | null, from: number, to: number): Promise<void> {
  const rows = Array.from(
    { length: to - from },
    (_, n) => `${digestOf('md5', from + n)},${digestOf('sha1', from + n)}\n`,
  )
  await importActive(
    { db, crypto },
    {
      source: { bytes: bytesOf(`md5,sha1\n${rows.join('')}`), format: 'csv' },
      authority: 'Test Police',
      list,
      terms: listTerms({ expiresAt, maxDistance: 12 }),
      by: officer,
      dryRun: false,
    },
  )
}
/** What changed, in order: the MD5 of an entry that is active, the id of one that is gone. */
async function changes(range = ALL): Promise<string[]> {
  const found: string[] = []
  for await (const change of entryChanges(db, crypto, range)) {
    if (change.status !== 'active') {
      found.push(`${change.status} ${change.entryId}`)
      continue
    }
    expect(change.entry.hashes).toHaveLength(2)
    const md5 = change.entry.hashes.find(({ algorithm }) => algorithm === 'md5')
    found.push(Buffer.from(md5!.value).toString('hex'))
  }
  return found
}
const expected = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, n) => digestOf('md5', from + n)).sort()

/** Gives entries another status, as of a new epoch. @returns that epoch */
const become = (
  ids: readonly string[],
  status: 'suspended' | 'revoked' | 'active',
): Promise<bigint> =>
  db.transaction().execute(async (trx) => {
    const epoch = await nextEpoch(trx)
    const set = { status, epoch: String(epoch) }
    await trx.updateTable('list_entry').set(set).where('id', 'in', ids).execute()
    return epoch
  })

describe('entryChanges', () => {
  it('gives every entry once', async () => {
    expect((await changes(ALL)).sort()).toEqual(expected(0, 270))
  })

  it('gives only what changed after an epoch and up to another', async () => {
    const upTo = await currentEpoch(db)
    const after = upTo - 1n
    expect((await changes({ after, upTo })).sort()).toEqual(expected(260, 270))
    expect((await changes({ after: after - 1n, upTo: after })).sort()).toEqual(expected(250, 260))
    expect(await changes({ after: upTo, upTo: upTo + 5n })).toEqual([])
  })

  it('says which entries are gone to those who had them, and to others nothing', async () => {
    const first = await db.selectFrom('list_entry').select('id').orderBy('id').limit(3).execute()
    const ids = first.map(({ id }) => id)
    const before = await currentEpoch(db)
    const gone = await become(ids, 'revoked')
    expect(await changes({ after: before, upTo: gone })).toEqual(ids.map((id) => `gone ${id}`))
    expect(await changes(ALL)).toHaveLength(267)
    await become(ids, 'suspended')
    expect(await changes(ALL)).toHaveLength(267)
    const back = await become(ids, 'active')
    expect(await changes({ after: gone, upTo: back })).toHaveLength(3)
    expect(await changes(ALL)).toHaveLength(270)
  })

  it('says which entries cannot be read, such as those of pages that were exchanged', async () => {
    const pages = await db.selectFrom('entry_page').selectAll().orderBy('id').execute()
    const put = (id: string, hashes_ct: Buffer) =>
      db.updateTable('entry_page').set({ hashes_ct }).where('id', '=', id).execute()
    const [first, second] = [pages[1]!, pages[2]!]
    await put(first.id, second.hashes_ct)
    const found = await changes()
    expect(found).toHaveLength(270)
    expect(found.filter((text) => text.startsWith('unreadable '))).toHaveLength(10)
    await put(first.id, first.hashes_ct)
  })
})

describe('withdrawnSince', () => {
  it('gives what was withdrawn after an epoch', async () => {
    const { id } = await db.selectFrom('list_entry').select('id').executeTakeFirstOrThrow()
    const gone = await become([id], 'revoked')
    expect(await withdrawnSince(db, gone - 1n)).toEqual({ entryIds: [id], newest: gone })
    expect(await withdrawnSince(db, gone)).toEqual({ entryIds: [], newest: gone })
    await become([id], 'active')
    expect(await withdrawnSince(db, gone - 1n)).toEqual({ entryIds: [], newest: gone - 1n })
  })
})

describe('an epoch', () => {
  it('begins when the terms of a list change, and not when they stay', async () => {
    const before = await currentEpoch(db)
    const list = db.updateTable('hash_list').where('name', '=', 'soon')
    await list.set({ max_distance: 12 }).execute()
    expect(await currentEpoch(db)).toBe(before)
    await list.set({ max_distance: 20 }).execute()
    expect(await currentEpoch(db)).toBe(before + 1n)
    await list.set({ max_distance: 12 }).execute()
  })

  it('begins when pictures are compared for something else', async () => {
    const use = { purpose: 'test', jurisdiction: 'BE' }
    await compareFor(db, use)
    const before = await currentEpoch(db)
    await compareFor(db, use)
    expect(await currentEpoch(db)).toBe(before)
    await compareFor(db, { ...use, jurisdiction: 'NL' })
    expect(await currentEpoch(db)).toBe(before + 1n)
  })
})

describe('listsInUse', () => {
  it('says what each list allows', async () => {
    const lists = await listsInUse(db)
    expect(lists).toHaveLength(3)
    expect(lists).toContainEqual({
      submissionId: expect.any(String),
      listId: expect.any(String),
      maxDistance: 12,
      purpose: 'notice-and-takedown',
      jurisdictions: ['BE'],
      expiresAt: SOON,
      isNegative: false,
    })
  })
})

describe('activeSet', () => {
  it('is another when an entry has gone, and the same again when it is back', async () => {
    const before = await activeSet(db)
    expect(before.count).toBe(270)
    const { id } = await db.selectFrom('list_entry').select('id').executeTakeFirstOrThrow()
    await become([id], 'revoked')
    const without = await activeSet(db)
    expect(without.count).toBe(269)
    expect(without.xor).toBe(before.xor ^ BigInt(`0x${id.slice(-12)}`))
    await become([id], 'active')
    expect(await activeSet(db)).toEqual(before)
  })
})
