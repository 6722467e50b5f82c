import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTakedown } from './jobs/open-takedown.ts'
import { readNotice } from './notice-store.ts'
import { lockProvider, upsertProvider } from './provider-store.ts'
import { settleNotice } from './settle-notice.ts'
import { claimNotice } from './testing-claims.ts'
import {
  authoriseCase,
  compose,
  createWorld,
  readTakedown,
  seedEntry,
  seedLocation,
  seedMatch,
  seedMedia,
  seedProvider,
  seedSighting,
  type World,
} from './testing-notices.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

/** Waits until somebody waits for a lock of this database. */
async function untilWaiting(): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select 1 from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(world.db)
    if (rows.length > 0) return
    await setTimeout(10)
  }
}

describe('openTakedown', () => {
  it('takes its locations in the order in which a crawl takes them', async () => {
    // The picture was known before its page.
    const locationId = await seedLocation(world, 'https://pictures.example/1.jpg')
    const pageId = await seedLocation(world, 'https://pictures.example/album/')
    expect(locationId < pageId).toBe(true)
    const mediaId = await seedMedia(world)
    await seedSighting(world, { mediaId, locationId, pageId })
    await seedMatch(world, { mediaId, ...(await seedEntry(world)) })
    const lock = (id: string) => sql`select from location where id = ${id}::uuid for update`
    const opening = await world.db.transaction().execute(async (trx) => {
      await lock(locationId).execute(trx)
      const job = openTakedown(world)({ mediaId }, world.context)
      await untilWaiting()
      // With the page locked by the job this would be a deadlock.
      await lock(pageId).execute(trx)
      return { job }
    })
    expect(await opening.job).toEqual({ status: 'done' })
  })
})

describe('settleNotice', () => {
  it('takes takedowns before the notice, as whoever takes both does', async () => {
    const providerId = await seedProvider(world)
    const { takedownId } = await authoriseCase(world, providerId)
    world.wait(1)
    await compose(world, providerId)
    const { id: noticeId } = await world.db
      .selectFrom('notice')
      .select('id')
      .where('provider_id', '=', providerId)
      .executeTakeFirstOrThrow()
    const claim = await claimNotice(world.db, noticeId, 60_000)
    const head = await readNotice(world.db, noticeId)
    const accepted = { status: 'accepted', code: 250, response: '' } as const
    const settled = await world.db.transaction().execute(async (trx) => {
      await sql`select from takedown where id = ${takedownId} for update`.execute(trx)
      // tried once: a second try would hide that the first one was in a circle
      const once = { ...world, settlePausesMs: [] }
      const settling = settleNotice(once, claim, head!, accepted, world.now())
      await untilWaiting()
      const { rows } = await sql`
        select id from notice where id = ${noticeId} for update skip locked`.execute(trx)
      return { settling, free: rows.length }
    })
    await settled.settling
    expect(settled.free).toBe(1)
    expect((await readTakedown(world, takedownId)).status).toBe('notified')
  })
})

describe('upsertProvider', () => {
  it('waits for nobody who has locked a provider that is as it was', async () => {
    const police = {
      handle: 'p',
      kind: 'police',
      name: 'Police',
      country: null,
      language: 'en',
    } as const
    const id = await upsertProvider(world.db, police, world.now())
    await world.db.transaction().execute(async (trx) => {
      await lockProvider(trx, id)
      expect(await upsertProvider(world.db, police, world.now())).toBe(id)
    })
  })
})
