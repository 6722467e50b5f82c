import { describe, expect, it } from 'vitest'
import { MARKER } from './hostile-values.ts'
import { faultIn } from './judge.ts'

const problem = (status: number, code: string, detail = '') =>
  JSON.stringify({ type: `urn:nightlight:problem:${code}`, status, code, detail })
const good = {
  status: 400,
  type: 'application/problem+json',
  body: problem(400, 'body-invalid'),
  ms: 3,
}
const sent = { method: 'POST', mayBeCutOff: false }

describe('faultIn', () => {
  it('has nothing against a problem of a known code, and what was taken', () => {
    expect(faultIn(good, sent)).toBeNull()
    expect(
      faultIn({ ...good, status: 201, type: 'application/json', body: MARKER }, sent),
    ).toBeNull()
  })

  it.each([
    ['a failure', { status: 500, body: problem(500, 'internal') }],
    ['silence', { status: 0 }],
    ['a hang', { ms: 2_001 }],
    ['an echo', { body: problem(400, 'body-invalid', MARKER) }],
    ['a stack', { body: problem(400, 'body-invalid', 'at send (app.ts:1)') }],
    ['a message of the database', { body: problem(400, 'body-invalid', 'syntax error at end') }],
    ['another media type', { type: 'application/json' }],
    ['a body that is no problem', { body: 'no' }],
    ['an unknown code', { body: problem(400, 'request-refused-somehow') }],
    ['another status', { body: problem(404, 'not-found') }],
  ])('finds %s', (_, change) => {
    expect(faultIn({ ...good, ...change }, sent)).not.toBeNull()
  })

  it('lets what is hardly HTTP be cut off', () => {
    expect(faultIn({ ...good, status: 0 }, { ...sent, mayBeCutOff: true })).toBeNull()
  })
})
