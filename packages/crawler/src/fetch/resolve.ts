import { lookup } from 'node:dns/promises'
import type { AddressPolicy } from '@nightlight/runtime'
import { isBelowOnion } from './onion.ts'
import type { DnsAnswer } from './outcome.ts'
import { errorCode, failed, refused } from './stop.ts'
import { literalAddress } from './url-rules.ts'

/**
 * Every address of a host name, IPv4 and IPv6, as text, or with what else the resolver said; rejects or is
 * empty when there is none.
 */
export type Resolve = (host: string) => Promise<readonly string[] | DnsAnswer>

/** The resolver of the operating system. */
export const resolveWithSystem: Resolve = async (host) => {
  const found = await lookup(host, { all: true, order: 'verbatim' })
  return { addresses: found.map(({ address }) => address), resolver: 'system', cnames: [] }
}

/**
 * Resolves a host once and returns the addresses that may be connected, in random order.
 *
 * One closed address refuses the whole name: a mixed answer is an attack or a broken site. An `.onion` name has
 * no address and is returned as it is; `connectToAny` lets it pass to a proxy for such names only.
 *
 * @param hostname  as in `URL.hostname`; literals are checked, not resolved
 * @param onDns     called with what a resolver said before it is judged
 * @throws {FetchStop} `address-refused`, `dns-failed`; the signal's reason
 */
export async function resolveChecked(
  hostname: string,
  deps: { policy: AddressPolicy; resolve: Resolve },
  options: { maxAddresses: number; resolveMs: number; signal: AbortSignal },
  onDns: (dns: DnsAnswer | null) => void = () => undefined,
): Promise<string[]> {
  if (isBelowOnion(hostname)) return [hostname]
  const literal = literalAddress(hostname)
  const dns = literal === null ? await resolveInTime(hostname, deps.resolve, options) : null
  const addresses = dns?.addresses ?? [literal ?? '']
  onDns(dns && { ...dns, addresses: addresses.slice(0, options.maxAddresses) })
  if (addresses.length === 0) throw failed('dns-failed', 'Resolve the host: no address')
  if (addresses.length > options.maxAddresses) {
    throw failed('dns-failed', `Resolve the host: ${addresses.length} addresses`)
  }
  if (!addresses.every((address) => deps.policy.mayConnect(address))) {
    throw refused('address-refused', 'Check the addresses: special or closed range')
  }
  return shuffled(addresses)
}

async function resolveInTime(
  hostname: string,
  resolve: Resolve,
  { resolveMs, signal }: { resolveMs: number; signal: AbortSignal },
): Promise<DnsAnswer> {
  signal.throwIfAborted()
  const { promise: ended, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => reject(failed('dns-failed', 'Resolve the host: timed out')),
    resolveMs,
  )
  const onAbort = () => reject(signal.reason)
  signal.addEventListener('abort', onAbort)
  const found = resolve(hostname).catch((error: unknown) => {
    throw failed('dns-failed', `Resolve the host: ${errorCode(error)}`)
  })
  try {
    const answer = await Promise.race([found, ended])
    return 'resolver' in answer ? answer : { addresses: answer, resolver: 'given', cnames: [] }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}

function shuffled(addresses: readonly string[]): string[] {
  return addresses
    .map((address) => ({ address, key: Math.random() }))
    .sort((left, right) => left.key - right.key)
    .map(({ address }) => address)
}
