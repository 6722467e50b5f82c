import { describe, expect, it } from 'vitest'
import { mayDo, PERMISSIONS, ROLE_MATRIX, ROLES, type Permission, type Role } from './roles.ts'

const holdersOf = (permission: Permission): Role[] =>
  ROLES.filter((role) => mayDo(role, permission))

describe('ROLE_MATRIX', () => {
  it('has a row for each role and no other', () => {
    expect(Object.keys(ROLE_MATRIX).sort()).toEqual([...ROLES].sort())
  })

  it('names known permissions only, each once a row', () => {
    for (const permissions of Object.values(ROLE_MATRIX)) {
      expect(PERMISSIONS).toEqual(expect.arrayContaining([...permissions]))
      expect(new Set(permissions).size).toBe(permissions.length)
    }
  })

  it('gives every permission to someone', () => {
    for (const permission of PERMISSIONS) expect(holdersOf(permission)).not.toEqual([])
  })

  it('lets a reporter do nothing but report', () => {
    expect(ROLE_MATRIX.reporter).toEqual(['report:submit'])
  })

  it('gives a supervisor everything an analyst has', () => {
    expect(ROLE_MATRIX.supervisor).toEqual(expect.arrayContaining([...ROLE_MATRIX.analyst]))
  })

  it('keeps cases from the admin, and keys from everyone else', () => {
    for (const permission of [
      'report:read',
      'match:read',
      'takedown:read',
      'notice:read',
    ] as const) {
      expect(mayDo('admin', permission)).toBe(false)
    }
    expect(holdersOf('key:write')).toEqual(['admin'])
  })

  it('lets only analysts and supervisors decide on a match', () => {
    expect(holdersOf('match:decide')).toEqual(['analyst', 'supervisor'])
  })

  it('lets only supervisors and the police change lists', () => {
    expect(holdersOf('list:write')).toEqual(['supervisor', 'police'])
  })
})

describe('mayDo', () => {
  it('answers as the matrix says for every pair', () => {
    for (const role of ROLES) {
      for (const permission of PERMISSIONS) {
        expect(mayDo(role, permission)).toBe(ROLE_MATRIX[role].includes(permission))
      }
    }
  })
})
