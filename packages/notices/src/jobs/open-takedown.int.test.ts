import { erasedKey } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mediaWithoutTakedown } from '../sighting-store.ts'
import {
  createWorld,
  eventsOf,
  openCase,
  readTakedown,
  seedCase,
  seedDecision,
  seedEntry,
  seedLocation,
  seedMatch,
  seedMedia,
  seedSighting,
  type Case,
  type World,
} from '../testing-notices.ts'
import { openTakedown } from './open-takedown.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const open = (mediaId: string) => openTakedown(world)({ mediaId }, world.context)
const NOTHING = { status: 'skipped', reason: 'nothing-actionable' }

const takedownsOf = (pageId: string) =>
  world.db
    .selectFrom('takedown')
    .select(['id', 'status', 'media_id', 'host'])
    .where('page_location_id', '=', pageId)
    .execute()

const addressesOf = async (takedownId: string) => {
  const rows = world.db.selectFrom('takedown_location').select('location_id')
  return (await rows.where('takedown_id', '=', takedownId).execute()).map((row) => row.location_id)
}

/** Another picture at an address of its own on a page. */
async function another(base: string, pageId: string, name: string) {
  const mediaId = await seedMedia(world)
  const locationId = await seedLocation(world, `${base}${name}`)
  await seedSighting(world, { mediaId, locationId, pageId })
  return { mediaId, locationId }
}

/** A smaller copy of a case's picture, which matches the same entry. */
async function thumbnail({ base, pageId, entryId, listId }: Case) {
  const copy = await another(base, pageId, 'thumbnail.jpg')
  await seedMatch(world, { mediaId: copy.mediaId, entryId, listId, tier: 'near' })
  return copy
}

