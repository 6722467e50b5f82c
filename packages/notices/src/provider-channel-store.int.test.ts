import { newId, type Database } from '@nightlight/runtime'
import type { Updateable } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  approveChannel,
  channelsOf,
  channelOf,
  disableChannel,
  proposeChannel,
  readChannel,
  refuseChannel,
} from './provider-channel-store.ts'
import { changeProvider } from './register/change-provider.ts'
import { createWorld, seedProvider, type World } from './testing-notices.ts'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const configuration = { url: 'https://hooks.example/notices', secrets: [SECRET] }

const ANA = { actor: 'key:1', name: 'Ana' }
const BEN = { actor: 'key:2', name: 'Ben' }

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const propose = (providerId: string, over: Record<string, unknown> = {}) =>
  proposeChannel(world.db, world.crypto, {
    providerId,
    kind: 'webhook',
    configuration,
    by: ANA,
    ...over,
  })

describe('a channel of a provider', () => {
  it('is used once a second person has approved it, and until it is disabled', async () => {
    const { db, now } = world
    const providerId = await seedProvider(world)
    expect(await channelOf(db, providerId)).toEqual({ kind: 'smtp', id: null })
    const id = await propose(providerId)
    expect((await channelOf(db, providerId)).kind).toBe('smtp')
    for (const same of [ANA, { ...BEN, name: ' ANA ' }, { ...ANA, name: 'Ben' }]) {
      await expect(approveChannel(db, id, same, now())).rejects.toMatchObject({
        code: 'second-person-needed',
      })
    }
    await approveChannel(db, id, BEN, now())
    expect(await channelOf(db, providerId)).toEqual({ kind: 'webhook', id })
    await expect(approveChannel(db, id, BEN, now())).rejects.toMatchObject({
      code: 'channel-not-proposed',
    })
    const by = { actor: 'key:2', because: 'asked for', at: now() }
    expect(await disableChannel(db, id, by)).toBe(true)
    expect(await disableChannel(db, id, by)).toBe(false)
    expect((await channelOf(db, providerId)).kind).toBe('smtp')
    const audit = db
      .selectFrom('audit_event')
      .select(['action', 'actor'])
      .where('object_id', '=', id)
    expect(await audit.orderBy('at').execute()).toEqual([
      { action: 'channel-proposed', actor: 'key:1' },
      { action: 'channel-approved', actor: 'key:2' },
      { action: 'channel-disabled', actor: 'key:2' },
    ])
  })

  it('is listed with the server that it leads to, and with nothing else of its settings', async () => {
    const { db, crypto } = world
    const providerId = await seedProvider(world)
    const aws = {
      region: 'eu-west-2',
      accessKeyId: 'AKIDEXAMPLE0000001',
      secretAccessKey: 'not-a-key-of-anybody',
    }
    const cloudflare = { accountId: 'a'.repeat(32), apiToken: 'a-token-of-twenty-characters' }
    for (const [rank, kind, given] of [
      [0, 'webhook', { ...configuration, url: 'https://hooks.example:8443/in/t0ken?key=k3y' }],
      [1, 'aws', aws],
      [2, 'aws', { ...aws, endpoint: 'https://elsewhere.example/abuse' }],
      [3, 'cloudflare', cloudflare],
      [4, 'reply-page', {}],
    ] as const) {
      await propose(providerId, { rank, kind, configuration: given })
    }
    const listed = await channelsOf(db, crypto, providerId)
    expect(listed.map(({ server }) => server)).toEqual([
      'hooks.example:8443',
      'abuse.eu-west-2.amazonaws.com',
      'elsewhere.example',
      'api.cloudflare.com',
      null,
    ])
    expect(listed[0]).toMatchObject({ addedBy: 'key:1', addedAt: expect.any(Date) })
    expect(JSON.stringify(listed)).not.toMatch(/t0ken|k3y|whsec|AKID|not-a-key|a-token/)
  })

  it('is refused only while it waits', async () => {
    const { db, now } = world
    const providerId = await seedProvider(world)
    const refuse = (id: string) => refuseChannel(db, id, { actor: 'key:2', at: now() })
    const waits = await propose(providerId)
    await refuse(waits)
    const [refused] = await channelsOf(db, world.crypto, providerId)
    expect(refused).toMatchObject({ disabledBecause: 'refused', disabledAt: now() })
    await expect(approveChannel(db, waits, BEN, now())).rejects.toMatchObject({
      code: 'channel-not-proposed',
    })
    const used = await propose(providerId)
    await approveChannel(db, used, BEN, now())
    await expect(refuse(used)).rejects.toMatchObject({ code: 'channel-not-proposed' })
    expect(await channelOf(db, providerId)).toEqual({ kind: 'webhook', id: used })
  })

  it('is the one of the lowest rank', async () => {
    const { db, now } = world
    const providerId = await seedProvider(world)
    const second = await propose(providerId, { rank: 2 })
    const first = await propose(providerId, { rank: 1, kind: 'reply-page', configuration: {} })
    for (const id of [second, first]) await approveChannel(db, id, BEN, now())
    expect(await channelOf(db, providerId)).toEqual({ kind: 'reply-page', id: first })
  })

  it('goes before those of its kind once it is approved, and before no other', async () => {
    const { db, now } = world
    const providerId = await seedProvider(world)
    const add = async (over: Record<string, unknown>) => {
      const id = await propose(providerId, over)
      await approveChannel(db, id, BEN, now())
      return id
    }
    const order = async () => {
      const all = await channelsOf(db, world.crypto, providerId)
      return all.filter(({ state }) => state === 'active').map(({ id }) => id)
    }
    const old = await add({})
    const moved = await add({})
    expect(await channelOf(db, providerId)).toEqual({ kind: 'webhook', id: moved })
    const page = await add({ kind: 'reply-page', configuration: {} })
    expect(await order()).toEqual([moved, page, old])
    const again = await add({})
    expect(await order()).toEqual([again, moved, page, old])
    const spare = await add({ rank: 9 })
    expect(await order()).toEqual([again, moved, page, old, spare])
    const mail = await add({ kind: 'smtp', configuration: {} })
    expect((await channelOf(db, providerId)).id).toBe(again)
    const id = providerId
    await changeProvider(db, world.crypto, id, { channel: mail }, { actor: 'key:1', now: now() })
    const last = await add({})
    expect((await order()).slice(0, 3)).toEqual([mail, last, again])
  })

  it('keeps its settings sealed to its row', async () => {
    const { db, crypto } = world
    const providerId = await seedProvider(world)
    const id = await propose(providerId)
    const { configuration_ct: sealed } = await db
      .selectFrom('provider_channel')
      .select('configuration_ct')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(sealed.toString('latin1')).not.toContain('whsec')
    expect(await readChannel(db, crypto, id)).toEqual({
      isActive: false,
      settings: { kind: 'webhook', settings: configuration },
    })
    const other = newId()
    const row = { id: other, provider_id: providerId, kind: 'webhook', state: 'proposed' } as const
    await db
      .insertInto('provider_channel')
      .values({ ...row, configuration_ct: sealed, added_by: 'key:1', adder: 'Ana' })
      .execute()
    await expect(readChannel(db, crypto, other)).rejects.toMatchObject({
      code: 'field-not-readable',
    })
    const listed = await channelsOf(db, crypto, providerId)
    expect(new Map(listed.map((one) => [one.id, one.server]))).toEqual(
      new Map([
        [id, 'hooks.example'],
        [other, null],
      ]),
    )
  })

  it('cannot be approved by one person, nor changed after it was, by the database either', async () => {
    const { db, crypto, now } = world
    const providerId = await seedProvider(world)
    const id = await propose(providerId)
    const change = (values: Partial<Updateable<Database['provider_channel']>>) =>
      db.updateTable('provider_channel').set(values).where('id', '=', id).execute()
    const active = { state: 'active', approved_at: now() } as const
    const refused = { code: '23514' }
    for (const by of [
      { approved_by: 'key:1', approver: 'Ben' },
      { approved_by: 'key:2', approver: ' ANA ' },
    ]) {
      await expect(change({ ...active, ...by })).rejects.toMatchObject(refused)
    }
    const configuration_ct = crypto.seal(
      { table: 'provider_channel', column: 'configuration_ct', row: id },
      JSON.stringify({ ...configuration, url: 'https://elsewhere.example/' }),
    )
    await expect(change({ configuration_ct })).rejects.toMatchObject(refused)
    await expect(change({ added_by: 'key:3', adder: 'Cid' })).rejects.toMatchObject(refused)
    const made = {
      id: newId(),
      provider_id: providerId,
      kind: 'webhook',
      configuration_ct,
    } as const
    const alone = { ...made, ...active, added_by: 'key:1', adder: 'Ana', approved_by: 'key:2' }
    await expect(db.insertInto('provider_channel').values(alone).execute()).rejects.toMatchObject(
      refused,
    )
    await approveChannel(db, id, BEN, now())
    await change({ rank: 3 })
    await expect(change({ configuration_ct })).rejects.toMatchObject(refused)
    await disableChannel(db, id, { actor: 'key:2', because: 'asked for', at: now() })
    await expect(change({ state: 'active' })).rejects.toMatchObject(refused)
  })

  it.each([
    ['a URL that is none', { ...configuration, url: 'https://[hooks' }],
    ['a secret that is too short', { ...configuration, secrets: ['whsec_c2hvcnQ='] }],
    [
      'an Ed25519 key that is none',
      { ...configuration, secrets: [SECRET.replace('whsec', 'whsk')] },
    ],
    ['three secrets', { ...configuration, secrets: [SECRET, SECRET, SECRET] }],
    ['no secret', { ...configuration, secrets: [] }],
    ['credentials in the URL', { ...configuration, url: 'https://a:b@hooks.example/' }],
    ['another scheme', { ...configuration, url: 'ftp://hooks.example/' }],
    ['what it does not know', { ...configuration, extra: 1 }],
  ])('is not taken with %s, and the error has no value', async (_, wrong) => {
    const providerId = await seedProvider(world)
    const error: unknown = await propose(providerId, { configuration: wrong }).catch(
      (e: unknown) => e,
    )
    expect(error).toMatchObject({ code: 'channel-settings-invalid' })
    expect(String(error)).not.toMatch(/hooks|whs/)
  })
})
