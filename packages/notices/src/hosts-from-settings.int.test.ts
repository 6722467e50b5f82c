import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFindHostFrom, type HostSettings } from './hosts-from-settings.ts'
import { readHostFinding } from './finding-store.ts'
import {
  autnumOf,
  entity,
  networkOf,
  startRegistries,
  type RegistryPages,
} from './testing-registries.ts'
import { createWorld, openCase, seedCase, type World } from './testing-notices.ts'

let world: World
let registries: Awaited<ReturnType<typeof startRegistries>>
let directory: string
const pages: RegistryPages = new Map()

beforeAll(async () => {
  world = await createWorld()
  registries = await startRegistries(pages)
  directory = mkdtempSync(join(tmpdir(), 'nightlight-hosts-'))
  for (const kind of ['ipv4', 'asn']) {
    const entry = kind === 'asn' ? '64500-64600' : '198.51.100.0/24'
    pages.set(`${kind}.json`, { services: [[[entry], [registries.url]]] })
  }
})
afterAll(async () => {
  rmSync(directory, { recursive: true })
  await registries[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
})

const write = (name: string, content: string): string => {
  const path = join(directory, name)
  writeFileSync(path, content)
  return path
}

const findHostBy = (over: Partial<HostSettings>) =>
  createFindHostFrom(
    {
      RDAP_BOOTSTRAP_URL: registries.url,
      RDAP_ALLOW_NETWORKS: [],
      RDAP_GAP_MS: 0,
      DELIVERY_NETWORKS: 'delivery-networks',
      SECURITY_TXT: 'on',
      ...over,
    },
    world,
  )

let counter = 0

/** A takedown of what an address of its own serves. */
async function opened() {
  const address = `198.51.100.${++counter}`
  const abuse = { entities: [entity(['abuse'], [`abuse@host${counter}.example`])] }
  pages.set(`ip/${address}`, networkOf(address, abuse))
  world.wait(1)
  return { address, id: await openCase(world, await seedCase(world, { address })) }
}

const find = (over: Partial<HostSettings>, id: string) =>
  findHostBy(over)(id, AbortSignal.timeout(5000))

describe('createFindHostFrom', () => {
  it('asks the registry in charge, and keeps a copy of the directory', async () => {
    const { id } = await opened()
    expect(await find({ RDAP_ALLOW_NETWORKS: ['127.0.0.0/8'] }, id)).toMatchObject({
      status: 'found',
      country: 'NL',
    })
    const copies = await world.db.selectFrom('registry_directory').select('kind').execute()
    expect(copies).toEqual([{ kind: 'ipv4' }])
  })

  it('asks no registry inside of our own networks', async () => {
    const { id, address } = await opened()
    expect(await find({}, id)).toMatchObject({ status: 'unavailable' })
    expect(registries.asked).not.toContain(`ip/${address}`)
  })

  it('asks the server that is set, wherever it is', async () => {
    const { id } = await opened()
    const nowhere = { RDAP_BOOTSTRAP_URL: 'http://192.0.2.1/' }
    expect(await find({ ...nowhere, RDAP_URL: registries.url }, id)).toMatchObject({
      status: 'found',
    })
  })

  it('reads the files that are set', async () => {
    const { id, address } = await opened()
    pages.set('autnum/64501', autnumOf(64501, { country: 'SE' }))
    const contacts = [{ kind: 'operator', mailbox: 'trust@host.test', asns: [64501] }]
    await find(
      {
        RDAP_URL: registries.url,
        GEOLOCATION_FILE: write('geo.csv', `${address},${address},DE,64501`),
        CONTACTS_FILE: write('contacts.json', JSON.stringify({ contacts })),
      },
      id,
    )
    const finding = await readHostFinding(world.db, id)
    expect(finding).toMatchObject({ asn: 64501, country: 'DE', countries: { 'origin-as': 'SE' } })
    const mailboxes = world.db.selectFrom('provider_contact').select(['mailbox', 'source'])
    expect(
      await mailboxes.where('provider_id', '=', finding!.provider.id).orderBy('source').execute(),
    ).toContainEqual({ mailbox: 'trust@host.test', source: 'operator' })
  })

  it.each<[string, Partial<HostSettings>]>([
    ['geolocation', { GEOLOCATION_FILE: '/nowhere/geo.mmdb' }],
    ['network', { RDAP_ALLOW_NETWORKS: ['inside'] }],
    ['directory', { RDAP_BOOTSTRAP_URL: 'https://directory.example/?x' }],
  ])('refuses to start with a %s that is none', (_what, over) => {
    expect(() => findHostBy(over)).toThrow()
  })
})
