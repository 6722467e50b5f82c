import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import type { Host } from '../find-host.ts'
import { parsePolicy, type Policy } from '../routing.ts'
import {
  authoriseCase,
  compose,
  createWorld,
  DIRECT,
  eventsOf,
  folded,
  openCase,
  readTakedown,
  seedCase,
  seedCheck,
  seedProvider,
  type World,
} from '../testing-notices.ts'
import { applyCommand, lockTakedown } from '../takedown-store.ts'
import { takedownsDue } from '../takedowns-due.ts'
import { advanceByPolicy } from './advance-by-policy.ts'
import { installPolicy, readPolicyFile } from './install-policy.ts'
import { createPolicyOf } from './policy-in-use.ts'
import {
  activatePolicy,
  endPolicy,
  idInForce,
  noteSimulation,
  proposePolicy,
} from './policy-store.ts'
import { rerouteTakedown } from './reroute.ts'
import { toldRoute } from './told-route.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(async () => {
  await sql`truncate routing_policy cascade`.execute(world.db)
})

const belgium = await readPolicyFile('belgium')
const ann = { actor: 'key:ann', name: 'Ann' }
const bob = { actor: 'key:bob', name: 'Bob' }

async function activate(policy: Policy): Promise<string> {
  const id = await proposePolicy(world.db, policy, ann)
  await noteSimulation(world.db, id, ann, { cases: 0, differing: 0 })
  await activatePolicy(world.db, id, bob, world.now())
  return id
}

/** One process, as it goes on over changes of the policy. */
function process(host: Host, policeMailbox: string | null = 'desk@police.example') {
  const policyOf = createPolicyOf(world)
  const advance = advanceByPolicy({ ...world, policyOf, findHost: async () => host, policeMailbox })
  return (takedownId: string) => advance({ takedownId }, world.context)
}
const opened = async () => openCase(world, await seedCase(world))
const hostIn = (providerId: string, country: string): Host => ({
  status: 'found',
  providerId,
  country,
  rivals: [],
  mailboxDomain: 'hosting.example',
})

const handOver = async (id: string) => {
  const command = { type: 'hand-over', at: world.now(), actor: 't', noticeId: 'n' } as const
  await world.db.transaction().execute(async (trx) => {
    const stored = await lockTakedown(trx, id)
    await applyCommand(trx, { ...stored!, notifyAt: null }, command, world.deadlines)
  })
}

describe('a takedown', () => {
  it('is routed by what was activated a moment ago, without a restart, and keeps its policy', async () => {
    await installPolicy(world.db, DIRECT)
    const direct = await idInForce(world.db, world.now())
    const run = process(hostIn(await seedProvider(world), 'BE'))
    const [first, second] = [await opened(), await opened()]
    await run(first)
    const toPolice = await activate(belgium)
    await run(second)
    expect(await readTakedown(world, first)).toMatchObject({
      status: 'authorised',
      policy_id: direct,
    })
    expect(await readTakedown(world, second)).toMatchObject({
      status: 'routed',
      policy_id: toPolice,
    })
    await run(first)
    expect(await readTakedown(world, first)).toMatchObject({
      status: 'authorised',
      policy_id: direct,
    })
    expect((await readTakedown(world, second)).state).toEqual(await folded(world, second))
  })

  it('is judged by its own policy when its host is another', async () => {
    await installPolicy(world.db, DIRECT)
    const providerId = await seedProvider(world)
    const id = await opened()
    await process(hostIn(providerId, 'NL'))(id)
    await activate(belgium)
    await seedCheck(world, id, 'present')
    await process(hostIn(providerId, 'BE'))(id)
    expect((await readTakedown(world, id)).attention).toBeNull()
  })

  it('waits for a person while no policy is in force', async () => {
    await installPolicy(world.db, DIRECT)
    await endPolicy(world.db, (await idInForce(world.db, world.now()))!, ann, world.now())
    const id = await opened()
    await process(hostIn(await seedProvider(world), 'NL'))(id)
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'opened',
      attention: 'policy-not-valid-today',
      policy_id: null,
    })
    const why = await toldRoute(world.db, id, world.now())
    expect(why).toMatchObject({ status: 'unroutable', policy: { id: null } })
    const isDue = async () => (await takedownsDue(world.db, world.now(), 1_000)).includes(id)
    expect(await isDue()).toBe(false)
    await activate(belgium)
    expect(await isDue()).toBe(true)
    await process(hostIn(await seedProvider(world), 'NL'))(id)
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'routed',
      attention: 'enter-in-iccam',
    })
  })

  it('says why it went to the police', async () => {
    const policy = await activate(belgium)
    const id = await opened()
    await process(hostIn(await seedProvider(world), 'BE'))(id)
    await activate(DIRECT)
    expect(await toldRoute(world.db, id, world.now())).toEqual({
      takedown: id,
      status: 'routed',
      at: world.now(),
      country: 'BE',
      legalClass: 'csam',
      policy: { id: policy, name: belgium.id, title: belgium.title },
      rule: 'hosted-in-belgium',
      because: belgium.rules[0]!.because,
      plan: ['police-hand-over'],
      rules: [
        { rule: 'hosted-in-belgium', misfits: [] },
        { rule: 'hosted-in-an-inhope-country', misfits: [] },
        { rule: 'hosted-elsewhere', misfits: [] },
      ],
    })
    const waiting = await opened()
    expect(await toldRoute(world.db, waiting, world.now())).toMatchObject({
      status: 'would-be-routed',
      rule: 'host-first',
    })
    await expect(toldRoute(world.db, newId(), world.now())).rejects.toMatchObject({
      code: 'takedown-not-found',
    })
  })
})

