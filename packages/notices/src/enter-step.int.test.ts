import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allowNotice } from './allow-notice.ts'
import { enterStep, type HandStep } from './enter-step.ts'
import { parsePolicy } from './routing.ts'
import { setAttention } from './takedown-store.ts'
import {
  advance,
  createWorld,
  eventsOf,
  openCase,
  readTakedown,
  seedCase,
  type World,
} from './testing-notices.ts'
import { withdrawStep } from './withdraw-step.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const policy = parsePolicy({
  id: 'partners',
  title: 'Partners',
  validFrom: '2024-01-01',
  inhopeCountries: [],
  rules: [
    {
      id: 'all',
      because: 'a test',
      legalClasses: ['csam'],
      plan: ['iccam-hand-over', 'upstream-escalation'],
    },
  ],
})

/** A takedown that a person is to enter in ICCAM. */
async function toBeEntered(): Promise<string> {
  const id = await openCase(world, await seedCase(world))
  await advance(world, id, { policy })
  expect((await readTakedown(world, id)).attention).toBe('enter-in-iccam')
  return id
}

const enter = (takedownId: string, step: HandStep, reference: string, doneAt = world.now()) =>
  world.db
    .transaction()
    .execute((trx) => enterStep(trx, world, { takedownId, step, reference, doneAt, by: 'ana' }))

describe('enterStep', () => {
  it('is the hand-over: its time is T4, the task is done, and the next step follows', async () => {
    const id = await toBeEntered()
    world.wait(2)
    const doneAt = new Date(world.now().getTime() - 3_600_000)
    expect(await enter(id, 'iccam-hand-over', 'ICCAM-123', doneAt)).toBe(true)
    const { attention, due_at, state } = await readTakedown(world, id)
    expect(state).toMatchObject({ step: 1, clocks: { t4: doneAt } })
    expect({ attention, due_at }).toEqual({ attention: null, due_at: world.now() })
    const tasks = world.db
      .selectFrom('task')
      .select(['code', 'done_at'])
      .where('takedown_id', '=', id)
    expect(await tasks.execute()).toEqual([{ code: 'enter-in-iccam', done_at: expect.any(Date) }])
  })

  it('counts the same reference once', async () => {
    const id = await toBeEntered()
    await enter(id, 'iccam-hand-over', 'ICCAM-7')
    expect(await enter(id, 'iccam-hand-over', 'ICCAM-7')).toBe(false)
    const events = await eventsOf(world, id)
    expect(events.filter(({ type }) => type === 'step-entered')).toHaveLength(1)
  })

  it.each([
    ['registrar', 0, 'step-not-planned'],
    ['police-hand-over', 0, 'step-not-planned'],
    ['iccam-hand-over', 1, 'step-at-wrong-time'],
    ['iccam-hand-over', -100 * 24, 'step-at-wrong-time'],
  ] as const)('refuses %s done %d hours from now: %s', async (step, hours, code) => {
    const id = await toBeEntered()
    const doneAt = new Date(world.now().getTime() + hours * 3_600_000)
    await expect(enter(id, step, 'R-1', doneAt)).rejects.toThrow(expect.objectContaining({ code }))
  })

  it('refuses a takedown without a route', async () => {
    const id = await openCase(world, await seedCase(world))
    await expect(enter(id, 'iccam-hand-over', 'R-1')).rejects.toThrow(
      expect.objectContaining({ code: 'takedown-enter-step-impossible' }),
    )
    await setAttention(world.db, id, null)
  })
})

describe('withdrawStep', () => {
  const withdraw = (takedownId: string, reference: string, step: HandStep = 'iccam-hand-over') =>
    world.db.transaction().execute((trx) =>
      withdrawStep(trx, world, {
        takedownId,
        step,
        reference,
        reason: 'wrong-takedown',
        by: 'bob',
      }),
    )

  it('has what was to be done wait again, with T4 as before and both in the log', async () => {
    const id = await toBeEntered()
    const before = (await readTakedown(world, id)).state
    await enter(id, 'iccam-hand-over', 'ICCAM-1')
    await withdraw(id, 'ICCAM-1')
    const { attention, state } = await readTakedown(world, id)
    expect(attention).toBe('enter-in-iccam')
    expect(state).toEqual({ ...(before as object), entered: [], rungs: [] })
    const types = (await eventsOf(world, id)).map(({ type }) => type)
    expect(types.slice(-2)).toEqual(['step-entered', 'step-withdrawn'])
    await expect(withdraw(id, 'ICCAM-1')).rejects.toMatchObject({ code: 'step-not-entered' })
    expect(await enter(id, 'iccam-hand-over', 'ICCAM-1')).toBe(true)
  })

  it('is refused once something has followed from it', async () => {
    const id = await toBeEntered()
    await enter(id, 'iccam-hand-over', 'ICCAM-1')
    await enter(id, 'upstream-escalation', 'UP-1')
    await expect(withdraw(id, 'ICCAM-1')).rejects.toMatchObject({ code: 'step-has-followed' })
    await withdraw(id, 'UP-1', 'upstream-escalation')
    await world.db
      .transaction()
      .execute((trx) => allowNotice(trx, world, { takedownId: id, by: 'o' }))
    await expect(withdraw(id, 'ICCAM-1')).rejects.toMatchObject({ code: 'step-has-followed' })
  })
})
