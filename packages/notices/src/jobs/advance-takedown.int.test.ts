import { readFileSync } from 'node:fs'
import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFindHost, type FindHost } from '../find-host.ts'
import { createRdap } from '../recipients/rdap.ts'
import { parsePolicy, type Policy } from '../routing.ts'
import { applyCommand, lockTakedown } from '../takedown-store.ts'
import { takedownsDue } from '../takedowns-due.ts'
import {
  advance,
  authoriseCase,
  createWorld,
  eventsOf,
  openCase,
  readTakedown,
  seedCase,
  seedCheck,
  seedLocation,
  seedProvider,
  type World,
} from '../testing-notices.ts'
import { startRegistry, type RegistryEntry } from '../testing-servers.ts'

const policyFile = new URL('../../../../infra/policies/belgium.json', import.meta.url)
const BELGIUM = parsePolicy(JSON.parse(readFileSync(policyFile, 'utf8')))

let world: World
let registry: Awaited<ReturnType<typeof startRegistry>>
let findHost: FindHost
const networks = new Map<string, RegistryEntry>()
beforeAll(async () => {
  world = await createWorld()
  registry = await startRegistry(networks)
  const options = { baseUrl: registry.url, timeoutMs: 5000, cacheMs: 1, maxBytes: 65_536 }
  findHost = createFindHost({ ...world, rdap: createRdap(world, options) })
})
afterAll(async () => {
  await registry[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
})

let lastAddress = 0

/** A takedown of a picture served from an address of its own, of which the registry says `entry`. */
async function opened(entry: RegistryEntry): Promise<string> {
  const address = `192.0.2.${++lastAddress}`
  networks.set(address, entry)
  return openCase(world, await seedCase(world, { address }))
}

type Options = { policy?: Policy; policeMailbox?: string }
const run = (id: string, options: Options = {}) => advance(world, id, { findHost, ...options })
const typesOf = async (id: string) => (await eventsOf(world, id)).map(({ type }) => type)
const isDue = async (id: string) => (await takedownsDue(world.db, world.now(), 1000)).includes(id)

const HOST = { country: 'NL', mailbox: 'Abuse@Hosting.example' }
const ABROAD = { country: 'RU', mailbox: 'abuse@hosting.example' }

/** A takedown whose first notice was sent a moment ago. */
async function notified(): Promise<{ id: string; locationId: string }> {
  const providerId = await seedProvider(world)
  const { takedownId, locationId } = await authoriseCase(world, providerId)
  const command = { type: 'notify', at: world.now(), actor: 'test', noticeId: 'n', seq: 1 } as const
  await world.db.transaction().execute(async (trx) => {
    const stored = await lockTakedown(trx, takedownId)
    await applyCommand(trx, { ...stored!, notifyAt: null }, command, world.deadlines)
  })
  return { id: takedownId, locationId }
}

describe('advanceTakedown routes', () => {
  it('to the host by a policy of direct notices, after the group window', async () => {
    const id = await opened(HOST)
    expect(await run(id)).toEqual({ status: 'done' })
    const { status, provider_id, notify_at, attention } = await readTakedown(world, id)
    expect({ status, attention }).toEqual({ status: 'authorised', attention: null })
    expect(notify_at!.getTime()).toBe(world.now().getTime() + world.deadlines.groupWindowMs)
    const contact = world.db.selectFrom('provider_contact').select('mailbox')
    expect(await contact.where('provider_id', '=', provider_id!).execute()).toEqual([
      { mailbox: 'abuse@hosting.example' },
    ])
  })

  it('with the rule of the policy as actor', async () => {
    const id = await opened(HOST)
    await run(id)
    expect(await eventsOf(world, id)).toMatchObject([
      { type: 'opened' },
      { type: 'routed', actor: 'policy:direct/host-first', country: 'NL' },
      { type: 'authorised', actor: 'policy:direct/host-first' },
    ])
  })

  it('later when the registry does not answer, and loses nothing', async () => {
    const id = await opened(503)
    expect(await run(id)).toEqual({ status: 'skipped', reason: 'nothing-due' })
    const row = await readTakedown(world, id)
    expect(row).toMatchObject({ status: 'opened', attention: 'registry-unavailable' })
    expect(row.due_at!.getTime()).toBeGreaterThan(world.now().getTime())
    expect(await isDue(id)).toBe(false)
    networks.set(`192.0.2.${lastAddress}`, HOST)
    world.wait(1)
    expect(await isDue(id)).toBe(true)
    await run(id)
    expect(await readTakedown(world, id)).toMatchObject({ status: 'authorised', attention: null })
  })

  it('later too when a check ended while the registry did not answer', async () => {
    const id = await opened(503)
    await seedCheck(world, id, 'present')
    await run(id)
    const { due_at } = await readTakedown(world, id)
    expect(due_at!.getTime()).toBeGreaterThan(world.now().getTime())
    world.wait(1)
    expect(await isDue(id)).toBe(true)
  })

  it.each<[string, RegistryEntry]>([
    ['knows no holder', 404],
    ['names no mailbox', { country: 'NL', mailbox: null }],
    ['names a mailbox that no mail may go to', { country: 'NL', mailbox: 'a b@host.example' }],
  ])('to a person when the registry %s', async (_what, entry) => {
    const id = await opened(entry)
    await run(id)
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'routed',
      attention: 'no-contact',
      notify_at: null,
    })
    expect(await isDue(id)).toBe(false)
  })

  it('Belgian hosts to the federal police', async () => {
    const id = await opened({ country: 'BE', mailbox: 'abuse@host.example' })
    await run(id, { policy: BELGIUM, policeMailbox: 'police@police.example' })
    const { status, provider_id, notify_at } = await readTakedown(world, id)
    expect(status).toBe('routed')
    expect(notify_at!.getTime()).toBe(world.now().getTime() + world.deadlines.groupWindowMs)
    const provider = world.db.selectFrom('provider').select(['kind', 'handle'])
    expect(await provider.where('id', '=', provider_id!).execute()).toEqual([
      { kind: 'police', handle: 'police' },
    ])
  })

  it('to police where no partner hotline is', async () => {
    const id = await opened(ABROAD)
    await run(id, { policy: BELGIUM, policeMailbox: 'police@police.example' })
    expect((await readTakedown(world, id)).state.plan).toEqual(['police-hand-over'])
  })

  it('to police when nobody knows who holds the address', async () => {
    const id = await opened(404)
    await run(id, { policy: BELGIUM, policeMailbox: 'police@police.example' })
    expect((await readTakedown(world, id)).state.plan).toEqual(['police-hand-over'])
  })

  it('to a person while no mailbox of the police is configured', async () => {
    const id = await opened({ country: 'BE', mailbox: 'abuse@host.example' })
    await run(id, { policy: BELGIUM })
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'routed',
      attention: 'police-mailbox-missing',
      provider_id: null,
    })
  })

  it('to a person who enters it in ICCAM where a partner hotline is', async () => {
    const id = await opened(HOST)
    await run(id, { policy: BELGIUM })
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'routed',
      attention: 'enter-in-iccam',
      notify_at: null,
    })
  })

  it('to a person for a day when no rule fits', async () => {
    const expired = { ...BELGIUM, validTo: '2018-01-01' }
    const id = await opened(HOST)
    await run(id, { policy: expired })
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'opened',
      attention: 'policy-not-valid-today',
      due_at: world.deadlines.remindAt(world.now()),
    })
  })

  it('once, and once when ten try at once', async () => {
    const id = await opened(HOST)
    await Promise.all(Array.from({ length: 10 }, () => run(id)))
    await run(id)
    expect(await typesOf(id)).toEqual(['opened', 'routed', 'authorised'])
  })

  it('by the address that served the content, not by one that refused it', async () => {
    const id = await opened(HOST)
    networks.set('198.51.100.1', 404)
    const { page_location_id } = await readTakedown(world, id)
    const visit = world.db.selectFrom('visit').selectAll()
    const seen = await visit
      .where('page_location_id', '=', page_location_id)
      .executeTakeFirstOrThrow()
    world.wait(1)
    const refused = {
      outcome: 'failed',
      address: '198.51.100.1',
      finished_at: world.now(),
    } as const
    await world.db
      .insertInto('visit')
      .values({ ...seen, id: newId(), media_id: null, observation: null, ...refused })
      .execute()
    await run(id)
    expect(await readTakedown(world, id)).toMatchObject({ status: 'authorised' })
  })

  it.each([
    ['one abuse desk of several networks to one provider', HOST, HOST, true],
    ['two abuse desks to two providers', HOST, { ...HOST, mailbox: 'abuse@other.example' }, false],
    [
      'networks without a mailbox and without a handle to their own holders',
      { ...HOST, mailbox: null, handle: '' },
      { ...HOST, mailbox: null, handle: '' },
      false,
    ],
  ])('%s', async (_name, one, two, same) => {
    const holders: (string | null)[] = []
    for (const entry of [one, two]) {
      const host = await findHost(await opened(entry), AbortSignal.timeout(5000))
      holders.push(host.status === 'found' ? host.providerId : null)
    }
    expect(holders).not.toContain(null)
    expect(holders[0] === holders[1]).toBe(same)
  })
})

