import { connect, createFieldCrypto, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesOf, digestOf, listTerms } from './fixtures/synthetic.ts'
import { importList } from './import-list.ts'
import { activeEntries, nextExpiry } from './list-store.ts'

const NOW = new Date('2026-01-01T00:00:00Z')
const SOON = new Date('2026-01-02T00:00:00Z')
const LATER = new Date('2026-01-03T00:00:00Z')
const crypto = createFieldCrypto(new Uint8Array(32).fill(7))
let database: { url: string; drop(): Promise<void> }
let db: Db
beforeAll(async () => {
  database = await createTestDatabase()
  db = connect(database.url)
  await add('lasting', null, 0, 250)
  await add('soon', SOON, 250, 260)
  await add('later', LATER, 260, 270)
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
  await importList(
    { db, crypto },
    {
      source: { bytes: bytesOf(`md5,sha1\n${rows.join('')}`), format: 'csv' },
      authority: 'Test Police',
      list,
      terms: listTerms({ expiresAt, maxDistance: 12 }),
      actor: 'tester',
      dryRun: false,
    },
  )
}
async function md5sAt(now: Date, pageSize?: number): Promise<string[]> {
  const found: string[] = []
  for await (const { hashes, maxDistance } of activeEntries(db, crypto, now, pageSize)) {
    expect(maxDistance).toBe(12)
    expect(hashes).toHaveLength(2)
    const md5 = hashes.find(({ algorithm }) => algorithm === 'md5')
    found.push(Buffer.from(md5!.value).toString('hex'))
  }
  return found.sort()
}
const expected = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => digestOf('md5', n)).sort()

describe('activeEntries', () => {
  it.each([1, 7, 250, 270, 271, 5_000])(
    'gives every entry once in pages of %i',
    async (pageSize) => {
      expect(await md5sAt(NOW, pageSize)).toEqual(expected(270))
    },
  )

  it('leaves out lists from the moment they expire', async () => {
    expect(await md5sAt(SOON)).toHaveLength(260)
    expect(await md5sAt(LATER)).toEqual(expected(250))
  })

  it('leaves out entries that are not active', async () => {
    const first = await db.selectFrom('list_entry').select('id').limit(3).execute()
    const ids = first.map(({ id }) => id)
    const become = (status: 'staged' | 'revoked' | 'active') =>
      db.updateTable('list_entry').set({ status }).where('id', 'in', ids).execute()
    await become('revoked')
    expect(await md5sAt(NOW, 100)).toHaveLength(267)
    await become('staged')
    expect(await md5sAt(NOW, 100)).toHaveLength(267)
    await become('active')
  })

  it('refuses a ciphertext that was moved to another hash of its entry', async () => {
    const swapped = db.transaction().execute(async (trx) => {
      const { entry_id } = await trx
        .selectFrom('entry_hash')
        .select('entry_id')
        .limit(1)
        .executeTakeFirstOrThrow()
      const sealed = await trx
        .selectFrom('entry_hash')
        .select('value_ct')
        .where('entry_id', '=', entry_id)
        .where('algorithm', '=', 'md5')
        .executeTakeFirstOrThrow()
      await trx
        .updateTable('entry_hash')
        .set(sealed)
        .where('entry_id', '=', entry_id)
        .where('algorithm', '=', 'sha1')
        .execute()
      for await (const _ of activeEntries(trx, crypto, NOW)) continue
    })
    await expect(swapped).rejects.toMatchObject({ code: 'field-not-readable' })
  })
})

describe('nextExpiry', () => {
  it('is the next one to come, or null', async () => {
    expect(await nextExpiry(db, NOW)).toEqual(SOON)
    expect(await nextExpiry(db, SOON)).toEqual(LATER)
    expect(await nextExpiry(db, LATER)).toBe(null)
  })
})
