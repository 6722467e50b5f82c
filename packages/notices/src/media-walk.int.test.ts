import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMediaWalk } from './media-walk.ts'
import {
  createWorld,
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
})
