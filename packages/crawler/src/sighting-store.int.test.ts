import {
  fingerprint,
  PARTIAL_VERSION,
  PIPELINE_VERSION,
  type Fingerprint,
} from '@nightlight/fingerprint'
import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DIGESTS_ONLY, keepSeen, markGone } from './sighting-store.ts'
import {
  createWorld,
  dueLocation,
  picture,
  startSite,
  type Site,
  type World,
} from './testing-crawl.ts'

let site: Site
let world: World
let whole: Fingerprint
beforeAll(async () => {
  site = await startSite()
  world = await createWorld(site)
  const outcome = await fingerprint(picture('other-5'))
  if (outcome.status === 'refused') throw new Error(outcome.code)
  whole = outcome.fingerprint
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

/** The page itself is where a picture of these tests is seen. */
async function somewhere(at = new Date()) {
  const { id } = await dueLocation(world, '/seen/')
  return { locationId: id, pageLocationId: id, at }
}

/** Other bytes than any before. */
const drawnOnce = (): Fingerprint => ({ ...whole, sha256: newId() })

/** Version of what is kept of the same bytes after they were read once more. */
async function versionAfter(fingerprint: Fingerprint): Promise<string> {
  const id = await keepSeen(world.db, world.crypto, fingerprint, await somewhere())
  const media = world.db.selectFrom('media').select('pipeline_version').where('id', '=', id)
  return (await media.executeTakeFirstOrThrow()).pipeline_version
}

describe('keepSeen', () => {
  it('keeps of the same bytes what says most, and of that the newest', async () => {
    const partial = { ...whole, pipelineVersion: PARTIAL_VERSION }
    expect(await versionAfter({ ...whole, pipelineVersion: DIGESTS_ONLY })).toBe(DIGESTS_ONLY)
    expect(await versionAfter(partial)).toBe(PARTIAL_VERSION)
    expect(await versionAfter(whole)).toBe(PIPELINE_VERSION)
    expect(await versionAfter(partial)).toBe(PIPELINE_VERSION)
    expect(await versionAfter({ ...whole, pipelineVersion: DIGESTS_ONLY })).toBe(PIPELINE_VERSION)
  })

  it('keeps bytes once that several workers see at the same time', async () => {
    const seenAt = await somewhere()
    const fingerprint = drawnOnce()
    const ids = await Promise.all(
      Array.from({ length: 8 }, () => keepSeen(world.db, world.crypto, fingerprint, seenAt)),
    )
    expect(new Set(ids).size).toBe(1)
    const rows = world.db.selectFrom('sighting').select('media_id').where('media_id', '=', ids[0]!)
    expect(await rows.execute()).toHaveLength(1)
  })

  it('waits for a worker that has not committed the same bytes yet, and keeps them once', async () => {
    const seenAt = await somewhere()
    const fingerprint = drawnOnce()
    const { db, crypto } = world
    const { first, second } = await db.transaction().execute(async (trx) => {
      const first = await keepSeen(trx, crypto, fingerprint, seenAt)
      return { first, second: keepSeen(db, crypto, fingerprint, seenAt) }
    })
    expect(await second).toBe(first)
  })

  it('has what had gone up again, and never moves the last time back', async () => {
    const later = await somewhere(new Date('2026-03-02T00:00:00Z'))
    const { locationId, pageLocationId } = later
    const fingerprint = drawnOnce()
    const { db, crypto } = world
    const id = await keepSeen(db, crypto, fingerprint, later)
    await markGone(db, { locationId, pageLocationId, except: [], at: later.at })
    await keepSeen(db, crypto, fingerprint, { ...later, at: new Date('2026-03-01T00:00:00Z') })
    const row = db.selectFrom('sighting').select(['last_seen_at', 'gone_at'])
    expect(await row.where('media_id', '=', id).executeTakeFirst()).toEqual({
      last_seen_at: later.at,
      gone_at: null,
    })
  })
})
