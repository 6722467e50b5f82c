import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createRdap, type RdapOptions } from './rdap.ts'

const fixture = (name: string) =>
  readFileSync(new URL(`../../fixtures/rdap/${name}.json`, import.meta.url))

const RIPE = fixture('ripe-shaped')
const ARIN = fixture('arin-shaped')

type Handler = (request: IncomingMessage, response: ServerResponse) => void

async function registry(handle: Handler) {
  const seen: IncomingMessage[] = []
  const server = createServer((request, response) => {
    seen.push(request)
    handle(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/rdap/`,
    seen,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const answer =
  (body: Uint8Array | string, status = 200, headers: Record<string, string> = {}): Handler =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/rdap+json', ...headers }).end(body)
  }

const START = Date.parse('2026-05-01T00:00:00Z')

function client(baseUrl: string, over: Partial<RdapOptions> = {}) {
  const clock = { ms: START }
  const options = { baseUrl, timeoutMs: 5000, cacheMs: 3_600_000, maxBytes: 1 << 20, ...over }
  return { clock, rdap: createRdap({ now: () => new Date(clock.ms) }, options) }
}

describe('lookupAddress', () => {
  it('asks the configured server the way the standard says', async () => {
    await using server = await registry(answer(RIPE))
    const outcome = await client(server.url).rdap.lookupAddress('192.0.2.7')
    expect(outcome).toMatchObject({
      status: 'found',
      abuse: [{ email: 'abuse@hosting.example' }],
      fetchedAt: new Date(START),
      source: new URL(server.url).host,
    })
    expect(server.seen[0]?.url).toBe('/rdap/ip/192.0.2.7')
    expect(server.seen[0]?.headers.accept).toBe('application/rdap+json')
  })

  it('follows a redirect to the registry in charge', async () => {
    await using arin = await registry(answer(ARIN))
    const location = `${arin.url}ip/198.51.100.9`
    await using ripe = await registry(answer('', 302, { location }))
    expect(await client(ripe.url).rdap.lookupAddress('198.51.100.9')).toMatchObject({
      status: 'found',
      country: 'US',
      source: new URL(arin.url).host,
    })
  })

  it('follows a relative redirect', async () => {
    await using server = await registry((request, response) =>
      request.url === '/rdap/ip/192.0.2.7'
        ? answer('', 307, { location: '/elsewhere/192.0.2.7' })(request, response)
        : answer(RIPE)(request, response),
    )
    const outcome = await client(server.url).rdap.lookupAddress('192.0.2.7')
    expect(outcome.status).toBe('found')
  })

  it('gives up after three redirects', async () => {
    await using server = await registry((request, response) =>
      answer('', 301, { location: request.url ?? '' })(request, response),
    )
    expect(await client(server.url).rdap.lookupAddress('192.0.2.7')).toMatchObject({
      status: 'unavailable',
      reason: 'too many redirects',
    })
    expect(server.seen).toHaveLength(4)
  })

  it.each(['ftp://127.0.0.1/', 'file:///etc/hosts', 'http://user@127.0.0.1/', 'http://[', ''])(
    'refuses a redirect to %j',
    async (location) => {
      await using server = await registry(answer('', 302, location ? { location } : {}))
      expect(await client(server.url).rdap.lookupAddress('192.0.2.7')).toMatchObject({
        status: 'unavailable',
        reason: 'redirect refused',
      })
    },
  )

  it.each([
    ['from https to http', 'https://rdap.example/', 'http://rdap.example/x'],
    ['from a name to an address', 'https://rdap.example/', 'https://169.254.169.254/x'],
    ['from a name to this machine', 'https://rdap.example/', 'https://localhost/x'],
  ])('refuses a redirect %s', async (_what, baseUrl, location) => {
    const asked: string[] = []
    const request = async (url: URL) => {
      asked.push(url.href)
      return { status: 302, headers: { location }, body: new Uint8Array() }
    }
    const options = { baseUrl, timeoutMs: 1000, cacheMs: 1000, maxBytes: 1000 }
    const rdap = createRdap({ request, now: () => new Date(START) }, options)
    expect(await rdap.lookupAddress('192.0.2.7')).toMatchObject({ reason: 'redirect refused' })
    expect(asked).toHaveLength(1)
  })

  it('says not-found on 404', async () => {
    await using server = await registry(answer('{"errorCode":404}', 404))
    expect(await client(server.url).rdap.lookupAddress('192.0.2.7')).toEqual({
      status: 'not-found',
    })
  })

  it('leaves a registry that says 429 alone until its Retry-After, for every address', async () => {
    let busy = true
    await using server = await registry((request, response) =>
      (busy ? answer('', 429, { 'retry-after': '120' }) : answer(RIPE))(request, response),
    )
    const { rdap, clock } = client(server.url)
    const retryAt = new Date(START + 120_000)
    expect(await rdap.lookupAddress('192.0.2.7')).toEqual({
      status: 'unavailable',
      retryAt,
      reason: 'status 429',
    })
    expect(await rdap.lookupAddress('192.0.2.8')).toEqual({
      status: 'unavailable',
      retryAt,
      reason: 'asked to wait',
    })
    expect(server.seen).toHaveLength(1)
    busy = false
    clock.ms = START + 120_000
    expect((await rdap.lookupAddress('192.0.2.8')).status).toBe('found')
  })

  it('reads a Retry-After given as a date', async () => {
    const date = new Date(START + 600_000).toUTCString()
    await using server = await registry(answer('', 503, { 'retry-after': date }))
    expect(await client(server.url).rdap.lookupAddress('192.0.2.7')).toMatchObject({
      retryAt: new Date(START + 600_000),
    })
  })

  it.each([
    ['500', answer('', 500), 'status 500'],
    ['text that is no JSON', answer('<html>'), 'unreadable answer'],
    ['JSON cut off', answer(RIPE.subarray(0, 200)), 'unreadable answer'],
    ['bytes that are no UTF-8', answer(Buffer.from([0x22, 0xff, 0x22])), 'unreadable answer'],
    ['an answer about another range', answer(ARIN), 'unreadable answer'],
    ['an endless answer', answer(Buffer.alloc(2 << 20, 0x20)), 'answer too big'],
  ])('is unavailable for a minute after %s', async (_what, handler, reason) => {
    await using server = await registry(handler)
    expect(await client(server.url).rdap.lookupAddress('192.0.2.7')).toEqual({
      status: 'unavailable',
      retryAt: new Date(START + 60_000),
      reason,
    })
  })

  it('is unavailable when nobody listens', async () => {
    const server = await registry(answer(''))
    await server[Symbol.asyncDispose]()
    expect(await client(server.url).rdap.lookupAddress('192.0.2.7')).toMatchObject({
      status: 'unavailable',
      reason: 'no connection',
    })
  })

  it('is unavailable when the answer takes too long', async () => {
    await using server = await registry((_request, response) => {
      response.writeHead(200).write('{')
    })
    const { rdap } = client(server.url, { timeoutMs: 100 })
    expect(await rdap.lookupAddress('192.0.2.7')).toMatchObject({
      status: 'unavailable',
      reason: 'no answer in time',
    })
  })

  it('remembers an answer until it expires', async () => {
    await using server = await registry(answer(RIPE))
    const { rdap, clock } = client(server.url)
    await rdap.lookupAddress('192.0.2.7')
    await rdap.lookupAddress('192.0.2.7')
    expect(server.seen).toHaveLength(1)
    clock.ms += 3_600_000
    await rdap.lookupAddress('192.0.2.7')
    expect(server.seen).toHaveLength(2)
  })

  it('shares one request among lookups of one address, however it is spelt', async () => {
    const { promise, resolve } = Promise.withResolvers<ServerResponse>()
    await using server = await registry((_request, response) => resolve(response))
    const { rdap } = client(server.url)
    const spellings = ['2001:db8::1', '2001:DB8:0:0::1', '2001:0db8::0001']
    const lookups = spellings.map((ip) => rdap.lookupAddress(ip))
    const response = await promise
    response.writeHead(404).end()
    expect(await Promise.all(lookups)).toEqual(spellings.map(() => ({ status: 'not-found' })))
    expect(server.seen).toHaveLength(1)
  })

  it('lets one caller give up without spoiling the answer of another', async () => {
    const { promise, resolve } = Promise.withResolvers<ServerResponse>()
    await using server = await registry((_request, response) => resolve(response))
    const { rdap } = client(server.url)
    const giveUp = new AbortController()
    const first = rdap.lookupAddress('192.0.2.7', giveUp.signal)
    const second = rdap.lookupAddress('192.0.2.7')
    const response = await promise
    giveUp.abort(new Error('enough'))
    await expect(first).rejects.toThrow('enough')
    response.writeHead(200).end(RIPE)
    expect((await second).status).toBe('found')
  })

  it.each(['', 'host.example', '192.0.2', '192.0.2.1/24', 'fe80::1%eth0', '../domain/x'])(
    'refuses %j as an address',
    async (ip) => {
      const { rdap } = client('http://127.0.0.1:9/')
      await expect(rdap.lookupAddress(ip)).rejects.toThrow(RangeError)
    },
  )
})

describe('createRdap', () => {
  it.each(['', 'rdap.example', 'ftp://rdap.example/', 'https://rdap.example/?a=b'])(
    'refuses %j as its server and says what to set',
    (baseUrl) => {
      expect(() => client(baseUrl)).toThrow('set it to https://host/path of an RDAP server')
    },
  )
})
