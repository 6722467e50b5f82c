import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { enterStep, type HandStep } from './enter-step.ts'
import { doTask } from './task-done-store.ts'
import { openTasks } from './task-store.ts'
import {
  advance,
  authoriseCase,
  openCase,
  readTakedown,
  seedCase,
  seedProvider,
} from './testing-notices.ts'
import { createPostOffice, type PostOffice } from './testing-post-office.ts'
import { revoke, setEntry, sweepAndWork, told } from './testing-retractions.ts'
import { withdrawStep } from './withdraw-step.ts'

let office: PostOffice
beforeAll(async () => {
  office = await createPostOffice()
})
afterAll(() => office[Symbol.asyncDispose]())
beforeEach(() => {
  office.server.mails.length = 0
  office.world.hints.length = 0
  office.answer(250)
})

const by = { step: 'provider-notice', reference: 'FORM-1', by: 'ana' } as const
const enter = (takedownId: string, step: HandStep = by.step, reference: string = by.reference) => {
  const { world } = office
  const entry = { takedownId, step, reference, doneAt: world.now(), by: 'ana' }
  return world.db.transaction().execute((trx) => enterStep(trx, world, entry))
}
const tasksOf = async (takedownId: string): Promise<string[]> =>
  (await openTasks(office.world.db, { takedownId, limit: 9 })).map(({ code }) => code)
const see = async (takedownId: string): Promise<void> => {
  const { db } = office.world
  const [task] = await openTasks(db, { takedownId, code: 'retract-by-hand', limit: 1 })
  const done = { id: task!.id, by: 'key:ben', doneWith: 'told-by-hand' } as const
  await db.transaction().execute((trx) => doTask(trx, done))
}
const reverse = async (entryId: string): Promise<void> => {
  await revoke(office, entryId)
  await sweepAndWork(office)
}

/** Told by a form on the site of its host, and by no mail. */
async function toldByHand() {
  const seeded = await seedCase(office.world)
  const id = await openCase(office.world, seeded)
  await advance(office.world, id)
  await enter(id)
  return { ...seeded, id }
}

/** The ground is back, and so is the takedown. */
async function goOn({ entryId, id }: { entryId: string; id: string }): Promise<void> {
  office.world.wait(1)
  await setEntry(office.world, entryId, 'active')
  await sweepAndWork(office)
  expect((await readTakedown(office.world, id)).status).toBe('opened')
}

describe('a host that was told by hand', () => {
  it('is to be told that it holds no more, until somebody has seen to that', async () => {
    const one = await toldByHand()
    await reverse(one.entryId)
    expect((await readTakedown(office.world, one.id)).status).toBe('closed')
    expect(await tasksOf(one.id)).toEqual(['retract-by-hand'])
    await sweepAndWork(office)
    expect(await tasksOf(one.id)).toEqual(['retract-by-hand'])
    expect(office.server.mails).toEqual([])
    await see(one.id)
    await reverse(one.entryId)
    expect(await tasksOf(one.id)).toEqual([])
  })

  it('is to be told beside whoever had a notice, whose letter does not settle it', async () => {
    const { first } = await told(office)
    await enter(first.takedownId)
    await reverse(first.entryId)
    expect(office.server.mails).toHaveLength(1)
    expect(await tasksOf(first.takedownId)).toEqual(['retract-by-hand'])
  })

  it('is asked about anew where it was told anew, and only there', async () => {
    const one = await toldByHand()
    await reverse(one.entryId)
    await see(one.id)
    await goOn(one)
    await reverse(one.entryId)
    expect(await tasksOf(one.id)).toEqual([])
    await goOn(one)
    await advance(office.world, one.id)
    await enter(one.id, by.step, 'FORM-2')
    await reverse(one.entryId)
    expect(await tasksOf(one.id)).toEqual(['retract-by-hand'])
  })

  it('is not to be told where the ground is back first, and is where that goes again', async () => {
    const one = await toldByHand()
    await reverse(one.entryId)
    await goOn(one)
    expect(await tasksOf(one.id)).not.toContain('retract-by-hand')
    await reverse(one.entryId)
    expect(await tasksOf(one.id)).toEqual(['retract-by-hand'])
  })

  it('is not to be told where the step was taken back', async () => {
    const { world } = office
    const { takedownId, entryId } = await authoriseCase(world, await seedProvider(world))
    await enter(takedownId)
    const withdrawn = { ...by, takedownId, reason: 'not-done' } as const
    await world.db.transaction().execute((trx) => withdrawStep(trx, world, withdrawn))
    await reverse(entryId)
    expect(await tasksOf(takedownId)).toEqual([])
  })
})

it('asks of police who were told by hand as well', async () => {
  const seeded = await seedCase(office.world)
  const id = await openCase(office.world, seeded)
  await enter(id, 'police-hand-over', 'PV-1')
  await reverse(seeded.entryId)
  expect(await tasksOf(id)).toEqual(['retract-by-hand'])
})
