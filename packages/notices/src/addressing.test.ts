import { describe, expect, it } from 'vitest'
import { chooseAddressing } from './addressing.ts'
import type { RecipientKey } from './channels/recipient-key.ts'
import { URL_POLICIES } from './documents/url-policy.ts'

const encrypt = async (raw: Uint8Array) => raw
const facts = { fingerprint: 'ab', validFrom: new Date(0), validTo: null }
const FIT: RecipientKey = { status: 'fit', facts, encrypt }
const OLD: RecipientKey = { status: 'unfit', problem: 'recipient-key-expired' }
const BAD: RecipientKey = { status: 'unfit', problem: 'recipient-key-unfit' }

describe('chooseAddressing', () => {
  it.each(URL_POLICIES.filter((policy) => policy !== 'encrypted'))(
    'keeps to %s whatever keys there are',
    (urls) => {
      for (const keys of [[], [FIT], [OLD]]) {
        expect(chooseAddressing(urls, keys)).toEqual({ urls, encrypt: null, problem: null })
      }
    },
  )

  it('encrypts to the first key that is fit', () => {
    for (const keys of [[FIT], [OLD, FIT, BAD]]) {
      expect(chooseAddressing('encrypted', keys)).toEqual({
        urls: 'encrypted',
        encrypt,
        problem: null,
      })
    }
  })

  it.each([
    [[], 'recipient-key-missing'],
    [[OLD], 'recipient-key-expired'],
    [[BAD, OLD], 'recipient-key-unfit'],
  ] as const)('gives no exact address without one, and says why', (keys, problem) => {
    expect(chooseAddressing('encrypted', keys)).toEqual({
      urls: 'reply-page',
      encrypt: null,
      problem,
    })
  })
})