describe('a takedown that is routed anew', () => {
  const routedToPolice = async () => {
    await activate(belgium)
    const id = await opened()
    const host = hostIn(await seedProvider(world), 'BE')
    await process(host)(id)
    return { id, host }
  }

  it('goes by the policy in force, and its waiting notice is withdrawn', async () => {
    const { id, host } = await routedToPolice()
    const direct = await activate(DIRECT)
    for (let time = 0; time < 2; time++) await rerouteTakedown(world, id, 'key:sue')
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'opened',
      attention: null,
      provider_id: null,
      notify_at: null,
      policy_id: null,
      due_at: world.now(),
    })
    await process(host)(id)
    expect(await readTakedown(world, id)).toMatchObject({ status: 'authorised', policy_id: direct })
    expect((await readTakedown(world, id)).state).toEqual(await folded(world, id))
    const withdrawn = (await eventsOf(world, id)).filter(({ type }) => type === 'route-withdrawn')
    expect(withdrawn).toMatchObject([{ actor: 'key:sue' }])
    // nobody was told: what was authorised can be asked for again, and then is not authorised
    await rerouteTakedown(world, id, 'key:sue')
    expect((await readTakedown(world, id)).state.clocks.t5).toBeNull()
  })

  it('is refused once somebody was told, or while a notice is under way', async () => {
    const { id } = await routedToPolice()
    world.wait(0.1)
    await compose(world, (await readTakedown(world, id)).provider_id!)
    await expect(rerouteTakedown(world, id, 'key:sue')).rejects.toMatchObject({
      code: 'notice-under-way',
    })
    await world.db
      .updateTable('notice')
      .set({ state: 'sent' })
      .where('provider_id', '=', (await readTakedown(world, id)).provider_id!)
      .execute()
    await handOver(id)
    await expect(rerouteTakedown(world, id, 'key:sue')).rejects.toMatchObject({
      code: 'takedown-withdraw-route-impossible',
      message: expect.stringContaining('somebody was told of this case'),
    })
    await expect(rerouteTakedown(world, newId(), 'key:sue')).rejects.toMatchObject({
      code: 'takedown-not-found',
    })
  })
})

describe('a hand-over to police with a notice to the host as well', () => {
  const both = parsePolicy({ ...belgium, directNotice: ['hosted-in-belgium'] })
  async function handedOver(country = 'BE') {
    await activate(both)
    const providerId = await seedProvider(world)
    const id = await opened()
    await process(hostIn(providerId, 'BE'))(id)
    expect(await readTakedown(world, id)).toMatchObject({ status: 'routed' })
    await handOver(id)
    world.wait(0.1)
    expect(await takedownsDue(world.db, world.now(), 1_000)).toContain(id)
    await process(hostIn(providerId, country))(id)
    return { id, providerId }
  }

  it('tells the host once the police have it', async () => {
    const { id, providerId } = await handedOver()
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'authorised',
      provider_id: providerId,
      attention: null,
    })
    expect((await eventsOf(world, id)).map(({ type }) => type)).toEqual([
      'opened',
      'routed',
      'handed-over',
      'authorised',
    ])
    world.wait(0.1)
    await compose(world, providerId)
    const notices = world.db
      .selectFrom('notice')
      .select('kind')
      .where('provider_id', '=', providerId)
    expect(await notices.execute()).toEqual([{ kind: 'provider-notice' }])
  })

  it('asks a person when the host is in a country with another plan by then', async () => {
    const { id } = await handedOver('NL')
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'routed',
      attention: 'hosting-country-changed',
    })
  })
})

