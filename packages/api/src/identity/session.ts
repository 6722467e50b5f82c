import { randomBytes } from 'node:crypto'
import { writeAudit, type Db, type FieldCrypto } from '@nightlight/runtime'
import {
  deleteExpiredSessions,
  deleteSession,
  extendSession,
  findSession,
  insertSession,
  takeSignInLink,
  type Identity,
} from './identity-store.ts'
import type { Principal } from './principal.ts'
import { linkHash } from './sign-in-link.ts'

export const SESSION_MS = 8 * 3_600_000
export const IDLE_MS = 15 * 60_000
const EXTEND_STEP_MS = 60_000

type Deps = { db: Db; crypto: FieldCrypto; now: () => Date }

const sessionHash = (crypto: FieldCrypto, token: string): Buffer =>
  crypto.blindIndex('session', token)

const principalOf = ({ role, name, authorityId }: Identity): Principal => ({
  actor: `${role}:${name}`,
  role,
  name,
  authorityId,
})

/**
 * Exchanges a one-time link for a session.
 *
 * @returns the token for the cookie, or null when the link is unknown, used or too old
 */
export async function startSession(
  { db, crypto, now }: Deps,
  linkToken: string,
): Promise<string | null> {
  const token = randomBytes(32).toString('base64url')
  const createdAt = now()
  return db.transaction().execute(async (trx) => {
    const identity = await takeSignInLink(trx, linkHash(crypto, linkToken), createdAt)
    if (!identity) return null
    await deleteExpiredSessions(trx, createdAt)
    const expiresAt = new Date(createdAt.getTime() + IDLE_MS)
    await insertSession(trx, {
      ...identity,
      tokenHash: sessionHash(crypto, token),
      createdAt,
      expiresAt,
    })
    await writeAudit(trx, {
      actor: principalOf(identity).actor,
      action: 'session.started',
      objectType: 'role',
      objectId: identity.role,
    })
    return token
  })
}

/** Whose session it is, or null; being used, it lives on up to its absolute end. */
export async function authenticateSession(
  { db, crypto, now }: Deps,
  token: string,
): Promise<Principal | null> {
  const hash = sessionHash(crypto, token)
  const session = await findSession(db, hash, now())
  if (!session) return null
  const end = Math.min(session.createdAt.getTime() + SESSION_MS, now().getTime() + IDLE_MS)
  if (end - session.expiresAt.getTime() > EXTEND_STEP_MS) {
    await extendSession(db, hash, new Date(end))
  }
  return principalOf(session)
}

export async function endSession({ db, crypto }: Deps, token: string): Promise<void> {
  await deleteSession(db, sessionHash(crypto, token))
}

/** Goes into every form of a session: a page of another origin cannot know it. */
export const formToken = (crypto: FieldCrypto, sessionToken: string): string =>
  crypto.blindIndex('form', sessionToken).toString('base64url')
