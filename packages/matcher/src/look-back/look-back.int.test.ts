import type { Fingerprint } from '@nightlight/fingerprint'
import { connect, createFieldCrypto, createLog, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { colleague, importActive, officer } from '../fixtures/imported.ts'
import { seedMedia } from '../fixtures/seen-media.ts'
import { bytesOf, digestOf, fingerprintOf, flipped, listTerms } from '../fixtures/synthetic.ts'
import { matchMedia } from '../jobs/match-media.ts'
import { compareEpoch } from '../list-epochs.ts'
import { followLists, type ListFollower } from '../list-follower.ts'
import type { ListTerms } from '../list-store.ts'
import { mediaBehind, mediaLate } from '../match-store.ts'
import { endSubmission } from '../submissions/end-submission.ts'
import { settleEndings } from '../submissions/settle-endings.ts'
import { submissionOf } from '../submissions/submission-store.ts'
import { lookBack } from './look-back.ts'
import { releaseLookBack } from './release.ts'

const crypto = createFieldCrypto(new Uint8Array(32).fill(7))
const log = createLog('test', { level: 'silent' })
const use = { purpose: 'notice-and-takedown', jurisdiction: 'BE' }
const now = (): Date => new Date()
let database: { url: string; drop(): Promise<void> }
let db: Db
let follower: ListFollower
beforeAll(async () => {
  database = await createTestDatabase()
  db = connect(database.url)
  follower = await followLists({ db, crypto, log, databaseUrl: database.url })
  for (let n = 0; n < 30; n++) media.push(await addMedia(fingerprintOf(n)))
  await sql`update match_run set at = at - interval '1 day'`.execute(db)
})
afterAll(async () => {
  await follower[Symbol.asyncDispose]()
  await db.destroy()
  await database.drop()
})

const media: string[] = []
async function addMedia(fingerprint: Fingerprint): Promise<string> {
  const id = await seedMedia(db, crypto, fingerprint)
  await compare(id)
  return id
}
const compare = (mediaId: string) =>
  matchMedia({
    db,
    crypto,
    lists: follower.lists,
    askedAt: follower.askedAt,
    enqueue: async () => undefined,
    use,
    now,
  })({ mediaId }, undefined as never)

let lists = 0
const activate = (
  text: string,
  terms: Partial<ListTerms> = {},
  list = `list ${++lists}`,
  kind: 'addition' | 'edition' = 'addition',
) =>
  importActive(
    { db, crypto },
    {
      source: { bytes: bytesOf(text), format: 'plain' },
      authority: 'Test Police',
      list,
      facts: { kind },
      terms: listTerms(terms),
      by: officer,
      dryRun: false,
    },
  )
const look = () =>
  lookBack({
    db,
    crypto,
    log,
    lists: follower.lists,
    refresh: () => follower.refresh(),
    use,
    now,
  })
const found = async (submissionId: string): Promise<string[]> => {
  const rows = await db
    .selectFrom('match')
    .select(['media_id', 'tier'])
    .where('look_back', '=', submissionId)
    .execute()
  return rows.map(({ media_id, tier }) => `${media.indexOf(media_id)} ${tier}`).sort()
}
const behind = async () => [
  ...(await mediaBehind(db, await compareEpoch(db), 100)),
  ...(await mediaLate(db, 100)),
]

describe('lookBack', () => {
  it('finds what was fingerprinted before, in every way a picture is searched by', async () => {
    const { submissionId } = await activate(
      [
        `md5 ${digestOf('md5', 3)}`,
        `sha256 ${digestOf('sha256', 4)}`,
        `pdq ${flipped(fingerprintOf(5).pdqOrientations[6]!, 31)}`,
        `pdq ${flipped(fingerprintOf(6).pdqSampled[2]!, 10)}`,
        `pdq ${flipped(fingerprintOf(7).pdqSampled[2]!, 32)}`,
        `blockhash ${flipped(fingerprintOf(8).blockhash, 3)}`,
      ].join('\n'),
    )
    expect(await look()).toBe(1)
    expect(await found(submissionId)).toEqual([
      '3 exact',
      '4 exact',
      '5 near',
      '6 near',
      '8 probable',
    ])
    const submission = await submissionOf(db, submissionId)
    expect(submission).toMatchObject({ look_back: 'found', look_back_found: 5, looked_at: '30' })
    expect(await look()).toBe(0)
    expect(await behind()).toEqual([])
  })

  it('lets nothing act before somebody has released it', async () => {
    const { submissionId } = await activate(`md5 ${digestOf('md5', 9)}`)
    await expect(releaseLookBack(db, submissionId, colleague)).rejects.toMatchObject({
      code: 'look-back-not-finished',
    })
    await look()
    const { look_back, released_by } = await releaseLookBack(db, submissionId, colleague)
    expect({ look_back, released_by }).toEqual({
      look_back: 'released',
      released_by: colleague.actor,
    })
    const review = await db.selectFrom('match_review').select('media_id').execute()
    expect(review.map(({ media_id }) => media.indexOf(media_id))).toContain(9)
  })

  it('asks nobody where nothing was found', async () => {
    const { submissionId } = await activate(`md5 ${digestOf('md5', 1_000)}`)
    await look()
    expect(await submissionOf(db, submissionId)).toMatchObject({
      look_back: 'released',
      released_by: 'rule:nothing-found',
    })
  })

  it('leaves what comes later to the ordinary comparison', async () => {
    const { submissionId } = await activate(`md5 ${digestOf('md5', 31)}`)
    await follower.refresh()
    const later = await addMedia(fingerprintOf(31))
    await look()
    expect(await found(submissionId)).toEqual([])
    const matches = await db
      .selectFrom('match')
      .select('look_back')
      .where('media_id', '=', later)
      .execute()
    expect(matches).toEqual([{ look_back: null }])
  })

  it('has what was compared by a matcher that was late compared again', async () => {
    await activate(`md5 ${digestOf('md5', 33)}`)
    // its lists are those before
    const late = await addMedia(fingerprintOf(33))
    await look()
    const matches = await db.selectFrom('match').select('id').where('media_id', '=', late).execute()
    expect(matches.length === 1 || (await behind()).includes(late)).toBe(true)
  })

  it('lets what it found be released with the edition that has it now', async () => {
    const first = await activate(`md5 ${digestOf('md5', 10)}`, {}, 'edited')
    await look()
    const edition = await activate(
      `md5 ${digestOf('md5', 10)}\nmd5 ${digestOf('md5', 2_000)}`,
      {},
      'edited',
      'edition',
    )
    await look()
    await settleEndings(db)
    expect((await submissionOf(db, first.submissionId)).state).toBe('ended')
    expect(await found(first.submissionId)).toEqual([])
    expect(await found(edition.submissionId)).toEqual(['10 exact'])
    const released = await releaseLookBack(db, edition.submissionId, colleague)
    expect(released.look_back).toBe('released')
  })

  it('is done for what another one has too when the one that had it ends before', async () => {
    const first = await activate(`md5 ${digestOf('md5', 11)}`, {}, 'ended')
    const second = await activate(`md5 ${digestOf('md5', 11)}`, {}, 'ended')
    // of the second alone: the first one has the entry
    await db
      .updateTable('submission')
      .set({ look_back: 'released' })
      .where('id', '=', second.submissionId)
      .execute()
    const revoked = { reason: 'revoked', note: '' } as const
    await endSubmission(db, first.submissionId, revoked, officer)
    await settleEndings(db)
    await look()
    expect(await found(second.submissionId)).toEqual(['11 exact'])
  })

  it('holds what is found again when a list comes back that was taken away', async () => {
    const text = `md5 ${digestOf('md5', 14)}`
    const first = await activate(text, {}, 'back')
    await look()
    await releaseLookBack(db, first.submissionId, colleague)
    await endSubmission(db, first.submissionId, { reason: 'revoked', note: '' }, officer)
    await settleEndings(db)
    const again = await activate(text, {}, 'back')
    await look()
    expect(await found(again.submissionId)).toEqual(['14 exact'])
    expect(await submissionOf(db, again.submissionId)).toMatchObject({
      look_back: 'found',
      look_back_found: 1,
    })
  })

  it('is not stopped by a media that cannot be read', async () => {
    const id = await addMedia(fingerprintOf(40))
    await db
      .updateTable('media')
      .set({ fingerprint_ct: Buffer.from('damaged') })
      .where('id', '=', id)
      .execute()
    const { submissionId } = await activate(`md5 ${digestOf('md5', 12)}`)
    await look()
    expect(await found(submissionId)).toEqual(['12 exact'])
  })

  it('holds what an ordinary comparison finds anew in what was seen before', async () => {
    const { submissionId } = await activate(`md5 ${digestOf('md5', 13)}`)
    await follower.refresh()
    await compare(media[13]!)
    expect(await found(submissionId)).toEqual(['13 exact'])
    await look()
    expect((await submissionOf(db, submissionId)).look_back).toBe('found')
  })

  it('has everything compared again when a negative list is taken back', async () => {
    const { submissionId } = await activate(`md5 ${digestOf('md5', 3_000)}`, { negative: true })
    await look()
    const before = await compareEpoch(db)
    await endSubmission(db, submissionId, { reason: 'revoked', note: '' }, officer)
    expect(await compareEpoch(db)).toBeGreaterThan(before)
  })

  it('has everything compared again for a negative list', async () => {
    await activate(`md5 ${digestOf('md5', 3)}`, { negative: true })
    await look()
    expect((await behind()).length).toBeGreaterThanOrEqual(30)
  })
})
