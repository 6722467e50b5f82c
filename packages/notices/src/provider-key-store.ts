import { DomainError } from '@nightlight/contract'
import { newId, writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { recipientKey, type KeyKind } from './channels/recipient-key.ts'
import type { UrlPolicy } from './documents/url-policy.ts'
import { isSamePerson } from './policies/policy-store.ts'
import type { Person } from './provider-channel-store.ts'
import { retryUnsendableOf } from './retry-unsendable.ts'

/** Whose key, and which of theirs. */
type Which = { providerId: string; fingerprint: string }

/**
 * Proposes the public key of a provider, after a look at whether mail may be encrypted to it now. It counts once another
 * person has approved it: whoever alone added one could read what is encrypted to it.
 *
 * One of the same fingerprint that counts goes on meanwhile; one that waits makes room, unless it is the same to the letter.
 * Call it, as what follows, in a transaction: the audit entry belongs to it.
 *
 * @param key.by  who vouches that it is the provider's
 * @returns its fingerprint, hex: to be compared with what the provider says by another way
 * @throws {DomainError} with the problem of the key as its code, `recipient-key-expired` for example
 */
export async function proposeProviderKey(
  db: DbOrTransaction,
  key: { providerId: string; kind: KeyKind; material: string; by: Person },
  now: Date,
): Promise<string> {
  const { providerId, kind, material, by } = key
  const read = await recipientKey(kind, material, now)
  if (read.status === 'unfit') {
    throw new DomainError(
      'invalid',
      read.problem,
      `Proposing a key: mail cannot be encrypted to it (${read.problem}); ask the provider for a public key that is valid now`,
    )
  }
  const { fingerprint, validFrom, validTo } = read.facts
  const waiting = await waitingKey(db, { providerId, fingerprint })
  if (waiting?.material === material) return fingerprint
  if (waiting) await end(db, waiting.id, now)
  await db
    .insertInto('provider_key')
    .values({
      id: newId(),
      provider_id: providerId,
      kind,
      material,
      fingerprint,
      valid_from: validFrom,
      valid_to: validTo,
      added_by: by.actor,
      adder: by.name,
      added_at: now,
    })
    .execute()
  await audit(db, by.actor, 'provider-key-proposed', providerId, { kind })
  return fingerprint
}

/**
 * Has a proposed key count, in place of one of the same fingerprint. Notices that could not go out without one are tried
 * again.
 *
 * @throws {DomainError} conflict `provider-key-not-proposed`, forbidden `second-person-needed`
 */
export async function approveProviderKey(
  db: DbOrTransaction,
  which: Which,
  by: Person,
  at: Date,
): Promise<void> {
  const row = await mustWait(db, which)
  if (by.actor === row.added_by || (await isSamePerson(db, by.name, row.adder ?? ''))) {
    const hint = 'Approving a key: who proposed it cannot; ask somebody else'
    throw new DomainError('forbidden', 'second-person-needed', hint)
  }
  await revoke(db, which, at, true)
  await db
    .updateTable('provider_key')
    .set({ approved_by: by.actor, approver: by.name, approved_at: at })
    .where('id', '=', row.id)
    .execute()
  await audit(db, by.actor, 'provider-key-added', which.providerId, { kind: row.kind })
  await retryUnsendableOf(db, which.providerId)
}

/** Drops what was proposed; one that counts goes on. @throws {DomainError} conflict `provider-key-not-proposed` */
export async function refuseProviderKey(
  db: DbOrTransaction,
  which: Which,
  by: Person,
  at: Date,
): Promise<void> {
  const { id, kind } = await mustWait(db, which)
  await end(db, id, at)
  await audit(db, by.actor, 'provider-key-refused', which.providerId, { kind })
}

/** Nobody else settles it meanwhile. */
const waitingKey = (db: DbOrTransaction, { providerId, fingerprint }: Which) =>
  db
    .selectFrom('provider_key')
    .select(['id', 'kind', 'material', 'added_by', 'adder'])
    .where('provider_id', '=', providerId)
    .where('fingerprint', '=', fingerprint)
    .where('revoked_at', 'is', null)
    .where('approved_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()

async function mustWait(db: DbOrTransaction, which: Which) {
  const row = await waitingKey(db, which)
  if (row) return row
  const hint = 'Settling a key: none of this fingerprint is proposed for the provider; add it first'
  throw new DomainError('conflict', 'provider-key-not-proposed', hint)
}

const end = (db: DbOrTransaction, id: string, at: Date) =>
  db.updateTable('provider_key').set({ revoked_at: at }).where('id', '=', id).execute()

/** @returns how many of this fingerprint ended: one that counts, and one that waits where those are meant as well */
async function revoke(
  db: DbOrTransaction,
  { providerId, fingerprint }: Which,
  at: Date,
  onlyCounting: boolean,
): Promise<bigint> {
  const { numUpdatedRows } = await db
    .updateTable('provider_key')
    .set({ revoked_at: at })
    .where('provider_id', '=', providerId)
    .where('fingerprint', '=', fingerprint)
    .where('revoked_at', 'is', null)
    .$if(onlyCounting, (query) => query.where('approved_at', 'is not', null))
    .executeTakeFirst()
  return numUpdatedRows
}

const audit = (
  db: DbOrTransaction,
  actor: string,
  action: string,
  objectId: string,
  detail: Record<string, string | null>,
): Promise<void> => writeAudit(db, { actor, action, objectType: 'provider', objectId, detail })

/** Nothing is encrypted to it any more, whether it counted or waited. @returns false when the provider has no such key */
export async function revokeProviderKey(
  db: DbOrTransaction,
  { by, ...which }: Which & { by: string },
  at: Date,
): Promise<boolean> {
  if ((await revoke(db, which, at, false)) === 0n) return false
  await audit(db, by, 'provider-key-revoked', which.providerId, {})
  return true
}

/** The keys of a provider that two people vouch for and nobody has revoked, the one approved last first. */
export const providerKeys = (
  db: DbOrTransaction,
  providerId: string,
): Promise<{ kind: KeyKind; material: string }[]> =>
  db
    .selectFrom('provider_key')
    .select(['kind', 'material'])
    .where('provider_id', '=', providerId)
    .where('revoked_at', 'is', null)
    .where('approved_at', 'is not', null)
    .orderBy('approved_at', 'desc')
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
