import { DomainError, type Role } from '@nightlight/contract'
import { isSameName } from '@nightlight/matcher'
import { newId, writeAudit, type Db, type DbOrTransaction } from '@nightlight/runtime'
import { byTheRules } from './account-rules.ts'
import { deleteCredentialsOf, hasCredential } from './credential-store.ts'
import { authorityFor } from './identity-authority.ts'
import { checkName } from './identity-name.ts'
import { providerFor } from './identity-provider.ts'
import {
  accountsOf,
  activeAdminsBesides,
  askAnew,
  findPerson,
  hasSignedIn,
  foldedName,
  heldBy,
  insertPerson,
  lockPeople,
  lockPerson,
  otherAdmins,
  setApproved,
  setDeactivated,
  type Person,
} from './person-store.ts'
import { deleteLinksOf, deleteSessionsOf } from './session-store.ts'

/** Who changes accounts: a person, or the operator's shell, which has the database and the keys anyway. */
export type Asker = { actor: string; name: string }
export const OPERATOR: Asker = { actor: 'operator', name: 'operator' }

/**
 * Roles that one administrator gives to nobody alone where there are two: those that let people in or lists count. To
 * themselves they give none at all.
 */
const GUARDED: readonly Role[] = ['admin', 'supervisor', 'police']

export type Invited = { person: Person; isNew: boolean }

/**
 * The account of a name in a role, made when there is none; inviting somebody twice is one account. An officer's who never came
 * in is asked for anew where it is for another authority now: it may have been mistyped.
 *
 * Call it in a transaction.
 *
 * @param request.authority name of the authority for which an officer of the police acts
 * @param request.provider  id or handle of the provider that somebody of this role answers for
 * @throws {DomainError} `name-invalid`, `provider-needed`, conflict `person-deactivated`, `person-has-credential`,
 *   `person-of-another-authority`, `person-of-another-provider`; as `authorityFor`, `providerFor`
 */
export async function invitePerson(
  db: DbOrTransaction,
  request: {
    role: Role
    name: string
    authority?: string | undefined
    provider?: string | undefined
  },
  by: Asker,
  at: Date,
): Promise<Invited> {
  await lockPeople(db)
  const { role } = request
  const name = checkName(request.name)
  const authorityId = await authorityFor(db, role, request.authority)
  const providerId = await providerFor(db, role, request.provider)
  if (role === 'provider' && providerId === null) throw providerNeeded()
  const [known] = await accountsOf(db, name, role)
  if (known && authorityId !== null && (await isMovable(db, known, authorityId))) {
    return { person: await moveToAuthority(db, known, authorityId, by, at), isNew: false }
  }
  if (known) {
    await mustTakeLink(db, known, { authorityId, providerId })
    return { person: known, isNew: false }
  }
  const id = newId()
  const asked = { ...by, at, needsApproval: await needsApproval(db, { role, name }, by, at) }
  await insertPerson(db, { id, role, name, authorityId, providerId }, asked)
  await note(db, by, 'person.invited', id, { role, needsApproval: asked.needsApproval })
  return { person: (await findPerson(db, id))!, isNew: true }
}

async function isMovable(
  db: DbOrTransaction,
  { id, authorityId: now, state }: Person,
  authorityId: string,
): Promise<boolean> {
  if (state !== 'invited' || now === authorityId) return false
  return !(await hasSignedIn(db, id)) && !(await hasCredential(db, id))
}

/** As if invited for the first time: links made for the other authority end, and whoever agreed to that agrees again. */
async function moveToAuthority(
  db: DbOrTransaction,
  { id, role, name, authorityId: from }: Person,
  to: string,
  by: Asker,
  at: Date,
): Promise<Person> {
  const asked = { ...by, at, needsApproval: await needsApproval(db, { role, name }, by, at) }
  await deleteLinksOf(db, id)
  await askAnew(db, id, { authority_id: to, state: 'invited' }, asked)
  const detail = { from: from ?? '', to, needsApproval: asked.needsApproval }
  await note(db, by, 'person.authority-changed', id, detail)
  return (await findPerson(db, id))!
}

