import { connect, createFieldCrypto, newId, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { colleague, importActive, officer } from '../fixtures/imported.ts'
import { bytesOf, digestOf, listTerms } from '../fixtures/synthetic.ts'
import { importList, type ImportRequest } from '../import-list.ts'
import { activateSubmission } from './activate-submission.ts'
import { endSubmission } from './end-submission.ts'
import { settleEndings } from './settle-endings.ts'

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

const categories = { bad: 'csam', other: 'harmful' } as const
/** A file of media, each by its number and its category. */
const media = (...rows: [number, keyof typeof categories][]): string =>
  JSON.stringify({
    '@odata.context': 'x',
    value: rows.map(([n, Category]) => ({ MD5: digestOf('md5', n), Category })),
  })
const request = (list: string, text: string, facts: ImportRequest['facts'] = {}) => ({
  source: { bytes: bytesOf(text), format: 'auto' as const },
  authority: 'Test Police',
  list,
  terms: listTerms(),
  by: officer,
  dryRun: false,
  facts: { categories, ...facts },
})
const activate = (...args: Parameters<typeof request>) =>
  importActive({ db, crypto }, request(...args))
const stage = (...args: Parameters<typeof request>) => importList({ db, crypto }, request(...args))
const end = async ({ submissionId }: { submissionId: string }) => {
  await endSubmission(db, submissionId, { reason: 'revoked', note: 'a mistake' }, officer)
  await settleEndings(db)
}
/** What the entries of a list are called that count, in the order of the numbers they were drawn from. */
async function classes(listId: string): Promise<string[]> {
  const found: string[] = []
  for (const n of [1, 2]) {
    const { rows } = await sql<{ name: string }>`
      select legal_class || ' ' || category as name from entry_in_force
       where id = (${entryOf(listId, n)})`.execute(db)
    found.push(...rows.map(({ name }) => name))
  }
  return found
}
const entryOf = (listId: string, n: number) => sql`
  select entry_id from entry_hash where list_id = ${listId}
     and value_key = ${crypto.blindIndex('hash:md5', digestOf('md5', n))}`
/** A media that matches the entry drawn from 1. */
async function matched(listId: string): Promise<string> {
  const mediaId = newId()
  await sql`
    insert into media (id, sha256_key, fingerprint_ct, size, mime, width, height, frames, pdq_quality, pipeline_version)
    values (${mediaId}, ${Buffer.from(mediaId)}, '', 1, 'image/png', 1, 1, 1, 100, 'test')`.execute(
    db,
  )
  await sql`
    insert into match (id, media_id, entry_id, list_id, algorithm, distance, orientation, flavour, tier, list_epoch)
    select ${newId()}, ${mediaId}, entry_id, ${listId}, 'md5', 0, 0, 'digest', 'exact', 1
      from (${entryOf(listId, 1)}) entry`.execute(db)
  return mediaId
}
const isReviewed = async (mediaId: string): Promise<boolean> =>
  (await db.selectFrom('match_review').select('media_id').where('media_id', '=', mediaId).execute())
    .length > 0

describe('the class of an entry', () => {
  it('is that of its home again when who said worse goes, and matches are looked at again', async () => {
    const list = newId()
    const { listId } = await activate(list, media([1, 'other'], [2, 'bad']))
    const worse = await activate(list, media([1, 'bad'], [2, 'bad']))
    expect(await classes(listId)).toEqual(['csam bad', 'csam bad'])
    const mediaId = await matched(listId)
    await end(worse)
    expect(await classes(listId)).toEqual(['harmful other', 'csam bad'])
    expect(await isReviewed(mediaId)).toBe(true)
  })

  it('stays for as long as anybody says so that counts', async () => {
    const list = newId()
    const { listId } = await activate(list, media([1, 'other']))
    const [first, second] = [
      await activate(list, media([1, 'bad'])),
      await activate(list, media([1, 'bad'])),
    ]
    await stage(list, media([1, 'bad']))
    await end(first)
    expect(await classes(listId)).toEqual(['csam bad'])
    await end(second)
    expect(await classes(listId)).toEqual(['harmful other'])
    // and is raised and lowered again
    const third = await activate(list, media([1, 'bad']))
    expect(await classes(listId)).toEqual(['csam bad'])
    await end(third)
    expect(await classes(listId)).toEqual(['harmful other'])
  })

  it('stays when its home says so itself, in another line of the file', async () => {
    const list = newId()
    const { listId } = await activate(
      list,
      media([1, 'bad'], [1, 'other'], [2, 'other'], [2, 'bad']),
    )
    const worse = await activate(list, media([1, 'bad'], [2, 'bad']))
    await end(worse)
    expect(await classes(listId)).toEqual(['csam bad', 'csam bad'])
  })

  it('is told by a home that has taken over, and by one that takes back', async () => {
    const list = newId()
    const soon = { expiresAt: new Date(Date.now() + 3_600_000) }
    const first = await activate(list, media([1, 'other']), soon)
    const worse = await activate(list, media([1, 'bad']), soon)
    const lasting = await activate(list, media([1, 'other']))
    expect(await classes(first.listId)).toEqual(['csam other'])
    await end(worse)
    expect(await classes(first.listId)).toEqual(['harmful other'])
    const again = await activate(list, media([1, 'bad']))
    await end(lasting)
    expect(await classes(first.listId)).toEqual(['csam bad'])
    await end(again)
    expect(await classes(first.listId)).toEqual(['harmful other'])
  })

  it('is lowered with what a newer edition replaces, and matches are looked at again', async () => {
    const list = newId()
    const first = await activate(list, media([1, 'bad'], [2, 'other']))
    const mediaId = await matched(first.listId)
    const edition = await stage(list, media([1, 'other'], [2, 'other']), { kind: 'edition' })
    await activateSubmission(db, edition.submissionId, colleague)
    await settleEndings(db)
    expect(await classes(first.listId)).toEqual(['harmful other', 'harmful other'])
    expect(await isReviewed(mediaId)).toBe(true)
  })

  it('goes over with an entry when its home ends, and matches are looked at again', async () => {
    const list = newId()
    const worse = await activate(list, media([1, 'bad']))
    await activate(list, media([1, 'other']))
    const mediaId = await matched(worse.listId)
    expect(await classes(worse.listId)).toEqual(['csam bad'])
    await end(worse)
    expect(await classes(worse.listId)).toEqual(['harmful other'])
    expect(await isReviewed(mediaId)).toBe(true)
  })
})
