import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allowNotice } from './allow-notice.ts'
import { parsePolicy } from './routing.ts'
import { applyCommand, lockTakedown } from './takedown-store.ts'
import {
  advance,
  createWorld,
  openCase,
  readTakedown,
  seedCase,
  seedProvider,
  type World,
} from './testing-notices.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const policy = parsePolicy({
  id: 'police',
  title: 'Police',
  validFrom: '2024-01-01',
  inhopeCountries: [],
  rules: [{ id: 'all', because: 'a test', legalClasses: ['csam'], plan: ['police-hand-over'] }],
})

const allow = (takedownId: string, by = 'police:Inge Peeters') =>
  world.db.transaction().execute((trx) => allowNotice(trx, world, { takedownId, by }))

describe('allowNotice', () => {
  it('has the host told next, authorised in the name of the officer', async () => {
    const id = await openCase(world, await seedCase(world))
    const providerId = await seedProvider(world)
    const host = {
      status: 'found',
      providerId,
      country: 'NL',
      rivals: [],
      mailboxDomain: 'hosting.example',
    } as const
    const deps = { policy, policeMailbox: 'desk@police.example', findHost: async () => host }
    await advance(world, id, deps)
    await expect(allow(id)).rejects.toMatchObject({ code: 'takedown-allow-notice-impossible' })
    const at = world.now()
    await world.db.transaction().execute(async (trx) => {
      const stored = await lockTakedown(trx, id)
      const command = { type: 'hand-over', at, actor: 'nightlight', noticeId: 'n' } as const
      await applyCommand(trx, stored!, command, world.deadlines)
    })
    expect(await allow(id)).toBe(true)
    expect(await allow(id, 'police:Another')).toBe(false)
    expect((await readTakedown(world, id)).due_at).toEqual(world.now())
    await advance(world, id, deps)
    const { status, state } = await readTakedown(world, id)
    expect({ status, plan: (state as { plan: unknown }).plan }).toEqual({
      status: 'authorised',
      plan: ['police-hand-over', 'provider-notice'],
    })
    const authorised = await world.db
      .selectFrom('takedown_event')
      .select('actor')
      .where('takedown_id', '=', id)
      .where('type', '=', 'authorised')
      .executeTakeFirst()
    expect(authorised).toEqual({ actor: 'police:Inge Peeters' })
  })

  it('refuses what is not there', async () => {
    const none = '00000000-0000-7000-8000-000000000000'
    await expect(allow(none)).rejects.toMatchObject({ code: 'takedown-not-found' })
  })
})
