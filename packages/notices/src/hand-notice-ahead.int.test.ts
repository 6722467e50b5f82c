import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enterStep, type HandStep } from './enter-step.ts'
import type { Host } from './find-host.ts'
import { parsePolicy } from './routing.ts'
import { applyCommand, lockTakedown } from './takedown-store.ts'
import {
  advance,
  compose,
  createWorld,
  folded,
  openCase,
  readTakedown,
  seedCase,
  seedCheck,
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
  id: 'police-first',
  title: 'Police first',
  validFrom: '2024-01-01',
  inhopeCountries: [],
  rules: [
    {
      id: 'all',
      because: 'a test',
      legalClasses: ['csam'],
      plan: ['police-hand-over', 'provider-notice'],
    },
  ],
})
const nobody: Host = { status: 'unknown' }
const go = (id: string, host: Host = nobody) =>
  advance(world, id, {
    policy,
    policeMailbox: 'desk@police.example',
    findHost: async () => host,
  })

const by = { step: 'provider-notice', reference: 'FORM-1', by: 'ana' } as const
const enter = (takedownId: string, step: HandStep = by.step, reference: string = by.reference) => {
  const entry = { takedownId, step, reference, doneAt: world.now(), by: 'ana' }
  return world.db.transaction().execute((trx) => enterStep(trx, world, entry))
}

/** The police are to have it, and nobody has told them yet. */
async function waiting() {
  const id = await openCase(world, await seedCase(world))
  await go(id)
  const { provider_id: police, status } = await readTakedown(world, id)
  expect(status).toBe('routed')
  return { id, police: police! }
}

async function handOver({ id, police }: { id: string; police: string }): Promise<void> {
  world.wait(0.1)
  await compose(world, police)
  const { notice_id: noticeId } = await world.db
    .selectFrom('notice_item')
    .select('notice_id')
    .where('takedown_id', '=', id)
    .executeTakeFirstOrThrow()
  await world.db.transaction().execute(async (trx) => {
    await trx.updateTable('notice').set({ state: 'sent' }).where('id', '=', noticeId).execute()
    const command = { type: 'hand-over', at: world.now(), actor: 'nightlight', noticeId } as const
    await applyCommand(trx, (await lockTakedown(trx, id))!, command, world.deadlines)
  })
}

const lettersOf = async (takedownId: string): Promise<string[]> =>
  (
    await world.db
      .selectFrom('notice_item as i')
      .innerJoin('notice as n', 'n.id', 'i.notice_id')
      .select('n.kind')
      .where('i.takedown_id', '=', takedownId)
      .orderBy('i.seq')
      .execute()
  ).map(({ kind }) => kind)

async function foundHost() {
  const providerId = await seedProvider(world)
  const facts = { providerId, country: 'NL', rivals: [], mailboxDomain: 'hosting.example' }
  return { providerId, host: { status: 'found', ...facts } as const }
}

describe('a host that was told before its turn', () => {
  it('has the police told all the same, and is told no more when its turn comes', async () => {
    const one = await waiting()
    const doneAt = world.now()
    await enter(one.id)
    const told = await readTakedown(world, one.id)
    expect(told).toMatchObject({
      status: 'routed',
      provider_id: one.police,
      state: { step: 0, noticesSent: 1, clocks: { t5: null, t6: doneAt } },
    })
    expect(told.notify_at).not.toBeNull()
    await handOver(one)
    const { host, providerId } = await foundHost()
    await go(one.id, host)
    world.wait(0.2)
    await seedCheck(world, one.id, 'present')
    await go(one.id, host)
    await compose(world, providerId)
    const after = await readTakedown(world, one.id)
    expect(after).toMatchObject({
      status: 'notified',
      provider_id: providerId,
      notify_at: null,
      state: { step: 1, noticesSent: 1, clocks: { t5: doneAt, t6: doneAt, t7: null } },
    })
    expect(await folded(world, one.id)).toEqual(after.state)
    expect(await lettersOf(one.id)).toEqual(['police-hand-over'])

    world.wait(25)
    await seedCheck(world, one.id, 'present')
    await go(one.id, host)
    await compose(world, providerId)
    expect(await lettersOf(one.id)).toEqual(['police-hand-over', 'provider-notice'])
  })

  it('counts when a person hands it over by hand, and the police are not reminded in its place', async () => {
    const one = await waiting()
    await enter(one.id)
    await enter(one.id, 'police-hand-over', 'PV-1')
    expect(await readTakedown(world, one.id)).toMatchObject({
      status: 'notified',
      provider_id: null,
    })
    world.wait(25)
    await seedCheck(world, one.id, 'present')
    await go(one.id)
    await compose(world, one.police)
    expect((await readTakedown(world, one.id)).state).toMatchObject({ noticeDue: true })
    expect(await lettersOf(one.id)).toEqual([])
  })

  it('was not, where that is taken back: the police are told, then the host', async () => {
    const one = await waiting()
    const before = await readTakedown(world, one.id)
    await enter(one.id)
    await world.db
      .transaction()
      .execute((trx) =>
        withdrawStep(trx, world, { ...by, takedownId: one.id, reason: 'wrong-takedown' }),
      )
    expect((await readTakedown(world, one.id)).state).toEqual({
      ...before.state,
      entered: [],
      rungs: [],
    })
    await go(one.id)
    await handOver(one)
    const { host, providerId } = await foundHost()
    await go(one.id, host)
    expect(await readTakedown(world, one.id)).toMatchObject({
      status: 'authorised',
      provider_id: providerId,
    })
  })

  it('removed it after a notice, where it is gone before the police have it', async () => {
    const { id } = await waiting()
    await enter(id)
    for (let n = 0; n < 4; n++) {
      world.wait(12)
      await seedCheck(world, id, 'gone')
      await go(id)
    }
    const events = world.db.selectFrom('takedown_event').select('type')
    const types = (await events.where('takedown_id', '=', id).execute()).map(({ type }) => type)
    expect(types).toContain('removal-verified')
  })
})
