import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { PublicKey } from './signing-key.ts'

/** Whoever does something to a key, and when. */
export type KeyActor = { actor: string; name: string; at: Date }

export type SigningKey = PublicKey & {
  id: string
  authorityId: string
  authority: string
  name: string
  state: 'proposed' | 'approved' | 'ended'
  proposer: string
  proposedAt: Date
  approver: string | null
  approvedAt: Date | null
  endedAt: Date | null
}

const select = (db: DbOrTransaction) =>
  db
    .selectFrom('signing_key as k')
    .innerJoin('authority as a', 'a.id', 'k.authority_id')
    .select([
      'k.id',
      'k.authority_id as authorityId',
      'a.name as authority',
      'k.algorithm',
      'k.public_key as publicKey',
      'k.name',
      'k.proposer',
      'k.proposed_at as proposedAt',
      'k.approver',
      'k.approved_at as approvedAt',
      'k.ended_at as endedAt',
      sql<SigningKey['state']>`case when k.ended_at is not null then 'ended'
        when k.approved_at is not null then 'approved' else 'proposed' end`.as('state'),
    ])

/** The keys of an authority, or of all, the newest first. */
export function signingKeysOf(
  db: DbOrTransaction,
  authorityId: string | null,
): Promise<SigningKey[]> {
  const all = select(db).orderBy('k.proposed_at', 'desc').orderBy('k.id')
  return (authorityId === null ? all : all.where('k.authority_id', '=', authorityId)).execute()
}

export const findSigningKey = (db: DbOrTransaction, id: string): Promise<SigningKey | undefined> =>
  select(db).where('k.id', '=', id).executeTakeFirst()

/** The same, held until the transaction ends. */
export const lockSigningKey = (db: DbOrTransaction, id: string): Promise<SigningKey | undefined> =>
  select(db).where('k.id', '=', id).forUpdate('k').executeTakeFirst()

/** @returns whether it is new: a key is registered once, for one authority */
export async function insertSigningKey(
  db: DbOrTransaction,
  key: PublicKey & { id: string; authorityId: string; name: string },
  by: KeyActor,
): Promise<boolean> {
  const { id, algorithm, name } = key
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('signing_key')
    .values({
      id,
      authority_id: key.authorityId,
      algorithm,
      public_key: key.publicKey,
      name,
      proposed_by: by.actor,
      proposer: by.name,
      proposed_at: by.at,
    })
    .onConflict((conflict) => conflict.column('public_key').doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

export async function setSigningKeyApproved(
  db: DbOrTransaction,
  id: string,
  { actor, name, at }: KeyActor,
): Promise<void> {
  const set = { approved_by: actor, approver: name, approved_at: at }
  await db.updateTable('signing_key').set(set).where('id', '=', id).execute()
}

export async function setSigningKeyEnded(
  db: DbOrTransaction,
  id: string,
  { actor, at }: KeyActor,
): Promise<void> {
  await db
    .updateTable('signing_key')
    .set({ ended_by: actor, ended_at: at })
    .where('id', '=', id)
    .execute()
}

const NONCES_KEPT_MS = 24 * 60 * 60_000

/** Uses a nonce up. @returns false when it was used before */
export async function useNonce(
  db: DbOrTransaction,
  { keyId, nonce, at }: { keyId: string; nonce: string; at: Date },
): Promise<boolean> {
  await db
    .deleteFrom('signature_nonce')
    .where('used_at', '<', new Date(at.getTime() - NONCES_KEPT_MS))
    .execute()
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('signature_nonce')
    .values({ signing_key_id: keyId, nonce, used_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}
