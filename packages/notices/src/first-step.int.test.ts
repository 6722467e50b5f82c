import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { discloseOrigin, setHostingCountry } from './correct-host.ts'
import type { Host } from './find-host.ts'
import { retryAtStart } from './first-step.ts'
import { refuseContact } from './provider-store.ts'
import { askOfReply } from './replies/reply-tasks.ts'
import { parsePolicy } from './routing.ts'
import { applyCommand, lockTakedown, setAttention } from './takedown-store.ts'
import { takedownsDue } from './takedowns-due.ts'
import { openTasks } from './task-store.ts'
import {
  advance,
  compose,
  createWorld,
  DIRECT,
  eventsOf,
  openCase,
  readTakedown,
  seedCase,
  seedCheck,
  seedContact,
  seedProvider,
  type World,
} from './testing-notices.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const POLICE = parsePolicy({
  ...DIRECT,
  rules: [{ ...DIRECT.rules[0], id: 'police', plan: ['police-hand-over'] }],
})
const MAILBOX = 'desk@police.example'
const UNKNOWN: Host = { status: 'unknown' }

const opened = async (host?: string) => openCase(world, await seedCase(world, host ? { host } : {}))
const look = (id: string, host: Host, more: Parameters<typeof advance>[2] = {}) =>
  advance(world, id, { findHost: async () => host, ...more })
const isDue = async (id: string) => (await takedownsDue(world.db, world.now(), 1000)).includes(id)
const foundAt = (providerId: string, mailboxDomain: string | null = 'hosting.example') =>
  ({ status: 'found', providerId, country: 'NL', rivals: [], mailboxDomain }) as const

describe('a takedown without a mailbox', () => {
  it('is tried again after a day, and authorised by the rule that routed it', async () => {
    const id = await opened()
    await look(id, UNKNOWN)
    expect(await readTakedown(world, id)).toMatchObject({
      attention: 'no-contact',
      due_at: world.deadlines.remindAt(world.now()),
    })
    world.wait(23)
    expect(await isDue(id)).toBe(false)
    world.wait(2)
    expect(await isDue(id)).toBe(true)
    const providerId = await seedProvider(world)
    await look(id, foundAt(providerId))
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'authorised',
      attention: null,
      provider_id: providerId,
    })
    expect((await eventsOf(world, id)).at(-1)).toMatchObject({
      type: 'authorised',
      actor: 'policy:direct/host-first',
    })
  })

  it('is tried again the day after when there still is none', async () => {
    const id = await opened()
    await look(id, UNKNOWN)
    world.wait(25)
    await look(id, UNKNOWN)
    expect(await readTakedown(world, id)).toMatchObject({
      attention: 'no-contact',
      due_at: world.deadlines.remindAt(world.now()),
    })
  })

  it('is tried at the time planned when a check ended in between', async () => {
    const id = await opened()
    await look(id, UNKNOWN)
    const { due_at } = await readTakedown(world, id)
    world.wait(1)
    await seedCheck(world, id, 'present')
    await look(id, UNKNOWN)
    expect((await readTakedown(world, id)).due_at).toEqual(due_at)
  })

  it('is tried as soon as a registry that does not answer allows', async () => {
    const id = await opened()
    await look(id, UNKNOWN)
    world.wait(25)
    const retryAt = new Date(world.now().getTime() + 60_000)
    await look(id, { status: 'unavailable', retryAt })
    expect(await readTakedown(world, id)).toMatchObject({
      attention: 'no-contact',
      due_at: retryAt,
    })
  })

  it('is for a person when the policy has another plan for the country that is known now', async () => {
    const id = await opened()
    const [rule] = DIRECT.rules
    const abroad = { ...rule, id: 'nl', countries: ['NL'], plan: ['police-hand-over'] }
    const policy = parsePolicy({ ...DIRECT, rules: [abroad, rule] })
    await look(id, UNKNOWN, { policy })
    world.wait(25)
    await look(id, foundAt(await seedProvider(world)), { policy })
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'routed',
      attention: 'hosting-country-changed',
    })
  })

  it('is told when its provider has a mailbox again', async () => {
    const providerId = await seedProvider(world)
    const id = await opened()
    await look(id, foundAt(providerId))
    const contacts = world.db.selectFrom('provider_contact').select('id')
    const only = await contacts.where('provider_id', '=', providerId).executeTakeFirstOrThrow()
    await refuseContact(world.db, only.id, world.now())
    world.wait(1)
    await compose(world, providerId)
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'authorised',
      attention: 'no-contact',
      due_at: world.deadlines.remindAt(world.now()),
    })
    world.wait(25)
    await seedContact(world, providerId, 'second@hosting.example')
    await look(id, foundAt(providerId))
    expect(await readTakedown(world, id)).toMatchObject({
      attention: null,
      notify_at: world.now(),
    })
  })
})

