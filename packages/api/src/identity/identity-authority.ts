import { DomainError, type Role } from '@nightlight/contract'
import { ensureAuthority, findAuthority, isSameName } from '@nightlight/matcher'
import type { DbOrTransaction } from '@nightlight/runtime'
import { checkName } from './identity-name.ts'

/**
 * The authority for which somebody of a role acts, made when there is none of that name: the police act
 * for one, others for none.
 *
 * @param name  of the authority; blank is none
 * @throws {DomainError} `authority-needed`, `authority-for-police-only`, `name-invalid`
 */
export async function authorityFor(
  db: DbOrTransaction,
  role: Role,
  name: string | undefined,
): Promise<string | null> {
  const isNamed = (name ?? '').trim() !== ''
  if (role !== 'police') {
    if (!isNamed) return null
    throw new DomainError(
      'invalid',
      'authority-for-police-only',
      `Naming an authority: the role ${role} acts for none; leave the authority out`,
      { detail: { field: 'authority' } },
    )
  }
  if (isNamed) return ensureAuthority(db, checkName(name!, 'authority'))
  throw new DomainError(
    'invalid',
    'authority-needed',
    'Naming an authority: say for which authority the officer acts',
    { detail: { field: 'authority' } },
  )
}

/**
 * The authority that a form names: chosen among those that there are, or typed in the field of a new one, so that none is made
 * by a slip.
 *
 * @throws {DomainError} `authority-unknown`: chosen, and there is none of that name; `authority-twice`: chosen, and another typed
 */
export async function authorityChosen(
  db: DbOrTransaction,
  { authority = '', newAuthority = '' }: { authority?: string; newAuthority?: string },
): Promise<string | undefined> {
  const [chosen, typed] = [authority.trim(), newAuthority.trim()]
  if (chosen === '') return typed === '' ? undefined : typed
  if (typed !== '' && !isSameName(typed, chosen)) {
    throw new DomainError('invalid', 'authority-twice', 'Naming an authority: one, not two', {
      detail: { field: 'newAuthority' },
    })
  }
  const known = await findAuthority(db, chosen)
  if (known) return known.name
  throw new DomainError('invalid', 'authority-unknown', 'Naming an authority: none such', {
    detail: { field: 'authority' },
  })
}
