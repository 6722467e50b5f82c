import { BlockList, isIP } from 'node:net'
import { countryCode, isRecord, readCard, textOf, type Card } from './jcard.ts'

/** Who holds the range an address lies in, as a registry says. */
export type NetworkHolder = {
  handle: string
  name: string
  /** Where the holder is registered, which need not be where the server stands. */
  country: string | null
  range: { start: string; end: string }
  asn: number | null
  abuse: { email: string; name: string | null } | null
  /** Name of the registrant, else of whoever answers for abuse, else of the network. */
  provider: string
}

type Entity = { roles: string[]; card: Card; parent: Entity | null }

/**
 * Reads the answer to an address query.
 *
 * The abuse contact is searched level by level, since registries often nest it inside another
 * entity; the first one with a usable mailbox wins.
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
  const entities = flatten(answer)
  const abuse = entities.find(isAbuseContact)
  const registrant = entities.find(({ roles }) => roles.includes('registrant'))
  const [email] = abuse?.card.mailboxes ?? []
  return {
    handle,
    name,
    country: countryOf(answer, registrant),
    range,
    asn: asnOf(answer),
    abuse: abuse && email !== undefined ? { email, name: nameOf(abuse) } : null,
    provider: nameOf(registrant) ?? nameOf(abuse?.parent) ?? nameOf(abuse) ?? name,
  }
}

const isAbuseContact = ({ roles, card }: Entity) =>
  roles.includes('abuse') && card.mailboxes.length > 0

const nameOf = (entity: Entity | null | undefined) =>
  entity?.card.organisation ?? entity?.card.fullName ?? null

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

const MAX_ENTITIES = 500
const MAX_DEPTH = 8

/** Every entity of the answer, those nearest to the top first. */
function flatten(answer: Record<string, unknown>): Entity[] {
  const found: Entity[] = []
  let level = [{ children: answer['entities'], parent: null as Entity | null }]
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
    const next: typeof level = []
    for (const { children, parent } of level) {
      for (const child of Array.isArray(children) ? (children as unknown[]) : []) {
        if (!isRecord(child) || found.length >= MAX_ENTITIES) continue
        const entity = { roles: rolesOf(child), card: readCard(child['vcardArray']), parent }
        found.push(entity)
        next.push({ children: child['entities'], parent: entity })
      }
    }
    level = next
  }
  return found
}

function rolesOf(entity: Record<string, unknown>): string[] {
  const roles: unknown[] = Array.isArray(entity['roles']) ? entity['roles'] : []
  return roles.filter((role) => typeof role === 'string').map((role) => role.toLowerCase())
}

function countryOf(answer: Record<string, unknown>, registrant: Entity | undefined): string | null {
  const country = answer['country']
  const own = typeof country === 'string' ? countryCode(country) : null
  return own ?? registrant?.card.country ?? null
}

// No common member names the origin network; these are what single registries add.
const ORIGIN_MEMBERS = ['arin_originas0_originautnums', 'lacnic_originAutnum', 'nicbr_autnum']

function asnOf(answer: Record<string, unknown>): number | null {
  for (const member of ORIGIN_MEMBERS) {
    const value = answer[member]
    const first: unknown = Array.isArray(value) ? value[0] : value
    if (typeof first !== 'string' && typeof first !== 'number') continue
    const asn = Number(String(first).replace(/^AS/i, ''))
    if (Number.isInteger(asn) && asn >= 1 && asn <= 4_294_967_295) return asn
  }
  return null
}
