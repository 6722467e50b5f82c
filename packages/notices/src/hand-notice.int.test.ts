import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enterStep } from './enter-step.ts'
import { applyCommand, lockTakedown } from './takedown-store.ts'
import {
  advance,
  authoriseCase,
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

const by = { step: 'provider-notice', reference: 'FORM-1', by: 'ana' } as const
const enter = (takedownId: string, doneAt = world.now(), reference = 'FORM-1') =>
  world.db
    .transaction()
    .execute((trx) => enterStep(trx, world, { ...by, takedownId, doneAt, reference }))
const takeBack = (takedownId: string) =>
  world.db
    .transaction()
    .execute((trx) => withdrawStep(trx, world, { ...by, takedownId, reason: 'not-done' }))

/** Nobody knows a mailbox of its host, so a person uses the form on the site of the host. */
async function withoutMailbox(): Promise<string> {
  const id = await openCase(world, await seedCase(world))
  await advance(world, id)
  expect(await readTakedown(world, id)).toMatchObject({ status: 'routed', attention: 'no-contact' })
  return id
}

const lookedAt = async (id: string, verdict: 'present' | 'gone') => {
  await seedCheck(world, id, verdict)
  await advance(world, id)
}

describe('a host that was told by hand', () => {
  it('counts from then: T5, T6, one notice, and nobody is asked for a mailbox', async () => {
    const id = await withoutMailbox()
    world.wait(2)
    const doneAt = new Date(world.now().getTime() - 3_600_000)
    await enter(id, doneAt)
    const { attention, state, status } = await readTakedown(world, id)
    expect({ attention, status }).toEqual({ attention: null, status: 'notified' })
    expect(state).toMatchObject({
      step: 0,
      noticesSent: 1,
      toldAt: doneAt,
      lastNoticeAt: doneAt,
      clocks: { t5: doneAt, t6: doneAt, t7: null },
    })
    expect(await folded(world, id)).toEqual(state)
  })

  it('counts once when it is entered twice, and keeps what the host said since', async () => {
    const id = await withoutMailbox()
    await enter(id)
    const first = await readTakedown(world, id)
    world.wait(1)
    expect(await enter(id)).toBe(false)
    expect((await readTakedown(world, id)).state).toEqual(first.state)
    const command = { type: 'acknowledge', at: world.now(), actor: 'ana' } as const
    await world.db.transaction().execute(async (trx) => {
      await applyCommand(trx, (await lockTakedown(trx, id))!, command, world.deadlines)
    })
    expect(await enter(id)).toBe(false)
    expect((await readTakedown(world, id)).status).toBe('acknowledged')
  })

  it('counts again under the same reference when it is back', async () => {
    const id = await withoutMailbox()
    await enter(id)
    for (const verdict of ['gone', 'gone', 'gone', 'present'] as const) {
      world.wait(12)
      await lookedAt(id, verdict)
    }
    expect((await readTakedown(world, id)).state).toMatchObject({ resurfacings: 1 })
    await advance(world, id)
    expect(await enter(id)).toBe(true)
    expect((await readTakedown(world, id)).state).toMatchObject({ noticesSent: 2 })
  })

  it('removes it after a notice and not before one', async () => {
    const id = await withoutMailbox()
    await enter(id)
    for (let n = 0; n < 4; n++) {
      world.wait(12)
      await lookedAt(id, 'gone')
    }
    const events = world.db.selectFrom('takedown_event').select('type')
    const types = (await events.where('takedown_id', '=', id).execute()).map(({ type }) => type)
    expect(types).toContain('removal-verified')
    expect(types).not.toContain('gone-before-notice')
  })

  it('is reminded, by a first letter once there is a mailbox, and comes to the ladder', async () => {
    const id = await withoutMailbox()
    await enter(id)
    world.wait(25)
    await lookedAt(id, 'present')
    const providerId = await seedProvider(world)
    const found = { providerId, country: 'NL', rivals: [], mailboxDomain: 'hosting.example' }
    const findHost = async () => ({ status: 'found', ...found }) as const
    world.wait(1)
    await seedCheck(world, id, 'present')
    await advance(world, id, { findHost })
    expect(await readTakedown(world, id)).toMatchObject({
      provider_id: providerId,
      state: { status: 'notified', noticeDue: true },
    })
    await compose(world, providerId)
    const letters = world.db.selectFrom('notice').select('kind')
    expect(await letters.where('provider_id', '=', providerId).execute()).toEqual([
      { kind: 'provider-notice' },
    ])
    world.wait(4 * 24)
    await lookedAt(id, 'present')
    expect((await readTakedown(world, id)).state.escalationLevel).toBeGreaterThan(0)
  })

  it('is told a further time by hand in place of the reminder that waits', async () => {
    const id = (await authoriseCase(world, await seedProvider(world))).takedownId
    await enter(id)
    world.wait(25)
    await lookedAt(id, 'present')
    expect((await readTakedown(world, id)).state).toMatchObject({ noticeDue: true })
    await enter(id, world.now(), 'FORM-2')
    expect(await readTakedown(world, id)).toMatchObject({
      notify_at: null,
      state: { status: 'notified', noticeDue: false, noticesSent: 2, lastNoticeAt: world.now() },
    })
  })

  it.each(['routed', 'authorised'] as const)(
    'was not, when that is taken back: it is %s as before',
    async (status) => {
      const id =
        status === 'routed'
          ? await withoutMailbox()
          : (await authoriseCase(world, await seedProvider(world))).takedownId
      const before = await readTakedown(world, id)
      expect(before.status).toBe(status)
      await enter(id)
      await takeBack(id)
      const after = await readTakedown(world, id)
      expect(after.state).toEqual({ ...before.state, entered: [] })
      expect(after).toMatchObject({ status, attention: before.attention })
      expect(after.notify_at === null).toBe(status === 'routed')
      expect(await folded(world, id)).toEqual(after.state)
    },
  )

  it('is not taken back once a look has had something follow from it', async () => {
    const id = await withoutMailbox()
    await enter(id)
    world.wait(25)
    await lookedAt(id, 'present')
    await expect(takeBack(id)).rejects.toMatchObject({ code: 'step-has-followed' })
  })
})
