import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMediaWalk } from '../media-walk.ts'
import { createWorld, seedCase, seedDecision, type World } from '../testing-notices.ts'
import { mediaWithoutTakedown } from '../sighting-store.ts'
import { openTakedown } from './open-takedown.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const open = (mediaId: string) => openTakedown(world)({ mediaId }, world.context)
const NOTHING = { status: 'skipped', reason: 'nothing-actionable' }

/** A near match that somebody confirmed, and can take back until so many seconds from now. */
async function confirmed(seconds: number) {
  const seeded = await seedCase(world, { tier: 'near' })
  await seedDecision(world, seeded.matchId, 'confirm')
  await countsFrom(seeded.matchId, seconds)
  return seeded
}

const countsFrom = (matchId: string, seconds: number) =>
  sql`update decision set effect_at = clock_timestamp() + ${seconds} * interval '1 second'
       where match_id = ${matchId}`.execute(world.db)

const takedownsOf = (mediaId: string) =>
  world.db.selectFrom('takedown').select('status').where('media_id', '=', mediaId).execute()

const someoneWaits = async (): Promise<boolean> => {
  const { rows } = await sql`
    select from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`.execute(
    world.db,
  )
  return rows.length > 0
}

describe('a confirmation that can still be taken back', () => {
  it('opens nothing, and opens once it counts, found by the sweep', async () => {
    const { mediaId, matchId } = await confirmed(60)
    expect(await open(mediaId)).toEqual(NOTHING)
    expect(await mediaWithoutTakedown(world.db, 10, [mediaId])).toEqual([])
    await countsFrom(matchId, -1)
    expect(await createMediaWalk(world.db)()).toContain(mediaId)
    expect(await mediaWithoutTakedown(world.db, 10, [mediaId])).toEqual([mediaId])
    expect(await open(mediaId)).toEqual({ status: 'done' })
    expect(await takedownsOf(mediaId)).toEqual([{ status: 'opened' }])
  })

  it('waits for an undoing that is on its way, and then opens nothing', async () => {
    const { mediaId, matchId } = await confirmed(-1)
    const opening = await world.db.transaction().execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${matchId}, 2))`.execute(trx)
      await sql`delete from decision where match_id = ${matchId}`.execute(trx)
      const begun = open(mediaId)
      await expect.poll(someoneWaits).toBe(true)
      return [begun]
    })
    await Promise.all(opening)
    expect(await takedownsOf(mediaId)).toEqual([])
  })
})

describe('a rejection that can still be taken back', () => {
  it('keeps what it ends from going on at once', async () => {
    const { mediaId, matchId } = await confirmed(-1)
    await open(mediaId)
    await seedDecision(world, matchId, 'reject')
    await sql`update decision set effect_at = clock_timestamp() + interval '1 minute'
       where match_id = ${matchId} and verdict = 'reject'`.execute(world.db)
    await open(mediaId)
    expect(await takedownsOf(mediaId)).toEqual([{ status: 'closed' }])
  })
})
