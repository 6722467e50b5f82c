import type { DbOrTransaction } from '@nightlight/runtime'
import { holdsCredential } from './session-store.ts'

/** A passkey: the public half of what an authenticator keeps. */
export type Credential = {
  id: string
  personId: string
  /** As browsers write it, base64url. */
  credentialId: string
  publicKey: Buffer
  counter: number
  transports: string[]
  name: string
  createdAt: Date
  lastUsedAt: Date | null
  suspectAt: Date | null
}

type Row = {
  id: string
  person_id: string
  credential_id: string
  public_key: Buffer
  counter: string
  transports: string[]
  name: string
  created_at: Date
  last_used_at: Date | null
  suspect_at: Date | null
}

const toCredential = (row: Row): Credential => ({
  id: row.id,
  personId: row.person_id,
  credentialId: row.credential_id,
  publicKey: row.public_key,
  counter: Number(row.counter),
  transports: row.transports,
  name: row.name,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
  suspectAt: row.suspect_at,
})

export async function insertCredential(
  db: DbOrTransaction,
  made: Omit<Credential, 'lastUsedAt' | 'suspectAt'> & { aaguid: string },
): Promise<void> {
  await db
    .insertInto('credential')
    .values({
      id: made.id,
      person_id: made.personId,
      credential_id: made.credentialId,
      public_key: made.publicKey,
      counter: made.counter,
      transports: made.transports,
      aaguid: made.aaguid,
      name: made.name,
      created_at: made.createdAt,
    })
    .execute()
}

export async function credentialsOf(db: DbOrTransaction, personId: string): Promise<Credential[]> {
  const rows = await db
    .selectFrom('credential')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('created_at')
    .execute()
  return rows.map(toCredential)
}

/** The passkey that a browser names, without a lock. */
export async function findCredential(
  db: DbOrTransaction,
  credentialId: string,
): Promise<Credential | null> {
  const row = await db
    .selectFrom('credential')
    .selectAll()
    .where('credential_id', '=', credentialId)
    .executeTakeFirst()
  return row ? toCredential(row) : null
}

/** The same, locked, so that two answers of one authenticator are compared one after the other. */
export async function lockCredential(db: DbOrTransaction, id: string): Promise<Credential | null> {
  const row = await db
    .selectFrom('credential')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row ? toCredential(row) : null
}

export async function noteUse(
  db: DbOrTransaction,
  id: string,
  used: { counter: number; at: Date },
): Promise<void> {
  await db
    .updateTable('credential')
    .set({ counter: used.counter, last_used_at: used.at })
    .where('id', '=', id)
    .execute()
}

export async function markSuspect(db: DbOrTransaction, id: string, at: Date): Promise<void> {
  await db.updateTable('credential').set({ suspect_at: at }).where('id', '=', id).execute()
}

/** @returns false when the person has no such passkey */
export async function deleteCredential(
  db: DbOrTransaction,
  personId: string,
  id: string,
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('credential')
    .where('id', '=', id)
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return numDeletedRows === 1n
}

/** Ends whatever a person signs in with. */
export async function deleteCredentialsOf(db: DbOrTransaction, personId: string): Promise<void> {
  await db.deleteFrom('credential').where('person_id', '=', personId).execute()
  await db.deleteFrom('totp').where('person_id', '=', personId).execute()
  await db.deleteFrom('oidc_identity').where('person_id', '=', personId).execute()
}

/** Whether somebody signs in with anything but a link. */
export async function hasCredential(db: DbOrTransaction, personId: string): Promise<boolean> {
  const row = await db
    .selectFrom('person')
    .select(holdsCredential('person.id').as('has'))
    .where('id', '=', personId)
    .executeTakeFirst()
  return row?.has ?? false
}

export type ChallengePurpose = 'enrol' | 'sign-in' | 'step-up'

export async function insertChallenge(
  db: DbOrTransaction,
  made: {
    challengeHash: Buffer
    purpose: ChallengePurpose
    sessionId: string | null
    expiresAt: Date
  },
  now: Date,
): Promise<void> {
  // Anybody asks for one; those that nobody answered do not pile up.
  await db.deleteFrom('challenge').where('expires_at', '<=', now).execute()
  await db
    .insertInto('challenge')
    .values({
      challenge_hash: made.challengeHash,
      purpose: made.purpose,
      session_id: made.sessionId,
      expires_at: made.expiresAt,
    })
    .execute()
}

/** Takes a challenge away, whatever comes of it. @returns whether it was asked for this and still counts */
export async function takeChallenge(
  db: DbOrTransaction,
  challengeHash: Buffer,
  asked: { purpose: ChallengePurpose; sessionId: string | null },
  now: Date,
): Promise<boolean> {
  await db.deleteFrom('challenge').where('expires_at', '<=', now).execute()
  const row = await db
    .deleteFrom('challenge')
    .where('challenge_hash', '=', challengeHash)
    .returning(['purpose', 'session_id'])
    .executeTakeFirst()
  return row?.purpose === asked.purpose && row.session_id === asked.sessionId
}
