import { describe, expect, it } from 'vitest'
import type { Visited } from '../visit-location.ts'
import { asksForLogin, verdictOf, withoutPicture } from './verdict.ts'

describe('withoutPicture', () => {
  const failed = (code: string): Visited => ({ outcome: 'failed', code, retryable: false })
  const page = (text: string): Visited => ({
    outcome: 'page',
    code: 'page',
    retryable: false,
    body: Buffer.from(text),
    contentType: null,
    url: new URL('http://site.net/'),
  })

  it.each(['http-404', 'http-410'])('takes %s for gone', (code) => {
    expect(withoutPicture(failed(code))).toEqual({ outcome: 'gone', code })
  })

  it.each(['http-401', 'http-403', 'http-451', 'http-429', 'http-503', 'timeout', 'dns-failed'])(
    'takes %s for unknown',
    (code) => {
      expect(withoutPicture(failed(code))).toEqual({ outcome: 'unknown', code })
    },
  )

  it.each(['refused', 'other'] as const)('takes %s for unknown', (outcome) => {
    const visited: Visited = { outcome, code: 'some-code', retryable: false }
    expect(withoutPicture(visited)).toEqual({ outcome: 'unknown', code: 'some-code' })
  })

  it('takes a page in place of the picture for unknown', () => {
    expect(withoutPicture(page('<p>removed'))).toEqual({
      outcome: 'unknown',
      code: 'page-instead',
    })
  })

  it('takes a login page for unknown', () => {
    expect(withoutPicture(page('<input type=password>'))).toEqual({
      outcome: 'unknown',
      code: 'login-page',
    })
  })
})

describe('asksForLogin', () => {
  it.each(['<input type="password">', "<INPUT TYPE = 'Password'>", '<input type=password name=p>'])(
    'sees %s',
    (text) => {
      expect(asksForLogin(Buffer.from(text))).toBe(true)
    },
  )

  it('does not take the word for the field', () => {
    expect(asksForLogin(Buffer.from('<p>forgot your password?'))).toBe(false)
  })
})

describe('verdictOf', () => {
  it.each([
    [['gone', 'present', 'unknown'], 'present'],
    [['gone', 'unknown'], 'unknown'],
    [['gone', 'gone'], 'gone'],
    [[], 'unknown'],
  ] as const)('makes of %j one %s', (outcomes, verdict) => {
    expect(verdictOf(outcomes.map((outcome) => ({ outcome })))).toBe(verdict)
  })
})
