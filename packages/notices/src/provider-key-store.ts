import { DomainError } from '@nightlight/contract'
import { newId, writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { recipientKey, type KeyKind } from './channels/recipient-key.ts'
import type { UrlPolicy } from './documents/url-policy.ts'
import { retryUnsendableOf } from './retry-unsendable.ts'

/**
 * Keeps the public key of a provider, after a look at whether mail may be encrypted to it now.
 *
 * One that was kept before counts again from now on, and notices that could not go out without one are tried
 * again. Call it, as what follows, in a transaction: the audit entry belongs to it.
 *
 * @param key.addedBy  who vouches that it is the provider's
 * @returns its fingerprint, hex: to be compared with what the provider says by another way
 * @throws {DomainError} with the problem of the key as its code, `recipient-key-expired` for example
 */
export async function addProviderKey(
  db: DbOrTransaction,
  key: { providerId: string; kind: KeyKind; material: string; addedBy: string },
  now: Date,
): Promise<string> {
  const read = await recipientKey(key.kind, key.material, now)
  if (read.status === 'unfit') {
    throw new DomainError(
      'invalid',
      read.problem,
      `Adding a key: mail cannot be encrypted to it (${read.problem}); ask the provider for a public key that is valid now`,
    )
  }
  const { fingerprint, validFrom, validTo } = read.facts
  const facts = {
    material: key.material,
    valid_from: validFrom,
    valid_to: validTo,
    added_by: key.addedBy,
    added_at: now,
    revoked_at: null,
  }
  await db
    .insertInto('provider_key')
    .values({
      id: newId(),
      provider_id: key.providerId,
      kind: key.kind,
      fingerprint,
      ...facts,
    })
    .onConflict((conflict) => conflict.columns(['provider_id', 'fingerprint']).doUpdateSet(facts))
    .execute()
  const detail = { kind: key.kind }
  await audit(db, key.addedBy, 'provider-key-added', key.providerId, detail)
  await retryUnsendableOf(db, key.providerId)
  return fingerprint
}

const audit = (
  db: DbOrTransaction,
  actor: string,
  action: string,
  objectId: string,
  detail: Record<string, string | null>,
): Promise<void> => writeAudit(db, { actor, action, objectType: 'provider', objectId, detail })

/** Nothing is encrypted to it any more. @returns false when the provider has no such key */
export async function revokeProviderKey(
  db: DbOrTransaction,
  { providerId, fingerprint, by }: { providerId: string; fingerprint: string; by: string },
  at: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('provider_key')
    .set({ revoked_at: at })
    .where('provider_id', '=', providerId)
    .where('fingerprint', '=', fingerprint)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await audit(db, by, 'provider-key-revoked', providerId, {})
  return true
}

/** The keys of a provider that nobody has revoked, the one added last first. */
export const providerKeys = (
  db: DbOrTransaction,
  providerId: string,
): Promise<{ kind: KeyKind; material: string }[]> =>
  db
    .selectFrom('provider_key')
    .select(['kind', 'material'])
    .where('provider_id', '=', providerId)
    .where('revoked_at', 'is', null)
    .orderBy('added_at', 'desc')
    .orderBy('id', 'desc')
    .execute()

/** Decides where the exact addresses of a provider's notices stand; null for what the installation does. */
export async function setUrlPolicy(
  db: DbOrTransaction,
  providerId: string,
  policy: UrlPolicy | null,
  by: string,
): Promise<void> {
  await db
    .updateTable('provider')
    .set({ url_policy: policy })
    .where('id', '=', providerId)
    .execute()
  await audit(db, by, 'url-policy-decided', providerId, { policy })
  await retryUnsendableOf(db, providerId)
}

/**
 * The id of a provider that is named by it or by its handle.
 *
 * @throws {DomainError} not-found `provider-not-found`
 */
export async function providerNamed(db: DbOrTransaction, name: string): Promise<string> {
  const row = await db
    .selectFrom('provider')
    .select('id')
    .where((eb) => eb.or([eb('handle', '=', name), eb(sql<string>`id::text`, '=', name)]))
    .executeTakeFirst()
  if (row) return row.id
  throw new DomainError(
    'not-found',
    'provider-not-found',
    'Looking for a provider: none has this id or handle; `providers list` has those of all, `--search` finds a name',
  )
}
