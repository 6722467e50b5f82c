import { mayDo, type Permission, type Role } from '@nightlight/contract'

/** Whoever makes a request. `actor` is what decisions and audit events carry. */
export type Principal = {
  actor: string
  role: Role
  name: string
  /** For which authority an officer of the police acts; null for everybody else. */
  authorityId: string | null
  /** For which provider a key of the role answers; only keys are bound to one. */
  providerId?: string | null
}

/** What a route asks of its caller; every route says one of these. */
export type Access = Permission | 'signed-in' | 'public'

export const isAllowed = (role: Role, access: Access): boolean =>
  access === 'public' || access === 'signed-in' || mayDo(role, access)
