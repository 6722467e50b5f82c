import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createFindHost, type FindHost } from './find-host.ts'
import { takedownItems } from './notice-item-store.ts'
import { createRdap } from './recipients/rdap.ts'
import { servingVisit } from './sighting-store.ts'
import {
  advance,
  createWorld,
  openCase,
  readTakedown,
  seedEntry,
  seedLocation,
  seedMatch,
  seedMedia,
  seedSighting,
  type World,
} from './testing-notices.ts'
import { entity, networkOf, startRegistries, type RegistryPages } from './testing-registries.ts'

let world: World
let registries: Awaited<ReturnType<typeof startRegistries>>
let findHost: FindHost
const pages: RegistryPages = new Map()

beforeAll(async () => {
  world = await createWorld()
  registries = await startRegistries(pages)
  const options = { baseUrl: registries.url, timeoutMs: 5000, cacheMs: 1, maxBytes: 65_536 }
  findHost = createFindHost({ ...world, rdap: createRdap(world, options) })
})
beforeEach(() => world.wait(1))
afterAll(async () => {
  await registries[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
})

let counter = 0

type Seen = { outcome: 'other' | 'failed'; code: string; http_status: number; media_id: null }
const IN_ARCHIVE: Seen = { outcome: 'other', code: 'archive', http_status: 200, media_id: null }
const ON_ERROR_PAGE: Seen = {
  outcome: 'failed',
  code: 'http-404',
  http_status: 404,
  media_id: null,
}

/** A picture that was seen at an address of which the visit was recorded as `seen`. */
async function arrange(seen: Seen, by: 'itself' | 'page') {
  const address = `198.51.100.${++counter}`
  const entities = [entity(['abuse'], [`abuse@host${counter}.example`])]
  pages.set(`ip/${address}`, networkOf(address, { country: 'NL', entities }))
  const locationId = await seedLocation(world, `https://host.example/${counter}/drawn`)
  const pageId =
    by === 'itself' ? locationId : await seedLocation(world, `https://host.example/${counter}/`)
  const mediaId = await seedMedia(world)
  await seedSighting(world, { mediaId, locationId, pageId, address })
  await world.db.updateTable('visit').set(seen).where('location_id', '=', locationId).execute()
  const { entryId, listId } = await seedEntry(world)
  const matchId = await seedMatch(world, { mediaId, entryId, listId })
  return { address, pageId, locationId, mediaId, entryId, listId, matchId, base: '', imageUrl: '' }
}

it.each<[string, Seen, 'itself' | 'page']>([
  ['in an archive that was reported', IN_ARCHIVE, 'itself'],
  ['in an archive that a page shows', IN_ARCHIVE, 'page'],
  ['in the text of a page that answers 404', ON_ERROR_PAGE, 'itself'],
])('the host of what was found %s is asked for and told', async (_, seen, by) => {
  const found = await arrange(seen, by)
  const seenAt = world.now()
  world.wait(1)
  const id = await openCase(world, found)
  await advance(world, id, { findHost })
  const row = await readTakedown(world, id)
  expect(row).toMatchObject({ status: 'authorised', attention: null })
  expect(row.provider_id).not.toBeNull()
  if (by === 'itself') expect(row.state.clocks.t1).toEqual(seenAt)
  const [item] = await takedownItems(world.db, world.crypto, [id], 'NL-1')
  expect(item).toMatchObject({ ip: found.address })
})

it('an error says from where something is served only if nothing else does', async () => {
  const found = await arrange(IN_ARCHIVE, 'itself')
  const id = await openCase(world, found)
  world.wait(1)
  const { mediaId, locationId, pageId } = { ...found, mediaId: await seedMedia(world) }
  const later = world.now()
  await seedSighting(world, { mediaId, locationId, pageId, address: '203.0.113.9' })
  await world.db
    .updateTable('visit')
    .set(ON_ERROR_PAGE)
    .where('location_id', '=', locationId)
    .where('finished_at', '=', later)
    .execute()
  expect(await servingVisit(world.db, id)).toMatchObject({ address: found.address })
})

it('an address that never answered is served from nowhere', async () => {
  const found = await arrange(IN_ARCHIVE, 'itself')
  await world.db
    .updateTable('visit')
    .set({ outcome: 'failed', code: 'timeout', http_status: null })
    .where('location_id', '=', found.locationId)
    .execute()
  const id = await openCase(world, found)
  expect(await servingVisit(world.db, id)).toBeNull()
  expect((await readTakedown(world, id)).state.clocks.t1).toBeNull()
})