describe('a weekend that a policy blocks', () => {
  const WEEKEND = { timeZone: 'Europe/Brussels', weekdays: ['saturday', 'sunday'] }
  const HOUR_MS = 3_600_000
  /** Noon of the next Saturday, in Greenwich. */
  const toSaturday = () => {
    const now = world.now()
    const days = (6 - now.getUTCDay() + 7) % 7 || 7
    const noon = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + days, 12)
    world.wait((noon - now.getTime()) / HOUR_MS)
  }
  const kindsOf = async (id: string) => {
    const { rows } = await sql<{ kind: string }>`
      select n.kind from notice n join notice_item i on i.notice_id = n.id
      where i.takedown_id = ${id}`.execute(world.db)
    return rows.map(({ kind }) => kind)
  }

  it('keeps hosts waiting till Monday, and has the police told on the Saturday all the same', async () => {
    const both = { ...belgium, directNotice: ['hosted-in-belgium'], blockedDays: WEEKEND }
    await activate(parsePolicy(both))
    const providerId = await seedProvider(world)
    toSaturday()
    const saturday = world.now()
    const id = await opened()
    const run = process(hostIn(providerId, 'BE'))
    await run(id)
    world.wait(0.1)
    await compose(world, (await readTakedown(world, id)).provider_id!)
    expect(await kindsOf(id)).toEqual(['police-hand-over'])
    await handOver(id)
    world.wait(0.1)
    await run(id)
    const { notify_at: monday } = await readTakedown(world, id)
    expect(monday?.getUTCDay()).toBe(0)
    // Midnight in Brussels is late on Sunday in Greenwich.
    expect([22, 23]).toContain(monday?.getUTCHours())
    await compose(world, providerId)
    expect(await kindsOf(id)).toEqual(['police-hand-over'])
    world.wait((monday!.getTime() - saturday.getTime()) / HOUR_MS)
    await compose(world, providerId)
    expect((await kindsOf(id)).toSorted()).toEqual(['police-hand-over', 'provider-notice'])
  })
})

describe('the group window of a policy', () => {
  it('has all that wait for others go with the first, and what waits by another policy not', async () => {
    await activate(parsePolicy({ ...DIRECT, id: 'patient', groupWindowHours: 6 }))
    const providerId = await seedProvider(world)
    const run = process(hostIn(providerId, 'NL'))
    const [first, second] = [await opened(), await opened()]
    await run(first)
    world.wait(4)
    await run(second)
    await compose(world, providerId)
    const notices = () =>
      world.db
        .selectFrom('notice_item as i')
        .innerJoin('notice as n', 'n.id', 'i.notice_id')
        .select(['i.notice_id', 'i.takedown_id'])
        .where('n.provider_id', '=', providerId)
        .execute()
    expect(await notices()).toEqual([])
    await activate(DIRECT)
    world.wait(2)
    const { takedownId: quick } = await authoriseCase(world, providerId)
    await world.db
      .updateTable('takedown')
      .set({ notify_at: new Date(world.now().getTime() + 3_600_000) })
      .where('id', '=', quick)
      .execute()
    await compose(world, providerId)
    const told = await notices()
    expect(told.map(({ takedown_id }) => takedown_id).toSorted()).toEqual(
      [first, second].toSorted(),
    )
    expect(new Set(told.map(({ notice_id }) => notice_id)).size).toBe(1)
  })
})

describe('a day that a policy blocks', () => {
  const day = () => world.now().toISOString().slice(0, 10)
  const blockedToday = () =>
    parsePolicy({ ...DIRECT, id: 'blocked', blockedDays: { timeZone: 'UTC', dates: [day()] } })
  const nextDay = () => new Date(Date.parse(`${day()}T00:00:00Z`) + 24 * 3_600_000)

  it('has a notice wait for the next one, also one that was to go at once', async () => {
    // noon: no part of what follows is on another day
    world.wait((36 - world.now().getUTCHours()) % 24)
    const policy = blockedToday()
    await activate(policy)
    const providerId = await seedProvider(world)
    const id = await opened()
    await process(hostIn(providerId, 'NL'))(id)
    const until = nextDay()
    expect((await readTakedown(world, id)).notify_at).toEqual(until)
    const row = world.db.updateTable('takedown').set({ notify_at: world.now() })
    await row.where('id', '=', id).execute()
    await compose(world, providerId)
    expect((await readTakedown(world, id)).notify_at).toEqual(until)
    const { takedownId: other } = await authoriseCase(world, providerId)
    world.wait(0.1)
    await compose(world, providerId)
    const items = world.db.selectFrom('notice_item').select('takedown_id')
    const sent = (await items.execute()).map(({ takedown_id }) => takedown_id)
    expect(sent).toContain(other)
    expect(sent).not.toContain(id)
  })
})
