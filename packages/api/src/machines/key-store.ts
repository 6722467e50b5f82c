import type { Permission, Role } from '@nightlight/contract'
import { nameOfProvider, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { DAY_MS, REMINDER_DAYS } from './key-facts.ts'

/** A key as it is shown: everything but its secret. */
export type KeyView = {
  id: string
  role: Role
  name: string
  authority: string | null
  provider: string | null
  scopes: Permission[] | null
  networks: string[]
  /** SHA-256, hex. */
  certificate: string | null
  createdAt: Date
  expiresAt: Date
  lastUsedAt: Date | null
  revokedAt: Date | null
  rotatedFrom: string | null
  /** Another one was put in its place already. */
  isReplaced: boolean
  state: 'active' | 'expiring' | 'expired' | 'revoked'
}

/** @param page.after  id of the last one of the page before */
export async function keyViews(
  db: DbOrTransaction,
  now: Date,
  page: { limit: number; after?: string | null; id?: string; providerId?: string },
): Promise<KeyView[]> {
  const soon = new Date(now.getTime() + REMINDER_DAYS * DAY_MS)
  const { rows } = await sql<KeyView>`
    select k.id, k.role, k.name, a.name as authority, ${nameOfProvider('p')} as provider, k.scopes, k.networks,
           encode(k.certificate_sha256, 'hex') as certificate, k.created_at as "createdAt",
           k.expires_at as "expiresAt", k.last_used_at as "lastUsedAt", k.revoked_at as "revokedAt",
           k.rotated_from as "rotatedFrom",
           exists (select from api_key next where next.rotated_from = k.id) as "isReplaced",
           case when k.revoked_at is not null then 'revoked' when k.expires_at <= ${now} then 'expired'
                when k.expires_at <= ${soon} then 'expiring' else 'active' end as state
      from api_key k left join authority a on a.id = k.authority_id left join provider p on p.id = k.provider_id
     where (${page.after ?? null}::uuid is null or k.id < ${page.after ?? null}::uuid)
       and (${page.id ?? null}::uuid is null or k.id = ${page.id ?? null}::uuid)
       and (${page.providerId ?? null}::uuid is null or k.provider_id = ${page.providerId ?? null}::uuid)
     order by k.id desc limit ${page.limit}`.execute(db)
  return rows
}

export const lockKey = (db: DbOrTransaction, id: string) =>
  db.selectFrom('api_key').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

/** Whose a key is, which never changes; null when there is no such key. */
export async function ownerOfKey(
  db: DbOrTransaction,
  id: string,
): Promise<{ role: string; name: string; providerId: string | null } | null> {
  const query = db
    .selectFrom('api_key')
    .select(['role', 'name', 'provider_id as providerId'])
    .where('id', '=', id)
  return (await query.executeTakeFirst()) ?? null
}

export async function setRevoked(
  db: DbOrTransaction,
  id: string,
  { actor, at }: { actor: string; at: Date },
): Promise<void> {
  const set = { revoked_at: at, revoked_by: actor }
  await db
    .updateTable('api_key')
    .set(set)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute()
}

/** Has a key end no later than at a time. */
export async function endKeyAt(db: DbOrTransaction, id: string, at: Date): Promise<void> {
  await sql`update api_key set expires_at = least(expires_at, ${at}) where id = ${id}`.execute(db)
}

/** Whether a key was put in the place of this one already. */
export async function wasRotated(db: DbOrTransaction, id: string): Promise<boolean> {
  const next = await db
    .selectFrom('api_key')
    .select('id')
    .where('rotated_from', '=', id)
    .executeTakeFirst()
  return next !== undefined
}

/** Whether somebody of this name has an account in this role, and for this authority, that may be worked with. */
export async function hasAccount(
  db: DbOrTransaction,
  { role, name, authority = '' }: { role: Role; name: string; authority?: string | undefined },
): Promise<boolean> {
  const { rows } = await sql`
    select from person where role = ${role} and person_name(name) = person_name(${name}) and state = 'active'
       and (approved_at is not null or not needs_approval)
       and (role <> 'police' or authority_id in (
         select id from authority where name = ${authority.normalize('NFC').trim()}))`.execute(db)
  return rows.length > 0
}

/** Whether two names are of one person, as the database folds them. */
export async function isSamePerson(db: DbOrTransaction, a: string, b: string): Promise<boolean> {
  const { rows } = await sql<{ same: boolean }>`
    select person_name(${a}) = person_name(${b}) as same`.execute(db)
  return rows[0]!.same
}