async function mustTakeLink(
  db: DbOrTransaction,
  known: Person,
  { authorityId, providerId }: Pick<Person, 'authorityId' | 'providerId'>,
) {
  if (known.state === 'deactivated') {
    throw conflict('person-deactivated', 'the account was deactivated; reactivate it first')
  }
  if (known.authorityId !== authorityId) {
    throw conflict(
      'person-of-another-authority',
      'an officer of that name came in for another authority; give a name that tells the two apart',
    )
  }
  if (known.providerId !== providerId) {
    throw conflict(
      'person-of-another-provider',
      'there is somebody of that name at another provider; give a name that tells the two apart',
    )
  }
  // Whoever makes links could otherwise sign in as anybody.
  if (await hasCredential(db, known.id)) {
    throw conflict(
      'person-has-credential',
      'this person signs in with a passkey; if it is lost, use `people invite --again`',
    )
  }
}

async function needsApproval(
  db: DbOrTransaction,
  { role, name }: Pick<Person, 'role' | 'name'>,
  by: Asker,
  at: Date,
): Promise<boolean> {
  if (by.actor === OPERATOR.actor) return false
  // Whoever may see exact addresses is let in by two, as a mailbox that may be sent them is.
  if (role === 'provider') return true
  // Whoever lets people in would otherwise take any role beside their own: folded as the database tells names apart.
  const isOwn = (await foldedName(db, name)) === (await foldedName(db, by.name))
  return (isOwn || GUARDED.includes(role)) && (await otherAdmins(db, by, at)) > 0
}

/**
 * Agrees to an account that another administrator asked for. Doing it again changes nothing.
 *
 * @param seen  what whoever agrees was shown of role and authority; what is left out is as it is now
 * @throws {DomainError} not-found `person-not-found`, forbidden `second-person-needed`, conflict `changed-meanwhile`
 */
export const approvePerson = (
  db: Db,
  id: string,
  by: Asker,
  at: Date,
  seen?: { role: Role; authorityId?: string | null },
): Promise<void> =>
  change(db, id, async (trx, person) => {
    if (isSameName(by.name, person.requester) || isSameName(by.name, person.name)) {
      throw new DomainError(
        'forbidden',
        'second-person-needed',
        'Approving an account: who asked for it, or whose it is, does not approve it; ask another administrator',
      )
    }
    if (!person.isWaiting) return
    // Else whoever asked for an account could have agreed to as one thing what they make another just before.
    const isOther = (one: 'role' | 'authorityId'): boolean => {
      const shown = seen?.[one]
      return shown !== undefined && shown !== person[one]
    }
    if (isOther('role') || isOther('authorityId')) {
      throw conflict(
        'changed-meanwhile',
        'it has another role or authority by now; look at it again',
      )
    }
    await setApproved(trx, id, { ...by, at })
    await note(trx, by, 'person.approved', id, { role: person.role })
  })

/**
 * Ends an account: the database takes every session, link, passkey, code and key of it along, in the same statement.
 *
 * Keys are of a name: those of this name end, but for a role in which the same human being has another account, for
 * other providers, and for programs that report, unless the account is one that reports.
 *
 * @throws {DomainError} not-found `person-not-found`, conflict `own-account`, `last-admin`
 */
export const deactivatePerson = (db: Db, id: string, by: Asker, at: Date): Promise<void> =>
  change(db, id, async (trx, person) => {
    if (person.state === 'deactivated') return
    if (by.actor !== OPERATOR.actor) {
      if (isSameName(by.name, person.name)) {
        throw conflict('own-account', 'nobody ends their own account; ask another administrator')
      }
      if (person.role === 'admin' && (await activeAdminsBesides(trx, id)) === 0) {
        throw conflict('last-admin', 'this is the last administrator')
      }
    }
    const before = await heldBy(trx, person)
    await setDeactivated(trx, id, { ...by, at })
    const after = await heldBy(trx, person)
    const [sessions, keys] = [before.sessions - after.sessions, before.keys - after.keys]
    await note(trx, by, 'person.deactivated', id, { role: person.role, sessions, keys })
  })

