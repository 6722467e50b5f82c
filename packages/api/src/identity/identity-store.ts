import type { Permission, Role } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
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

/** A key that was not revoked, by the id written in it. */
export async function findApiKey(
  db: DbOrTransaction,
  id: string,
): Promise<(Identity & KeyLimits & { secretHash: Buffer; providerId: string | null }) | null> {
  const row = await db
    .selectFrom('api_key')
    .select(['role', 'name', 'authority_id', 'secret_hash', 'provider_id'])
    .select(['scopes', 'networks', 'certificate_sha256', 'expires_at'])
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
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
  }
}

/** Keeps when a key was last used, to the minute, so that reading costs no write each time. */
export async function touchApiKey(db: DbOrTransaction, id: string, now: Date): Promise<void> {
  await db
    .updateTable('api_key')
    .set({ last_used_at: now })
    .where('id', '=', id)
    .where((eb) =>
      eb.or([
        eb('last_used_at', 'is', null),
        eb('last_used_at', '<', new Date(now.getTime() - 60_000)),
      ]),
    )
    .execute()
}

/**
 * Revokes the keys of one human being, by the name they were made for; those of a role in which the same human being
 * has an account that still counts are left.
 *
 * @param role  only those of this role
 * @returns how many
 */
export async function revokeKeysOf(
  db: DbOrTransaction,
  name: string,
  at: Date,
  role?: Role,
): Promise<number> {
  const { numAffectedRows } = await sql`
    update api_key set revoked_at = ${at}
     where revoked_at is null and person_name(name) = person_name(${name})
       and (${role ?? null}::text is null or role = ${role ?? null})
       and not exists (select from person p where p.role = api_key.role
         and person_name(p.name) = person_name(api_key.name) and p.state <> 'deactivated')`.execute(
    db,
  )
  return Number(numAffectedRows ?? 0)
}

/** Whether the account of a name in a role was deactivated, so that no key is made for it. */
export async function isDeactivated(
  db: DbOrTransaction,
  { role, name }: { role: Role; name: string },
): Promise<boolean> {
  const { rows } = await sql`
    select from person where role = ${role} and state = 'deactivated'
       and person_name(name) = person_name(${name})`.execute(db)
  return rows.length > 0
}
