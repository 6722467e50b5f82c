import { addressBytes } from '@nightlight/runtime'
import { isRecord } from './jcard.ts'

export type DirectoryKind = 'ipv4' | 'ipv6' | 'asn' | 'dns'

export type DirectoryQuery =
  | { type: 'address'; address: string }
  | { type: 'asn'; asn: number }
  | { type: 'domain'; domain: string }

type Prefix = { bytes: Buffer; bits: number }
type Entry =
  | { kind: 'ip'; prefix: Prefix; servers: readonly string[] }
  | { kind: 'asn'; first: number; last: number; servers: readonly string[] }
  | { kind: 'dns'; suffix: string; servers: readonly string[] }

/** One file of the directory of registries, ready to be asked. */
export type Directory = { kind: DirectoryKind; entries: readonly Entry[] }

const MAX_ASN = 4_294_967_295

/**
 * Reads one file of the directory of registries; entries that are malformed are left out.
 *
 * Of the servers of an entry those over https stand first; each ends in a slash.
 *
 * @returns null when it is no such file, or has no usable entry
 * @see RFC 9224 sections 3 to 5
 */
export function readDirectory(kind: DirectoryKind, file: unknown): Directory | null {
  const services: unknown = isRecord(file) ? file['services'] : null
  if (!Array.isArray(services)) return null
  const entries = (services as unknown[]).flatMap((service) => {
    if (!Array.isArray(service)) return []
    const [names, urls] = service as unknown[]
    const servers = serversOf(urls)
    if (!Array.isArray(names) || servers.length === 0) return []
    return (names as unknown[]).flatMap((name) => entryOf(kind, name, servers) ?? [])
  })
  return entries.length > 0 ? { kind, entries } : null
}

/** The file that tells of a query. */
export function kindOf(query: DirectoryQuery): DirectoryKind {
  if (query.type === 'asn') return 'asn'
  if (query.type === 'domain') return 'dns'
  return query.address.includes(':') ? 'ipv6' : 'ipv4'
}

/**
 * The servers to ask, in the order to try: of the longest prefix, of the range, or of the most labels.
 *
 * @returns empty when no registry answers for it
 * @throws {TypeError} the address of the query is none
 */
export function serversFor({ entries }: Directory, query: DirectoryQuery): readonly string[] {
  let best: { length: number; servers: readonly string[] } | null = null
  const wanted = query.type === 'address' ? addressBytes(query.address) : null
  const name = query.type === 'domain' ? labelsOf(query.domain) : ''
  for (const entry of entries) {
    const length = lengthOfMatch(entry, query, wanted, name)
    if (length !== null && (best === null || length > best.length)) {
      best = { length, servers: entry.servers }
    }
  }
  return best?.servers ?? []
}

function lengthOfMatch(
  entry: Entry,
  query: DirectoryQuery,
  address: Buffer | null,
  name: string,
): number | null {
  if (entry.kind === 'ip') {
    return address !== null && isWithin(address, entry.prefix) ? entry.prefix.bits : null
  }
  if (entry.kind === 'asn') {
    return query.type === 'asn' && entry.first <= query.asn && query.asn <= entry.last ? 0 : null
  }
  if (query.type !== 'domain') return null
  const isSuffix = name === entry.suffix || name.endsWith(`.${entry.suffix}`)
  return isSuffix ? entry.suffix.split('.').length : null
}

function isWithin(address: Buffer, { bytes, bits }: Prefix): boolean {
  if (address.length !== bytes.length) return false
  const whole = bits >> 3
  if (address.compare(bytes, 0, whole, 0, whole) !== 0) return false
  const rest = bits & 7
  return rest === 0 || (address[whole]! ^ bytes[whole]!) >> (8 - rest) === 0
}

function entryOf(kind: DirectoryKind, name: unknown, servers: readonly string[]): Entry | null {
  if (typeof name !== 'string') return null
  if (kind === 'dns') {
    const suffix = labelsOf(name)
    return suffix === '' ? null : { kind: 'dns', suffix, servers }
  }
  if (kind === 'asn') {
    const [first = Number.NaN, last = first] = /^\d{1,10}(?:-\d{1,10})?$/.test(name)
      ? name.split('-').map(Number)
      : []
    return first <= last && last <= MAX_ASN ? { kind: 'asn', first, last, servers } : null
  }
  const prefix = prefixOf(name, kind === 'ipv4' ? 4 : 16)
  return prefix && { kind: 'ip', prefix, servers }
}

function prefixOf(text: string, size: number): Prefix | null {
  const match = /^([0-9a-f.:]+)\/(\d{1,3})$/i.exec(text)
  if (!match) return null
  const bits = Number(match[2])
  try {
    const bytes = addressBytes(match[1]!)
    return bytes.length === size && bits <= size * 8 ? { bytes, bits } : null
  } catch {
    return null
  }
}

function serversOf(urls: unknown): string[] {
  if (!Array.isArray(urls)) return []
  const usable = (urls as unknown[]).flatMap((url) => {
    if (typeof url !== 'string' || !URL.canParse(url)) return []
    const { protocol, username, href, search, hash } = new URL(url)
    const isPlain = username === '' && search === '' && hash === ''
    return isPlain && /^https?:$/.test(protocol) ? [href.replace(/\/*$/, '/')] : []
  })
  const isSafe = (url: string) => url.startsWith('https:')
  return [...usable.filter(isSafe), ...usable.filter((url) => !isSafe(url))]
}

/** A name as it is compared: A-labels in lower case, without a dot at the end. */
const labelsOf = (name: string): string => {
  const text = name.replace(/\.$/, '')
  return URL.canParse(`http://${text}/`) ? new URL(`http://${text}/`).hostname : ''
}
