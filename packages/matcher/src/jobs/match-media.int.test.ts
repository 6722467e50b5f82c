import { RetryLater } from '@nightlight/contract'
import type { Fingerprint } from '@nightlight/fingerprint'
import {
  connect,
  createFieldCrypto,
  createLog,
  newId,
  type Db,
  type Enqueue,
} from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  bytesOf,
  digestOf,
  fingerprintOf,
  flipped,
  frameOf,
  hash256,
  listTerms,
  variantOf,
} from '../fixtures/synthetic.ts'
import { importActive, officer } from '../fixtures/imported.ts'
import { seedMedia } from '../fixtures/seen-media.ts'
import { epochAfterExpiry } from '../list-epochs.ts'
import { followLists, type ListFollower } from '../list-follower.ts'
import type { ListTerms } from '../list-store.ts'
import { mediaBehind, mediaChanged, mediaNeverCompared, recordMatches } from '../match-store.ts'
import type { MatchResult } from '../match-rules.ts'
import { matchMedia } from './match-media.ts'

const crypto = createFieldCrypto(new Uint8Array(32).fill(7))
const log = createLog('test', { level: 'silent' })
const context = { log, signal: new AbortController().signal }
let database: { url: string; drop(): Promise<void> }
let db: Db
let follower: ListFollower
beforeAll(async () => {
  database = await createTestDatabase()
  db = connect(database.url)
  follower = await followLists({
    db,
    crypto,
    log,
    databaseUrl: database.url,
  })
})
afterAll(async () => {
  await follower[Symbol.asyncDispose]()
  await db.destroy()
  await database.drop()
})

let hints: string[]
beforeEach(() => {
  hints = []
})
const enqueue: Enqueue = async (name, payload) => {
  hints.push(`${name} ${Object.values(payload).join()}`)
}
const use = { purpose: 'notice-and-takedown', jurisdiction: 'BE' }
const run = (mediaId: string, askedAt = follower.askedAt) =>
  matchMedia({
    db,
    crypto,
    lists: follower.lists,
    enqueue,
    use,
    askedAt,
    now: () => new Date(),
  })({ mediaId }, context)

const addMedia = (fingerprint: Fingerprint, id = newId()): Promise<string> =>
  seedMedia(db, crypto, fingerprint, id)

async function addList(text: string, terms: Partial<ListTerms> = {}): Promise<void> {
  await importActive(
    { db, crypto },
    {
      source: { bytes: bytesOf(text), format: 'plain' },
      authority: 'Test Police',
      list: newId(),
      terms: listTerms(terms),
      by: officer,
      dryRun: false,
    },
  )
  await follower.refresh()
}
const matchesOf = (mediaId: string) =>
  db.selectFrom('match').selectAll().where('media_id', '=', mediaId).execute()

