import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { discloseOrigin, setHostingCountry } from './correct-host.ts'
import { createFindHost, type FindHost } from './find-host.ts'
import { readHostFinding } from './finding-store.ts'
import type { Location } from './hosting/geolocation.ts'
import { readRecipients } from './recipient.ts'
import { createRdap } from './recipients/rdap.ts'
import { parsePolicy } from './routing.ts'
import { applyCommand, lockTakedown } from './takedown-store.ts'
import { takedownsDue } from './takedowns-due.ts'
import {
  advance,
  compose,
  createWorld,
  DIRECT,
  openCase,
  readTakedown,
  seedCase,
  type World,
} from './testing-notices.ts'
import {
  autnumOf,
  entity,
  networkOf,
  startRegistries,
  type RegistryPages,
} from './testing-registries.ts'

/** Belgian hosts are the police's, all others are told themselves. */
const POLICY = parsePolicy({
  ...DIRECT,
  rules: [
    {
      id: 'be',
      because: 'b',
      countries: ['BE'],
      legalClasses: ['csam'],
      plan: ['police-hand-over'],
    },
    ...DIRECT.rules,
  ],
})
const CDN = {
  id: 'cdn',
  name: 'Test CDN',
  asns: [64700],
  servers: ['testcdn'],
  aliases: ['cdn.example.net'],
  answers: 'discloses-origin',
} as const

let world: World
let registries: Awaited<ReturnType<typeof startRegistries>>
let findHost: FindHost
const pages: RegistryPages = new Map()
const located = new Map<string, Location>()

