import { timingSafeEqual } from 'node:crypto'
import type { Role } from '@nightlight/contract'
import { newId, writeAudit, type Db, type FieldCrypto } from '@nightlight/runtime'
import { formatApiKey, newSecret, parseApiKey } from './api-key-format.ts'
import { authorityFor } from './identity-authority.ts'
import { checkName } from './identity-name.ts'
import { providerFor } from './identity-provider.ts'
import { findApiKey, insertApiKey, touchApiKey } from './identity-store.ts'
import type { Principal } from './principal.ts'

const INDEX = 'api-key'

/**
 * Makes an API key. The key is in the answer only: the database keeps an HMAC of its secret.
 *
 * @param request.actor     who asked for it, for the audit log
 * @param request.authority name of the authority for which an officer of the police acts
 * @returns `key` as `nl_live_<role>_...`
 * @param request.provider  id or handle of the provider that a key of this role answers for
 * @throws {DomainError} `name-invalid`; as `authorityFor`, `providerFor`
 */
export async function createApiKey(
  db: Db,
  crypto: FieldCrypto,
  request: {
    role: Role
    name: string
    actor: string
    authority?: string | undefined
    provider?: string | undefined
  },
): Promise<{ id: string; key: string }> {
  const { role, actor } = request
  const name = checkName(request.name)
  const id = newId()
  const secret = newSecret()
  await db.transaction().execute(async (trx) => {
    const authorityId = await authorityFor(trx, role, request.authority)
    const providerId = await providerFor(trx, role, request.provider)
    const secretHash = crypto.blindIndex(INDEX, secret)
    await insertApiKey(trx, { id, role, name, authorityId, providerId, secretHash })
    const event = { action: 'api-key.created', objectType: 'api_key', objectId: id }
    await writeAudit(trx, { ...event, actor, detail: { role } })
  })
  return { id, key: formatApiKey({ role, id, secret }) }
}

/** @returns whose key it is, or null when it is malformed, unknown or revoked */
export async function authenticateKey(
  deps: { db: Db; crypto: FieldCrypto; now: () => Date },
  text: string,
): Promise<Principal | null> {
  const parts = parseApiKey(text)
  if (!parts) return null
  const known = await findApiKey(deps.db, parts.id)
  if (!known) return null
  const hash = deps.crypto.blindIndex(INDEX, parts.secret)
  if (!timingSafeEqual(hash, known.secretHash) || known.role !== parts.role) return null
  await touchApiKey(deps.db, parts.id, deps.now())
  const { role, name, authorityId, providerId } = known
  return { actor: `key:${parts.id}`, role, name, authorityId, providerId }
}
