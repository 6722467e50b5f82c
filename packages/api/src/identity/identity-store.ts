import type { Role } from '@nightlight/contract'
import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

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
  key: Identity & { id: string; secretHash: Buffer; providerId?: string | null },
): Promise<void> {
  const { id, role, name, authorityId, secretHash, providerId = null } = key
  await db
    .insertInto('api_key')
    .values({
      id,
      role,
      name,
      authority_id: authorityId,
      secret_hash: secretHash,
      provider_id: providerId,
    })
    .execute()
}

/** A key that was not revoked, by the id written in it. */
export async function findApiKey(
  db: DbOrTransaction,
  id: string,
): Promise<(Identity & { secretHash: Buffer; providerId: string | null }) | null> {
  const row = await db
    .selectFrom('api_key')
    .select(['role', 'name', 'authority_id', 'secret_hash', 'provider_id'])
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  if (!row) return null
  return { ...toIdentity(row), secretHash: row.secret_hash, providerId: row.provider_id }
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

export async function insertSignInLink(
  db: DbOrTransaction,
  link: Identity & { tokenHash: Buffer; expiresAt: Date },
): Promise<void> {
  await db
    .insertInto('sign_in_link')
    .values({
      token_hash: link.tokenHash,
      role: link.role,
      name: link.name,
      authority_id: link.authorityId,
      expires_at: link.expiresAt,
    })
    .execute()
}

/** Uses a link up. @returns null when it is unknown, used or too old */
export async function takeSignInLink(
  db: DbOrTransaction,
  tokenHash: Buffer,
  now: Date,
): Promise<Identity | null> {
  const row = await db
    .updateTable('sign_in_link')
    .set({ used_at: now })
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning(['role', 'name', 'authority_id'])
    .executeTakeFirst()
  return row ? toIdentity(row) : null
}

export async function insertSession(
  db: DbOrTransaction,
  session: Identity & { tokenHash: Buffer; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await db
    .insertInto('session')
    .values({
      token_hash: session.tokenHash,
      role: session.role,
      name: session.name,
      authority_id: session.authorityId,
      created_at: session.createdAt,
      expires_at: session.expiresAt,
    })
    .execute()
}

export async function findSession(
  db: DbOrTransaction,
  tokenHash: Buffer,
  now: Date,
): Promise<(Identity & { createdAt: Date; expiresAt: Date }) | null> {
  const row = await db
    .selectFrom('session')
    .select(['role', 'name', 'authority_id', 'created_at', 'expires_at'])
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  if (!row) return null
  return { ...toIdentity(row), createdAt: row.created_at, expiresAt: row.expires_at }
}

export async function extendSession(
  db: DbOrTransaction,
  tokenHash: Buffer,
  expiresAt: Date,
): Promise<void> {
  await db
    .updateTable('session')
    .set({ expires_at: sql`greatest(expires_at, ${expiresAt})` })
    .where('token_hash', '=', tokenHash)
    .execute()
}

export async function deleteSession(db: DbOrTransaction, tokenHash: Buffer): Promise<void> {
  await db.deleteFrom('session').where('token_hash', '=', tokenHash).execute()
}

export async function deleteExpiredSessions(db: DbOrTransaction, now: Date): Promise<void> {
  await db.deleteFrom('session').where('expires_at', '<=', now).execute()
}
