import { DomainError, type Role } from '@nightlight/contract'
import { ensureAuthority } from '@nightlight/matcher'
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
