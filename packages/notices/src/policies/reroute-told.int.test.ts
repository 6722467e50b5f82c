import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { enterStep } from '../enter-step.ts'
import type { Host } from '../find-host.ts'
import { storeFinding } from '../finding-store.ts'
import { parsePolicy, type Policy } from '../routing.ts'
import { applyCommand, lockTakedown, setAttention } from '../takedown-store.ts'
import type { Command } from '../takedown-command.ts'
import type { Bare } from '../takedown-event.ts'
import {
  compose,
  createWorld,
  eventsOf,
  folded,
  openCase,
  readTakedown,
  seedCase,
  seedCheck,
  seedProvider,
  type World,
} from '../testing-notices.ts'
import { advanceByPolicy } from './advance-by-policy.ts'
import { installPolicy } from './install-policy.ts'
import { createPolicyOf } from './policy-in-use.ts'
import { rerouteTakedown } from './reroute.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())
beforeEach(async () => {
  await sql`truncate routing_policy cascade`.execute(world.db)
  await installPolicy(world.db, policy)
})

const rule = (id: string, countries: string[], plan: Policy['rules'][number]['plan']) => ({
  id,
  because: 'a test',
  countries,
  legalClasses: ['csam' as const],
  plan,
})
const policy = parsePolicy({
  id: 'by-country',
  title: 'By country',
  validFrom: '2024-01-01',
  inhopeCountries: [],
  rules: [
    rule('host', ['NL'], ['provider-notice']),
    rule('host-and-upstream', ['DE'], ['provider-notice', 'upstream-escalation']),
    rule('police', ['BE'], ['police-hand-over']),
    rule('police-and-partner', ['FR'], ['police-hand-over', 'iccam-hand-over']),
  ],
})

const hostIn = (providerId: string, country: string): Host => ({
  status: 'found',
  providerId,
  country,
  rivals: [],
  mailboxDomain: 'hosting.example',
})

const advance = (id: string, host: Host) =>
  advanceByPolicy({
    ...world,
    policyOf: createPolicyOf(world),
    findHost: async () => host,
    policeMailbox: 'desk@police.example',
  })({ takedownId: id }, world.context)

const does = (id: string, command: Bare<Command>) =>
  world.db.transaction().execute(async (trx) => {
    const stored = await lockTakedown(trx, id)
    const stamp = { at: world.now(), actor: 't' }
    await applyCommand(
      trx,
      { ...stored!, notifyAt: null },
      { ...command, ...stamp },
      world.deadlines,
    )
  })

/** The letter that waits for a takedown goes out. */
async function send(id: string, toPolice = false): Promise<void> {
  world.wait(25)
  await compose(world, (await readTakedown(world, id)).provider_id!)
  const item = await world.db
    .selectFrom('notice_item')
    .select(['notice_id', 'seq'])
    .where('takedown_id', '=', id)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  await world.db
    .updateTable('notice')
    .set({ state: 'sent', sent_at: world.now() })
    .where('id', '=', item.notice_id)
    .execute()
  const noticeId = item.notice_id
  await does(
    id,
    toPolice ? { type: 'hand-over', noticeId } : { type: 'notify', noticeId, seq: item.seq },
  )
}

async function toldIn(country: string) {
  const providerId = await seedProvider(world)
  const id = await openCase(world, await seedCase(world))
  await advance(id, hostIn(providerId, country))
  return { id, providerId }
}

/** Told in the Netherlands, and seen in another country since. */
async function movedTo(country: string, toProvider?: string) {
  const { id, providerId } = await toldIn('NL')
  await send(id)
  world.wait(1)
  const host = hostIn(toProvider ?? providerId, country)
  await seedCheck(world, id, 'present')
  await advance(id, host)
  expect((await readTakedown(world, id)).attention).toBe('hosting-country-changed')
  return { id, providerId, host }
}

const kinds = async (id: string) =>
  (
    await world.db
      .selectFrom('notice_item as i')
      .innerJoin('notice as n', 'n.id', 'i.notice_id')
      .select(['n.kind', 'n.provider_id'])
      .where('i.takedown_id', '=', id)
      .orderBy('i.seq')
      .execute()
  ).map(({ kind, provider_id: to }) => ({ kind, to }))