describe('matchMedia', () => {
  it('records a match with its provenance and hands the media on', async () => {
    const fingerprint = fingerprintOf(1)
    await addList(`pdq ${flipped(fingerprint.pdqOrientations[3]!, 9)}\n`)
    const mediaId = await addMedia(fingerprint)
    expect(await run(mediaId)).toEqual({ status: 'done' })
    expect(await matchesOf(mediaId)).toMatchObject([
      {
        algorithm: 'pdq',
        distance: 9,
        orientation: 3,
        flavour: 'full',
        tier: 'near',
        frame: 0,
        variant: 'picture',
        list_epoch: String(follower.lists().epoch),
      },
    ])
    expect(hints).toEqual([`open-takedown ${mediaId}`])
  })

  it('compares again when a negative list has expired, once', async () => {
    const fingerprint = fingerprintOf(40)
    const expiresAt = new Date(Date.now() + 3_600_000)
    await addList(`pdq ${flipped(fingerprint.pdq, 4)}\n`)
    await addList(`pdq ${fingerprint.pdq}\n`, { negative: true, expiresAt })
    const mediaId = await addMedia(fingerprint)
    await run(mediaId)
    expect(await matchesOf(mediaId)).toEqual([])
    expect(await epochAfterExpiry(db)).toBe(false)
    // two hours later
    await sql`alter table hash_list disable trigger user`.execute(db)
    await sql`update hash_list set expires_at = expires_at - interval '2 hours'`.execute(db)
    await sql`alter table hash_list enable trigger user`.execute(db)
    await sql`update match_run set at = at - interval '2 hours'`.execute(db)
    expect(await epochAfterExpiry(db)).toBe(true)
    expect(await epochAfterExpiry(db)).toBe(false)
    await follower.refresh()
    await run(mediaId)
    expect(await matchesOf(mediaId)).toMatchObject([{ tier: 'near', distance: 4 }])
    expect(await epochAfterExpiry(db)).toBe(false)
  })

  it('records in which variant and which frame an entry was found', async () => {
    const trimmed = variantOf(31, 'trimmed')
    await addList(`pdq ${flipped(trimmed.pdq, 7)}\npdq ${flipped(hash256(3200), 8)}\n`)
    const variants = [trimmed]
    const sampledFrames = [frameOf(32, 3)]
    const mediaId = await addMedia(fingerprintOf(30, { frames: 9, variants, sampledFrames }))
    await run(mediaId)
    const found = await matchesOf(mediaId)
    expect(found.sort((a, b) => a.distance - b.distance)).toMatchObject([
      { tier: 'near', distance: 7, frame: 0, variant: 'trimmed' },
      { tier: 'near', distance: 8, frame: 3, variant: 'picture' },
    ])
  })

  it('compares a media that an earlier pipeline version described', async () => {
    const { depth: _depth, variants: _v, sampledFrames: _f, ...old } = fingerprintOf(33)
    await addList(`pdq ${flipped(old.pdq, 5)}\n`)
    const mediaId = await addMedia(old as Fingerprint)
    expect(await run(mediaId)).toEqual({ status: 'done' })
    expect(await matchesOf(mediaId)).toMatchObject([{ distance: 5, variant: 'picture' }])
  })

  it('records once and hands on again when it runs twice', async () => {
    const fingerprint = fingerprintOf(2)
    await addList(`md5 ${fingerprint.md5}\n`)
    const mediaId = await addMedia(fingerprint)
    await run(mediaId)
    const first = await matchesOf(mediaId)
    expect(await run(mediaId)).toEqual({ status: 'skipped', reason: 'already-compared' })
    expect(await matchesOf(mediaId)).toEqual(first)
    expect(first).toHaveLength(1)
    expect(hints).toEqual([`open-takedown ${mediaId}`, `open-takedown ${mediaId}`])
  })

  it('records once when two workers run it at the same time', async () => {
    const fingerprint = fingerprintOf(3)
    await addList(`md5 ${fingerprint.md5}\n`)
    const mediaId = await addMedia(fingerprint)
    await Promise.all(Array.from({ length: 5 }, () => run(mediaId)))
    expect(await matchesOf(mediaId)).toHaveLength(1)
  })

  it('hands nothing on when nothing fits', async () => {
    const mediaId = await addMedia(fingerprintOf(4))
    expect(await run(mediaId)).toEqual({ status: 'done' })
    expect(await run(mediaId)).toEqual({ status: 'skipped', reason: 'already-compared' })
    expect(await matchesOf(mediaId)).toEqual([])
    expect(hints).toEqual([])
  })

  it('skips a media that is not there', async () => {
    expect(await run(newId())).toEqual({ status: 'skipped', reason: 'no-such-media' })
    expect(hints).toEqual([])
  })

  it('matches an old media with a list that came later', async () => {
    const fingerprint = fingerprintOf(5)
    const mediaId = await addMedia(fingerprint)
    await run(mediaId)
    expect(await mediaBehind(db, follower.lists().epoch, 100)).not.toContain(mediaId)
    await addList(`blockhash ${flipped(fingerprint.blockhash, 4)}\n`)
    expect(await mediaBehind(db, follower.lists().epoch, 100)).toContain(mediaId)
    expect(await run(mediaId)).toEqual({ status: 'done' })
    expect(await matchesOf(mediaId)).toMatchObject([{ tier: 'probable', algorithm: 'blockhash' }])
    expect(await mediaBehind(db, follower.lists().epoch, 100)).not.toContain(mediaId)
    expect(hints).toEqual([`open-takedown ${mediaId}`])
  })

  it('adds the match of a later list to those that it had', async () => {
    const fingerprint = fingerprintOf(6)
    await addList(`md5 ${fingerprint.md5}\n`)
    const mediaId = await addMedia(fingerprint)
    await run(mediaId)
    await addList(`sha1 ${fingerprint.sha1}\n`)
    await run(mediaId)
    const algorithms = (await matchesOf(mediaId)).map(({ algorithm }) => algorithm)
    expect(algorithms.sort()).toEqual(['md5', 'sha1'])
  })
})

describe('a media that could not be decoded at first', () => {
  const incomplete = (seed: number): Fingerprint => ({
    ...fingerprintOf(seed),
    pdq: '',
    pdqQuality: 0,
    pdqOrientations: [],
    pdqSampled: [],
    blockhash: '',
    pipelineVersion: 'digests-only',
  })
  async function complete(id: string, fingerprint: Fingerprint): Promise<void> {
    const place = { table: 'media', column: 'fingerprint_ct', row: id }
    const fingerprint_ct = crypto.seal(place, JSON.stringify(fingerprint))
    const set = { fingerprint_ct, pipeline_version: fingerprint.pipelineVersion }
    await db.updateTable('media').set(set).where('id', '=', id).execute()
  }

  it('is compared again with the same lists once it is decoded', async () => {
    const whole = fingerprintOf(21)
    await addList(`pdq ${flipped(whole.pdqOrientations[0]!, 4)}\n`)
    const mediaId = await addMedia(incomplete(21))
    await run(mediaId)
    expect(await run(mediaId)).toEqual({ status: 'skipped', reason: 'already-compared' })
    await complete(mediaId, whole)
    expect(await run(mediaId)).toEqual({ status: 'done' })
    expect(await matchesOf(mediaId)).toMatchObject([{ algorithm: 'pdq', distance: 4 }])
    expect(await run(mediaId)).toEqual({ status: 'skipped', reason: 'already-compared' })
  })

  it('is found when its hint was lost', async () => {
    const mediaId = await addMedia(incomplete(22))
    await run(mediaId)
    const behind = () => mediaChanged(db, 100)
    expect(await behind()).not.toContain(mediaId)
    await complete(mediaId, fingerprintOf(22))
    expect(await behind()).toContain(mediaId)
    await run(mediaId)
    expect(await behind()).not.toContain(mediaId)
  })
})