describe('a hand-over without a mailbox of the police', () => {
  const policy = POLICE

  it('takes place when one is configured', async () => {
    const id = await opened()
    await look(id, UNKNOWN, { policy })
    expect((await readTakedown(world, id)).attention).toBe('police-mailbox-missing')
    world.wait(25)
    expect(await isDue(id)).toBe(true)
    await look(id, UNKNOWN, { policy, policeMailbox: MAILBOX })
    const { attention, notify_at, provider_id } = await readTakedown(world, id)
    expect(attention).toBeNull()
    expect(notify_at).not.toBeNull()
    const provider = world.db.selectFrom('provider').select('kind')
    expect(await provider.where('id', '=', provider_id!).execute()).toEqual([{ kind: 'police' }])
  })

  it('is written once, however often it is looked at', async () => {
    const id = await opened()
    await look(id, UNKNOWN, { policy, policeMailbox: MAILBOX })
    const { provider_id } = await readTakedown(world, id)
    world.wait(1)
    await compose(world, provider_id!)
    world.wait(25)
    await look(id, UNKNOWN, { policy, policeMailbox: MAILBOX })
    expect((await readTakedown(world, id)).notify_at).toBeNull()
  })
})

describe('a host that is told once the police have it', () => {
  const policy = parsePolicy({
    ...DIRECT,
    rules: [{ ...DIRECT.rules[0], plan: ['police-hand-over', 'provider-notice'] }],
  })

  /** The police have it, and have answered in words of their own, or nothing has gone on. */
  async function handedOver(asked: string): Promise<string> {
    const id = await opened()
    await look(id, UNKNOWN, { policy, policeMailbox: MAILBOX })
    await world.db.transaction().execute(async (trx) => {
      const command = { type: 'hand-over', at: world.now(), actor: 't', noticeId: 'n' } as const
      const stored = (await lockTakedown(trx, id))!
      await applyCommand(trx, { ...stored, notifyAt: null }, command, world.deadlines)
      if (asked.startsWith('reply-')) await askOfReply(trx, [id], asked)
      else await setAttention(trx, id, asked)
    })
    expect((await readTakedown(world, id)).attention).toBe(asked)
    world.wait(1)
    return id
  }

  it.each(['reply-unread', 'reply-needs-information', 'stuck', 'hand-over-unanswered'])(
    'is looked for while %s is asked',
    async (asked) => {
      const id = await handedOver(asked)
      const providerId = await seedProvider(world)
      await look(id, foundAt(providerId), { policy })
      expect(await readTakedown(world, id)).toMatchObject({
        status: 'authorised',
        provider_id: providerId,
      })
      const waiting = await openTasks(world.db, { takedownId: id, limit: 9 })
      const codes = waiting.map(({ code }) => code)
      expect(codes).toEqual(asked.startsWith('reply-') ? [asked] : [])
    },
  )
})

describe('retryAtStart', () => {
  it('has tried at once what lacked a mailbox', async () => {
    const id = await opened()
    await look(id, UNKNOWN)
    await retryAtStart(world.db, { ...world, policeMailbox: null })
    expect(await isDue(id)).toBe(true)
  })

  it.each([
    [null, false],
    [MAILBOX, true],
  ])('with %s for police makes hand-overs due: %s', async (policeMailbox, due) => {
    const id = await opened()
    await look(id, UNKNOWN, { policy: POLICE })
    await retryAtStart(world.db, { ...world, policeMailbox })
    expect(await isDue(id)).toBe(due)
  })
})

