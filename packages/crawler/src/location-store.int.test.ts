import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureLocations, readLocation } from './location-store.ts'
import { createWorld, startSite, type Site, type World } from './testing-crawl.ts'

let site: Site
let world: World
beforeAll(async () => {
  site = await startSite()
  world = await createWorld(site)
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

const ensure = (urls: readonly string[]) =>
  ensureLocations(
    world.db,
    world.crypto,
    urls.map((url) => new URL(url)),
  )

describe('ensureLocations', () => {
  it('gives one for each URL in their order, the known and the new', async () => {
    const [known] = await ensure(['http://one.example/b'])
    const found = await ensure([
      'http://one.example/c',
      'http://one.example/b',
      'http://two.example/',
    ])
    expect(found.map(({ url, host }) => [url, host])).toEqual([
      ['http://one.example/c', 'one.example'],
      ['http://one.example/b', 'one.example'],
      ['http://two.example/', 'two.example'],
    ])
    expect(found[1]).toEqual(known)
    expect(await readLocation(world.db, world.crypto, found[0]!.id)).toEqual(found[0])
  })

  it('gives the same for two spellings of one address', async () => {
    const [first, second] = await ensure([
      'http://ONE.example/same',
      'http://one.example:80/same#x',
    ])
    expect(first).toEqual(second)
  })

  it('gives several workers the same, whatever the order they ask in', async () => {
    const urls = Array.from({ length: 100 }, (_, at) => `http://many.example/${at}`)
    const asked = Array.from({ length: 6 }, (_, at) => (at % 2 === 0 ? urls : urls.toReversed()))
    const found = await Promise.all(asked.map(ensure))
    const ids = found.map((locations) => locations.map(({ id }) => id).toSorted())
    for (const one of ids) expect(one).toEqual(ids[0])
    expect(new Set(ids[0]).size).toBe(100)
  })

  it('gives none for none', async () => {
    expect(await ensure([])).toEqual([])
  })
})
