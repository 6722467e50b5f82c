import { isRecord, readCard, type Card } from './jcard.ts'

/** Someone an answer names, with whoever it stands inside of. */
export type Entity = {
  handle: string | null
  roles: string[]
  card: Card
  parent: Entity | null
}

export type Contact = { email: string; name: string | null }

const MAX_ENTITIES = 500
const MAX_DEPTH = 8
const MAX_CONTACTS = 5

/** Every entity of an answer, those nearest to the top first. @see RFC 9083 section 5.1 */
export function entitiesOf(answer: Record<string, unknown>): Entity[] {
  const found: Entity[] = []
  let level = [{ children: answer['entities'], parent: null as Entity | null }]
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
    const next: typeof level = []
    for (const { children, parent } of level) {
      for (const child of Array.isArray(children) ? (children as unknown[]) : []) {
        if (!isRecord(child) || found.length >= MAX_ENTITIES) continue
        const handle = child['handle']
        const entity = {
          handle: typeof handle === 'string' ? handle : null,
          roles: rolesOf(child),
          card: readCard(child['vcardArray']),
          parent,
        }
        found.push(entity)
        next.push({ children: child['entities'], parent: entity })
      }
    }
    level = next
  }
  return found
}

/** Who answers for abuse: mailboxes in the order to try, each once, at most five. */
export function abuseContactsOf(entities: readonly Entity[]): Contact[] {
  const found = new Map<string, Contact>()
  for (const entity of entities.filter(isAbuseContact)) {
    for (const email of entity.card.mailboxes) {
      const key = email.toLowerCase()
      if (!found.has(key)) found.set(key, { email, name: nameOf(entity) })
    }
  }
  return [...found.values()].slice(0, MAX_CONTACTS)
}

/** Domains of every mailbox of an answer, of whatever role, each once. */
export const mailDomainsOf = (entities: readonly Entity[]): string[] => [
  ...new Set(
    entities.flatMap(({ card }) =>
      card.mailboxes.map((mailbox) => mailbox.slice(mailbox.indexOf('@') + 1).toLowerCase()),
    ),
  ),
]

/** Whom the answer is about: its registrant, else whoever answers for abuse. */
export function holderOf(entities: readonly Entity[]): string | null {
  const abuse = entities.find(isAbuseContact)
  return nameOf(registrantOf(entities)) ?? nameOf(abuse?.parent) ?? nameOf(abuse)
}

/** Whoever holds what is asked for; not the account that maintains its entry (RIPE, `-MNT`). */
export function registrantOf(entities: readonly Entity[]): Entity | undefined {
  const registrants = entities.filter(({ roles }) => roles.includes('registrant'))
  return registrants.find(({ handle }) => !/-MNT$/i.test(handle ?? '')) ?? registrants[0]
}

export const nameOf = (entity: Entity | null | undefined): string | null =>
  entity?.card.organisation ?? entity?.card.fullName ?? null

const isAbuseContact = ({ roles, card }: Entity) =>
  roles.includes('abuse') && card.mailboxes.length > 0

function rolesOf(entity: Record<string, unknown>): string[] {
  const roles: unknown[] = Array.isArray(entity['roles']) ? entity['roles'] : []
  return roles.filter((role) => typeof role === 'string').map((role) => role.toLowerCase())
}
