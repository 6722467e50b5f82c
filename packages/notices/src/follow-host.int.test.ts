import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Host } from './find-host.ts'
import { parsePolicy } from './routing.ts'
import { applyCommand, lockTakedown, setAttention } from './takedown-store.ts'
import {
  advance,
  authoriseCase,
  compose,
  createWorld,
  DIRECT,
  readTakedown,
  seedCheck,
  seedProvider,
  type World,
} from './testing-notices.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

/** Belgian hosts are the police's, all others are told themselves. */
const POLICY = parsePolicy({
  ...DIRECT,
  rules: [
    {
      id: 'police',
      because: 'b',
      countries: ['BE'],
      legalClasses: ['csam'],
      plan: ['police-hand-over'],
    },
    ...DIRECT.rules,
  ],
})

const foundAt = (providerId: string, facts: Partial<Extract<Host, { status: 'found' }>> = {}) => {
  const mailboxDomain = 'hosting.example'
  return {
    status: 'found',
    providerId,
    country: 'NL',
    rivals: [],
    mailboxDomain,
    ...facts,
  } as const
}

/** A takedown whose notice is out for a day, and whose content was seen since. */
async function reminded() {
  const providerId = await seedProvider(world)
  const { takedownId } = await authoriseCase(world, providerId)
  const command = { type: 'notify', at: world.now(), actor: 't', noticeId: 'n', seq: 1 } as const
  await world.db.transaction().execute(async (trx) => {
    const stored = await lockTakedown(trx, takedownId)
    await applyCommand(trx, { ...stored!, notifyAt: null }, command, world.deadlines)
  })
  world.wait(25)
  await seedCheck(world, takedownId, 'present')
  return { takedownId, providerId }
}

const look = (takedownId: string, host: Host) =>
  advance(world, takedownId, { policy: POLICY, findHost: async () => host })

const noticesTo = async (providerId: string) => {
  await compose(world, providerId)
  const notices = world.db.selectFrom('notice').select('kind')
  return notices.where('provider_id', '=', providerId).execute()
}

describe('a reminder', () => {
  it('goes to the host that the registry names now, and the audit trail says so', async () => {
    const { takedownId, providerId } = await reminded()
    const other = await seedProvider(world)
    await look(takedownId, foundAt(other))
    expect(await readTakedown(world, takedownId)).toMatchObject({
      provider_id: other,
      attention: null,
      notify_at: world.now(),
    })
    expect(await noticesTo(other)).toEqual([{ kind: 'provider-reminder' }])
    expect(await noticesTo(providerId)).toEqual([])
    const audit = world.db.selectFrom('audit_event').select(['action', 'detail'])
    expect(await audit.where('object_id', '=', takedownId).execute()).toEqual([
      { action: 'host-changed', detail: { from: providerId, to: other } },
    ])
  })

  it.each<[string, Host]>([
    ['knows nobody', { status: 'unknown' }],
    ['does not answer', { status: 'unavailable', retryAt: new Date() }],
  ])('goes to the host that was known when the registry %s', async (_what, host) => {
    const { takedownId, providerId } = await reminded()
    await look(takedownId, host)
    expect(await readTakedown(world, takedownId)).toMatchObject({
      provider_id: providerId,
      notify_at: world.now(),
    })
  })

  it('waits for a person when the policy says something else of the country now', async () => {
    const { takedownId, providerId } = await reminded()
    await look(takedownId, foundAt(providerId, { country: 'BE' }))
    expect(await readTakedown(world, takedownId)).toMatchObject({
      status: 'notified',
      attention: 'hosting-country-changed',
      notify_at: null,
    })
    expect(await noticesTo(providerId)).toEqual([])
  })

  it('does not travel along with others while it waits for a person', async () => {
    const { takedownId, providerId } = await reminded()
    await setAttention(world.db, takedownId, 'hosting-country-changed')
    await advance(world, takedownId)
    const other = await reminded()
    const providerOf = foundAt(providerId)
    await look(other.takedownId, providerOf)
    expect(await noticesTo(providerId)).toHaveLength(1)
    const { takedown_id } = await world.db
      .selectFrom('notice_item')
      .innerJoin('notice', 'notice.id', 'notice_item.notice_id')
      .select('takedown_id')
      .where('provider_id', '=', providerId)
      .executeTakeFirstOrThrow()
    expect(takedown_id).toBe(other.takedownId)
  })

  it('goes out when the content is back where it may', async () => {
    const { takedownId, providerId } = await reminded()
    await look(takedownId, foundAt(providerId, { country: 'BE' }))
    world.wait(24)
    await seedCheck(world, takedownId, 'present')
    await look(takedownId, foundAt(providerId))
    expect(await readTakedown(world, takedownId)).toMatchObject({
      attention: null,
      notify_at: world.now(),
    })
  })

  it('goes out once when it was written before it was stopped', async () => {
    const { takedownId, providerId } = await reminded()
    await look(takedownId, foundAt(providerId))
    expect(await noticesTo(providerId)).toHaveLength(1)
    for (const country of ['BE', 'NL']) {
      world.wait(1)
      await seedCheck(world, takedownId, 'present')
      await look(takedownId, foundAt(providerId, { country }))
    }
    expect((await readTakedown(world, takedownId)).attention).toBeNull()
    expect(await noticesTo(providerId)).toHaveLength(1)
  })

  it('waits for a person when evidence as good names a country with another plan', async () => {
    const { takedownId, providerId } = await reminded()
    await look(takedownId, foundAt(providerId, { rivals: ['DE', 'BE'] }))
    expect(await readTakedown(world, takedownId)).toMatchObject({
      attention: 'hosting-country-disputed',
      notify_at: null,
    })
    world.wait(1)
    await seedCheck(world, takedownId, 'present')
    await look(takedownId, foundAt(providerId, { rivals: ['DE'] }))
    expect((await readTakedown(world, takedownId)).attention).toBeNull()
  })

  it('goes out when the country is another and the plan the same', async () => {
    const { takedownId, providerId } = await reminded()
    await look(takedownId, foundAt(providerId, { country: 'DE' }))
    expect(await readTakedown(world, takedownId)).toMatchObject({
      attention: null,
      notify_at: world.now(),
    })
  })

  it('waits for a person when the new host may be the site itself', async () => {
    const { takedownId } = await reminded()
    const other = await seedProvider(world)
    await look(takedownId, foundAt(other, { mailboxDomain: 'host.example' }))
    expect(await readTakedown(world, takedownId)).toMatchObject({
      attention: 'provider-may-be-the-site',
      notify_at: null,
    })
    expect(await noticesTo(other)).toEqual([])
  })
})

describe('a first notice', () => {
  it('follows content that moves before it is out', async () => {
    const { takedownId } = await authoriseCase(world, await seedProvider(world))
    await seedCheck(world, takedownId, 'present')
    const other = await seedProvider(world)
    await look(takedownId, foundAt(other))
    world.wait(1)
    expect(await noticesTo(other)).toEqual([{ kind: 'provider-notice' }])
  })
})