beforeAll(async () => {
  world = await createWorld()
  registries = await startRegistries(pages)
  const options = { baseUrl: registries.url, timeoutMs: 5000, cacheMs: 1, maxBytes: 65_536 }
  findHost = createFindHost({
    ...world,
    rdap: createRdap(world, options),
    // A geolocation is a file elsewhere; here it is a table.
    geolocation: { locate: (address) => located.get(address) ?? null },
    deliveryNetworks: [
      { ...CDN, asns: [...CDN.asns], servers: [...CDN.servers], aliases: [...CDN.aliases] },
    ],
  })
})
beforeEach(() => world.wait(1))
afterAll(async () => {
  await registries[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
})

let counter = 0

/** An address of a network of a country, with a desk of its own. */
function hostIn(country: string, asn?: number): string {
  const address = `198.51.100.${++counter}`
  pages.set(
    `ip/${address}`,
    networkOf(address, {
      country,
      entities: [entity(['abuse'], [`abuse@host${counter}.example`])],
      ...(asn ? { arin_originas0_originautnums: [asn] } : {}),
    }),
  )
  return address
}

type Seen = { server?: string; cnames?: string[]; certificateCountry?: string }

async function openedAt(address: string, seen: Seen = {}): Promise<string> {
  const seeded = await seedCase(world, { address, host: `www.site${++counter}.example` })
  const { server = null, ...observed } = seen
  const observation = Object.keys(observed).length > 0 ? JSON.stringify(observed) : null
  await world.db
    .updateTable('visit')
    .set({ server, observation })
    .where('location_id', '=', seeded.locationId)
    .execute()
  return openCase(world, seeded)
}

const run = (id: string) => advance(world, id, { findHost, policy: POLICY })
const find = (id: string) => findHost(id, AbortSignal.timeout(5000))
const finding = (id: string) => readHostFinding(world.db, id)

describe('the country of a host', () => {
  it('is kept by source, with whether they disagree', async () => {
    const address = hostIn('NL', 64600)
    pages.set('autnum/64600', autnumOf(64600, { country: 'FR' }))
    located.set(address, { country: 'DE', asn: null })
    const id = await openedAt(address, { certificateCountry: 'LU' })
    await run(id)
    expect(await finding(id)).toMatchObject({
      address,
      asn: 64600,
      country: 'DE',
      countryBy: 'geolocation',
      countries: { geolocation: 'DE', rir: 'NL', 'origin-as': 'FR', tls: 'LU' },
      disagree: true,
      cdn: null,
      foundAt: world.now(),
      correctedAt: null,
    })
    expect(await readTakedown(world, id)).toMatchObject({ status: 'authorised', attention: null })
  })

  it('is asked of a person where another plan would follow, until they say', async () => {
    const address = hostIn('NL')
    located.set(address, { country: 'BE', asn: null })
    const id = await openedAt(address)
    await run(id)
    expect(await readTakedown(world, id)).toMatchObject({
      status: 'opened',
      attention: 'hosting-country-disputed',
      due_at: world.deadlines.remindAt(world.now()),
    })
    world.wait(1)
    await setHostingCountry(world.db, id, 'NL', 'ana', world.now())
    expect(await takedownsDue(world.db, world.now(), 1000)).toContain(id)
    await run(id)
    expect(await readTakedown(world, id)).toMatchObject({ status: 'authorised', attention: null })
    expect(await finding(id)).toMatchObject({ country: 'NL', countryBy: 'person', disagree: true })
  })

  it('stops a reminder when it is disputed meanwhile', async () => {
    const address = hostIn('NL')
    const id = await openedAt(address)
    await run(id)
    located.set(address, { country: 'BE', asn: null })
    world.wait(1)
    await setHostingCountry(world.db, id, 'NL', 'ana', world.now())
    await run(id)
    expect((await readTakedown(world, id)).attention).toBeNull()
    await setHostingCountry(world.db, id, 'BE', 'ana', world.now())
    await run(id)
    expect((await readTakedown(world, id)).attention).toBe('hosting-country-changed')
  })

  it.each(['nl', 'NLD', '', '12'])('is no %j', async (country) => {
    const id = await openedAt(hostIn('NL'))
    await expect(setHostingCountry(world.db, id, country, 'ana')).rejects.toThrow(
      'not two capitals',
    )
  })
})

describe('a host that only the origin network tells of', () => {
  it('is found by it', async () => {
    const address = `198.51.100.${++counter}`
    pages.set(
      'autnum/64601',
      autnumOf(64601, { country: 'SE', entities: [entity(['abuse'], ['abuse@as.example'])] }),
    )
    located.set(address, { country: null, asn: 64601 })
    const id = await openedAt(address)
    await run(id)
    expect(await finding(id)).toMatchObject({ asn: 64601, country: 'SE', countryBy: 'origin-as' })
    expect((await readTakedown(world, id)).status).toBe('authorised')
  })
})

describe('readRecipients', () => {
  it('names every mailbox with why it is not the one', async () => {
    const address = `198.51.100.${++counter}`
    const mailboxes = ['abuse@h.example', 'no-reply@h.example', 'second@h.example']
    pages.set(`ip/${address}`, networkOf(address, { entities: [entity(['abuse'], mailboxes)] }))
    const id = await openedAt(address)
    expect(await readRecipients(world.db, world, id)).toEqual([])
    await find(id)
    const recipients = await readRecipients(world.db, world, id)
    expect(recipients.map(({ mailbox, standing }) => [mailbox, standing])).toEqual([
      ['abuse@h.example', 'chosen'],
      ['no-reply@h.example', 'never-read'],
      ['second@h.example', 'less-preferred'],
    ])
  })
})

describe('a delivery network', () => {
  it.each<[string, number | undefined, Seen]>([
    ['network number', 64700, {}],
    ['header', undefined, { server: 'TestCDN/2' }],
    ['alias', undefined, { cnames: ['site.cdn.example.net'] }],
  ])('is known by its %s, and no geolocation counts for it', async (_what, asn, seen) => {
    const address = hostIn('US', asn)
    located.set(address, { country: 'BE', asn: null })
    const id = await openedAt(address, seen)
    await run(id)
    expect(await finding(id)).toMatchObject({ cdn: 'cdn', country: 'US', countryBy: 'rir' })
  })
})

describe('discloseOrigin', () => {
  /** A takedown of which the delivery network was told. */
  async function toldToCdn() {
    const id = await openedAt(hostIn('US', 64700))
    await run(id)
    const { provider_id: cdnId } = await readTakedown(world, id)
    world.wait(1)
    await compose(world, cdnId!)
    const { notice_id: noticeId } = await world.db
      .selectFrom('notice_item')
      .select('notice_id')
      .where('takedown_id', '=', id)
      .executeTakeFirstOrThrow()
    await world.db.updateTable('notice').set({ state: 'sent' }).where('id', '=', noticeId).execute()
    const command = { type: 'notify', at: world.now(), actor: 't', noticeId, seq: 1 } as const
    await world.db.transaction().execute(async (trx) => {
      const stored = await lockTakedown(trx, id)
      await applyCommand(trx, { ...stored!, notifyAt: null }, command, world.deadlines)
    })
    world.wait(1)
    return { id, cdnId: cdnId! }
  }

  const noticesOf = (id: string) =>
    world.db
      .selectFrom('notice_item')
      .innerJoin('notice', 'notice.id', 'notice_item.notice_id')
      .innerJoin('provider_contact', 'provider_contact.id', 'notice.contact_id')
      .select(['kind', 'mailbox'])
      .where('takedown_id', '=', id)
      .orderBy('notice.id')
      .execute()

  it('has the host behind it told at once, by a first notice', async () => {
    const { id, cdnId } = await toldToCdn()
    const origin = hostIn('NL')
    const mailbox = `abuse@host${counter}.example`
    await discloseOrigin(world.db, id, origin, 'reply', world.now())
    expect(await takedownsDue(world.db, world.now(), 1000)).toContain(id)
    await run(id)
    const row = await readTakedown(world, id)
    expect(row).toMatchObject({ attention: null, notify_at: world.now() })
    expect(row.provider_id).not.toBe(cdnId)
    await compose(world, row.provider_id!)
    expect((await noticesOf(id)).at(-1)).toEqual({ kind: 'provider-notice', mailbox })
    expect(await finding(id)).toMatchObject({
      address: origin,
      cdn: null,
      country: 'NL',
      correctedAt: expect.any(Date),
    })
  })

  it('goes on being believed at later looks', async () => {
    const { id } = await toldToCdn()
    const origin = hostIn('NL')
    await discloseOrigin(world.db, id, origin, 'reply', world.now())
    await find(id)
    world.wait(48)
    await find(id)
    expect(await finding(id)).toMatchObject({ address: origin })
  })

  it('asks a person when it is where another plan holds', async () => {
    const { id, cdnId } = await toldToCdn()
    await discloseOrigin(world.db, id, hostIn('BE'), 'reply', world.now())
    await run(id)
    expect(await readTakedown(world, id)).toMatchObject({
      provider_id: cdnId,
      attention: 'hosting-country-changed',
      notify_at: null,
    })
  })

  it('asks a person when no registry knows it', async () => {
    const { id, cdnId } = await toldToCdn()
    await discloseOrigin(world.db, id, '203.0.113.200', 'reply', world.now())
    await run(id)
    expect(await readTakedown(world, id)).toMatchObject({
      provider_id: cdnId,
      attention: 'no-contact',
    })
  })

  it('leaves one audit entry that names who and what, and no address', async () => {
    const { id } = await toldToCdn()
    await discloseOrigin(world.db, id, '203.0.113.9', 'account:7', world.now())
    const audit = world.db.selectFrom('audit_event').select(['actor', 'action', 'detail'])
    const entries = await audit.where('object_id', '=', id).execute()
    expect(entries).toEqual([{ actor: 'account:7', action: 'origin-disclosed', detail: {} }])
  })

  it.each(['', 'host.example', '192.0.2.1/24', 'fe80::1%eth0'])('refuses %j', async (address) => {
    const id = await openedAt(hostIn('NL'))
    await expect(discloseOrigin(world.db, id, address, 'a')).rejects.toThrow('no IP address')
  })

  it('refuses a takedown that is not there', async () => {
    await expect(discloseOrigin(world.db, newId(), '192.0.2.1', 'a')).rejects.toMatchObject({
      code: 'takedown-not-found',
    })
  })
})
