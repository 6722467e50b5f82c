import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

type Json = Record<string, unknown>

/** What registries answer, by path such as `ip/192.0.2.1`; a number is a status without an answer. */
export type RegistryPages = Map<string, Json | number>

/** A server that stands for every registry; what has no page is not found. */
export async function startRegistries(pages: RegistryPages) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = (request.url ?? '').slice(1)
    asked.push(path)
    const page = pages.get(path) ?? 404
    response.writeHead(typeof page === 'number' ? page : 200)
    response.end(JSON.stringify(typeof page === 'number' ? {} : page))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export const entity = (roles: string[], mailboxes: unknown[] = [], inside: Json[] = []): Json => ({
  objectClassName: 'entity',
  roles,
  vcardArray: ['vcard', mailboxes.map((mailbox) => ['email', {}, 'text', mailbox])],
  entities: inside,
})

/** The network of one address. */
export const networkOf = (address: string, over: Json = {}): Json => ({
  objectClassName: 'ip network',
  handle: `NET-${address}`,
  startAddress: address,
  endAddress: address,
  name: 'TEST-NET',
  country: 'NL',
  ...over,
})

export const autnumOf = (asn: number, over: Json = {}): Json => ({
  objectClassName: 'autnum',
  handle: `AS${asn}`,
  startAutnum: asn,
  endAutnum: asn,
  name: 'TEST-AS',
  ...over,
})

export const domainOf = (domain: string, over: Json = {}): Json => ({
  objectClassName: 'domain',
  ldhName: domain,
  ...over,
})
