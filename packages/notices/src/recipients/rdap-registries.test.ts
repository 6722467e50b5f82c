import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Bootstrap } from './bootstrap.ts'
import { createRdap } from './rdap.ts'
import type { RdapReply } from './rdap-fetch.ts'

const START = Date.parse('2026-05-01T00:00:00Z')

const fixture = (name: string) =>
  readFileSync(new URL(`../../fixtures/rdap/${name}.json`, import.meta.url))

type Page = Partial<RdapReply> | string

/** A client that asks the registries of a directory; a page is an answer or the name of a fixture. */
function client(pages: Record<string, Page>, over: { gapMs?: number; timeoutMs?: number } = {}) {
  const asked: string[] = []
  const request = async (url: URL): Promise<RdapReply> => {
    asked.push(url.href)
    const page = pages[url.href]
    if (page === undefined) throw new Error('no connection')
    if (typeof page === 'string') return { status: 200, headers: {}, body: fixture(page) }
    return { status: 200, headers: {}, body: new Uint8Array(), ...page }
  }
  const bootstrap: Bootstrap = {
    async serversOf(query) {
      const fetchedAt = new Date(START)
      if (query.type === 'asn' && query.asn === 1) return { status: 'none', fetchedAt }
      if (query.type === 'asn' && query.asn === 2)
        return { status: 'unavailable', retryAt: fetchedAt }
      const servers = { address: ['a', 'b'], asn: ['n'], domain: ['d'] }[query.type]
      return {
        status: 'found',
        servers: servers.map((name) => `https://${name}.example/`),
        fetchedAt,
      }
    },
  }
  const options = { timeoutMs: 1000, cacheMs: 1000, maxBytes: 65_536, ...over }
  return { asked, rdap: createRdap({ request, bootstrap, now: () => new Date(START) }, options) }
}

describe('a lookup', () => {
  it('asks the registry in charge of an address, a number, a domain', async () => {
    const { asked, rdap } = client({
      'https://a.example/ip/198.51.100.9': 'ripe-nested',
      'https://n.example/autnum/64500': 'ripe-autnum',
      'https://d.example/domain/site.example': 'domain-gtld',
    })
    expect(await rdap.lookupAddress('198.51.100.9')).toMatchObject({
      status: 'found',
      country: 'DE',
    })
    expect(await rdap.lookupAutnum(64500)).toMatchObject({ status: 'found', country: 'DE' })
    expect(await rdap.lookupDomain('Site.example')).toMatchObject({
      status: 'found',
      registrar: { name: 'Example Registrar, Inc.' },
    })
    await rdap.lookupAutnum(64500)
    await rdap.lookupDomain('site.example')
    expect(asked).toHaveLength(3)
  })

  it('tries the next server of a registry that does not answer', async () => {
    const { asked, rdap } = client({ 'https://b.example/ip/198.51.100.9': 'ripe-nested' })
    expect(await rdap.lookupAddress('198.51.100.9')).toMatchObject({ source: 'b.example' })
    expect(asked).toHaveLength(2)
  })

  it('follows one registry to another', async () => {
    const { rdap } = client({
      'https://a.example/ip/203.0.113.70': {
        status: 302,
        headers: { location: 'https://other.example/ip/203.0.113.70' },
      },
      'https://other.example/ip/203.0.113.70': 'arin-parent',
    })
    expect(await rdap.lookupAddress('203.0.113.70')).toMatchObject({ source: 'other.example' })
  })

  it('asks above a network where its answer says', async () => {
    const { rdap } = client({ 'https://up.example/x': 'arin-parent' })
    const parent = await rdap.lookupParent('https://up.example/x', '203.0.113.70')
    expect(parent).toMatchObject({ status: 'found', handle: 'NET-203-0-113-0-1' })
    expect(await rdap.lookupParent('https://up.example/x', '192.0.2.1')).toMatchObject({
      reason: 'unreadable answer',
    })
  })

  it('asks nobody but the one server that is set', async () => {
    const asked: string[] = []
    const request = async (url: URL): Promise<RdapReply> => {
      asked.push(url.href)
      return { status: 200, headers: {}, body: fixture('arin-parent') }
    }
    const options = { baseUrl: 'https://own.example/', timeoutMs: 1, cacheMs: 1, maxBytes: 65_536 }
    const rdap = createRdap({ request, now: () => new Date(START) }, options)
    expect(await rdap.lookupParent('https://up.example/x', '203.0.113.70')).toEqual({
      status: 'not-found',
    })
    await rdap.lookupParent('https://own.example/x', '203.0.113.70')
    expect(asked).toEqual(['https://own.example/x'])
  })

  it('leaves a registry alone that asked to wait, for every kind of question', async () => {
    const busy = { status: 429, headers: { 'retry-after': '60' } }
    const { asked, rdap } = client({
      'https://a.example/ip/198.51.100.9': busy,
      'https://b.example/ip/198.51.100.9': busy,
    })
    const retryAt = new Date(START + 60_000)
    expect(await rdap.lookupAddress('198.51.100.9')).toMatchObject({ retryAt })
    expect(await rdap.lookupAddress('198.51.100.8')).toMatchObject({
      reason: 'asked to wait',
      retryAt,
    })
    expect(asked).toHaveLength(2)
  })

  it('puts off what would wait too long for its turn, and asks nobody', async () => {
    const { asked, rdap } = client({}, { gapMs: 60_000, timeoutMs: 1000 })
    const ask = (n: number) => rdap.lookupDomain(`site${n}.example`)
    for (let n = 0; n < 4; n++) await ask(n)
    expect(await ask(4)).toMatchObject({ status: 'unavailable', reason: 'asked to wait' })
    expect(asked).toHaveLength(4)
  })

  it('says that nobody holds what no registry answers for', async () => {
    const { rdap } = client({})
    expect(await rdap.lookupAutnum(1)).toEqual({ status: 'not-found' })
    expect(await rdap.lookupAutnum(2)).toMatchObject({ reason: 'no directory of registries' })
  })

  it.each([0, -1, 1.5, 4_294_967_296, Number.NaN])('refuses %d as a number', async (asn) => {
    await expect(client({}).rdap.lookupAutnum(asn)).rejects.toThrow(RangeError)
  })

  it.each(['', 'localhost', '../ip/1', 'a b.example', 'münchen.example'])(
    'refuses %j as a domain',
    async (domain) => {
      await expect(client({}).rdap.lookupDomain(domain)).rejects.toThrow(RangeError)
    },
  )
})
