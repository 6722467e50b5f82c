import { createPublicKey, randomBytes, sign, type KeyObject } from 'node:crypto'
import { DomainError } from '@nightlight/contract'
import { serializeInnerList } from './serialize-fields.ts'
import { signatureBase, type SignedMessage } from './signature-base.ts'
import { SIGNATURE_TAG, SIGNED_COMPONENTS, WINDOW_S } from './signed-request.ts'
import { algorithmOf } from './signing-key.ts'
import type { BareItem, InnerList, Item } from './structured-fields.ts'

const LABEL = 'sig1'
const NONCE_BYTES = 18

/**
 * The two fields that sign a request, as this service takes them.
 *
 * @param message  with Content-Digest and Content-Type among its fields
 * @param key      the private key; Ed25519, or ECDSA on P-256
 * @throws {DomainError} invalid `signing-key-invalid` for another kind of key; as `signatureBase`
 */
export function signRequest(
  message: SignedMessage,
  key: KeyObject,
  { keyId, now }: { keyId: string; now: Date },
): { 'signature-input': string; signature: string } {
  const created = Math.floor(now.getTime() / 1000)
  const nonce = randomBytes(NONCE_BYTES).toString('base64url')
  const covered: InnerList = {
    items: SIGNED_COMPONENTS.map((name): Item => ({ item: text(name), parameters: new Map() })),
    parameters: new Map<string, BareItem>([
      ['created', { type: 'integer', value: created }],
      ['expires', { type: 'integer', value: created + WINDOW_S }],
      ['nonce', text(nonce)],
      ['keyid', text(keyId)],
      ['tag', text(SIGNATURE_TAG)],
    ]),
  }
  const bytes = signatureOf(key, Buffer.from(signatureBase(message, covered)))
  return {
    'signature-input': `${LABEL}=${serializeInnerList(covered)}`,
    signature: `${LABEL}=:${bytes.toString('base64')}:`,
  }
}

const text = (value: string): BareItem => ({ type: 'string', value })

function signatureOf(key: KeyObject, data: Buffer): Buffer {
  const algorithm = key.type === 'private' ? algorithmOf(createPublicKey(key)) : null
  if (algorithm === 'ed25519') return sign(null, data, key)
  if (algorithm !== null) return sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' })
  throw new DomainError(
    'invalid',
    'signing-key-invalid',
    'Signing a request: the private key has to be of Ed25519 or of ECDSA on P-256',
  )
}