describe('openTakedown', () => {
  it('opens by rule what matches exactly on a list that opens', async () => {
    const seeded = await seedCase(world)
    const id = await openCase(world, seeded)
    expect(await eventsOf(world, id)).toMatchObject([
      { type: 'opened', actor: 'rule:exact-match-of-a-list-that-opens', tier: 'exact' },
    ])
    expect(await addressesOf(id)).toEqual([seeded.locationId])
    expect(world.hints).toContainEqual({ name: 'advance-takedown', payload: { takedownId: id } })
  })

  it.each([
    ['a near match', { tier: 'near' }],
    ['an exact match on a list that does not open', { list: { opens: 'never' } }],
  ] as const)('leaves %s to a person', async (_what, options) => {
    const { mediaId, matchId, pageId } = await seedCase(world, options)
    expect(await open(mediaId)).toEqual(NOTHING)
    await seedDecision(world, matchId, 'confirm')
    expect(await open(mediaId)).toEqual({ status: 'done' })
    const [takedown] = await takedownsOf(pageId)
    expect(await eventsOf(world, takedown!.id)).toMatchObject([{ type: 'opened', actor: 'ana' }])
  })

  it('never opens on a probable match, confirmed or not', async () => {
    const { mediaId, matchId } = await seedCase(world, { tier: 'probable' })
    expect(await open(mediaId)).toEqual(NOTHING)
    await seedDecision(world, matchId, 'confirm')
    expect(await open(mediaId)).toEqual(NOTHING)
    expect(await mediaWithoutTakedown(world.db, 1000)).not.toContain(mediaId)
  })

  it('goes by the newest decision', async () => {
    const { mediaId, matchId } = await seedCase(world, { tier: 'near' })
    await seedDecision(world, matchId, 'confirm')
    world.wait(1)
    await seedDecision(world, matchId, 'reject')
    expect(await open(mediaId)).toEqual(NOTHING)
    world.wait(1)
    await seedDecision(world, matchId, 'confirm')
    expect(await open(mediaId)).toEqual({ status: 'done' })
  })

  it('opens nothing where the address was erased, and looks for none there', async () => {
    const { mediaId, locationId, pageId } = await seedCase(world)
    expect(await mediaWithoutTakedown(world.db, 1000, [mediaId])).toEqual([mediaId])
    await world.db
      .updateTable('location')
      .set({ url_key: erasedKey(sql.ref('location.id')) })
      .where('id', '=', locationId)
      .execute()
    expect(await open(mediaId)).toMatchObject({ status: 'skipped' })
    expect(await takedownsOf(pageId)).toEqual([])
    expect(await mediaWithoutTakedown(world.db, 1000, [mediaId])).toEqual([])
  })

  it('lets a rejection overrule what the list allows', async () => {
    const { mediaId, matchId } = await seedCase(world)
    await seedDecision(world, matchId, 'reject')
    expect(await open(mediaId)).toEqual(NOTHING)
  })

  it.each([
    ['of the class harmful', { legalClass: 'harmful' }],
    ['that has expired', { expiresAt: new Date(0) }],
  ] as const)('never opens on a list %s, confirmed or not', async (_what, list) => {
    const { mediaId, matchId } = await seedCase(world, { list })
    await seedDecision(world, matchId, 'confirm')
    expect(await open(mediaId)).toEqual(NOTHING)
  })

  it('never opens on a revoked entry', async () => {
    const { mediaId, entryId } = await seedCase(world)
    const entry = world.db.updateTable('list_entry').set({ status: 'revoked' })
    await entry.where('id', '=', entryId).execute()
    expect(await open(mediaId)).toEqual(NOTHING)
  })

  it('adds a thumbnail of the same entry on the same page to what is open there', async () => {
    const seeded = await seedCase(world)
    const id = await openCase(world, seeded)
    const copy = await thumbnail(seeded)
    await seedDecision(world, await matchOf(copy.mediaId), 'confirm')
    expect(await open(copy.mediaId)).toEqual({ status: 'done' })
    expect(await takedownsOf(seeded.pageId)).toHaveLength(1)
    expect(await addressesOf(id)).toEqual([seeded.locationId, copy.locationId])
  })

  it('opens another takedown for a thumbnail at another host', async () => {
    const seeded = await seedCase(world)
    const id = await openCase(world, seeded)
    const copy = await thumbnail({ ...seeded, base: 'https://thumbnails.example/' })
    await seedDecision(world, await matchOf(copy.mediaId), 'confirm')
    expect(await open(copy.mediaId)).toEqual({ status: 'done' })
    const takedowns = await takedownsOf(seeded.pageId)
    const other = takedowns.find((takedown) => takedown.id !== id)
    expect(takedowns).toHaveLength(2)
    expect(other).toMatchObject({ host: 'thumbnails.example', media_id: copy.mediaId })
    expect(await addressesOf(id)).toEqual([seeded.locationId])
    expect(await addressesOf(other!.id)).toEqual([copy.locationId])
  })

  it('opens one takedown for each host that serves the same bytes on a page', async () => {
    const { mediaId, pageId } = await seedCase(world)
    const locationId = await seedLocation(world, 'https://mirror.example/same.jpg')
    await seedSighting(world, { mediaId, locationId, pageId })
    expect(await mediaWithoutTakedown(world.db, 1000)).toContain(mediaId)
    await open(mediaId)
    const hosts = (await takedownsOf(pageId)).map(({ host }) => host)
    expect(hosts.sort()).toEqual(['host.example', 'mirror.example'])
    expect(await mediaWithoutTakedown(world.db, 1000)).not.toContain(mediaId)
    expect(await open(mediaId)).toEqual({ status: 'skipped', reason: 'already-open' })
  })

  it('opens another takedown for another entry on the same page', async () => {
    const seeded = await seedCase(world)
    await openCase(world, seeded)
    const other = await another(seeded.base, seeded.pageId, 'other.jpg')
    const { entryId, listId } = await seedCase(world)
    await seedMatch(world, { mediaId: other.mediaId, entryId, listId })
    await open(other.mediaId)
    expect(await takedownsOf(seeded.pageId)).toHaveLength(2)
  })

  it('opens one for each page that shows the picture', async () => {
    const first = await seedCase(world)
    const second = await seedCase(world)
    const { mediaId, locationId } = first
    await seedSighting(world, { mediaId, locationId, pageId: second.pageId })
    await open(mediaId)
    expect(await takedownsOf(first.pageId)).toHaveLength(1)
    expect(await takedownsOf(second.pageId)).toHaveLength(1)
  })

  it('opens nothing where the picture is known to have gone', async () => {
    const { mediaId, pageId } = await seedCase(world)
    const sightings = world.db.updateTable('sighting').set({ gone_at: new Date() })
    await sightings.where('media_id', '=', mediaId).execute()
    await open(mediaId)
    expect(await takedownsOf(pageId)).toEqual([])
  })

  it('opens once', async () => {
    const seeded = await seedCase(world)
    const id = await openCase(world, seeded)
    expect(await open(seeded.mediaId)).toEqual({ status: 'skipped', reason: 'already-open' })
    expect(await takedownsOf(seeded.pageId)).toHaveLength(1)
    expect(await eventsOf(world, id)).toHaveLength(1)
  })

  it('opens once when ten try at once', async () => {
    const { mediaId, pageId } = await seedCase(world)
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => open(mediaId)))
    expect(outcomes.filter(({ status }) => status === 'done')).toHaveLength(1)
    expect(await takedownsOf(pageId)).toHaveLength(1)
  })

  it('joins copies that ten workers find at once', async () => {
    const seeded = await seedCase(world)
    const { base, pageId, entryId, listId } = seeded
    const copies = []
    for (let n = 0; n < 9; n++) {
      const copy = await another(base, pageId, `${n}.jpg`)
      await seedMatch(world, { mediaId: copy.mediaId, entryId, listId })
      copies.push(copy.mediaId)
    }
    await Promise.all([seeded.mediaId, ...copies].map(open))
    const takedowns = await takedownsOf(pageId)
    expect(takedowns).toHaveLength(1)
    expect(await addressesOf(takedowns[0]!.id)).toHaveLength(10)
  })

  it('closes what rests on a match that is rejected afterwards', async () => {
    const seeded = await seedCase(world)
    const id = await openCase(world, seeded)
    await seedDecision(world, seeded.matchId, 'reject')
    expect(await open(seeded.mediaId)).toEqual({ status: 'done' })
    expect((await readTakedown(world, id)).state).toMatchObject({
      status: 'closed',
      reason: 'match-rejected',
    })
    expect((await eventsOf(world, id)).at(-1)).toMatchObject({ actor: 'ana' })
    expect(await open(seeded.mediaId)).toEqual(NOTHING)
  })

  it('remembers when the page was reported and crawled', async () => {
    const seeded = await seedCase(world)
    const reported_at = new Date(world.now().getTime() - 5_000)
    await report(seeded.pageId, reported_at)
    const crawled = world.now()
    await world.db
      .updateTable('visit')
      .set({ location_id: seeded.pageId })
      .where('page_location_id', '=', seeded.pageId)
      .execute()
    const id = await openCase(world, seeded)
    const { clocks } = (await readTakedown(world, id)).state
    expect(clocks).toMatchObject({ t0: reported_at, t1: crawled, t3: crawled, t6: null })
  })

  it('takes the release of what a look back found for its decision, not when it was found', async () => {
    const seeded = await seedCase(world, { list: { opens: 'never' } })
    const { mediaId } = seeded
    const { submissionId, ...found } = await seedEntry(world)
    const matchId = await seedMatch(world, { mediaId, ...found })
    const match = world.db.updateTable('match').where('id', '=', matchId)
    await match.set({ look_back: submissionId }).execute()
    const submission = world.db.updateTable('submission').where('id', '=', submissionId)
    await submission.set({ look_back: 'found', activated_at: world.now() }).execute()
    expect(await open(mediaId)).toEqual(NOTHING)
    world.wait(96)
    const released = world.now()
    await submission.set({ look_back: 'released', released_at: released }).execute()
    const id = await openCase(world, seeded)
    expect((await readTakedown(world, id)).state.clocks).toMatchObject({ t3: released })
  })
})

