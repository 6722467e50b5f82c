import { connect, createFieldCrypto, newId, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { colleague, importActive, officer } from '../fixtures/imported.ts'
import { bytesOf, digestOf, listTerms } from '../fixtures/synthetic.ts'
import { suspendFlooding } from './flood.ts'
import { voteOnEntry } from './judge-entry.ts'

const crypto = createFieldCrypto(new Uint8Array(32).fill(7))
const NOW = new Date('2026-06-01T12:00:00Z')
const EARLIER = new Date('2026-05-01T12:00:00Z')
const limit = { domains: 2, windowMs: 86_400_000 }
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

async function entry(n: number): Promise<{ id: string; listId: string }> {
  const { listId, submissionId } = await importActive(
    { db, crypto },
    {
      source: { bytes: bytesOf(digestOf('md5', n)), format: 'plain' },
      authority: 'Test Police',
      list: `list ${n}`,
      terms: listTerms(),
      by: officer,
      dryRun: false,
    },
  )
  const { id } = await db
    .selectFrom('list_entry')
    .select('id')
    .where('submission_id', '=', submissionId)
    .executeTakeFirstOrThrow()
  return { id, listId }
}

/** A media that matches an entry and was first seen on a page of a site. */
async function seen(
  { id, listId }: { id: string; listId: string },
  site: string,
  at: Date,
): Promise<string> {
  const [mediaId, locationId] = [newId(), newId()]
  await sql`
    insert into media (id, sha256_key, fingerprint_ct, size, mime, width, height, frames, pdq_quality, pipeline_version)
    values (${mediaId}, ${Buffer.from(mediaId)}, '', 1, 'image/png', 1, 1, 1, 100, 'test')`.execute(
    db,
  )
  await sql`
    insert into location (id, url_ct, url_key, host, registrable_domain)
    values (${locationId}, '', ${Buffer.from(locationId)}, ${`www.${site}`}, ${site})`.execute(db)
  await sql`
    insert into sighting (media_id, location_id, page_location_id, first_seen_at, last_seen_at)
    values (${mediaId}, ${locationId}, ${locationId}, ${at}, ${at})`.execute(db)
  await sql`
    insert into match (id, media_id, entry_id, list_id, algorithm, distance, orientation, flavour, tier, list_epoch)
    values (${newId()}, ${mediaId}, ${id}, ${listId}, 'md5', 0, 0, 'digest', 'exact', 1)`.execute(
    db,
  )
  return mediaId
}
const statusOf = async (id: string) =>
  db
    .selectFrom('list_entry')
    .select(['status', 'reason'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()

describe('suspendFlooding', () => {
  it('suspends what matches on more unrelated sites than the limit, and nothing else', async () => {
    const [many, pages, old] = [await entry(1), await entry(2), await entry(3)]
    const media = await seen(many, 'one.example', NOW)
    await seen(many, 'two.example', NOW)
    expect(await suspendFlooding(db, limit, NOW)).toEqual([])
    await seen(many, 'three.example', NOW)
    for (let n = 0; n < 5; n++) await seen(pages, 'one.example', NOW)
    for (const site of ['a', 'b', 'c', 'd']) await seen(old, `${site}.example`, EARLIER)
    expect(await suspendFlooding(db, limit, NOW)).toEqual([many.id])
    expect(await statusOf(many.id)).toEqual({
      status: 'suspended',
      reason: 'matches-too-many-sites',
    })
    const review = await db.selectFrom('match_review').select('media_id').execute()
    expect(review.map(({ media_id }) => media_id)).toContain(media)
    expect(await suspendFlooding(db, limit, NOW)).toEqual([])
  })

  it('leaves alone what two people have brought back', async () => {
    const one = await entry(4)
    for (const site of ['a', 'b', 'c']) await seen(one, `${site}.example`, NOW)
    expect(await suspendFlooding(db, limit, NOW)).toEqual([one.id])
    const confirm = { verdict: 'confirm', reason: 'seen' } as const
    expect(await voteOnEntry(db, one.id, confirm, officer)).toBe('suspended')
    expect(await voteOnEntry(db, one.id, confirm, colleague)).toBe('active')
    expect(await suspendFlooding(db, limit, NOW)).toEqual([])
  })
})
