import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allowNotice } from './allow-notice.ts'
import { enterStep } from './enter-step.ts'
import { holdTakedown, releaseTakedown } from './holds.ts'
import { parsePolicy, type Step } from './routing.ts'
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

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const policyOf = (id: string, plan: readonly Step[]) =>
  parsePolicy({
    id,
    title: 'A test',
    validFrom: '2024-01-01',
    inhopeCountries: [],
    rules: [{ id: 'all', because: 'a test', legalClasses: ['csam'], plan }],
  })

async function begin(plan: readonly Step[]) {
  const id = await openCase(world, await seedCase(world))
  const providerId = await seedProvider(world)
  const host = {
    status: 'found',
    providerId,
    country: 'NL',
    rivals: [],
    mailboxDomain: 'hosting.example',
  } as const
  const deps = {
    policy: policyOf('first', plan),
    policeMailbox: 'desk@police.example',
    findHost: async () => host,
  }
  await advance(world, id, deps)
  return { id, providerId, deps }
}

/** Two looks see it gone, and a later one sees it again. */
async function goAndReturn(id: string, deps: Awaited<ReturnType<typeof begin>>['deps']) {
  for (const [hours, verdict] of [
    [1, 'gone'],
    [7, 'gone'],
    [30, 'present'],
  ] as const) {
    world.wait(hours)
    await seedCheck(world, id, verdict)
    await advance(world, id, deps)
  }
}

async function handOverToPolice(id: string): Promise<string> {
  const { provider_id: police } = await readTakedown(world, id)
  world.wait(0.1)
  await compose(world, police!)
  const { id: noticeId, kind } = await world.db
    .selectFrom('notice as n')
    .innerJoin('notice_item as i', 'i.notice_id', 'n.id')
    .select(['n.id', 'n.kind'])
    .where('i.takedown_id', '=', id)
    .orderBy('i.seq', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  expect(kind).toBe('police-hand-over')
  await world.db.transaction().execute(async (trx) => {
    await trx.updateTable('notice').set({ state: 'sent' }).where('id', '=', noticeId).execute()
    const stored = await lockTakedown(trx, id)
    const command = { type: 'hand-over', at: world.now(), actor: 'nightlight', noticeId } as const
    await applyCommand(trx, stored!, command, world.deadlines)
  })
  return noticeId
}

describe('content that comes back before its notice was authorised', () => {
  it('is routed by the policy in force, handed over again, and told its host by another word', async () => {
    const { id, providerId, deps } = await begin(['police-hand-over'])
    const first = await handOverToPolice(id)
    const { t4 } = (await readTakedown(world, id)).state.clocks
    await goAndReturn(id, deps)
    const back = await readTakedown(world, id)
    expect(back).toMatchObject({ status: 'opened', policy_id: null, notify_at: null })
    expect(back.due_at).toEqual(world.now())
    expect(back.state).toMatchObject({ plan: [], resurfacings: 1, clocks: { t11: world.now() } })

    await advance(world, id, deps)
    expect(await readTakedown(world, id)).toMatchObject({ status: 'routed', attention: null })
    expect(await handOverToPolice(id)).not.toBe(first)
    expect((await readTakedown(world, id)).state).toMatchObject({
      step: 1,
      clocks: { t4, t5: null },
    })

    const allowed = await world.db
      .transaction()
      .execute((trx) => allowNotice(trx, world, { takedownId: id, by: 'police:Inge' }))
    expect(allowed).toBe(true)
    await advance(world, id, deps)
    const after = await readTakedown(world, id)
    expect(after).toMatchObject({ status: 'authorised', provider_id: providerId })
    expect(after.state).toEqual(await folded(world, id))
  })

  it('goes to the police again after a hold that came before that', async () => {
    const { id, deps } = await begin(['police-hand-over'])
    await handOverToPolice(id)
    await goAndReturn(id, deps)
    await advance(world, id, deps)
    const until = new Date(world.now().getTime() + 86_400_000)
    const hold = { takedownId: id, reason: 'investigation', until, by: 'ana' } as const
    const release = { takedownId: id, reason: 'asked-by-police', by: 'sue' } as const
    await world.db.transaction().execute((trx) => holdTakedown(trx, world, hold))
    expect((await readTakedown(world, id)).notify_at).toBeNull()
    await world.db.transaction().execute((trx) => releaseTakedown(trx, world, release))
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'routed',
      notify_at: world.now(),
    })
  })

  it('is to be entered in ICCAM again', async () => {
    const { id, deps } = await begin(['iccam-hand-over'])
    const enter = () =>
      world.db.transaction().execute((trx) =>
        enterStep(trx, world, {
          takedownId: id,
          step: 'iccam-hand-over',
          reference: 'A 1',
          doneAt: world.now(),
          by: 'analyst:Ana',
        }),
      )
    expect(await enter()).toBe(true)
    await goAndReturn(id, deps)
    await advance(world, id, deps)
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'routed',
      attention: 'enter-in-iccam',
    })
    expect(await enter()).toBe(true)
    expect(await enter()).toBe(false)
    expect(await readTakedown(world, id)).toMatchObject({ attention: null, state: { step: 1 } })
  })
})
