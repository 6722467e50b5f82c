import { describe, expect, it } from 'vitest'
import type { Resolve } from './resolve.ts'
import { codeOf, createFetcher, fetchFrom, startHttp } from './testing.ts'

describe('a closed address', () => {
  it.each(['127.0.0.1', '127.1', '2130706433', '0x7f.1', '0', '[::1]', '[::ffff:127.0.0.1]'])(
    'given as %s is never connected',
    async (host) => {
      await using server = await startHttp((_request, response) => response.end())
      await using fetcher = createFetcher({ allowNetworks: [], ports: [server.port] })
      const url = `http://${host}:${server.port}/`
      const outcomes = [
        await fetcher.fetch(url, { expect: 'page' }),
        await fetcher.fetch(new URL(url), { expect: 'page' }),
      ]
      expect(outcomes.map(codeOf)).toEqual(['address-refused', 'address-refused'])
      expect(server.connections()).toBe(0)
    },
  )

  it.each([
    ['private', ['127.0.0.1']],
    ['mixed', ['8.8.8.8', '127.0.0.1']],
    ['mapped', ['::ffff:127.0.0.1']],
    ['scoped', ['fe80::1%lo']],
    ['no address at all', ['127.0.0.1.nip.io']],
  ])('behind a name is never connected: %s answers', async (_name, addresses) => {
    await using server = await startHttp((_request, response) => response.end())
    const outcome = await fetchFrom(
      { origin: `http://site.com:${server.port}`, port: server.port },
      { allowNetworks: [], resolve: async () => addresses },
    )
    expect([codeOf(outcome), server.connections()]).toEqual(['address-refused', 0])
  })

  it('is refused in a mixed answer even when the other address is open', async () => {
    await using server = await startHttp((_request, response) => response.end())
    const outcome = await fetchFrom(
      { origin: `http://site.com:${server.port}`, port: server.port },
      { allowNetworks: ['127.0.0.1'], resolve: async () => ['127.0.0.1', '127.0.0.2'] },
    )
    expect([codeOf(outcome), server.connections()]).toEqual(['address-refused', 0])
  })

  it('is not reached by a name that changes its answer', async () => {
    await using server = await startHttp((_request, response) => response.end('inside'))
    let asked = 0
    const resolve: Resolve = async () => [asked++ % 2 === 0 ? '127.0.0.2' : '127.0.0.1']
    await using fetcher = createFetcher({
      allowNetworks: ['127.0.0.2'],
      ports: [server.port],
      resolve,
    })
    const codes = new Set<string>()
    for (let round = 0; round < 20; round += 1) {
      const url = `http://site.com:${server.port}/${round}`
      codes.add(codeOf(await fetcher.fetch(url, { expect: 'page' })))
    }
    expect([asked, [...codes].sort(), server.connections()]).toEqual([
      20,
      ['address-refused', 'connect-failed'],
      0,
    ])
  })

  it('is asked for once per hop', async () => {
    let asked = 0
    await using server = await startHttp((_request, response) => response.end())
    await fetchFrom(
      { origin: `http://site.com:${server.port}`, port: server.port },
      {
        resolve: async () => {
          asked += 1
          return ['127.0.0.1']
        },
      },
    )
    expect(asked).toBe(1)
  })
})

describe('a name', () => {
  it.each([
    ['does not resolve', () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' }))],
    ['has no address', async () => []],
    ['has too many addresses', async () => Array.from({ length: 17 }, () => '127.0.0.1')],
    ['is never answered', () => new Promise<string[]>(() => undefined)],
  ])('fails when it %s', async (_name, resolve) => {
    await using fetcher = createFetcher({ resolve, limits: { resolveMs: 20 } })
    expect(codeOf(await fetcher.fetch('http://site.com/', { expect: 'page' }))).toBe('dns-failed')
  })

  it('is reached through its second address when the first is dead', async () => {
    await using server = await startHttp((_request, response) => response.end())
    await using fetcher = createFetcher({
      ports: [server.port],
      resolve: async () => ['127.0.0.1', '127.0.0.2'],
    })
    const url = `http://site.com:${server.port}/`
    const addresses = new Set<string | null>()
    for (let round = 0; round < 8; round += 1) {
      addresses.add((await fetcher.fetch(url, { expect: 'page' })).observation.address)
    }
    expect([...addresses]).toEqual(['127.0.0.1'])
  })
})
