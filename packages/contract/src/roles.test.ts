import { describe, expect, it } from 'vitest'
import { mayDo, notAllowed, PERMISSIONS, ROLE_MATRIX, ROLES, rolesWith } from './roles.ts'

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
    for (const permission of PERMISSIONS) expect(rolesWith(permission)).not.toEqual([])
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
    expect(rolesWith('key:write')).toEqual(['admin'])
  })

  it('lets only analysts and supervisors decide on a match', () => {
    expect(rolesWith('match:decide')).toEqual(['analyst', 'supervisor'])
  })

  it('lets supervisors and auditors read the log', () => {
    expect(rolesWith('audit:read')).toEqual(['supervisor', 'auditor'])
  })

  it('lets only supervisors and the police change lists', () => {
    expect(rolesWith('list:write')).toEqual(['supervisor', 'police'])
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

describe('notAllowed', () => {
  it('says which roles may, in words and as data', () => {
    const error = notAllowed('Reading a key', 'supervisor', 'key:write')
    expect(error).toMatchObject({
      kind: 'forbidden',
      code: 'not-allowed',
      detail: { roles: ['admin'] },
    })
    expect(error.message).toBe(
      'Reading a key: the role supervisor may not do this (key:write), the role admin may',
    )
    expect(notAllowed('Reading a key', 'admin', 'task:do').message).toMatch(
      /the role analyst or supervisor may$/,
    )
  })
})
