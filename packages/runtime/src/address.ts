import { isIPv4, isIPv6 } from 'node:net'
import { DomainError } from '@nightlight/contract'

/** Decides which literal addresses a fetch may connect to. */
export type AddressPolicy = {
  /** False for anything that is not a textual address, and for every address with a zone id. */
  mayConnect(address: string): boolean
}

type Address = { family: 4 | 6; value: bigint }
type Network = { family: 4 | 6; first: bigint; last: bigint }

const REFUSED_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]

const GLOBAL_V6 = '2000::/3'

const REFUSED_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20']

/**
 * Creates the policy that every connection to a host of others passes twice: before and after connecting.
 *
 * IPv4 is open but for the special ranges; IPv6 is closed but for 2000::/3 minus the special ranges,
 * so addresses that embed an IPv4 address are refused as such and never unwrapped.
 *
 * @param options.allowNetworks   CIDR, opened although special (laboratories, own test networks)
 * @param options.refuseNetworks  CIDR, closed although public (own ranges, VPN, partners, the site's
 *                                NAT64 prefix); stronger than `allowNetworks`
 * @throws {DomainError} `invalid`, code `bad-network`: `detail.index` is the entry that is not a CIDR
 * @see IANA special-purpose address registries; RFC 9637
 */
export function createAddressPolicy(options: {
  allowNetworks: readonly string[]
  refuseNetworks?: readonly string[]
}): AddressPolicy {
  const allowed = options.allowNetworks.map(readNetwork)
  const closed = (options.refuseNetworks ?? []).map(readNetwork)
  const refused = [...REFUSED_V4, ...REFUSED_V6].map(readNetwork)
  const global = readNetwork(GLOBAL_V6, 0)

  return {
    mayConnect(text) {
      const address = parseAddress(text)
      if (address === null || isIn(closed, address)) return false
      if (isIn(allowed, address)) return true
      if (address.family === 6 && !contains(global, address)) return false
      return !isIn(refused, address)
    },
  }
}

/**
 * The bytes of a textual address, most significant first: 4 or 16 of them.
 *
 * @throws {TypeError} no literal, or one with a zone id
 */
export function addressBytes(text: string): Buffer {
  const address = parseAddress(text)
  if (address === null) throw new TypeError('Read an address: no literal')
  const digits = address.family === 4 ? 8 : 32
  return Buffer.from(address.value.toString(16).padStart(digits, '0'), 'hex')
}

/** Whether a text is an address or a network as `createAddressPolicy` takes them. */
export const isNetwork = (text: string): boolean => parseNetwork(text) !== null

/**
 * Whether an address is in one of some networks. An address of version 4 that is written as one of version 6 is the former.
 *
 * @param networks  as `isNetwork` takes them; what it does not take holds nothing
 * @param text      an address; anything else is in none
 */
export function isInNetworks(networks: readonly string[], text: string): boolean {
  const address = parseAddress(text.replace(/^::ffff:(?=\d+\.)/i, ''))
  if (address === null) return false
  return networks.some((network) => {
    const known = parseNetwork(network)
    return known !== null && contains(known, address)
  })
}

function readNetwork(text: string, index: number): Network {
  const network = parseNetwork(text)
  if (network !== null) return network
  throw new DomainError('invalid', 'bad-network', `Read a network: entry ${index} is no CIDR`, {
    detail: { index },
  })
}

function parseNetwork(text: string): Network | null {
  const [base = '', length, ...rest] = text.split('/')
  const address = parseAddress(base)
  const bits = address?.family === 4 ? 32 : 128
  const prefix = length === undefined ? bits : readPrefix(length, bits)
  if (address === null || prefix === null || rest.length > 0) return null
  const hosts = 1n << BigInt(bits - prefix)
  const first = address.value - (address.value % hosts)
  return { family: address.family, first, last: first + hosts - 1n }
}

function readPrefix(text: string, bits: number): number | null {
  if (!/^\d{1,3}$/.test(text)) return null
  const prefix = Number(text)
  return prefix <= bits ? prefix : null
}

function isIn(networks: readonly Network[], address: Address): boolean {
  return networks.some((network) => contains(network, address))
}

function contains(network: Network, address: Address): boolean {
  return (
    network.family === address.family &&
    network.first <= address.value &&
    address.value <= network.last
  )
}

function parseAddress(text: string): Address | null {
  if (isIPv4(text)) return { family: 4, value: valueOfV4(text) }
  if (isIPv6(text) && !text.includes('%')) return { family: 6, value: valueOfV6(text) }
  return null
}

function valueOfV4(text: string): bigint {
  return text.split('.').reduce((value, part) => (value << 8n) | BigInt(part), 0n)
}

function valueOfV6(text: string): bigint {
  const [head = '', tail] = text.split('::')
  const left = groupsOf(head)
  const right = tail === undefined ? [] : groupsOf(tail)
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => 0n)
  return [...left, ...zeros, ...right].reduce((value, group) => (value << 16n) | group, 0n)
}

function groupsOf(text: string): bigint[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [BigInt(`0x${group}`)]
    const v4 = valueOfV4(group)
    return [v4 >> 16n, v4 & 0xffffn]
  })
}
