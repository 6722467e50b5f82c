import { describe, expect, it } from 'vitest'
import { addressProblem, tlsProblem } from './connection-problem.ts'

const failure = (code: string): Error => Object.assign(new Error('failed'), { code })

describe('addressProblem', () => {
  it('looks into the errors of a host with several addresses', () => {
    const error = new AggregateError([failure('ECONNREFUSED'), failure('ECONNREFUSED')])
    expect(addressProblem(error)).toMatch(/^no server answers/)
  })

  it('is silent about a server that was reached', () => {
    expect(addressProblem(failure('28P01'))).toBeUndefined()
  })
})

describe('tlsProblem', () => {
  it.each([
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ])('explains the certificate of %s', (code) => {
    expect(tlsProblem(failure(code))).toMatch(/certificate is not trusted/)
  })

  it('explains a port without TLS', () => {
    expect(tlsProblem(failure('ERR_SSL_WRONG_VERSION_NUMBER'))).toMatch(/does not speak TLS/)
  })

  it('is silent about anything else', () => {
    expect(tlsProblem(failure('ECONNREFUSED'))).toBeUndefined()
  })
})
