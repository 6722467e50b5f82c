import { createPublicKey, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createRecordSigner, verifyRecord } from './signed-record.ts'

const signer = createRecordSigner(Buffer.alloc(32, 1))
const record = {
  verdict: 'gone',
  at: '2026-01-05T08:00:00.000Z',
  detail: [{ code: 'http-404', status: 404, note: 'é "\u0007\u20ac' }],
  none: null,
}
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

describe('a signed record', () => {
  it('is believed after a way through JSON in another order', () => {
    const signed = signer.sign(record)
    const { none, detail, at, verdict } = copy(signed.record)
    const turned = { signature: copy(signed.signature), record: { none, detail, at, verdict } }
    expect(verifyRecord(turned, signer.publicKey)).toBe('valid')
  })

  it('is not believed when any of it was changed', () => {
    const changes: ((it: typeof record & Record<string, unknown>) => void)[] = [
      (it) => (it.verdict = 'present'),
      (it) => (it.detail[0]!.status = 410),
      (it) => (it.detail = []),
      (it) => (it['more'] = 1),
      (it) => delete (it as Partial<typeof record>).none,
    ]
    for (const change of changes) {
      const signed = copy(signer.sign(record))
      change(signed.record)
      expect(verifyRecord(signed, signer.publicKey)).toBe('altered')
    }
  })

  it('is not believed under the key it brings along', () => {
    const forged = createRecordSigner(Buffer.alloc(32, 2)).sign(record)
    expect(verifyRecord(forged, signer.publicKey)).toBe('other-key')
    const disguised = copy(forged)
    disguised.signature.keyId = signer.keyId
    disguised.signature.publicKey = signer.publicKey
    expect(verifyRecord(disguised, signer.publicKey)).toBe('altered')
  })

  it('is malformed, and no crash, whatever stands in its place', () => {
    const values = [null, 1, 'x', [], {}, { record: 1 }, { record: 1, signature: null }]
    for (const value of [...values, { record: 1, signature: { algorithm: 'none', value: '' } }]) {
      expect(verifyRecord(value, signer.publicKey)).toBe('malformed')
    }
    const broken = copy(signer.sign(record))
    broken.signature.value = 'AA'
    expect(verifyRecord(broken, signer.publicKey)).toBe('malformed')
    expect(verifyRecord({ ...signer.sign(record), record: '\ud800' }, signer.publicKey)).toBe(
      'malformed',
    )
  })

  it('comes from the same key for the same master key, and another for another', () => {
    expect(createRecordSigner(Buffer.alloc(32, 1)).publicKey).toBe(signer.publicKey)
    expect(createRecordSigner(Buffer.alloc(32, 2)).publicKey).not.toBe(signer.publicKey)
  })

  it('has the canonical form of RFC 8785: members by UTF-16 unit, numbers and escapes as ECMAScript has them', () => {
    // The example of section 3.2.3 and the numbers of section 3.2.2, checked with bytes written by hand.
    const value = {
      '\u20ac': 1,
      '\r': 2,
      '\ufb33': 3,
      '1': 4,
      '😀': 5,
      '\u0080': 6,
      ö: 7,
      n: 1e21,
      m: -0,
    }
    const bytes = Buffer.from(
      '{"\\r":2,"1":4,"m":0,"n":1e+21,"\u0080":6,"ö":7,"\u20ac":1,"😀":5,"\ufb33":3}',
    )
    const { signature } = signer.sign(value)
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: signer.publicKey },
      format: 'jwk',
    })
    expect(verify(null, bytes, key, Buffer.from(signature.value, 'base64url'))).toBe(true)
  })
})
