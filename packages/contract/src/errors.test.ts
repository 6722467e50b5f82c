import { describe, expect, it } from 'vitest'
import { DomainError, RetryLater } from './errors.ts'

describe('DomainError', () => {
  it('carries kind, code, message, cause and facts', () => {
    const cause = new Error('below')
    const error = new DomainError('conflict', 'taken', 'Naming: taken', { cause, detail: { n: 1 } })
    expect(error).toMatchObject({
      name: 'DomainError',
      kind: 'conflict',
      code: 'taken',
      message: 'Naming: taken',
      cause,
      detail: { n: 1 },
    })
  })

  it('has no cause and no facts unless they are given', () => {
    const error = new DomainError('invalid', 'bad', 'Testing: bad')
    expect(Object.hasOwn(error, 'cause')).toBe(false)
    expect(error.detail).toEqual({})
  })
})

describe('RetryLater', () => {
  it('says until when to wait', () => {
    const at = new Date(5)
    expect(new RetryLater(at, 'Fetching: later')).toMatchObject({ name: 'RetryLater', at })
  })
})
