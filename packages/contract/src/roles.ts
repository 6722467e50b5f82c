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
  'list:read',
  'list:write',
  'list:activate',
  'list:release',
  'list:revoke',
  'entry:vote',
  'statistics:read',
  'key:write',
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
    'takedown:read',
    'notice:read',
    'list:read',
    'entry:vote',
  ],
  supervisor: [
    'report:submit',
    'report:read',
    'match:read',
    'match:decide',
    'takedown:read',
    'notice:read',
    'list:read',
    'list:write',
    'list:activate',
    'list:release',
    'list:revoke',
    'entry:vote',
    'statistics:read',
  ],
  police: ['list:read', 'list:write', 'list:activate', 'list:revoke'],
  provider: [],
  auditor: ['statistics:read'],
  admin: ['key:write', 'statistics:read', 'list:read'],
}

export const mayDo = (role: Role, permission: Permission): boolean =>
  ROLE_MATRIX[role].includes(permission)