describe('advanceTakedown applies checks', () => {
  it('once', async () => {
    const { id } = await notified()
    world.wait(1)
    await seedCheck(world, id, 'present')
    expect(await isDue(id)).toBe(true)
    expect(await run(id)).toEqual({ status: 'done' })
    expect(await run(id)).toEqual({ status: 'skipped', reason: 'nothing-due' })
    expect((await readTakedown(world, id)).state.checks).toBe(1)
    expect(await isDue(id)).toBe(false)
  })

  it('once when ten try at once', async () => {
    const { id } = await notified()
    world.wait(1)
    await seedCheck(world, id, 'gone')
    world.wait(7)
    await seedCheck(world, id, 'gone')
    await Promise.all(Array.from({ length: 10 }, () => run(id)))
    expect((await readTakedown(world, id)).state.checks).toBe(2)
  })

  it('in the order they ended', async () => {
    const { id } = await notified()
    for (const verdict of ['gone', 'present', 'gone'] as const) {
      world.wait(8)
      await seedCheck(world, id, verdict)
    }
    await run(id)
    const { state } = await readTakedown(world, id)
    expect(state).toMatchObject({ status: 'notified', negatives: { count: 1 }, checks: 3 })
  })

  it('and verifies removal by two negative ones', async () => {
    const { id } = await notified()
    world.wait(1)
    await seedCheck(world, id, 'gone')
    await run(id)
    world.wait(7)
    await seedCheck(world, id, 'gone')
    await run(id)
    expect(await readTakedown(world, id)).toMatchObject({ status: 'removed', notify_at: null })
  })

  it.each([
    ['host-down', 'removed'],
    ['challenge', 'notified'],
  ])('and has an unknown one in between that says %s leave it %s', async (code, status) => {
    const { id, locationId } = await notified()
    const looks = [
      ['gone', 'http-404', 1],
      ['unknown', code, 3],
      ['unknown', code, 2],
      ['gone', 'http-404', 3],
    ] as const
    for (const [outcome, said, hours] of looks) {
      world.wait(hours)
      await seedCheck(world, id, outcome, [{ locationId, outcome, code: said }])
      await run(id)
    }
    expect((await readTakedown(world, id)).status).toBe(status)
  })

  it('and never closes on what is unknown', async () => {
    const { id } = await notified()
    for (let n = 0; n < 5; n++) {
      world.wait(8)
      await seedCheck(world, id, 'unknown')
      await run(id)
    }
    expect((await readTakedown(world, id)).status).toBe('notified')
  })

  it('and takes up the address that the content moved to', async () => {
    const { id, locationId } = await notified()
    const moved = await seedLocation(world, `https://host.example/moved/${id}.jpg`)
    world.wait(1)
    await seedCheck(world, id, 'present', [
      { locationId, outcome: 'gone', code: 'http-404' },
      { locationId: moved, outcome: 'present', code: 'same-bytes' },
    ])
    await run(id)
    const rows = world.db.selectFrom('takedown_location').select('location_id')
    const known = await rows.where('takedown_id', '=', id).orderBy('added_at').execute()
    expect(known).toEqual([{ location_id: locationId }, { location_id: moved }])
    expect(await typesOf(id)).toContain('moved')
  })

  it('and leaves an address at another host to a takedown of its own', async () => {
    const { id, locationId } = await notified()
    const elsewhere = await seedLocation(world, `https://elsewhere.example/${id}.jpg`)
    const split = [
      { locationId, outcome: 'gone', code: 'http-404' },
      { locationId: elsewhere, outcome: 'present', code: 'same-bytes' },
    ] as const
    for (const hours of [1, 7]) {
      world.wait(hours)
      await seedCheck(world, id, 'present', [...split])
      await run(id)
    }
    const rows = world.db.selectFrom('takedown_location').select('location_id')
    expect(await rows.where('takedown_id', '=', id).execute()).toEqual([
      { location_id: locationId },
    ])
    expect((await readTakedown(world, id)).status).toBe('removed')
    expect(await typesOf(id)).not.toContain('moved')
  })

  it('and plans the next one once', async () => {
    const { id } = await notified()
    const { next_check_at } = await readTakedown(world, id)
    await run(id)
    expect((await readTakedown(world, id)).next_check_at).toEqual(next_check_at)
  })
})
