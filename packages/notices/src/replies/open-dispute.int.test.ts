import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reviewGrounds } from '../review-grounds.ts'
import { askedBefore } from '../asked-store.ts'
import { takedownItems } from '../notice-item-store.ts'
import { lockTakedown } from '../takedown-store.ts'
import {
  advance,
  compose,
  createWorld,
  folded,
  readTakedown,
  seedCheck,
  seedDecision,
  seedEntry,
  seedMatch,
  seedProvider,
  type World,
} from '../testing-notices.ts'
import { providersDue } from '../provider-store.ts'
import { decideDispute } from './decide-dispute.ts'
import { openDispute, openDisputes } from './dispute-store.ts'
import { answer, handOver, tellProvider } from './testing-replies.ts'

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

describe('a host that the content has left', () => {
  /** It was told; another host gets the notices now, and is due the next one. */
  async function moved() {
    const told = await tellProvider(world)
    const [seeded] = told.cases as [(typeof told.cases)[0]]
    const other = await seedProvider(world)
    await world.db
      .updateTable('takedown')
      .set({ provider_id: other })
      .where('id', '=', seeded.takedownId)
      .execute()
    return { told, other, ...seeded }
  }
  const due = async (takedownId: string) => {
    world.wait(30)
    await seedCheck(world, takedownId, 'present')
    await advance(world, takedownId)
    return providersDue(world.db, world.now(), 100)
  }
  const noticeTo = (providerId: string) =>
    world.db
      .selectFrom('notice')
      .select(['id', 'contact_id'])
      .where('provider_id', '=', providerId)
      .executeTakeFirstOrThrow()

  it('is heard, and neither answers for the present one nor stops its notices', async () => {
    const { told, other, takedownId } = await moved()
    await answer(world, told, [{ takedownId: null, answer: 'acknowledged' }])
    await answer(world, told, [disputed])
    const after = await readTakedown(world, takedownId)
    expect(after).toMatchObject({ status: 'notified', attention: 'disputed' })
    expect(after.state.clocks.t8).toBeNull()
    expect(await openDisputes(world.db, 9, takedownId)).toHaveLength(1)

    expect(await due(takedownId)).toContain(other)
    expect(await takedownItems(world.db, world.crypto, [takedownId], 'NL')).toHaveLength(1)
    await compose(world, other)
    expect(await noticesOf(other)).toBe(1)
    expect(await askedBefore(world.db, (await noticeTo(other)).id)).toMatchObject([
      { role: 'host', times: 1, hasAnswered: true },
    ])
  })

  it('is not said to have been silent where it wrote a mail that nobody has read', async () => {
    const { told, other, takedownId } = await moved()
    await due(takedownId)
    await compose(world, other)
    const { id } = await noticeTo(other)
    const asked = { role: 'host', times: 1 }
    expect(await askedBefore(world.db, id)).toMatchObject([{ ...asked, hasAnswered: false }])
    await answer(world, told, [{ takedownId: null, answer: 'auto-reply', detail: 'ticket 1' }])
    expect(await askedBefore(world.db, id)).toMatchObject([{ ...asked, hasAnswered: false }])
    await answer(world, told, [{ takedownId: null, answer: 'unsorted', detail: 'we dispute this' }])
    expect(await askedBefore(world.db, id)).toMatchObject([{ ...asked, hasAnswered: true }])
  })

  it('does not answer in the place of the present one, whose dispute stops notices beside its own', async () => {
    const { told, other, ...seeded } = await moved()
    const { takedownId } = seeded
    await answer(world, told, [disputed])
    await due(takedownId)
    await compose(world, other)
    const { id: noticeId, contact_id: contactId } = await noticeTo(other)
    await handOver(world, noticeId, [seeded], 2)
    for (const hours of [1, 7]) {
      world.wait(hours)
      await seedCheck(world, takedownId, 'gone')
      await advance(world, takedownId)
    }
    await answer(world, { noticeId, contactId }, [disputed])
    expect(await openDisputes(world.db, 9, takedownId)).toHaveLength(1)
    world.wait(1)
    await seedCheck(world, takedownId, 'present')
    await advance(world, takedownId)
    expect(await due(takedownId)).not.toContain(other)
    expect((await readTakedown(world, takedownId)).status).toBe('resurfaced')
    expect(await takedownItems(world.db, world.crypto, [takedownId], 'NL')).toEqual([])
  })

  /** It disputed what is found at another host since. */
  async function disputedAndMoved(verdict?: 'uphold') {
    const told = await tellProvider(world)
    const [{ takedownId }] = told.cases as [(typeof told.cases)[0]]
    await answer(world, told, [disputed])
    const id = await disputeOf(takedownId)
    for (const name of verdict ? ['Ana', 'Ben'] : []) await decide(id, 'uphold', name)
    expect((await readTakedown(world, takedownId)).status).toBe('disputed')
    const other = await seedProvider(world)
    const facts = { providerId: other, country: 'NL', rivals: [], mailboxDomain: 'b.example' }
    world.wait(30)
    await seedCheck(world, takedownId, 'present')
    await advance(world, takedownId, { findHost: async () => ({ status: 'found', ...facts }) })
    return { takedownId, other, id }
  }

  it('stops no notice to the present one by what it disputed before, either', async () => {
    const { takedownId, other, id } = await disputedAndMoved()
    const { attention, state, status } = await readTakedown(world, takedownId)
    expect({ attention, status }).toEqual({ attention: 'disputed', status: 'notified' })
    expect(state).toEqual(await folded(world, takedownId))
    expect(await providersDue(world.db, world.now(), 100)).toContain(other)
    expect(await takedownItems(world.db, world.crypto, [takedownId], 'NL')).toHaveLength(1)
    await compose(world, other)
    const kind = world.db.selectFrom('notice').select('kind').where('provider_id', '=', other)
    expect(await kind.execute()).toEqual([{ kind: 'provider-notice' }])

    expect(await openDisputes(world.db, 9, takedownId)).toHaveLength(1)
    for (const name of ['Ana', 'Ben']) await decide(id, 'uphold', name)
    expect((await readTakedown(world, takedownId)).status).toBe('disputed')
  })

  it('stops every notice by what it disputed before, where that was found right', async () => {
    const { takedownId, other } = await disputedAndMoved('uphold')
    expect((await readTakedown(world, takedownId)).status).toBe('disputed')
    expect(await providersDue(world.db, world.now(), 100)).not.toContain(other)
  })

  it('stops every notice once two people have found it right', async () => {
    const { told, other, takedownId } = await moved()
    await answer(world, told, [disputed])
    const id = await disputeOf(takedownId)
    for (const name of ['Ana', 'Ben']) await decide(id, 'uphold', name)
    expect(await readTakedown(world, takedownId)).toMatchObject({
      status: 'disputed',
      attention: 'dispute-upheld',
    })
    expect(await due(takedownId)).not.toContain(other)
  })
})

const noticesOf = async (providerId: string): Promise<number> =>
  (await world.db.selectFrom('notice').select('id').where('provider_id', '=', providerId).execute())
    .length
