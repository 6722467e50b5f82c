import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reviewGrounds } from '../review-grounds.ts'
import { lockTakedown } from '../takedown-store.ts'
import {
  advance,
  compose,
  createWorld,
  readTakedown,
  seedCheck,
  seedDecision,
  seedEntry,
  seedMatch,
  type World,
} from '../testing-notices.ts'
import { providersDue } from '../provider-store.ts'
import { decideDispute } from './decide-dispute.ts'
import { openDispute, openDisputes } from './dispute-store.ts'
import { answer, tellProvider } from './testing-replies.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const decide = (id: string, verdict: 'uphold' | 'reject', name: string) =>
  world.db.transaction().execute((trx) =>
    decideDispute(
      trx,
      world,
      id,
      { verdict, reason: 'seen' },
      {
        actor: `analyst:${name}`,
        name,
        at: world.now(),
      },
    ),
  )

const disputeOf = async (takedownId: string): Promise<string> =>
  (await openDisputes(world.db, 1, takedownId))[0]!.id

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

const disputed = { takedownId: null, answer: 'disputed', detail: 'a drawing' } as const

describe('an open dispute', () => {
  it('is ended while another reply disputes the same takedown', async () => {
    const told = await tellProvider(world)
    const { takedownId } = told.cases[0]!
    const { replies } = await answer(world, told, [disputed])
    const id = await disputeOf(takedownId)
    await decide(id, 'reject', 'Ana')
    const ending = await world.db.transaction().execute(async (trx) => {
      await lockTakedown(trx, takedownId)
      const end = decide(id, 'reject', 'Ben')
      await untilWaiting()
      // As a reply does it; with the dispute locked before the takedown this would be a deadlock.
      await openDispute(trx, { takedownId, replyId: replies[0]!.id, at: world.now() })
      return { end }
    })
    expect(await ending.end).toEqual({ status: 'rejected' })
  })

  it('keeps notices back that content which is up again would have', async () => {
    const told = await tellProvider(world)
    const { takedownId } = told.cases[0]!
    for (const hours of [1, 7]) {
      world.wait(hours)
      await seedCheck(world, takedownId, 'gone')
      await advance(world, takedownId)
    }
    expect((await readTakedown(world, takedownId)).status).toBe('removed')
    await answer(world, told, [disputed])
    world.wait(1)
    await seedCheck(world, takedownId, 'present')
    await advance(world, takedownId)
    expect((await readTakedown(world, takedownId)).status).toBe('resurfaced')
    world.wait(48)
    expect(await providersDue(world.db, world.now(), 100)).not.toContain(told.providerId)
    await compose(world, told.providerId)
    expect(await noticesOf(told.providerId)).toBe(1)

    const id = await disputeOf(takedownId)
    for (const name of ['Ana', 'Ben']) await decide(id, 'reject', name)
    expect(await providersDue(world.db, world.now(), 100)).toContain(told.providerId)
    await compose(world, told.providerId)
    expect(await noticesOf(told.providerId)).toBe(2)
  })

  it('goes on where another list carries what was disputed for good reason', async () => {
    const told = await tellProvider(world)
    const { takedownId } = told.cases[0]!
    await answer(world, told, [disputed])
    world.wait(30)
    await seedCheck(world, takedownId, 'present')
    await advance(world, takedownId)
    const id = await disputeOf(takedownId)
    for (const name of ['Ana', 'Ben']) await decide(id, 'uphold', name)
    const { attention, status, match_id, media_id } = await readTakedown(world, takedownId)
    expect({ attention, status }).toEqual({ attention: 'dispute-upheld', status: 'disputed' })
    const other = await seedMatch(world, { mediaId: media_id, ...(await seedEntry(world)) })
    await seedDecision(world, match_id, 'reject')
    await world.db.transaction().execute((trx) => reviewGrounds(trx, world, [media_id]))
    expect(await readTakedown(world, takedownId)).toMatchObject({
      attention: null,
      status: 'acknowledged',
      match_id: other,
      due_at: world.now(),
    })
    await advance(world, takedownId)
    expect((await readTakedown(world, takedownId)).state).toMatchObject({ noticeDue: true })
    await compose(world, told.providerId)
    expect(await noticesOf(told.providerId)).toBe(2)
  })
})

const noticesOf = async (providerId: string): Promise<number> =>
  (await world.db.selectFrom('notice').select('id').where('provider_id', '=', providerId).execute())
    .length