describe('mediaWithoutTakedown', () => {
  const lost = () => mediaWithoutTakedown(world.db, 1000)

  it('finds what is actionable and has no takedown, until it has', async () => {
    const { mediaId } = await seedCase(world)
    expect(await lost()).toContain(mediaId)
    await open(mediaId)
    expect(await lost()).not.toContain(mediaId)
  })

  it('does not find what waits for a person', async () => {
    const { mediaId } = await seedCase(world, { tier: 'near' })
    expect(await lost()).not.toContain(mediaId)
  })

  it('finds a second picture at an address that another takedown is about', async () => {
    const seeded = await seedCase(world)
    await openCase(world, seeded)
    const { entryId, listId } = await seedCase(world, { list: { opens: 'never' } })
    const mediaId = await seedMedia(world)
    const { locationId, pageId } = seeded
    await seedSighting(world, { mediaId, locationId, pageId })
    await seedDecision(world, await seedMatch(world, { mediaId, entryId, listId }), 'confirm')
    expect(await lost()).toContain(mediaId)
    await open(mediaId)
    expect(await lost()).not.toContain(mediaId)
  })

  it('finds a takedown whose match was rejected, until it is closed', async () => {
    const seeded = await seedCase(world)
    await openCase(world, seeded)
    await seedDecision(world, seeded.matchId, 'reject')
    expect(await lost()).toContain(seeded.mediaId)
    await open(seeded.mediaId)
    expect(await lost()).not.toContain(seeded.mediaId)
  })
})

