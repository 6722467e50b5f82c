import { isRecord, textOf } from './jcard.ts'
import { abuseContactsOf, entitiesOf, nameOf, type Contact, type Entity } from './rdap-entities.ts'

export type Desk = { name: string; abuse: Contact[] }

/** Through whom a domain was registered. Never who registered it: a notice would warn them. */
export type DomainDesks = {
  registrar: Desk | null
  /** Who keeps the register; what answers for abuse beside the registrar. */
  registry: Desk | null
}

/**
 * Reads the answer to a domain query.
 *
 * The desk of the registrar is searched inside its entity, and in that alone: an abuse entity beside
 * it is the registry's, one inside of the registrant is nobody's we may write to.
 *
 * @returns null when the answer is not about `domain`
 * @see RFC 9083 section 5.3
 */
export function readDomain(answer: unknown, domain: string): DomainDesks | null {
  if (!isRecord(answer) || answer['objectClassName'] !== 'domain') return null
  const names = [answer['ldhName'], answer['unicodeName']].map((name) =>
    typeof name === 'string' ? name.toLowerCase().replace(/\.$/, '') : null,
  )
  if (!names.includes(domain.toLowerCase())) return null
  const entities = entitiesOf(answer)
  const registrar = entities.find(({ roles, parent }) => parent === null && isRegistrar(roles))
  const registry = entities.find(({ roles, parent }) => parent === null && isRegistry(roles))
  const beside = entities.filter(({ roles, parent }) => parent === null && isPlainAbuse(roles))
  return {
    registrar: registrar ? deskOf(registrar, entities) : null,
    registry: deskOfRegistry(registry, beside, entities, textOf(answer['port43'])),
  }
}

const isRegistrar = (roles: readonly string[]) => roles.includes('registrar')
// There is no role for a registry (RFC 9083 section 10.2.4); some say it all the same, some `sponsor`.
const isRegistry = (roles: readonly string[]) =>
  roles.includes('registry') || roles.includes('sponsor')
const isPlainAbuse = (roles: readonly string[]) =>
  roles.includes('abuse') && !roles.includes('registrant') && !isRegistrar(roles)

const isInside = (entity: Entity, outer: Entity): boolean =>
  entity === outer || (entity.parent !== null && isInside(entity.parent, outer))

function deskOf(outer: Entity, entities: readonly Entity[]): Desk {
  const within = entities.filter((entity) => isInside(entity, outer))
  return { name: nameOf(outer) ?? outer.handle ?? '', abuse: abuseContactsOf(within) }
}

function deskOfRegistry(
  registry: Entity | undefined,
  beside: readonly Entity[],
  entities: readonly Entity[],
  whois: string | null,
): Desk | null {
  if (registry) return deskOf(registry, entities)
  const abuse = abuseContactsOf(beside)
  return abuse.length > 0 ? { name: abuse[0]?.name ?? whois ?? '', abuse } : null
}
