import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startRdapServer, type RdapServer } from './rdap-server.ts'
import { mailboxOf, SITES } from './web/sites.ts'

type Entity = { roles: string[]; vcardArray: [string, unknown[][]]; entities?: Entity[] }

let server: RdapServer

beforeAll(async () => {
  server = await startRdapServer({ host: '127.0.0.1', port: 0 })
})

afterAll(() => server[Symbol.asyncDispose]())

async function ask(path: string, init: RequestInit = {}) {
  const response = await fetch(new URL(path, server.url), init)
  const body = (await response.json()) as Record<string, unknown>
  return { status: response.status, type: response.headers.get('content-type'), body }
}

/** A property of a contact card. */
const property = (entity: Entity | undefined, name: string): unknown =>
  entity?.vcardArray[1].find(([key]) => key === name)?.[3]

async function registrantOf(address: string): Promise<Entity | undefined> {
  const { body } = await ask(`ip/${address}`)
  return (body['entities'] as Entity[]).find(({ roles }) => roles.includes('registrant'))
}

describe('startRdapServer', () => {
  it('answers with the network of a host, as its own media type', async () => {
    expect(await ask('ip/127.0.10.5')).toMatchObject({
      status: 200,
      type: 'application/rdap+json',
      body: {
        objectClassName: 'ip network',
        handle: 'NET-127-0-10-5-1',
        startAddress: '127.0.10.5',
        endAddress: '127.0.10.5',
        ipVersion: 'v4',
        name: 'ORCHARD-DEMO-NET',
        country: 'SE',
        port43: 'whois.nightlight-demo.invalid',
      },
    })
  })

  it('names every member that RFC 9083 has for a network', async () => {
    const { body } = await ask('ip/127.0.10.1')
    for (const member of ['rdapConformance', 'notices', 'entities', 'links', 'events', 'status']) {
      expect(body[member]).toEqual(expect.arrayContaining([expect.anything()]))
    }
  })

  it('links to itself', async () => {
    const { body } = await ask('ip/127.0.10.1')
    expect(body['links']).toMatchObject([{ rel: 'self', href: `${server.url}ip/127.0.10.1` }])
  })

  it.each(SITES)('has the abuse desk of $name inside of the registrant', async (site) => {
    const registrant = await registrantOf(site.address)
    const abuse = registrant?.entities?.find(({ roles }) => roles.includes('abuse'))
    expect(property(registrant, 'fn')).toBe(site.provider.name)
    expect(property(abuse, 'email')).toBe(mailboxOf(site))
    for (const name of ['fn', 'adr', 'tel']) expect(property(abuse, name)).toBeDefined()
  })

  it('has six networks in six countries, each with a handle of its own', async () => {
    const answers = await Promise.all(SITES.map(({ address }) => ask(`ip/${address}`)))
    for (const member of ['handle', 'country', 'name']) {
      expect(new Set(answers.map(({ body }) => body[member])).size).toBe(6)
    }
  })

  it.each(['ip/127.0.10.77', 'ip/127.0.10.1/32', 'domain/orchard.example', ''])(
    'answers 404 in the shape of an RDAP error to %j',
    async (path) => {
      expect(await ask(path)).toMatchObject({
        status: 404,
        type: 'application/rdap+json',
        body: { errorCode: 404, title: 'Not Found', description: [expect.any(String)] },
      })
    },
  )

  it('answers 405 to anything but reading', async () => {
    expect((await ask('ip/127.0.10.1', { method: 'POST' })).status).toBe(405)
  })
})