describe('mediaWithoutTakedown on takedowns that have lost their ground', () => {
  const lost = () => mediaWithoutTakedown(world.db, 1000)
  const revoke = (entryId: string) =>
    world.db
      .updateTable('list_entry')
      .set({ status: 'revoked' })
      .where('id', '=', entryId)
      .execute()

  it('finds one until it is closed, and again when the ground is back, until it is reopened', async () => {
    const seeded = await seedCase(world)
    const id = await openCase(world, seeded)
    await revoke(seeded.entryId)
    expect(await lost()).toContain(seeded.mediaId)
    expect(await open(seeded.mediaId)).toEqual({ status: 'done' })
    expect((await readTakedown(world, id)).state).toMatchObject({ reason: 'ground-withdrawn' })
    expect(await lost()).not.toContain(seeded.mediaId)
    expect(await open(seeded.mediaId)).toEqual(NOTHING)
    const entry = world.db.updateTable('list_entry').where('id', '=', seeded.entryId)
    await entry.set({ status: 'active' }).execute()
    expect(await lost()).toContain(seeded.mediaId)
    await open(seeded.mediaId)
    expect((await readTakedown(world, id)).status).toBe('opened')
    expect(await lost()).not.toContain(seeded.mediaId)
  })

  it('finds one until another match carries it', async () => {
    const seeded = await seedCase(world)
    const id = await openCase(world, seeded)
    const { mediaId } = seeded
    const matchId = await seedMatch(world, { mediaId, ...(await seedEntry(world)) })
    await revoke(seeded.entryId)
    expect(await lost()).toContain(mediaId)
    expect(await open(mediaId)).toEqual({ status: 'done' })
    expect(await readTakedown(world, id)).toMatchObject({ status: 'opened', match_id: matchId })
    expect(await lost()).not.toContain(mediaId)
  })

  it('finds none for a list that has expired or opens nothing any more', async () => {
    const seeded = await seedCase(world)
    await openCase(world, seeded)
    const list = world.db.updateTable('hash_list').where('id', '=', seeded.listId)
    await list.set({ expires_at: new Date(0), opens: 'never' }).execute()
    expect(await lost()).not.toContain(seeded.mediaId)
    expect(await open(seeded.mediaId)).toEqual(NOTHING)
  })
})

const matchOf = async (mediaId: string): Promise<string> => {
  const row = world.db.selectFrom('match').select('id').where('media_id', '=', mediaId)
  return (await row.executeTakeFirstOrThrow()).id
}

async function report(pageId: string, received_at: Date): Promise<void> {
  const id = pageId
  const blank = Buffer.alloc(1)
  await world.db
    .insertInto('report')
    .values({ id, url_ct: blank, url_key: blank, source: 't', received_by: 't', received_at })
    .execute()
  await world.db
    .insertInto('report_location')
    .values({ report_id: id, location_id: pageId })
    .execute()
}