describe('mediaNeverCompared', () => {
  it('names media that were never compared, oldest first and no more than asked for', async () => {
    const ids = [await addMedia(fingerprintOf(7), newId(1)), await addMedia(fingerprintOf(8))]
    expect(await mediaNeverCompared(db, 9)).toEqual(ids)
    expect(await mediaNeverCompared(db, 1)).toEqual(ids.slice(0, 1))
    for (const id of ids) await run(id)
    expect(await mediaNeverCompared(db, 9)).toEqual([])
  })

  it('is put off while nobody knows what was withdrawn', async () => {
    const mediaId = await addMedia(fingerprintOf(14))
    const longAgo = () => new Date(Date.now() - 11_000)
    await expect(run(mediaId, longAgo)).rejects.toThrow(RetryLater)
    expect(await run(mediaId)).toEqual({ status: 'done' })
  })

  it('passes over those first seen before a time', async () => {
    const now = Date.now()
    const old = await addMedia(fingerprintOf(11), newId(now - 2_000))
    const young = await addMedia(fingerprintOf(12), newId(now))
    expect(await mediaNeverCompared(db, 9)).toEqual([old, young])
    expect(await mediaNeverCompared(db, 9, new Date(now - 1_000))).toEqual([young])
  })
})

describe('recordMatches', () => {
  it('records more results than one statement has room for', async () => {
    const count = 7_000
    const mediaId = await addMedia(fingerprintOf(9))
    await addList(
      Array.from({ length: count }, (_, n) => `sha256 ${digestOf('sha256', 1_000 + n)}\n`).join(''),
    )
    const entries = await db.selectFrom('list_entry').select(['id', 'list_id']).execute()
    const results = entries.map(({ id, list_id }): MatchResult => ({
      entryId: id,
      listId: list_id,
      algorithm: 'sha256',
      distance: 0,
      orientation: 0,
      flavour: 'digest',
      frame: 0,
      variant: 'picture',
      tier: 'exact',
    }))
    expect(results.length).toBeGreaterThan(count)
    await db
      .transaction()
      .execute((trx) => recordMatches(trx, { mediaId, pipelineVersion: 'test' }, 1n, results))
    expect(await matchesOf(mediaId)).toHaveLength(results.length)
  })

  it('puts a better result in the place of the one before, and no worse one', async () => {
    const mediaId = await addMedia(fingerprintOf(13))
    await addList(`sha256 ${digestOf('sha256', 9_999)}\n`)
    const { id: entryId, list_id: listId } = await db
      .selectFrom('list_entry')
      .select(['id', 'list_id'])
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    const result = (tier: MatchResult['tier'], distance: number): MatchResult => ({
      entryId,
      listId,
      algorithm: 'pdq',
      distance,
      orientation: 0,
      flavour: 'full',
      frame: 0,
      variant: 'picture',
      tier,
    })
    const compared = { mediaId, pipelineVersion: 'test' }
    const after = async (one: MatchResult) => {
      expect(await recordMatches(db, compared, 1n, [one])).toBe(1)
      const [match] = await matchesOf(mediaId)
      return [match!.tier, match!.distance]
    }
    expect(await after(result('probable', 40))).toEqual(['probable', 40])
    expect(await after(result('near', 20))).toEqual(['near', 20])
    expect(await after(result('probable', 5))).toEqual(['near', 20])
    expect(await after(result('exact', 0))).toEqual(['exact', 0])
    const revoked = { status: 'revoked' as const }
    await db.updateTable('list_entry').set(revoked).where('id', '=', entryId).execute()
    expect(await recordMatches(db, compared, 1n, [result('exact', 0)])).toBe(0)
  })

  it('never takes the epoch of a media back', async () => {
    const mediaId = await addMedia(fingerprintOf(10))
    const compared = { mediaId, pipelineVersion: 'test' }
    await recordMatches(db, compared, 900n, [])
    await recordMatches(db, compared, 800n, [])
    const row = await db
      .selectFrom('match_run')
      .select('epoch')
      .where('media_id', '=', mediaId)
      .executeTakeFirstOrThrow()
    expect(row.epoch).toBe('900')
  })
})
