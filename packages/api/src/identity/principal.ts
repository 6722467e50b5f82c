import { mayDo, type Permission, type Role } from '@nightlight/contract'

/** Whoever makes a request. `actor` is what decisions and audit events carry. */
export type Principal = {
  actor: string
  role: Role
  name: string
  /** For which authority an officer of the police acts; null for everybody else. */
  authorityId: string | null
  /** For which provider a key or a person of the role answers; null for everybody else. */
  providerId?: string | null
  /** Permissions that a key is held to; left out or null for all of the role. */
  scopes?: readonly Permission[] | null
}

/** What a route asks of its caller; every route says one of these. */
export type Access = Permission | 'signed-in' | 'public'

export const isAllowed = (role: Role, access: Access): boolean =>
  access === 'public' || access === 'signed-in' || mayDo(role, access)

/** Whether a key that is held to less than its role goes as far as this. */
export const isInScope = ({ scopes = null }: Pick<Principal, 'scopes'>, access: Access): boolean =>
  scopes === null || access === 'public' || access === 'signed-in' || scopes.includes(access)
