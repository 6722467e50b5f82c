import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMediaWalk } from './media-walk.ts'
import {
  createWorld,
  seedDecision,
  seedEntry,
  seedMatch,
  seedMedia,
  seedSighting,
  seedLocation,
  type World,
} from './testing-notices.ts'

const OLD = 2_500

let world: World
let list: Awaited<ReturnType<typeof seedEntry>>
beforeAll(async () => {
  world = await createWorld()
  list = await seedEntry(world)
})
afterAll(() => world[Symbol.asyncDispose]())

/** So many media, matched long before this process began. */
async function seedOld(count: number): Promise<string[]> {
  const ids: string[] = []
  for (let from = 0; from < count; from += 50) {
    const some = Array.from({ length: Math.min(50, count - from) }, async () => {
      const mediaId = await seedMedia(world)
      await seedMatch(world, { mediaId, ...list })
      return mediaId
    })
    ids.push(...(await Promise.all(some)))
  }
  return ids
}

describe('createMediaWalk', () => {
  it('goes through all that was ever matched in slices, and begins anew', async () => {
    const ids = await seedOld(OLD)
    const next = createMediaWalk(world.db)
    const slices = [await next(), await next(), await next()]
    expect(slices.map((slice) => slice.length)).toEqual([1_000, 1_000, 500])
    expect(new Set(slices.flat())).toEqual(new Set(ids))
    expect(await next()).toEqual(slices[0])
  })

  it('has what was matched, decided or seen a moment ago at once, wherever it is in the walk', async () => {
    const next = createMediaWalk(world.db)
    await next()
    const at = { ...world, now: () => new Date() }
    const matched = await seedMedia(world)
    await seedMatch(at, { mediaId: matched, ...list })
    const seen = await seedMedia(world)
    await seedMatch(world, { mediaId: seen, ...list })
    const locationId = await seedLocation(world, 'https://seen.example/')
    await seedSighting(at, { mediaId: seen, locationId, pageId: locationId })
    const slice = await next()
    expect(slice.slice(0, 2).toSorted()).toEqual([matched, seen].toSorted())
  })

  it('has first what a person confirmed, however much was matched since, and all of that in turn', async () => {
    const ids = await world.db
      .selectFrom('match')
      .select(['id', 'media_id'])
      .orderBy('id')
      .execute()
    const next = createMediaWalk(world.db)
    await next()
    const confirmed = ids.at(-1)!
    await sql`update match set matched_at = now() where id <> ${confirmed.id}`.execute(world.db)
    await seedDecision(world, confirmed.id, 'confirm')
    await sql`update decision set effect_at = clock_timestamp()`.execute(world.db)
    const many = ids.length - 1
    const first = await next()
    expect(first[0]).toBe(confirmed.media_id)
    const second = await next()
    // the same media counts again: the last minute is looked at twice
    const rest = second.slice(1, 1 + many - 2_000)
    expect(rest.filter((id) => first.slice(0, 2_001).includes(id))).toEqual([])
    expect(new Set([...first.slice(1, 2_001), ...rest]).size).toBe(many)
  })

  it('takes what an unreleased look back found for nothing new', async () => {
    await sql`update match set matched_at = now(), look_back = (select id from submission limit 1)`.execute(
      world.db,
    )
    const found = await createMediaWalk(world.db)()
    expect(found.length).toBeLessThanOrEqual(1_002)
  })
})
