import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mediaWithoutTakedown } from '../sighting-store.ts'
import type { Command } from '../takedown-command.ts'
import { applyCommand, lockTakedown } from '../takedown-store.ts'
import {
  advance,
  createWorld,
  eventsOf,
  folded,
  openCase,
  readTakedown,
  seedCase,
  seedCheck,
  seedDecision,
  seedEntry,
  seedMatch,
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

describe('openTakedown on what was closed or gone', () => {
  it('reopens when a rejection is withdrawn', async () => {
    const { id, seeded } = await mistakenlyRejected()
    expect(await open(seeded.mediaId)).toEqual({ status: 'done' })
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'opened',
      attention: null,
      due_at: world.now(),
    })
    expect((await eventsOf(world, id)).map(({ type }) => type)).toEqual([
      'opened',
      'closed',
      'reopened',
    ])
    expect((await eventsOf(world, id)).at(-1)).toMatchObject({ actor: 'ana' })
    expect(await open(seeded.mediaId)).toEqual({ status: 'skipped', reason: 'already-open' })
    expect(await folded(world, id)).toEqual((await readTakedown(world, id)).state)
  })

  it('reopens once when ten try at once', async () => {
    const { id, seeded } = await mistakenlyRejected()
    await Promise.all(Array.from({ length: 10 }, () => open(seeded.mediaId)))
    expect(await eventsOf(world, id)).toHaveLength(3)
  })

  it('reopens on the match that is actionable now', async () => {
    const seeded = await seedCase(world)
    const id = await openCase(world, seeded)
    await seedDecision(world, seeded.matchId, 'reject')
    await open(seeded.mediaId)
    const { mediaId } = seeded
    const matchId = await seedMatch(world, { mediaId, ...(await seedEntry(world)) })
    await open(mediaId)
    expect(await readTakedown(world, id)).toMatchObject({ status: 'opened', match_id: matchId })
  })

  it('leaves a rejected case closed where the picture has gone', async () => {
    const { id, seeded } = await mistakenlyRejected()
    const sightings = world.db.updateTable('sighting').set({ gone_at: world.now() })
    await sightings.where('media_id', '=', seeded.mediaId).execute()
    await open(seeded.mediaId)
    expect((await readTakedown(world, id)).status).toBe('closed')
  })

  it('has another look at once when a crawl sees what was verified gone', async () => {
    const { id, seeded } = await removed()
    expect(await open(seeded.mediaId)).toEqual({ status: 'skipped', reason: 'already-open' })
    world.wait(0.5)
    await seeAgain(seeded)
    expect(await mediaWithoutTakedown(world.db, 1000)).toContain(seeded.mediaId)
    expect(await open(seeded.mediaId)).toEqual({ status: 'done' })
    const row = await readTakedown(world, id)
    expect(row).toMatchObject({ status: 'removed', next_check_at: world.now() })
    expect(await mediaWithoutTakedown(world.db, 1000)).not.toContain(seeded.mediaId)
    expect(await open(seeded.mediaId)).toEqual({ status: 'skipped', reason: 'already-open' })
  })

  it('has no more looks for a sight that a look has answered', async () => {
    const { id, seeded } = await removed()
    world.wait(2)
    await seeAgain(seeded)
    await open(seeded.mediaId)
    world.wait(0.1)
    await seedCheck(world, id, 'unknown')
    await advance(world, id)
    const { next_check_at } = await readTakedown(world, id)
    expect(next_check_at!.getTime()).toBeGreaterThan(world.now().getTime())
    expect(await mediaWithoutTakedown(world.db, 1000)).not.toContain(seeded.mediaId)
    expect(await open(seeded.mediaId)).toEqual({ status: 'skipped', reason: 'already-open' })
  })

  it('reopens what is back after it was watched for a year, with a look at once', async () => {
    const { id, seeded } = await removed()
    await apply(id, checkCommand('gone'))
    const year = world.deadlines.watchUntil(world.now())
    await apply(id, { type: 'tick', at: year, actor: 'test' })
    expect((await readTakedown(world, id)).status).toBe('closed')
    expect(await mediaWithoutTakedown(world.db, 1000)).not.toContain(seeded.mediaId)
    await open(seeded.mediaId)
    expect((await readTakedown(world, id)).status).toBe('closed')
    world.wait(2)
    await seeAgain(seeded)
    expect(await mediaWithoutTakedown(world.db, 1000)).toContain(seeded.mediaId)
    await open(seeded.mediaId)
    const row = await readTakedown(world, id)
    expect(row).toMatchObject({ status: 'opened', next_check_at: world.now() })
    expect(row.state).toMatchObject({ resurfacings: 1, noticesSent: 1 })
  })

  it('keeps the look of a reopened case due while it is routed', async () => {
    const { id, seeded } = await mistakenlyRejected()
    world.wait(1)
    await seeAgain(seeded)
    await open(seeded.mediaId)
    const seenAt = world.now()
    const findHost = async () => ({ status: 'unknown' }) as const
    await advance(world, id, { findHost })
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'routed',
      next_check_at: seenAt,
    })
  })

  it('finds a case whose rejection was withdrawn, until it is reopened', async () => {
    const { seeded } = await mistakenlyRejected()
    expect(await mediaWithoutTakedown(world.db, 1000)).toContain(seeded.mediaId)
    await open(seeded.mediaId)
    expect(await mediaWithoutTakedown(world.db, 1000)).not.toContain(seeded.mediaId)
  })
})

/** A takedown that was closed by a rejection which the same person has withdrawn since. */
async function mistakenlyRejected() {
  const seeded = await seedCase(world)
  const id = await openCase(world, seeded)
  await seedDecision(world, seeded.matchId, 'reject')
  await open(seeded.mediaId)
  world.wait(1)
  await seedDecision(world, seeded.matchId, 'confirm')
  return { id, seeded }
}

const apply = (takedownId: string, command: Command) =>
  world.db.transaction().execute(async (trx) => {
    const before = await lockTakedown(trx, takedownId)
    const looked = command.type === 'check' ? { appliedCheckAt: command.at } : {}
    return applyCommand(trx, { ...before!, ...looked }, command, world.deadlines)
  })

const stamp = () => ({ at: world.now(), actor: 'test' })
const checkCommand = (verdict: 'present' | 'gone', from = 'north'): Command => {
  const facts = { type: 'check', checkId: newId(), verdict, moved: false, codes: [], from } as const
  return { ...stamp(), ...facts }
}

/** A takedown of which the host has been told. */
async function toldOf(id: string): Promise<void> {
  const route = { type: 'route', policy: 'p', country: 'NL', plan: ['provider-notice'] } as const
  await apply(id, { ...stamp(), ...route })
  await apply(id, { ...stamp(), type: 'authorise' })
  await apply(id, { ...stamp(), type: 'notify', noticeId: 'n', seq: 1 })
}

/** A takedown whose content was verified gone, though its sighting is still said to be live. */
async function removed() {
  const seeded = await seedCase(world)
  const id = await openCase(world, seeded)
  await toldOf(id)
  for (const from of ['north', 'south']) {
    world.wait(7)
    await apply(id, checkCommand('gone', from))
  }
  expect((await readTakedown(world, id)).status).toBe('removed')
  return { id, seeded }
}

/** A crawl finds the picture of a case up. */
async function seeAgain({ mediaId }: Case): Promise<void> {
  const sightings = world.db.updateTable('sighting').set({ last_seen_at: world.now() })
  await sightings.where('media_id', '=', mediaId).execute()
}