describe('a case that was told of and is in another country', () => {
  it('goes to the police there, with each time as it was, and its host once they say so', async () => {
    const { id, host } = await movedTo('BE')
    const before = (await readTakedown(world, id)).state as { clocks: object }
    await rerouteTakedown(world, id, 'key:sue')
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'opened',
      attention: null,
      notify_at: null,
      state: { clocks: before.clocks, noticesSent: 1 },
    })
    await advance(id, host)
    expect(await readTakedown(world, id)).toMatchObject({ status: 'routed', attention: null })
    await send(id, true)
    const at = world.now()
    const told = await readTakedown(world, id)
    expect(told.state).toMatchObject({ step: 1, clocks: { ...before.clocks, t4: at } })
    expect((await kinds(id)).map(({ kind }) => kind)).toEqual([
      'provider-notice',
      'police-hand-over',
    ])
    expect(told.state).toEqual(await folded(world, id))
  })

  it('tells a new host there as for the first time', async () => {
    const other = await seedProvider(world)
    const { id, providerId, host } = await movedTo('DE', other)
    await rerouteTakedown(world, id, 'key:sue')
    await advance(id, host)
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'authorised',
      provider_id: other,
    })
    await send(id)
    expect(await kinds(id)).toEqual([
      { kind: 'provider-notice', to: providerId },
      { kind: 'provider-notice', to: other },
    ])
    expect((await readTakedown(world, id)).state).toMatchObject({ noticesSent: 2 })
  })

  it('tells the same host no sooner than it would have been reminded', async () => {
    const { id, providerId, host } = await movedTo('DE')
    const { lastNoticeAt } = (await readTakedown(world, id)).state as unknown as {
      lastNoticeAt: string
    }
    await rerouteTakedown(world, id, 'key:sue')
    await advance(id, host)
    const remindAt = world.deadlines.remindAt(new Date(lastNoticeAt), 1)
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'authorised',
      notify_at: remindAt,
    })
    world.wait(2)
    await compose(world, providerId)
    expect(await kinds(id)).toHaveLength(1)
    world.wait((remindAt.getTime() - world.now().getTime()) / 3_600_000)
    await compose(world, providerId)
    expect((await kinds(id)).map(({ kind }) => kind)).toEqual([
      'provider-notice',
      'provider-reminder',
    ])
  })

  it.each([
    ['the same host no sooner than it would have been reminded', true],
    ['another host at once', false],
  ])('told by hand, tells %s', async (_what, isSame) => {
    const { id, providerId } = await toldIn('NL')
    const hosting = { country: 'NL', by: 'rir', countries: { rir: 'NL' }, disagree: false } as const
    const finding = { address: '192.0.2.1', asn: null, hosting, cdn: null, providerId }
    await storeFinding(world.db, id, finding, world.now())
    const entry = { step: 'provider-notice', reference: 'FORM-1', doneAt: world.now() } as const
    await world.db
      .transaction()
      .execute((trx) => enterStep(trx, world, { ...entry, takedownId: id, by: 'ana' }))
    world.wait(1)
    await seedCheck(world, id, 'present')
    const host = hostIn(isSame ? providerId : await seedProvider(world), 'DE')
    await advance(id, host)
    await rerouteTakedown(world, id, 'key:sue')
    await advance(id, host)
    const { notify_at, state, status } = await readTakedown(world, id)
    const remindAt = world.deadlines.remindAt(entry.doneAt, 1)
    expect(status).toBe('authorised')
    expect(notify_at!.getTime() === remindAt.getTime()).toBe(isSame)
    expect(state).toEqual(await folded(world, id))
  })

  it.each(['mail', 'hand'])('is not told again to police who have it by %s', async (way) => {
    const { id, providerId } = await toldIn('BE')
    if (way === 'mail') await send(id, true)
    else {
      const entry = { step: 'police-hand-over', reference: 'PV-1', doneAt: world.now() } as const
      await world.db
        .transaction()
        .execute((trx) => enterStep(trx, world, { ...entry, takedownId: id, by: 'ana' }))
    }
    await setAttention(world.db, id, 'hosting-country-changed')
    await rerouteTakedown(world, id, 'key:sue')
    await advance(id, hostIn(providerId, 'FR'))
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'routed',
      attention: 'enter-in-iccam',
      notify_at: null,
      state: { step: 1 },
    })
    await setAttention(world.db, id, 'hosting-country-changed')
    await rerouteTakedown(world, id, 'key:sue')
    await advance(id, hostIn(providerId, 'BE'))
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'routed',
      attention: null,
      notify_at: null,
      state: { plan: ['police-hand-over'], step: 1 },
    })
  })

  it('stays on its route while its country is the one that it was routed for', async () => {
    const { id } = await toldIn('NL')
    await send(id)
    await expect(rerouteTakedown(world, id, 'key:sue')).rejects.toMatchObject({
      code: 'takedown-withdraw-route-impossible',
    })
    expect((await eventsOf(world, id)).map(({ type }) => type)).not.toContain('route-withdrawn')
  })
})
