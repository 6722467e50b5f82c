import { BlockList, isIP } from 'node:net'
import { countryCode, isRecord, textOf } from './jcard.ts'
import {
  abuseContactsOf,
  entitiesOf,
  holderOf,
  mailDomainsOf,
  registrantOf,
  type Contact,
} from './rdap-entities.ts'

/** Who holds the range an address lies in, as a registry says. */
export type NetworkHolder = {
  handle: string
  name: string
  /** Where the holder is registered, which need not be where the server stands. */
  country: string | null
  range: { start: string; end: string }
  asn: number | null
  /** Usable mailboxes for abuse, in the order to try. */
  abuse: Contact[]
  /** Name of the registrant, else of whoever answers for abuse, else of the network. */
  provider: string
  /** Of the mailboxes of every role. */
  mailDomains: string[]
  /** Where the registry says more of the network that this one is part of. */
  parent: string | null
}

/**
 * Reads the answer to an address query.
 *
 * The abuse contact is searched level by level, since registries often nest it inside another
 * entity; those nearest to the top come first.
 *
 * @returns `unheld` for the placeholder a registry gives for space it does not manage, null when
 *   the answer is no IP network around `ip`
 * @see RFC 9083 sections 5.1 and 5.4
 */
export function readNetwork(answer: unknown, ip: string): NetworkHolder | 'unheld' | null {
  if (!isRecord(answer) || answer['objectClassName'] !== 'ip network') return null
  const range = rangeAround(ip, answer['startAddress'], answer['endAddress'])
  if (!range) return null
  const handle = textOf(answer['handle']) ?? ''
  const name = textOf(answer['name']) ?? handle
  if (isPlaceholder(name, range)) return 'unheld'
  const entities = entitiesOf(answer)
  return {
    handle,
    name,
    country: countryOf(answer, registrantOf(entities)?.card.country),
    range,
    asn: asnOf(answer),
    abuse: abuseContactsOf(entities),
    provider: holderOf(entities) ?? name,
    mailDomains: mailDomainsOf(entities),
    parent: parentOf(answer),
  }
}

function rangeAround(ip: string, start: unknown, end: unknown): NetworkHolder['range'] | null {
  if (typeof start !== 'string' || typeof end !== 'string') return null
  const family = isIP(ip)
  if (isIP(start) !== family || isIP(end) !== family) return null
  const type = family === 6 ? 'ipv6' : 'ipv4'
  const range = new BlockList()
  try {
    range.addRange(start, end, type)
  } catch {
    return null
  }
  return range.check(ip, type) ? { start, end } : null
}

function isPlaceholder(name: string, range: NetworkHolder['range']): boolean {
  if (/^(?:IANA-|NON-RIPE-NCC-MANAGED)/i.test(name)) return true
  return /^(?:0\.0\.0\.0|::)$/.test(range.start)
}

/** Two capitals of the country of an answer, else of who it is about. */
export function countryOf(
  answer: Record<string, unknown>,
  registrant: string | null | undefined,
): string | null {
  const country = answer['country']
  const own = typeof country === 'string' ? countryCode(country) : null
  return own ?? registrant ?? null
}

/** @see RFC 9910 (`rdap-up`); ARIN says `up` */
function parentOf(answer: Record<string, unknown>): string | null {
  const links: unknown = answer['links']
  for (const link of Array.isArray(links) ? (links as unknown[]).slice(0, 50) : []) {
    if (!isRecord(link) || (link['rel'] !== 'up' && link['rel'] !== 'rdap-up')) continue
    const href = link['href']
    if (typeof href === 'string' && /^https?:\/\//.test(href) && URL.canParse(href)) return href
  }
  return null
}

// No common member names the origin network; these are what single registries add.
const ORIGIN_MEMBERS = ['arin_originas0_originautnums', 'lacnic_originAutnum', 'nicbr_autnum']

function asnOf(answer: Record<string, unknown>): number | null {
  for (const member of ORIGIN_MEMBERS) {
    const value = answer[member]
    const first: unknown = Array.isArray(value) ? value[0] : value
    if (typeof first !== 'string' && typeof first !== 'number') continue
    const asn = Number(String(first).replace(/^AS/i, ''))
    if (isAsn(asn)) return asn
  }
  return null
}

/** A number that a network can have. */
export const isAsn = (asn: number): boolean =>
  Number.isInteger(asn) && asn >= 1 && asn <= 4_294_967_295
