import type { Permission, Role } from '@nightlight/contract'
import { PLANNED_ONCE, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { KeyLimits } from '../machines/key-facts.ts'

export type Identity = { role: Role; name: string; authorityId: string | null }

const toIdentity = (row: {
  role: string
  name: string
  authority_id: string | null
}): Identity => ({
  role: row.role as Role,
  name: row.name,
  authorityId: row.authority_id,
})

export async function insertApiKey(
  db: DbOrTransaction,
  key: Identity &
    KeyLimits & {
      id: string
      secretHash: Buffer
      providerId: string | null
      validFrom: Date
      madeBy: string
    },
): Promise<void> {
  const { id, role, name, authorityId, secretHash, providerId, scopes } = key
  await db
    .insertInto('api_key')
    .values({
      id,
      role,
      name,
      authority_id: authorityId,
      secret_hash: secretHash,
      provider_id: providerId,
      scopes: scopes && [...scopes],
      networks: [...key.networks],
      certificate_sha256: key.certificate,
      valid_from: key.validFrom,
      expires_at: key.expiresAt,
      made_by: key.madeBy,
    })
    .execute()
}

export type FoundKey = Identity &
  KeyLimits & { secretHash: Buffer; providerId: string | null; lastUsedAt: Date | null }

/** A key that was not revoked, by the id written in it. */
export async function findApiKey(db: DbOrTransaction, id: string): Promise<FoundKey | null> {
  const row = await db
    .selectFrom('api_key')
    .select(['role', 'name', 'authority_id', 'secret_hash', 'provider_id'])
    .select(['scopes', 'networks', 'certificate_sha256', 'expires_at', 'last_used_at'])
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .modifyEnd(PLANNED_ONCE)
    .executeTakeFirst()
  if (!row) return null
  return {
    ...toIdentity(row),
    secretHash: row.secret_hash,
    providerId: row.provider_id,
    scopes: row.scopes as Permission[] | null,
    networks: row.networks,
    certificate: row.certificate_sha256,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  }
}

const USED_WITHIN_MS = 60_000

/** Keeps when a key was last used, to the minute, so that reading costs no write each time. */
export async function touchApiKey(
  db: DbOrTransaction,
  { id, lastUsedAt }: { id: string; lastUsedAt: Date | null },
  now: Date,
): Promise<void> {
  const before = new Date(now.getTime() - USED_WITHIN_MS)
  if (lastUsedAt !== null && lastUsedAt >= before) return
  await db
    .updateTable('api_key')
    .set({ last_used_at: now })
    .where('id', '=', id)
    .where((eb) => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<', before)]))
    .execute()
}

/**
 * Whether the account of a name in a role, and at the provider of a key of one, was deactivated, so that no key is made for it. It stays as it is until the
 * transaction ends: lock it before a key of it, as deactivating does.
 */
export async function isDeactivated(
  db: DbOrTransaction,
  { role, name, providerId }: { role: string; name: string; providerId: string | null },
): Promise<boolean> {
  const { rows } = await sql<{ state: string }>`
    select state from person where role = ${role} and person_name(name) = person_name(${name})
       and (role <> 'provider' or provider_id = ${providerId}::uuid) for share`.execute(db)
  return rows[0]?.state === 'deactivated'
}
