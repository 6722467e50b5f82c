import { describe, expect, it } from 'vitest'
import { fixOf } from './test-fix.ts'

describe('fixOf', () => {
  it.each([
    ['accepted', 204, null],
    [null, null, null],
    ['unsendable', null, null],
    ['deferred', null, 'unreached'],
    ['in-doubt', null, 'cut-off'],
    ['turned-away', 302, 'redirect'],
    ['turned-away', 401, 'kept-out'],
    ['turned-away', 404, 'path'],
    ['turned-away', 405, 'method'],
    ['turned-away', 400, 'body'],
    ['deferred', 429, 'later'],
    ['deferred', 503, 'server'],
  ] as const)('says of an endpoint with %s and %s what to mend', (outcome, code, fix) => {
    expect(fixOf({ channelId: 'some', outcome, code })).toBe(fix)
  })

  it.each([
    ['accepted', 250, null],
    ['deferred', 451, 'mail-later'],
    ['deferred', null, 'mail-later'],
    ['refused', 550, 'mail-refused'],
  ] as const)('says of a mailbox with %s and %s what to mend', (outcome, code, fix) => {
    expect(fixOf({ channelId: null, outcome, code })).toBe(fix)
  })
})
