import { DomainError, type Role } from '@nightlight/contract'
import { writeAudit, type Db, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { credentialsOf } from './credential-store.ts'
import { concludeEnrolment, lockEnrolling } from './enrolment.ts'
import type { IdentityOptions } from './identity-options.ts'
import { accountsOf, lockPerson } from './person-store.ts'
import { actorOf, openSession, renewSession, type Session } from './session.ts'
import { base32, newTotpSecret, totpStep } from './totp.ts'
import { deleteTotp, lockTotp, noteStep, putTotp } from './totp-store.ts'

type Deps = { db: Db; crypto: FieldCrypto; now: () => Date; totp: IdentityOptions['totp'] }
type Shown = { status: 'shown'; token: string } | { status: 'failed' }

const FAILED: Shown = { status: 'failed' }

/**
 * Makes a secret for the app of a person, which counts once a code of it was typed.
 *
 * @returns the secret, in base32, shown once
 * @throws {DomainError} conflict `codes-off`, `passkey-first`, `code-known`
 */
export const beginCode = ({ db, crypto, now, totp }: Deps, { person }: Session): Promise<string> =>
  db.transaction().execute(async (trx) => {
    if (totp === 'off') throw refused('codes-off', 'this console takes none')
    if (totp === 'break-glass' && (await credentialsOf(trx, person.id)).length === 0) {
      throw refused('passkey-first', 'it stands beside a passkey; make one first')
    }
    const known = await lockTotp(trx, crypto, person.id)
    if (known && known.confirmedAt !== null) throw refused('code-known', 'there is one already')
    const secret = newTotpSecret()
    await putTotp(trx, crypto, { personId: person.id, secret, at: now() })
    return base32(secret)
  })

/** Has codes count from now on. @returns a new token for the session */
export const confirmCode = (deps: Deps, session: Session, code: string): Promise<Shown> =>
  deps.db.transaction().execute(async (trx) => {
    const at = deps.now()
    const person = await lockEnrolling(trx, session, at)
    if (!person) return FAILED
    if (!(await useCode(trx, deps, person.id, code, { confirms: true }))) return FAILED
    const event = { action: 'totp.created', objectType: 'person', objectId: person.id }
    await writeAudit(trx, { ...event, actor: actorOf(person) })
    const isFirst = session.level === 'link'
    const level = isFirst ? 'totp' : session.level
    // Beside a passkey a code shows nothing: the session is as fresh as it was.
    const shownAt = isFirst ? at : session.steppedUpAt
    const token = await concludeEnrolment(deps, trx, session, { level, at, shownAt })
    return token === null ? FAILED : { status: 'shown', token }
  })

/** Signs in by a code, for when a passkey is lost; the session says so, and so does the audit log. */
export const signInByCode = (
  deps: Deps,
  { role, name, code }: { role: Role; name: string; code: string },
): Promise<Shown> =>
  deps.db.transaction().execute(async (trx) => {
    const [account] = deps.totp === 'off' ? [] : await accountsOf(trx, name, role)
    const person = account ? await lockPerson(trx, account.id) : null
    if (!person || person.state !== 'active' || person.isWaiting) return FAILED
    if (!(await useCode(trx, deps, person.id, code, { confirms: false }))) return FAILED
    return { status: 'shown', token: await openSession(deps, trx, person, 'totp', deps.now()) }
  })

/** Shows anew who one is by a code: only for a person who has no passkey, since a code can be asked out of anybody. */
export const stepUpByCode = (deps: Deps, session: Session, code: string): Promise<Shown> =>
  deps.db.transaction().execute(async (trx) => {
    const person = await lockPerson(trx, session.person.id)
    if (!person || person.state !== 'active' || deps.totp !== 'enrol') return FAILED
    if ((await credentialsOf(trx, person.id)).length > 0) return FAILED
    if (!(await useCode(trx, deps, person.id, code, { confirms: false }))) return FAILED
    const shown = { level: session.level, at: deps.now() }
    const token = await renewSession(deps, trx, session, shown)
    return token === null ? FAILED : { status: 'shown', token }
  })

export const removeCode = ({ db }: Pick<Deps, 'db'>, { person }: Session): Promise<void> =>
  db.transaction().execute(async (trx) => {
    if (!(await deleteTotp(trx, person.id))) return
    const event = { action: 'totp.deleted', objectType: 'person', objectId: person.id }
    await writeAudit(trx, { ...event, actor: actorOf(person) })
  })

async function useCode(
  trx: DbOrTransaction,
  { crypto, now }: Deps,
  personId: string,
  code: string,
  { confirms }: { confirms: boolean },
): Promise<boolean> {
  const stored = await lockTotp(trx, crypto, personId)
  if (!stored || (stored.confirmedAt === null) !== confirms) return false
  const at = now()
  const step = totpStep(stored.secret, code, { now: at, after: stored.lastStep })
  if (step === null) return false
  await noteStep(trx, personId, { step, confirmedAt: stored.confirmedAt ?? at })
  return true
}

const refused = (code: string, why: string): DomainError =>
  new DomainError('conflict', code, `Setting up codes: ${why}`)
