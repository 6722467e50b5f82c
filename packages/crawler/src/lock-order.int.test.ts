import { fingerprint, type Fingerprint } from '@nightlight/fingerprint'
import { newId } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { emptyObservation } from './fetch/observation.ts'
import { createKeepSeen, keepSeen, markGone } from './sighting-store.ts'
import { createWorld, dueLocation, picture, startSite } from './testing-crawl.ts'

let site: Awaited<ReturnType<typeof startSite>>
let world: Awaited<ReturnType<typeof createWorld>>
let drawn: Fingerprint
beforeAll(async () => {
  site = await startSite()
  world = await createWorld(site)
  const outcome = await fingerprint(picture('other-5'))
  if (outcome.status === 'refused') throw new Error(outcome.code)
  drawn = outcome.fingerprint
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

/** Pictures of other bytes than any before, each up at two addresses of one page. */
async function seeAll(count: number) {
  const [page, beside] = [await dueLocation(world, `/${newId()}`), await dueLocation(world, '/2')]
  const [at, pageLocationId] = [new Date(), page.id]
  const places = [page.id, beside.id]
  const prints = Array.from({ length: count }, () => ({ ...drawn, sha256: newId() }))
  const ids: string[] = []
  for (const one of prints) {
    for (const locationId of places) {
      const id = await keepSeen(world.db, world.crypto, one, { locationId, pageLocationId, at })
      if (locationId === page.id) ids.push(id)
    }
  }
  return { pageLocationId, places, prints, ids, at }
}

const visitOf = (id: string) => {
  const observation = emptyObservation(new Date(), { egress: 'test', country: null, proxy: null })
  const place = { locationId: id, pageLocationId: id, takedownId: null }
  return { ...place, outcome: 'picture', code: 'fingerprinted', observation } as const
}

const waiting = async (): Promise<number> => {
  const { rows } = await sql`select 1 from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(world.db)
  return rows.length
}

const COUNT = 6

// Of each, so that the order in which the server comes by them does not matter.
it.each(Array.from({ length: COUNT }, (_, at) => at))(
  'a check and a crawl of one page never wait for each other, whichever picture is held up: %i',
  async (held) => {
    const { db } = world
    const { pageLocationId, places, prints, ids, at } = await seeAll(COUNT)
    const locationId = places[0]!
    const keep = createKeepSeen(world, { most: COUNT, waitMs: 60_000 })
    const started: Promise<unknown>[] = []
    await db.transaction().execute(async (trx) => {
      await sql`select 1 from sighting
        where media_id = ${ids[held]!} and location_id = ${locationId} for update`.execute(trx)
      const visits = [visitOf(pageLocationId)]
      for (const one of prints) started.push(keep(one, { locationId, pageLocationId, at, visits }))
      await expect.poll(waiting).toBe(1)
      const gone = places.toReversed().map((place) => ({ locationId: place, mediaIds: [] }))
      started.push(markGone(db, { pageLocationId, places: gone, at }))
      await expect.poll(waiting).toBe(2)
    })
    const ended = await Promise.allSettled(started)
    expect(ended.map(({ status }) => status)).toEqual(started.map(() => 'fulfilled'))
    // A group that fails is written one by one: it would hide that the server had to end it.
    const { rows } = await sql`
      select distinct xmin::text from visit where page_location_id = ${pageLocationId}`.execute(db)
    expect(rows).toHaveLength(1)
  },
)