/**
 * Opens an account again; the person comes in by a new link, and enrols anew.
 *
 * @throws {DomainError} not-found `person-not-found`
 */
export const reactivatePerson = (db: Db, id: string, by: Asker, at: Date): Promise<void> =>
  change(db, id, async (trx, person) => {
    if (person.state !== 'deactivated') return
    const asked = { ...by, at, needsApproval: await needsApproval(trx, person, by, at) }
    await askAnew(trx, id, { state: 'invited' }, asked)
    const detail = { role: person.role, needsApproval: asked.needsApproval }
    await note(trx, by, 'person.reactivated', id, detail)
  })

/**
 * Gives an account another role, from this moment: its sessions and the keys of the old role end with the statement. Where
 * one administrator does not give the role alone, the account stays shut until another agrees.
 *
 * @throws {DomainError} not-found `person-not-found`, conflict `own-account`, `last-admin`, `person-known`,
 *   `person-deactivated`, `role-of-police`, `role-of-provider`
 */
export const changeRole = (db: Db, id: string, role: Role, by: Asker, at: Date): Promise<void> =>
  change(db, id, async (trx, person) => {
    if (person.role === role) return
    if (person.state === 'deactivated') {
      throw conflict('person-deactivated', 'the account was deactivated; reactivate it first')
    }
    if (isSameName(by.name, person.name))
      throw conflict('own-account', 'nobody changes their own role')
    // An officer acts for an authority, which an invitation names.
    if (role === 'police' || person.role === 'police') {
      throw conflict('role-of-police', 'officers have accounts of their own; invite anew')
    }
    if (role === 'provider' || person.role === 'provider') {
      throw conflict(
        'role-of-provider',
        'people of a provider have accounts of their own; invite anew',
      )
    }
    if (person.role === 'admin' && (await activeAdminsBesides(trx, id)) === 0) {
      throw conflict('last-admin', 'this is the last administrator')
    }
    const [known] = await accountsOf(trx, person.name, role)
    if (known) throw conflict('person-known', 'the person has an account of that role')
    const needs = await needsApproval(trx, { role, name: person.name }, by, at)
    const asked = { ...by, at, needsApproval: needs }
    await askAnew(trx, id, { role, state: person.state }, asked)
    const detail = { from: person.role, to: role, needsApproval: asked.needsApproval }
    await note(trx, by, 'person.role-changed', id, detail)
  })

/**
 * For somebody who lost every passkey: ends what the account has, so that a link can be made again. The one it
 * belonged to is signed out and notices.
 *
 * @throws {DomainError} not-found `person-not-found`
 */
export async function recoverPerson(db: DbOrTransaction, id: string, by: Asker): Promise<void> {
  await lockPeople(db)
  const person = await lockPerson(db, id)
  if (!person) throw notFound()
  await deleteCredentialsOf(db, id)
  await deleteLinksOf(db, id)
  const sessions = await deleteSessionsOf(db, id)
  await note(db, by, 'person.recovered', id, { role: person.role, sessions })
}

const change = (
  db: Db,
  id: string,
  make: (trx: DbOrTransaction, person: Person) => Promise<void>,
): Promise<void> =>
  byTheRules(() =>
    db.transaction().execute(async (trx) => {
      await lockPeople(trx)
      const person = await lockPerson(trx, id)
      if (!person) throw notFound()
      await make(trx, person)
    }),
  )

const note = (
  db: DbOrTransaction,
  { actor }: Asker,
  action: string,
  objectId: string,
  detail: Record<string, string | number | boolean>,
): Promise<void> => writeAudit(db, { actor, action, objectType: 'person', objectId, detail })

const conflict = (code: string, why: string): DomainError =>
  new DomainError('conflict', code, `Changing an account: ${why}`)

const notFound = (): DomainError =>
  new DomainError('not-found', 'person-not-found', 'Changing an account: none such')

const providerNeeded = (): DomainError =>
  new DomainError(
    'invalid',
    'provider-needed',
    'Inviting somebody of a provider: say of which; the page of the provider does, or --provider',
    { detail: { field: 'provider' } },
  )
