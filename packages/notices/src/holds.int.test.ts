import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { heldMs, holdsOf } from './hold-store.ts'
import { holdTakedown, releaseTakedown, undoHold } from './holds.ts'
import { applyCommand, lockTakedown } from './takedown-store.ts'
import {
  advance,
  authoriseCase,
  createWorld,
  folded,
  readTakedown,
  seedCheck,
  seedProvider,
  type World,
} from './testing-notices.ts'

const HOUR_MS = 3_600_000

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const inHours = (hours: number): Date => new Date(world.now().getTime() + hours * HOUR_MS)
const authorised = async () => (await authoriseCase(world, await seedProvider(world))).takedownId

const hold = (takedownId: string, hours: number) =>
  world.db.transaction().execute((trx) =>
    holdTakedown(trx, world, {
      takedownId,
      reason: 'investigation',
      until: inHours(hours),
      by: 'ana',
    }),
  )
const release = (takedownId: string, holdId?: string) =>
  world.db
    .transaction()
    .execute((trx) =>
      releaseTakedown(trx, world, { takedownId, reason: 'asked-by-police', by: 'sue', holdId }),
    )
const refused = (code: string) => expect.objectContaining({ code })

describe('a hold', () => {
  it('keeps the notice back until its time, and then lets it go', async () => {
    const id = await authorised()
    await hold(id, 100)
    expect(await readTakedown(world, id)).toMatchObject({ status: 'held', notify_at: null })
    world.wait(101)
    await advance(world, id)
    const { status, notify_at } = await readTakedown(world, id)
    expect(status).toBe('authorised')
    expect(notify_at).not.toBeNull()
    expect(await holdsOf(world.db, id)).toMatchObject([
      { reason: 'investigation', heldBy: 'ana', endedBecause: 'expired', endedBy: 'nightlight' },
    ])
  })

  it('has a person told before its end', async () => {
    const id = await authorised()
    await hold(id, 100)
    world.wait(99)
    await advance(world, id)
    expect((await readTakedown(world, id)).attention).toBe('hold-ends-soon')
  })

  it('is ended by a supervisor before its time, with the reason, and is counted as long as it was', async () => {
    const id = await authorised()
    await hold(id, 100)
    world.wait(10)
    await release(id)
    expect(await holdsOf(world.db, id)).toMatchObject([
      { endedBecause: 'released', endedBy: 'sue', releaseReason: 'asked-by-police' },
    ])
    world.wait(10)
    await hold(id, 100)
    world.wait(5)
    expect(await heldMs(world.db, id, world.now())).toBe(15 * HOUR_MS)
    const audit = world.db.selectFrom('audit_event').select('action').where('object_id', '=', id)
    const actions = (await audit.execute()).map(({ action }) => action)
    expect(actions.filter((action) => action.startsWith('hold-'))).toEqual([
      'hold-begun',
      'hold-released',
      'hold-begun',
    ])
  })

  it('is not ended where another one was meant', async () => {
    const id = await authorised()
    await hold(id, 100)
    const [first] = await holdsOf(world.db, id)
    await release(id, first!.id)
    await hold(id, 200)
    await expect(release(id, first!.id)).rejects.toThrow(refused('takedown-hold-changed'))
    expect(await readTakedown(world, id)).toMatchObject({ status: 'held' })
    const [second] = await holdsOf(world.db, id)
    await release(id, second!.id.toUpperCase())
    expect((await readTakedown(world, id)).status).not.toBe('held')
    await expect(release(id, second!.id)).rejects.toThrow(refused('takedown-not-held'))
  })

  it('is asked for twice with no other effect, and refused with an earlier end', async () => {
    const id = await authorised()
    await hold(id, 50)
    await hold(id, 50)
    expect(await holdsOf(world.db, id)).toHaveLength(1)
    await expect(hold(id, 40)).rejects.toThrow(refused('takedown-already-held'))
  })

  it('is prolonged with no notice in between, and asks again before its new end', async () => {
    const id = await authorised()
    await hold(id, 100)
    world.wait(99)
    await advance(world, id)
    expect((await readTakedown(world, id)).attention).toBe('hold-ends-soon')
    await hold(id, 200)
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'held',
      notify_at: null,
      attention: null,
    })
    const [now, before] = await holdsOf(world.db, id)
    expect(now).toMatchObject({ until: inHours(200), endedAt: null })
    expect(before).toMatchObject({
      endedBecause: 'overtaken',
      releaseReason: 'prolonged',
      endedAt: now!.heldAt,
    })
    world.wait(2)
    await advance(world, id)
    expect(await readTakedown(world, id)).toMatchObject({ status: 'held', attention: null })
    expect(await heldMs(world.db, id, world.now())).toBe(101 * HOUR_MS)
    world.wait(150)
    await advance(world, id)
    expect((await readTakedown(world, id)).attention).toBe('hold-ends-soon')
    world.wait(50)
    await advance(world, id)
    const { state, status, notify_at } = await readTakedown(world, id)
    expect(status).toBe('authorised')
    expect(notify_at).not.toBeNull()
    expect(await folded(world, id)).toEqual(state)
    const audit = world.db.selectFrom('audit_event').select('action').where('object_id', '=', id)
    expect((await audit.execute()).map(({ action }) => action)).toContain('hold-prolonged')
  })

  it('is prolonged within the longest length from now, and not ended by undoing that', async () => {
    const id = await authorised()
    await hold(id, 100)
    await expect(hold(id, 31 * 24)).rejects.toThrow(refused('hold-too-long'))
    await hold(id, 120)
    const undo = world.db
      .transaction()
      .execute((trx) => undoHold(trx, world, { takedownId: id, by: 'ana' }))
    await expect(undo).rejects.toThrow(refused('hold-prolonged'))
    expect((await readTakedown(world, id)).status).toBe('held')
  })

  it('has a longest length, and an end that is to come', async () => {
    const id = await authorised()
    await expect(hold(id, 31 * 24)).rejects.toThrow(refused('hold-too-long'))
    await expect(hold(id, -1)).rejects.toThrow(refused('hold-in-the-past'))
    await expect(release(id)).rejects.toThrow(refused('takedown-not-held'))
    expect(await holdsOf(world.db, id)).toEqual([])
  })

  it('lets a notice that went meanwhile count, and says nothing a first time again', async () => {
    const id = await authorised()
    await hold(id, 100)
    const sent = { type: 'notify', at: world.now(), actor: 'test', noticeId: 'n', seq: 1 } as const
    await world.db.transaction().execute(async (trx) => {
      const stored = await lockTakedown(trx, id)
      await applyCommand(trx, stored!, sent, world.deadlines)
    })
    world.wait(30)
    await seedCheck(world, id, 'present')
    await release(id)
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'notified',
      notify_at: null,
      due_at: world.now(),
    })
    await advance(world, id)
    const { state, notify_at } = await readTakedown(world, id)
    expect(state).toMatchObject({ status: 'notified', noticeDue: true, noticesSent: 1 })
    expect(notify_at).not.toBeNull()
  })

  it('is undone by whoever placed it within ten minutes, by nobody else and not later', async () => {
    const undo = (takedownId: string, by: string) =>
      world.db.transaction().execute((trx) => undoHold(trx, world, { takedownId, by }))
    const id = await authorised()
    await hold(id, 100)
    await expect(undo(id, 'bob')).rejects.toThrow(refused('hold-of-another'))
    world.wait(0.15)
    await undo(id, 'ana')
    expect((await readTakedown(world, id)).status).toBe('authorised')
    expect(await holdsOf(world.db, id)).toMatchObject([
      { endedBecause: 'released', endedBy: 'ana', releaseReason: 'held-by-mistake' },
    ])
    await hold(id, 100)
    world.wait(0.17)
    await expect(undo(id, 'ana')).rejects.toThrow(refused('hold-undo-too-late'))
    expect((await readTakedown(world, id)).status).toBe('held')
    const audit = world.db.selectFrom('audit_event').select('action').where('object_id', '=', id)
    expect((await audit.execute()).map(({ action }) => action)).toContain('hold-undone')
  })
})
