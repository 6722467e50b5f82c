import { DomainError } from '@nightlight/contract'
import { isInNetworks } from '@nightlight/runtime'
import type { FastifyRequest } from 'fastify'
import { certificateDigest } from './key-facts.ts'
import { parseItem } from './structured-fields.ts'

/** RFC 9440, and PEM with percent-encoding as nginx writes it into a field of any name. */
const FIELDS = ['client-cert', 'x-client-cert'] as const

/**
 * The client certificate that a proxy checked, as it tells. Whether it is good is what the proxy says; which one it is
 * counts here.
 *
 * Anybody can write such a field, so one that comes from elsewhere than from a proxy is refused, and not passed over.
 *
 * @param proxies  networks of proxies whose word is taken
 * @returns SHA-256 over its DER; null where no certificate is told of
 * @throws {DomainError} forbidden `client-cert-not-from-proxy`; invalid `client-cert-malformed`
 */
export function certificateOf(
  { headers, socket }: Pick<FastifyRequest, 'headers' | 'socket'>,
  proxies: readonly string[],
): Buffer | null {
  const told = FIELDS.filter((name) => headers[name] !== undefined)
  const [name] = told
  if (name === undefined) return null
  if (!isInNetworks(proxies, socket.remoteAddress ?? '')) {
    throw new DomainError(
      'forbidden',
      'client-cert-not-from-proxy',
      'Reading a client certificate: only a proxy of PROXY_NETWORKS tells one',
    )
  }
  const value = headers[name]
  // nginx tells an empty one where there is none
  if (value === '' && told.length === 1) return null
  try {
    if (told.length === 1 && typeof value === 'string') return certificateDigest(read(name, value))
  } catch {
    // what it was is nobody's to be told
  }
  throw new DomainError(
    'invalid',
    'client-cert-malformed',
    'Reading a client certificate: it is none, or two',
  )
}

function read(name: (typeof FIELDS)[number], value: string): Buffer | string {
  if (name === 'x-client-cert') return decodeURIComponent(value)
  const { item } = parseItem(value)
  return item.type === 'bytes' ? item.value : ''
}
