import { readFileSync } from 'node:fs'
import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFindHost, type FindHost } from '../find-host.ts'
import { providersDue } from '../provider-store.ts'
import { createRdap } from '../recipients/rdap.ts'
import { parsePolicy, type Policy } from '../routing.ts'
import type { Command } from '../takedown-command.ts'
import { applyCommand, lockTakedown } from '../takedown-store.ts'
import { takedownsDue } from '../takedowns-due.ts'
import {
  advance,
  authoriseCase,
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

describe('advanceTakedown by the clock', () => {
  const seenUp = async (id: string) => {
    await seedCheck(world, id, 'present')
    await run(id)
  }

  it('reminds after a day of what was seen since, once', async () => {
    const { id } = await notified()
    world.wait(20)
    await seenUp(id)
    expect((await readTakedown(world, id)).notify_at).toBeNull()
    world.wait(5)
    expect(await isDue(id)).toBe(true)
    await run(id)
    const { notify_at, provider_id } = await readTakedown(world, id)
    expect(notify_at).toEqual(world.now())
    expect(await providersDue(world.db, world.now(), 1000)).toContain(provider_id)
    expect(world.hints).toContainEqual({
      name: 'compose-notice',
      payload: { providerId: provider_id },
    })
    expect(await run(id)).toEqual({ status: 'skipped', reason: 'nothing-due' })
    expect((await typesOf(id)).filter((type) => type === 'reminder-due')).toHaveLength(1)
  })

  it('does not remind of what has not been seen since', async () => {
    const { id } = await notified()
    world.wait(25)
    await run(id)
    expect(await typesOf(id)).not.toContain('reminder-due')
    expect(await isDue(id)).toBe(false)
  })

  it('escalates to a person after three days', async () => {
    const { id } = await notified()
    world.wait(73)
    await seenUp(id)
    const { state, attention } = await readTakedown(world, id)
    expect(state.escalationLevel).toBe(1)
    expect(attention).toBe('escalation-due')
  })

  it('asks a person when no look can tell for three days, until one can', async () => {
    const { id } = await notified()
    world.wait(1)
    await seedCheck(world, id, 'unknown')
    await run(id)
    const { due_at } = await readTakedown(world, id)
    expect(due_at).not.toBeNull()
    world.wait(72)
    expect(await isDue(id)).toBe(true)
    await run(id)
    expect((await readTakedown(world, id)).attention).toBe('cannot-be-checked')
    expect(await isDue(id)).toBe(false)
    await seedCheck(world, id, 'gone')
    await run(id)
    expect((await readTakedown(world, id)).attention).toBeNull()
  })

  it('asks a person when a hand-over brings no answer within a week, until a notice goes', async () => {
    const id = await opened(ABROAD)
    await run(id, { policy: BELGIUM, policeMailbox: 'police@police.example' })
    const stamp = () => ({ at: world.now(), actor: 'test' })
    const apply = (command: Command) =>
      world.db.transaction().execute(async (trx) => {
        const locked = await lockTakedown(trx, id)
        await applyCommand(trx, { ...locked!, notifyAt: null }, command, world.deadlines)
      })
    await apply({ ...stamp(), type: 'hand-over', noticeId: 'n' })
    world.wait(24)
    await seenUp(id)
    expect((await readTakedown(world, id)).attention).toBeNull()
    world.wait(6 * 24)
    expect(await isDue(id)).toBe(true)
    await run(id)
    expect((await readTakedown(world, id)).attention).toBe('hand-over-unanswered')
    await apply({ ...stamp(), type: 'authorise' })
    expect((await readTakedown(world, id)).attention).toBeNull()
  })

  it('says of what stands still what a person was asked before, or that it is stuck', async () => {
    const asked = await opened({ country: 'NL', mailbox: null })
    const silent = await opened(HOST)
    await run(asked)
    await run(silent)
    // The notice of the second one was to go out a few minutes later.
    world.wait(24.1)
    expect(await isDue(asked)).toBe(true)
    await run(asked)
    await run(silent)
    expect((await readTakedown(world, asked)).attention).toBe('no-contact')
    expect((await readTakedown(world, silent)).attention).toBe('stuck')
    expect(await typesOf(asked)).toContain('attention-due')
  })

  it('keeps asking the registry when it has been silent for days', async () => {
    const id = await opened(503)
    for (let hours = 0; hours < 30; hours++) {
      await run(id)
      world.wait(1)
      expect(await isDue(id)).toBe(true)
    }
    expect(await typesOf(id)).toEqual(['opened', 'attention-due'])
    networks.set(`192.0.2.${lastAddress}`, HOST)
    await run(id)
    expect(await readTakedown(world, id)).toMatchObject({ status: 'authorised', attention: null })
  })

  it('releases a hold that has expired, and has the notice sent', async () => {
    const providerId = await seedProvider(world)
    const { takedownId } = await authoriseCase(world, providerId)
    const until = world.deadlines.remindAt(world.now())
    const hold = { type: 'hold', at: world.now(), actor: 'police', reason: 'r', until } as const
    await world.db.transaction().execute(async (trx) => {
      const stored = await lockTakedown(trx, takedownId)
      await applyCommand(trx, stored!, hold, world.deadlines)
    })
    await run(takedownId)
    expect(await readTakedown(world, takedownId)).toMatchObject({ status: 'held', notify_at: null })
    world.wait(25)
    expect(await isDue(takedownId)).toBe(true)
    await run(takedownId)
    const { status, notify_at } = await readTakedown(world, takedownId)
    expect(status).toBe('authorised')
    expect(notify_at).not.toBeNull()
  })

  it('leaves row and events in agreement', async () => {
    const { id } = await notified()
    for (const verdict of ['present', 'gone', 'unknown', 'gone', 'present'] as const) {
      world.wait(9)
      await seedCheck(world, id, verdict)
      await run(id)
    }
    const row = await readTakedown(world, id)
    expect(await folded(world, id)).toEqual(row.state)
    expect(row).toMatchObject({ status: row.state.status, version: (await typesOf(id)).length })
  })

  it('skips a takedown that is not there', async () => {
    expect(await run(newId())).toEqual({ status: 'skipped', reason: 'no-such-takedown' })
  })
})
