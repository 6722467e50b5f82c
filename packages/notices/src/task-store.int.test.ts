import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { assignTask } from './assign-task.ts'
import { clearAttention, raiseAttention } from './attention-store.ts'
import { setAttention } from './takedown-store.ts'
import { doTask } from './task-done-store.ts'
import { countTasks, openTasks } from './task-store.ts'
import {
  authoriseCase,
  createWorld,
  readTakedown,
  seedProvider,
  type World,
} from './testing-notices.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(async () => {
  await world.db.updateTable('takedown').set({ attention: null }).execute()
  await world.db.deleteFrom('task').execute()
})

const authorised = async () => (await authoriseCase(world, await seedProvider(world))).takedownId
const waiting = async () => (await openTasks(world.db, { limit: 100 })).map(({ code }) => code)
const assign = (id: string, mine: boolean, by: string, from: string | null = null) =>
  world.db.transaction().execute((trx) => assignTask(trx, { id, mine, by, from }, world.now()))
const take = (id: string, by: string, from?: string) => assign(id, true, by, from)
const done = (id: string) =>
  world.db.transaction().execute((trx) => doTask(trx, { id, by: 'ana', doneWith: 'told-by-hand' }))

describe('tasks', () => {
  it('there is one for whatever a takedown asks, until it asks for nothing or for something else', async () => {
    const id = await authorised()
    await setAttention(world.db, id, 'no-contact')
    await setAttention(world.db, id, 'no-contact')
    expect(await waiting()).toEqual(['no-contact'])
    await setAttention(world.db, id, 'mailbox-refused')
    expect(await waiting()).toEqual(['mailbox-refused'])
    await setAttention(world.db, id, null)
    expect(await waiting()).toEqual([])
  })

  it('keep what else is asked meanwhile', async () => {
    const id = await authorised()
    await setAttention(world.db, id, 'hosting-country-changed')
    await raiseAttention(world.db, [id], 'recipient-key-unusable')
    expect(await waiting()).toEqual(['hosting-country-changed', 'recipient-key-unusable'])
    expect((await readTakedown(world, id)).attention).toBe('hosting-country-changed')
    await clearAttention(world.db, [id], ['recipient-key-unusable'])
    expect(await waiting()).toEqual(['hosting-country-changed'])
  })

  it('are listed oldest first, in pages, by code, with who sees to them', async () => {
    const ids = [await authorised(), await authorised(), await authorised()]
    for (const id of ids) await setAttention(world.db, id, id === ids[1] ? 'stuck' : 'no-contact')
    const [first, ...others] = await openTasks(world.db, { limit: 100 })
    expect(first!.takedownId).toBe(ids[0])
    const next = await openTasks(world.db, { limit: 100, after: first!.id })
    expect(next).toEqual(others)
    expect(await openTasks(world.db, { limit: 100, code: 'stuck' })).toHaveLength(1)
    await take(first!.id, 'ana')
    expect((await openTasks(world.db, { limit: 1 }))[0]).toMatchObject({
      assignedTo: 'ana',
      provider: 'Example Hosting',
    })
    const seenToBy = async (assignedTo: string | null) =>
      (await openTasks(world.db, { limit: 100, assignedTo })).map(({ takedownId }) => takedownId)
    expect(await seenToBy('ana')).toEqual([ids[0]])
    expect(await seenToBy(null)).toEqual(ids.slice(1))
    expect(await seenToBy('bo')).toEqual([])
    const ofOne = await openTasks(world.db, { limit: 100, takedownId: ids[1] })
    expect(ofOne.map(({ takedownId }) => takedownId)).toEqual([ids[1]])
    expect(await countTasks(world.db)).toEqual([
      { code: 'no-contact', count: 2, oldest: first!.since },
      { code: 'stuck', count: 1, oldest: expect.any(Date) },
    ])
    const counted = async (assignedTo: string | null) =>
      (await countTasks(world.db, { assignedTo })).map(({ code, count }) => [code, count])
    expect(await counted('ana')).toEqual([['no-contact', 1]])
    expect(await counted(null)).toEqual([
      ['stuck', 1],
      ['no-contact', 1],
    ])
    expect(await counted('bo')).toEqual([])
  })

  it('of another person change hands only when they are named, and each change is audited', async () => {
    const takedownId = await authorised()
    await setAttention(world.db, takedownId, 'stuck')
    const [task] = await openTasks(world.db, { limit: 1 })
    const { id } = task!
    const ofAnother = expect.objectContaining({ code: 'task-of-another' })
    expect(await take(id, 'ana')).toBeNull()
    expect(await take(id, 'ana')).toBeNull()
    const since = world.now()
    await expect(take(id, 'bo')).rejects.toThrow(ofAnother)
    await expect(take(id, 'bo', 'cy')).rejects.toThrow(ofAnother)
    await expect(assign(id, false, 'bo')).rejects.toThrow(ofAnother)
    expect(await take(id, 'bo', 'ana')).toEqual({ actor: 'ana', since })
    await expect(take(id, 'cy', 'ana')).rejects.toThrow(ofAnother)
    expect(await assign(id, false, 'cy', 'bo')).toMatchObject({ actor: 'bo' })
    expect(await take(id, 'cy')).toBeNull()
    expect(await assign(id, false, 'cy')).toBeNull()
    expect(await assign(id, false, 'cy')).toBeNull()
    const events = await world.db
      .selectFrom('audit_event')
      .select(['actor', 'action', 'detail'])
      .where('object_id', '=', takedownId)
      .where('action', 'like', 'task-%')
      .orderBy('id')
      .execute()
    const own = { task: id, code: 'stuck', fromAnother: false }
    const anothers = { ...own, fromAnother: true, heldSince: since.toISOString() }
    expect(events).toEqual([
      { actor: 'ana', action: 'task-taken', detail: own },
      { actor: 'bo', action: 'task-taken', detail: anothers },
      { actor: 'cy', action: 'task-given-back', detail: anothers },
      { actor: 'cy', action: 'task-taken', detail: own },
      { actor: 'cy', action: 'task-given-back', detail: own },
    ])
  })

  it('are done by a person, who is named with what was done', async () => {
    const id = await authorised()
    await setAttention(world.db, id, 'notice-unsendable')
    const [task] = await openTasks(world.db, { limit: 1 })
    await done(task!.id)
    expect((await readTakedown(world, id)).attention).toBeNull()
    const row = world.db.selectFrom('task').selectAll().where('id', '=', task!.id)
    expect(await row.executeTakeFirst()).toMatchObject({
      done_by: 'ana',
      done_with: 'told-by-hand',
    })
    await expect(done(task!.id)).rejects.toThrow(
      expect.objectContaining({ code: 'task-not-found' }),
    )
  })

  it('that stop a notice are not ticked off', async () => {
    const id = await authorised()
    await setAttention(world.db, id, 'hosting-country-changed')
    const [task] = await openTasks(world.db, { limit: 1 })
    await expect(done(task!.id)).rejects.toThrow(
      expect.objectContaining({ code: 'task-settles-with-its-case' }),
    )
    expect((await readTakedown(world, id)).attention).toBe('hosting-country-changed')
  })
})
