import { PLANNED_ONCE, type DbOrTransaction, type SessionLevel } from '@nightlight/runtime'
import { sql } from 'kysely'
import { toPerson, type Person } from './person-store.ts'

/** A session as a request finds it. */
export type StoredSession = {
  id: string
  person: Person
  level: SessionLevel
  createdAt: Date
  steppedUpAt: Date | null
  expiresAt: Date
  /** Whether the person has a passkey, a code or an identity at the provider. */
  hasCredential: boolean
}

export async function insertSession(
  db: DbOrTransaction,
  session: {
    id: string
    personId: string
    level: SessionLevel
    tokenHash: Buffer
    createdAt: Date
    expiresAt: Date
  },
): Promise<void> {
  await db
    .insertInto('session')
    .values({
      id: session.id,
      token_hash: session.tokenHash,
      person_id: session.personId,
      level: session.level,
      created_at: session.createdAt,
      expires_at: session.expiresAt,
    })
    .execute()
  await db
    .updateTable('person')
    .set({ last_sign_in_at: session.createdAt, last_level: session.level })
    .where('id', '=', session.personId)
    .execute()
}

/** A session that has not run out, of a person whose account is open: both are asked of each request. */
export const findSession = async (
  db: DbOrTransaction,
  tokenHash: Buffer,
  now: Date,
): Promise<StoredSession | null> =>
  toSession(
    await openSessions(db, now)
      .where('session.token_hash', '=', tokenHash)
      .modifyEnd(PLANNED_ONCE)
      .executeTakeFirst(),
  )

/** The same by its id, which is no secret. */
export const findSessionById = async (
  db: DbOrTransaction,
  id: string,
  now: Date,
): Promise<StoredSession | null> =>
  toSession(await openSessions(db, now).where('session.id', '=', id).executeTakeFirst())

/** The same, locked: it does not end before the transaction does. */
export const lockSession = async (
  db: DbOrTransaction,
  id: string,
  now: Date,
): Promise<StoredSession | null> =>
  toSession(
    await openSessions(db, now)
      .where('session.id', '=', id)
      .forUpdate('session')
      .executeTakeFirst(),
  )

const openSessions = (db: DbOrTransaction, now: Date) =>
  db
    .selectFrom('session')
    .innerJoin('person', 'person.id', 'session.person_id')
    .select([
      'session.id as session_id',
      'session.level',
      'session.created_at',
      'session.stepped_up_at',
      'session.expires_at',
      'person.id',
      'person.role',
      'person.name',
      'person.authority_id',
      'person.provider_id',
      'person.state',
      'person.requester',
      'person.needs_approval',
      'person.approved_at',
      holdsCredential('session.person_id').as('has_credential'),
    ])
    .where('session.expires_at', '>', now)
    .where('person.state', '<>', 'deactivated')
    .where((eb) =>
      eb.or([eb('person.needs_approval', '=', false), eb('person.approved_at', 'is not', null)]),
    )

type OpenSession = NonNullable<
  Awaited<ReturnType<ReturnType<typeof openSessions>['executeTakeFirst']>>
>

function toSession(row: OpenSession | undefined): StoredSession | null {
  if (!row) return null
  return {
    id: row.session_id,
    person: toPerson(row),
    level: row.level,
    createdAt: row.created_at,
    steppedUpAt: row.stepped_up_at,
    expiresAt: row.expires_at,
    hasCredential: row.has_credential,
  }
}

export const holdsCredential = (personColumn: string) =>
  sql<boolean>`(exists (select from credential where person_id = ${sql.ref(personColumn)})
    or exists (select from totp where person_id = ${sql.ref(personColumn)} and confirmed_at is not null)
    or exists (select from oidc_identity where person_id = ${sql.ref(personColumn)}))`

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

/** Gives a session another token, and with it what was shown anew. @returns false when it is gone */
export async function rotateSession(
  db: DbOrTransaction,
  id: string,
  set: { tokenHash: Buffer; level: SessionLevel; steppedUpAt: Date | null },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('session')
    .set({ token_hash: set.tokenHash, level: set.level, stepped_up_at: set.steppedUpAt })
    .where('id', '=', id)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function deleteSession(db: DbOrTransaction, tokenHash: Buffer): Promise<void> {
  await db.deleteFrom('session').where('token_hash', '=', tokenHash).execute()
}

/** @returns how many there were */
export async function deleteSessionsOf(db: DbOrTransaction, personId: string): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('session')
    .where('person_id', '=', personId)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** Ends the sessions of a person that a link alone opened. */
export async function deleteLinkSessionsOf(db: DbOrTransaction, personId: string): Promise<void> {
  await db
    .deleteFrom('session')
    .where('person_id', '=', personId)
    .where('level', '=', 'link')
    .execute()
}

export async function deleteExpiredSessions(db: DbOrTransaction, now: Date): Promise<void> {
  await db.deleteFrom('session').where('expires_at', '<=', now).execute()
}

export type SessionOfPerson = {
  id: string
  level: SessionLevel
  createdAt: Date
  expiresAt: Date
}

/** The sessions of a person that have not run out, newest first. */
export async function sessionsOf(
  db: DbOrTransaction,
  personId: string,
  now: Date,
): Promise<SessionOfPerson[]> {
  const rows = await db
    .selectFrom('session')
    .select(['id', 'level', 'created_at', 'expires_at'])
    .where('person_id', '=', personId)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    level: row.level,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }))
}

export async function insertSignInLink(
  db: DbOrTransaction,
  link: { tokenHash: Buffer; personId: string; expiresAt: Date },
): Promise<void> {
  await db
    .insertInto('sign_in_link')
    .values({ token_hash: link.tokenHash, person_id: link.personId, expires_at: link.expiresAt })
    .execute()
}

/** Uses a link up. @returns whose it is, or null when it is unknown, used or too old */
export async function takeSignInLink(
  db: DbOrTransaction,
  tokenHash: Buffer,
  now: Date,
): Promise<string | null> {
  const row = await db
    .updateTable('sign_in_link')
    .set({ used_at: now })
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('person_id')
    .executeTakeFirst()
  return row?.person_id ?? null
}

export async function deleteLinksOf(db: DbOrTransaction, personId: string): Promise<void> {
  await db.deleteFrom('sign_in_link').where('person_id', '=', personId).execute()
}