describe('a host that is told after the police', () => {
  /** The police have it, and its host was not looked for since. */
  async function handedOver() {
    const plan = ['police-hand-over', 'provider-notice']
    const policy = parsePolicy({ ...DIRECT, rules: [{ ...DIRECT.rules[0], plan }] })
    const deps = { policy, policeMailbox: MAILBOX }
    const id = await opened()
    await look(id, UNKNOWN, deps)
    const command = { type: 'hand-over', at: world.now(), actor: 't', noticeId: 'n' } as const
    await world.db.transaction().execute(async (trx) => {
      const stored = (await lockTakedown(trx, id))!
      await applyCommand(trx, { ...stored, notifyAt: null }, command, world.deadlines)
    })
    world.wait(0.1)
    return { id, deps }
  }

  it('is looked for again as soon as a registry that does not answer allows', async () => {
    const { id, deps } = await handedOver()
    const retryAt = new Date(world.now().getTime() + 60_000)
    await look(id, { status: 'unavailable', retryAt }, deps)
    expect(await readTakedown(world, id)).toMatchObject({ attention: null, due_at: retryAt })
    world.wait(25)
    await look(id, { status: 'unavailable', retryAt: world.now() }, deps)
    expect((await readTakedown(world, id)).attention).toBe('stuck')
    await look(id, foundAt(await seedProvider(world)), deps)
    expect(await readTakedown(world, id)).toMatchObject({ status: 'authorised', attention: null })
  })

  it('is told while a person is asked for something else, and not while that keeps it back', async () => {
    const { id, deps } = await handedOver()
    const host = foundAt(await seedProvider(world))
    await setAttention(world.db, id, 'provider-may-be-the-site')
    await look(id, host, deps)
    expect((await readTakedown(world, id)).status).toBe('routed')
    await setAttention(world.db, id, 'recipient-key-unusable')
    await look(id, host, deps)
    expect((await readTakedown(world, id)).status).toBe('authorised')
  })
})

describe('a first notice that was kept back', () => {
  it('goes to the host of the origin that a person names', async () => {
    const id = await opened('files.site.example')
    await look(id, foundAt(await seedProvider(world), 'site.example'))
    expect((await readTakedown(world, id)).attention).toBe('provider-may-be-the-site')
    const origin = await seedProvider(world)
    await look(id, foundAt(origin))
    expect((await readTakedown(world, id)).status).toBe('routed')
    await discloseOrigin(world.db, id, '198.51.100.9', 'ana', world.now())
    await look(id, foundAt(origin))
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'authorised',
      attention: null,
      provider_id: origin,
    })
  })

  it('goes once a person says that it is where the plan holds', async () => {
    const [rule] = DIRECT.rules
    const abroad = { ...rule, id: 'be', countries: ['BE'], plan: ['police-hand-over'] }
    const policy = parsePolicy({ ...DIRECT, rules: [abroad, rule] })
    const id = await opened()
    await look(id, UNKNOWN, { policy })
    world.wait(25)
    const host = foundAt(await seedProvider(world))
    await look(id, { ...host, country: 'BE' }, { policy })
    expect((await readTakedown(world, id)).attention).toBe('hosting-country-changed')
    await setHostingCountry(world.db, id, 'NL', 'ana', world.now())
    await look(id, { ...host, rivals: ['BE'] }, { policy })
    expect((await readTakedown(world, id)).attention).toBe('hosting-country-disputed')
    await setHostingCountry(world.db, id, 'NL', 'ana', world.now())
    await look(id, host, { policy })
    expect(await readTakedown(world, id)).toMatchObject({ status: 'authorised', attention: null })
  })
})

describe('a mailbox of the site itself', () => {
  it.each([
    ['files.site.example', 'site.example', 'provider-may-be-the-site'],
    ['site.example', 'site.example', 'provider-may-be-the-site'],
    ['files.site.example', 'hosting.example', null],
    ['customer.github.io', null, null],
    ['198.51.100.7', 'site.example', null],
  ])('of %s, %s, gets no notice by itself: %s', async (host, domain, attention) => {
    const id = await opened(host)
    await look(id, foundAt(await seedProvider(world), domain))
    expect(await readTakedown(world, id)).toMatchObject({
      attention,
      status: attention ? 'routed' : 'authorised',
    })
  })
})
