import { DomainError } from './errors.ts'

export const ROLES = [
  'reporter',
  'analyst',
  'supervisor',
  'police',
  'provider',
  'auditor',
  'admin',
] as const
export type Role = (typeof ROLES)[number]

export const PERMISSIONS = [
  'report:submit',
  'report:read',
  'match:read',
  'match:decide',
  'takedown:read',
  'notice:read',
  'notice:reply',
  'reply:read',
  'reply:handle',
  'dispute:decide',
  'provider:read',
  'provider:propose',
  'provider:write',
  'list:read',
  'list:write',
  'list:activate',
  'list:release',
  'list:revoke',
  'entry:vote',
  'lookup:ask',
  'lookup:grant',
  'lookup:approve',
  'statistics:read',
  'takedown:hold',
  'takedown:release',
  'takedown:reroute',
  'takedown:step',
  'case:export',
  'task:read',
  'task:do',
  'policy:read',
  'policy:write',
  'policy:activate',
  'audit:read',
  'key:write',
  'hook:write',
  'service:read',
  'person:read',
  'person:write',
  'retention:hold',
  'retention:run',
] as const
export type Permission = (typeof PERMISSIONS)[number]

/** Who may do what. An admin runs the service and sees no case; a reporter may only report. */
export const ROLE_MATRIX: Readonly<Record<Role, readonly Permission[]>> = {
  reporter: ['report:submit'],
  analyst: [
    'report:submit',
    'report:read',
    'match:read',
    'match:decide',
    'takedown:hold',
    'takedown:read',
    'takedown:step',
    'task:read',
    'task:do',
    'notice:read',
    'notice:reply',
    'reply:read',
    'reply:handle',
    'dispute:decide',
    'provider:read',
    'provider:propose',
    'list:read',
    'entry:vote',
  ],
  supervisor: [
    'report:submit',
    'report:read',
    'match:read',
    'match:decide',
    'takedown:hold',
    'takedown:read',
    'takedown:release',
    'takedown:step',
    'case:export',
    'task:read',
    'task:do',
    'notice:read',
    'notice:reply',
    'reply:read',
    'reply:handle',
    'dispute:decide',
    'provider:read',
    'provider:propose',
    'provider:write',
    'list:read',
    'list:write',
    'list:activate',
    'list:release',
    'list:revoke',
    'entry:vote',
    'lookup:grant',
    'lookup:approve',
    'statistics:read',
    'takedown:reroute',
    'policy:read',
    'person:read',
    'audit:read',
    'retention:hold',
    'retention:run',
  ],
  police: ['list:read', 'list:write', 'list:activate', 'list:revoke'],
  provider: ['notice:reply', 'lookup:ask'],
  auditor: ['statistics:read', 'policy:read', 'person:read', 'audit:read'],
  admin: [
    'key:write',
    'hook:write',
    'service:read',
    'provider:read',
    'policy:read',
    'policy:write',
    'policy:activate',
    'statistics:read',
    'list:read',
    'person:read',
    'person:write',
  ],
}

export const mayDo = (role: Role, permission: Permission): boolean =>
  ROLE_MATRIX[role].includes(permission)

/** Every role that may do it, at least one. */
export const rolesWith = (permission: Permission): Role[] =>
  ROLES.filter((role) => mayDo(role, permission))

/** What somebody is told whose role may not do something: which roles may, also as `detail.roles`. */
export function notAllowed(action: string, role: Role, permission: Permission): DomainError {
  const roles = rolesWith(permission)
  const others = roles.join(' or ')
  return new DomainError(
    'forbidden',
    'not-allowed',
    `${action}: the role ${role} may not do this (${permission}), the role ${others} may`,
    { detail: { roles } },
  )
}
