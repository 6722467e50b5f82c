import { randomBytes } from 'node:crypto'
import {
  newId,
  writeAudit,
  type Db,
  type DbOrTransaction,
  type FieldCrypto,
  type SessionLevel,
} from '@nightlight/runtime'
import { hasCredential } from './credential-store.ts'
import { lockPerson, setActive, type Person } from './person-store.ts'
import type { Principal } from './principal.ts'
import {
  deleteExpiredSessions,
  deleteSession,
  extendSession,
  findSession,
  insertSession,
  rotateSession,
  takeSignInLink,
  type StoredSession,
} from './session-store.ts'
import { linkHash } from './sign-in-link.ts'

export const SESSION_MS = 8 * 3_600_000
export const IDLE_MS = 15 * 60_000
const EXTEND_STEP_MS = 60_000

type Deps = { db: Db; crypto: FieldCrypto; now: () => Date }

/** What a request knows of its session. */
export type Session = Omit<StoredSession, 'expiresAt'>

const sessionHash = (crypto: FieldCrypto, token: string): Buffer =>
  crypto.blindIndex('session', token)

const newToken = (): string => randomBytes(32).toString('base64url')

export const actorOf = ({ role, name }: Pick<Person, 'role' | 'name'>): string => `${role}:${name}`

const principalOf = (person: Person): Principal => ({
  actor: actorOf(person),
  role: person.role,
  name: person.name,
  authorityId: person.authorityId,
})

export type LinkUsed = { status: 'started'; token: string } | { status: 'spent' | 'waiting' }

/**
 * Exchanges a one-time link for a session.
 *
 * A link of an account to which another administrator has yet to agree is not used up.
 *
 * @param opens  whether the link alone opens the account; else it waits for a passkey
 * @returns the token for the cookie; `spent` when the link is unknown, used or too old
 */
export const startSession = (
  { db, crypto, now }: Deps,
  linkToken: string,
  { opens }: { opens: boolean } = { opens: true },
): Promise<LinkUsed> =>
  db
    .transaction()
    .execute(async (trx) => {
      const at = now()
      const personId = await takeSignInLink(trx, linkHash(crypto, linkToken), at)
      const person = personId === null ? null : await lockPerson(trx, personId)
      if (!person || person.state === 'deactivated') return { status: 'spent' } as const
      // A link that was left over signs nobody in past the passkey that was made since.
      if (await hasCredential(trx, person.id)) return { status: 'spent' } as const
      if (person.isWaiting) throw new StillWaiting()
      if (opens) await setActive(trx, person.id, at)
      const token = await openSession({ crypto }, trx, person, 'link', at)
      return { status: 'started', token } as const
    })
    .catch((error: unknown) => {
      if (error instanceof StillWaiting) return { status: 'waiting' }
      throw error
    })

/** Takes the use of the link back with the transaction. */
class StillWaiting extends Error {}

/** Begins a session of a person whose row the caller has locked. @returns the token for the cookie */
export async function openSession(
  { crypto }: Pick<Deps, 'crypto'>,
  trx: DbOrTransaction,
  person: Person,
  level: SessionLevel,
  at: Date,
): Promise<string> {
  const token = newToken()
  await deleteExpiredSessions(trx, at)
  await insertSession(trx, {
    id: newId(),
    personId: person.id,
    level,
    tokenHash: sessionHash(crypto, token),
    createdAt: at,
    expiresAt: new Date(at.getTime() + IDLE_MS),
  })
  await writeAudit(trx, {
    actor: actorOf(person),
    action: 'session.started',
    objectType: 'person',
    objectId: person.id,
    detail: { role: person.role, level },
  })
  return token
}

/**
 * Gives a session a new token after its person has shown anew who they are; the old one is worth nothing.
 *
 * @param shown.shownAt  since when it counts as fresh; now by default
 * @returns the token for the cookie, or null when the session has ended meanwhile
 */
export async function renewSession(
  { crypto }: Pick<Deps, 'crypto'>,
  trx: DbOrTransaction,
  session: Session,
  { level, at, shownAt = at }: { level: SessionLevel; at: Date; shownAt?: Date | null },
): Promise<string | null> {
  const token = newToken()
  const set = { tokenHash: sessionHash(crypto, token), level, steppedUpAt: shownAt }
  if (!(await rotateSession(trx, session.id, set))) return null
  await writeAudit(trx, {
    actor: actorOf(session.person),
    action: 'session.stepped-up',
    objectType: 'person',
    objectId: session.person.id,
    detail: { level },
  })
  return token
}

/** Whose session it is, or null; being used by a person, it lives on up to its absolute end. */
export async function authenticateSession(
  { db, crypto, now }: Deps,
  token: string,
  isUsed = true,
): Promise<{ principal: Principal; session: Session } | null> {
  const hash = sessionHash(crypto, token)
  const found = await findSession(db, hash, now())
  if (!found) return null
  const { expiresAt, ...session } = found
  const end = Math.min(session.createdAt.getTime() + SESSION_MS, now().getTime() + IDLE_MS)
  if (isUsed && end - expiresAt.getTime() > EXTEND_STEP_MS)
    await extendSession(db, hash, new Date(end))
  return { principal: principalOf(session.person), session }
}

export async function endSession({ db, crypto }: Deps, token: string): Promise<void> {
  await deleteSession(db, sessionHash(crypto, token))
}

/** Goes into every form of a session: a page of another origin cannot know it. It outlives a new token. */
export const formToken = (crypto: FieldCrypto, sessionId: string): string =>
  crypto.blindIndex('form', sessionId).toString('base64url')
