import { timingSafeEqual } from 'node:crypto'
import { DomainError, type Role } from '@nightlight/contract'
import {
  isInNetworks,
  newId,
  writeAudit,
  type Db,
  type DbOrTransaction,
  type FieldCrypto,
} from '@nightlight/runtime'
import { inTransaction } from '../in-transaction.ts'
import { readLimits, type AskedLimits, type KeyLimits } from '../machines/key-facts.ts'
import { byTheRules } from './account-rules.ts'
import { formatApiKey, newSecret, parseApiKey } from './api-key-format.ts'
import { authorityFor } from './identity-authority.ts'
import { checkName } from './identity-name.ts'
import { providerFor } from './identity-provider.ts'
import { findApiKey, insertApiKey, isDeactivated, touchApiKey } from './identity-store.ts'
import type { Principal } from './principal.ts'

const INDEX = 'api-key'

/** What the database keeps of a secret. */
export const secretHashOf = (crypto: FieldCrypto, secret: string): Buffer =>
  crypto.blindIndex(INDEX, secret)

/**
 * Makes an API key. The key is in the answer only: the database keeps an HMAC of its secret.
 *
 * @param request.actor     who asked for it, for the audit log
 * @param request.authority name of the authority for which an officer of the police acts
 * @returns `key` as `nl_live_<role>_...`
 * @param request.provider  id or handle of the provider that a key of this role answers for
 * @param request.secret    as `newSecret` makes it; a new one without
 * @param request.limits    what holds it to less than its role; it ends after a year at most
 * @throws {DomainError} `name-invalid`, conflict `person-deactivated`; as `authorityFor`, `providerFor`, `readLimits`
 */
export async function createApiKey(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  request: {
    role: Role
    name: string
    actor: string
    authority?: string | undefined
    provider?: string | undefined
    limits?: AskedLimits | undefined
    now?: Date | undefined
    secret?: string | undefined
  },
): Promise<{ id: string; key: string }> {
  const { role, actor, now = new Date() } = request
  const limits = readLimits(role, request.limits ?? {}, now)
  const name = checkName(request.name)
  const id = newId()
  const { secret = newSecret() } = request
  const make = async (trx: DbOrTransaction): Promise<void> => {
    const authorityId = await authorityFor(trx, role, request.authority)
    const providerId = await providerFor(trx, role, request.provider)
    if (await isDeactivated(trx, { role, name, providerId })) {
      const why = 'Making a key: the account of that name was deactivated; reactivate it first'
      throw new DomainError('conflict', 'person-deactivated', why)
    }
    const secretHash = secretHashOf(crypto, secret)
    const key = { id, role, name, authorityId, providerId, secretHash }
    await insertApiKey(trx, { ...key, ...limits, validFrom: now, madeBy: actor })
    const event = { action: 'api-key.created', objectType: 'api_key', objectId: id }
    await writeAudit(trx, { ...event, actor, detail: { role } })
  }
  await byTheRules(() => inTransaction(db, make))
  return { id, key: formatApiKey({ role, id, secret }) }
}

/** How a key came here. */
export type KeyPath = {
  /** Address of whoever sent it; null where that is not known, which no key that is held to networks is taken with. */
  address: string | null
  /** SHA-256 of the client certificate that came with it. */
  certificate?: Buffer | null
}

/** Of a key that is used on the machine itself. */
export const LOCAL: KeyPath = { address: '127.0.0.1' }

/**
 * @returns whose key it is, or null when it is malformed, unknown, revoked or has ended
 * @throws {DomainError} forbidden `key-not-from-here`, `key-needs-certificate`
 */
export async function authenticateKey(
  deps: { db: Db; crypto: FieldCrypto; now: () => Date },
  text: string,
  path: KeyPath = LOCAL,
): Promise<Principal | null> {
  const parts = parseApiKey(text)
  if (!parts) return null
  const known = await findApiKey(deps.db, parts.id)
  if (!known) return null
  const hash = secretHashOf(deps.crypto, parts.secret)
  if (!timingSafeEqual(hash, known.secretHash) || known.role !== parts.role) return null
  const now = deps.now()
  if (known.expiresAt <= now) return null
  mustComeBy(known, path)
  await touchApiKey(deps.db, { id: parts.id, lastUsedAt: known.lastUsedAt }, now)
  const { role, name, authorityId, providerId, scopes } = known
  return { actor: `key:${parts.id}`, role, name, authorityId, providerId, scopes }
}

function mustComeBy(
  { networks, certificate }: Pick<KeyLimits, 'networks' | 'certificate'>,
  path: KeyPath,
): void {
  if (networks.length > 0 && !isInNetworks(networks, path.address ?? '')) {
    throw new DomainError(
      'forbidden',
      'key-not-from-here',
      'Checking a key: it is not taken from this address',
    )
  }
  if (certificate === null) return
  if (path.certificate && timingSafeEqual(certificate, path.certificate)) return
  throw new DomainError(
    'forbidden',
    'key-needs-certificate',
    'Checking a key: it is taken with its own client certificate only',
  )
}
