import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAddressPolicy } from '@nightlight/runtime'
import { describe, expect, it } from 'vitest'
import { createCheckedRequest } from './checked-request.ts'
import { createRdap } from './rdap.ts'

async function serve(location?: string) {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(request.url ?? '')
    if (location) response.writeHead(302, { location })
    response.end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    seen,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const requestOf = (options: { allow?: string[]; trusted?: string[] }) =>
  createCheckedRequest(
    { policy: createAddressPolicy({ allowNetworks: options.allow ?? [] }) },
    { maxBytes: 1000, trustedHosts: options.trusted ?? [] },
  )

const signal = () => AbortSignal.timeout(5000)

describe('createCheckedRequest', () => {
  it.each(['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1'])(
    'does not connect to this machine as %s',
    async (host) => {
      await using server = await serve()
      const url = new URL(`http://${host}:${server.port}/`)
      await expect(requestOf({})(url, signal())).rejects.toThrow()
      expect(server.seen).toEqual([])
    },
  )

  it('connects to a network that is allowed, by literal and by name', async () => {
    await using server = await serve()
    const request = requestOf({ allow: ['127.0.0.0/8'] })
    for (const host of ['127.0.0.1', 'localhost']) {
      const url = new URL(`http://${host}:${server.port}/`)
      expect((await request(url, signal())).status).toBe(200)
    }
  })

  it('connects to a host that the operator set, and to no other', async () => {
    await using server = await serve()
    const request = requestOf({ trusted: ['127.0.0.1'] })
    expect((await request(new URL(`http://127.0.0.1:${server.port}/`), signal())).status).toBe(200)
    await expect(request(new URL(`http://localhost:${server.port}/`), signal())).rejects.toThrow()
  })

  it('is not led inside by a redirect of a registry', async () => {
    await using inside = await serve()
    await using registry = await serve(`http://localhost:${inside.port}/`)
    const base = `http://127.0.0.1:${registry.port}/`
    const rdap = createRdap(
      { request: requestOf({ trusted: ['127.0.0.1'] }), now: () => new Date() },
      { baseUrl: base, timeoutMs: 5000, cacheMs: 1, maxBytes: 1000 },
    )
    expect(await rdap.lookupAddress('192.0.2.1')).toMatchObject({ status: 'unavailable' })
    expect([registry.seen.length, inside.seen.length]).toEqual([1, 0])
  })
})
