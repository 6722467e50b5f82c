import {
  fingerprint,
  PARTIAL_VERSION,
  PIPELINE_VERSION,
  type Fingerprint,
} from '@nightlight/fingerprint'
import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyObservation } from './fetch/observation.ts'
import { createKeepSeen, DIGESTS_ONLY, keepSeen, markGone } from './sighting-store.ts'
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
async function somewhere(at = new Date(), path = '/seen/') {
  const { id } = await dueLocation(world, path)
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
    const places = [{ locationId, mediaIds: [] }]
    await markGone(db, { pageLocationId, places, at: later.at })
    await keepSeen(db, crypto, fingerprint, { ...later, at: new Date('2026-03-01T00:00:00Z') })
    const row = db.selectFrom('sighting').select(['last_seen_at', 'gone_at'])
    expect(await row.where('media_id', '=', id).executeTakeFirst()).toEqual({
      last_seen_at: later.at,
      gone_at: null,
    })
  })
})

describe('createKeepSeen', () => {
  const FULL = { most: 12, waitMs: 60_000 }
  const visitAt = (locationId: string) => {
    const observation = emptyObservation(new Date(), { egress: 'test', country: null, proxy: null })
    const place = { locationId, pageLocationId: locationId, takedownId: null }
    return { ...place, outcome: 'picture', code: 'fingerprinted', observation } as const
  }
  const visitsAt = (locationId: string) =>
    world.db
      .selectFrom('visit')
      .select(['media_id', 'code', 'egress', 'observation'])
      .where('location_id', '=', locationId)
      .execute()

  it('records pictures and their visits together, each under its own id', async () => {
    const keep = createKeepSeen(world, FULL)
    const seenAt = await somewhere(new Date(), '/together/')
    const drawn = Array.from({ length: FULL.most }, drawnOnce)
    const shown = { ...seenAt, visits: [visitAt(seenAt.locationId)] }
    const ids = await Promise.all(drawn.map((one) => keep(one, shown)))
    expect(new Set(ids).size).toBe(FULL.most)
    for (const [n, one] of drawn.entries()) {
      expect(await keepSeen(world.db, world.crypto, one, seenAt)).toBe(ids[n])
    }
    const visits = await visitsAt(seenAt.locationId)
    expect(new Set(visits.map(({ media_id }) => media_id))).toEqual(new Set(ids))
    expect(visits[0]).toMatchObject({ code: 'fingerprinted', egress: 'test' })
    expect(visits[0]?.observation).toMatchObject({ requestHeaders: [], timings: {} })
  })

  it('keeps bytes once that come twice at the same time, and both visits', async () => {
    const keep = createKeepSeen(world, { most: 8, waitMs: 1 })
    const fingerprint = drawnOnce()
    const place = await somewhere(new Date(), '/twice/')
    const id = place.locationId
    const seenAt = { ...place, visits: [visitAt(id)] }
    const ids = await Promise.all([keep(fingerprint, seenAt), keep(fingerprint, seenAt)])
    expect(ids[1]).toBe(ids[0])
    expect((await visitsAt(id)).map(({ media_id }) => media_id)).toEqual(ids)
  })

  it('loses nothing but the one that cannot be recorded', async () => {
    const keep = createKeepSeen(world, { ...FULL, most: 3 })
    const good = await somewhere()
    const nowhere = { ...good, locationId: newId() }
    const [first, bad, last] = await Promise.allSettled([
      keep(drawnOnce(), good),
      keep(drawnOnce(), nowhere),
      keep(drawnOnce(), { ...good, visits: [visitAt(good.locationId)] }),
    ])
    expect(bad).toMatchObject({ status: 'rejected', reason: { code: '23503' } })
    expect([first.status, last.status]).toEqual(['fulfilled', 'fulfilled'])
    const kept = [first, last].map((one) => one.status === 'fulfilled' && one.value)
    const sightings = world.db.selectFrom('sighting').select('media_id')
    expect(await sightings.where('media_id', 'in', kept as string[]).execute()).toHaveLength(2)
  })

  it('lets two workers keep the same pictures in any order', async () => {
    const seenAt = await somewhere()
    const drawn = Array.from({ length: FULL.most }, drawnOnce)
    const keepAll = (order: readonly Fingerprint[]) => {
      const keep = createKeepSeen(world, { ...FULL, waitMs: 5 })
      return Promise.all(order.map((one) => keep(one, seenAt)))
    }
    const [here, there] = await Promise.all([keepAll(drawn), keepAll(drawn.toReversed())])
    expect(there.toReversed()).toEqual(here)
  })
})
