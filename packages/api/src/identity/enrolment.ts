import type { DbOrTransaction, FieldCrypto, SessionLevel } from '@nightlight/runtime'
import { lockPerson, setActive, type Person } from './person-store.ts'
import { renewSession, type Session } from './session.ts'
import { deleteLinkSessionsOf, deleteLinksOf, lockSession } from './session-store.ts'

/** Whether somebody may sign in: the account is neither ended nor waiting for a second administrator. */
export const isOpen = (person: Person | null): person is Person =>
  person !== null && person.state !== 'deactivated' && !person.isWaiting

/**
 * Locks the person and the session for which something to sign in with is about to be kept.
 *
 * @returns null when the session has ended since the request came, or when something was kept by another session
 *   meanwhile, which this one would have had to show first
 */
export async function lockEnrolling(
  trx: DbOrTransaction,
  session: Session,
  at: Date,
): Promise<Person | null> {
  const person = await lockPerson(trx, session.person.id)
  const now = await lockSession(trx, session.id, at)
  return isOpen(person) && now?.hasCredential === session.hasCredential ? person : null
}

/**
 * Opens the account to what was kept, and ends what a link opened: of two who have a link to one account, the second one
 * does not stay beside the first.
 *
 * @param shownAt  since when the session counts as fresh
 * @returns the new token of the session
 */
export async function concludeEnrolment(
  deps: { crypto: FieldCrypto },
  trx: DbOrTransaction,
  session: Session,
  { level, at, shownAt = at }: { level: SessionLevel; at: Date; shownAt?: Date | null },
): Promise<string | null> {
  const personId = session.person.id
  await setActive(trx, personId, at)
  await deleteLinksOf(trx, personId)
  const token = await renewSession(deps, trx, session, { level, at, shownAt })
  await deleteLinkSessionsOf(trx, personId)
  return token
}
