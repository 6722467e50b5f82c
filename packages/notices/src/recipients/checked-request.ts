import { lookup as dnsLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import type { AddressPolicy } from '@nightlight/runtime'
import { Agent, buildConnector } from 'undici'
import { requestWithin, type RdapRequest } from './rdap-fetch.ts'

/**
 * A request that connects to public addresses only, whatever a name resolves to and a redirect says:
 * the address is checked before connecting, and again that of the peer once connected.
 *
 * @param options.trustedHosts  names or literals that the operator configured: reached wherever they are
 * @param options.accept        of the request
 */
export function createCheckedRequest(
  { policy }: { policy: AddressPolicy },
  options: { maxBytes: number; trustedHosts: readonly string[]; accept?: string },
): RdapRequest {
  const dispatcher = new Agent({ connect: checkedConnector(policy, options.trustedHosts) })
  const { maxBytes, accept } = options
  return requestWithin(maxBytes, { dispatcher, ...(accept === undefined ? {} : { accept }) })
}

/**
 * Connects to public addresses only, whatever a name resolves to: the address is checked before
 * connecting, and again that of the peer once connected.
 *
 * @param trustedHosts  as above
 */
export function checkedConnector(
  policy: AddressPolicy,
  trustedHosts: readonly string[],
): buildConnector.connector {
  const plain = buildConnector({})
  const checked = buildConnector({ lookup: checkedLookup(policy) })
  const trusted = new Set(trustedHosts.map(bare))
  return (target, done) => {
    const host = bare(target.hostname)
    if (trusted.has(host)) return plain(target, done)
    // A literal is connected to without any lookup.
    if (isIP(host) !== 0 && !policy.mayConnect(host)) return done(closed(), null)
    return checked(target, (error, socket) => {
      if (error !== null) return done(error, null)
      if (policy.mayConnect(socket.remoteAddress ?? '')) return done(null, socket)
      socket.destroy()
      return done(closed(), null)
    })
  }
}

const bare = (host: string): string => host.toLowerCase().replace(/^\[|\]$/g, '')

const closed = (): Error => new Error('connect: special or closed range')

const checkedLookup =
  (policy: AddressPolicy): LookupFunction =>
  (hostname, options, done) => {
    dnsLookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, [])
      const open = found.filter(({ address }) => policy.mayConnect(address))
      const [first] = open
      if (!first) return done(closed(), [])
      return options.all ? done(null, open) : done(null, first.address, first.family)
    })
  }
