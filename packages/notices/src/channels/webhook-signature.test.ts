import { describe, expect, it } from 'vitest'
import { webhookSignature } from './webhook-signature.ts'

/** The vectors of the reference implementations of Standard Webhooks. */
const message = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  at: new Date(1_614_265_330_000),
  body: '{"test": 2432232314}',
}
const HMAC = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const HMAC_SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
const ED25519 = 'whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk='
const ED25519_SIGNATURE =
  'v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag=='

describe('webhookSignature', () => {
  it('is that of the reference implementations', () => {
    expect(webhookSignature([HMAC], message)).toBe(HMAC_SIGNATURE)
    expect(webhookSignature([ED25519], message)).toBe(ED25519_SIGNATURE)
  })

  it('has one for each active secret, Ed25519 before HMAC', () => {
    expect(webhookSignature([HMAC, ED25519], message)).toBe(
      `${ED25519_SIGNATURE} ${HMAC_SIGNATURE}`,
    )
    expect(webhookSignature([HMAC, HMAC], message)).toBe(`${HMAC_SIGNATURE} ${HMAC_SIGNATURE}`)
  })

  it('is of id, second and body', () => {
    const others = [
      { ...message, id: 'msg_2' },
      { ...message, at: new Date(message.at.getTime() + 1_000) },
      { ...message, body: `${message.body} ` },
    ]
    for (const other of others) expect(webhookSignature([HMAC], other)).not.toBe(HMAC_SIGNATURE)
    const later = { ...message, at: new Date(message.at.getTime() + 999) }
    expect(webhookSignature([HMAC], later)).toBe(HMAC_SIGNATURE)
  })
})
