import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allowNotice } from './allow-notice.ts'
import { setHostingCountry } from './correct-host.ts'
import { enterStep, type HandStep } from './enter-step.ts'
import { rerouteTakedown } from './policies/reroute.ts'
import { parsePolicy } from './routing.ts'
import { setAttention } from './takedown-store.ts'
import {
  advance,
  createWorld,
  eventsOf,
  folded,
  openCase,
  readTakedown,
  seedCase,
  seedProvider,
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
    ['provider-notice', 0, 'step-not-planned'],
    ['iccam-hand-over', 1, 'step-at-wrong-time'],
    ['iccam-hand-over', -100 * 24, 'step-at-wrong-time'],
  ] as const)('refuses %s done %d hours from now: %s', async (step, hours, code) => {
    const id = await toBeEntered()
    const doneAt = new Date(world.now().getTime() + hours * 3_600_000)
    await expect(enter(id, step, 'R-1', doneAt)).rejects.toThrow(expect.objectContaining({ code }))
  })

  it('refuses a takedown without a route', async () => {
    const id = await openCase(world, await seedCase(world))
    await expect(enter(id, 'provider-notice', 'R-1')).rejects.toThrow(
      expect.objectContaining({ code: 'takedown-enter-step-impossible' }),
    )
    await setAttention(world.db, id, null)
  })
})

describe('a step that a person took before its turn', () => {
  it('leaves what its host lacks, which is looked for again', async () => {
    const id = await openCase(world, await seedCase(world))
    await advance(world, id)
    expect((await readTakedown(world, id)).attention).toBe('no-contact')
    await enter(id, 'upstream-escalation', 'TEL-1')
    expect((await readTakedown(world, id)).attention).toBe('no-contact')
    const providerId = await seedProvider(world)
    const found = { providerId, country: 'NL', rivals: [], mailboxDomain: 'hosting.example' }
    await advance(world, id, { findHost: async () => ({ status: 'found', ...found }) })
    expect(await readTakedown(world, id)).toMatchObject({ status: 'authorised', attention: null })
  })

  it('leaves the site itself untold', async () => {
    const id = await openCase(world, await seedCase(world))
    await advance(world, id)
    await setAttention(world.db, id, 'provider-may-be-the-site')
    await enter(id, 'upstream-escalation', 'TEL-2')
    expect((await readTakedown(world, id)).attention).toBe('provider-may-be-the-site')
  })
})

const withdrawn = (takedownId: string, reference: string, step: HandStep) =>
  world.db.transaction().execute((trx) =>
    withdrawStep(trx, world, {
      takedownId,
      step,
      reference,
      reason: 'wrong-takedown',
      by: 'bob',
    }),
  )

describe('a hand-over that no plan has', () => {
  const onlyInhope = parsePolicy({
    id: 'only-inhope',
    title: 'Only inhope',
    validFrom: '2024-01-01',
    inhopeCountries: [],
    rules: [{ id: 'i', because: 'a test', inhope: true, legalClasses: ['csam'], plan: [] }],
  })
  /** A takedown that no rule fits. */
  async function withoutRule(): Promise<string> {
    const id = await openCase(world, await seedCase(world))
    await advance(world, id, { policy: onlyInhope })
    expect(await readTakedown(world, id)).toMatchObject({ status: 'opened', attention: 'no-rule' })
    return id
  }

  it('is its route where it has none: T4, the task done, and the host told once they say so', async () => {
    const id = await withoutRule()
    await enter(id, 'police-hand-over', 'PV-7')
    const { attention, state, status } = await readTakedown(world, id)
    expect({ attention, status }).toEqual({ attention: null, status: 'routed' })
    expect(state).toMatchObject({
      plan: ['police-hand-over'],
      step: 1,
      clocks: { t4: world.now(), t5: null },
    })
    await advance(world, id, { policy: onlyInhope })
    expect(await readTakedown(world, id)).toMatchObject({ status: 'routed', attention: null })
    await world.db
      .transaction()
      .execute((trx) => allowNotice(trx, world, { takedownId: id, by: 'o' }))
    expect((await readTakedown(world, id)).state).toMatchObject({
      plan: ['police-hand-over', 'provider-notice'],
    })
    expect((await readTakedown(world, id)).state).toEqual(await folded(world, id))
  })

  it.each([
    ['NL', 'hosting-country-changed'],
    ['BE', null],
    ['ZZ', null],
  ])('is for a person again where its country is corrected to %s: %s', async (country, asked) => {
    const rules = [
      { id: 'nl', because: 'a test', countries: ['NL'], plan: ['provider-notice'] },
      { id: 'be', because: 'a test', countries: ['BE'], plan: ['police-hand-over'] },
    ].map((rule) => ({ ...rule, legalClasses: ['csam'] }))
    const byCountry = { policy: parsePolicy({ ...onlyInhope, rules }) }
    const id = await withoutRule()
    await enter(id, 'police-hand-over', 'PV-8')
    world.wait(1)
    await setHostingCountry(world.db, id, country, 'key:sue', world.now())
    const found = { providerId: await seedProvider(world), country, rivals: [] }
    const host = { status: 'found', ...found, mailboxDomain: 'hosting.example' } as const
    await advance(world, id, { ...byCountry, findHost: async () => host })
    expect(await readTakedown(world, id)).toMatchObject({ status: 'routed', attention: asked })
    if (asked === null) return
    await rerouteTakedown(world, id, 'key:sue')
    await advance(world, id, { ...byCountry, findHost: async () => host })
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'authorised',
      provider_id: found.providerId,
    })
  })

  it('leaves it without a route again once taken back', async () => {
    const id = await withoutRule()
    await enter(id, 'iccam-hand-over', 'ICCAM-8')
    await withdrawn(id, 'ICCAM-8', 'iccam-hand-over')
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'opened',
      state: { plan: [], step: 0, clocks: { t4: null }, entered: [] },
    })
    await advance(world, id, { policy: onlyInhope })
    expect(await readTakedown(world, id)).toMatchObject({ status: 'opened', attention: 'no-rule' })
  })

  it('leaves the plan where it is, and what stops it', async () => {
    const id = await toBeEntered()
    await enter(id, 'police-hand-over', 'PV-9')
    expect(await readTakedown(world, id)).toMatchObject({
      attention: 'enter-in-iccam',
      state: { step: 0, clocks: { t4: world.now() } },
    })
    const told = await toBeEntered()
    await setAttention(world.db, told, 'hosting-country-changed')
    await enter(told, 'police-hand-over', 'PV-10')
    expect((await readTakedown(world, told)).attention).toBe('hosting-country-changed')
    await withdrawn(told, 'PV-10', 'police-hand-over')
    expect((await readTakedown(world, told)).state).toMatchObject({ clocks: { t4: null } })
  })
})

describe('withdrawStep', () => {
  const withdraw = (takedownId: string, reference: string, step: HandStep = 'iccam-hand-over') =>
    withdrawn(takedownId, reference, step)

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
