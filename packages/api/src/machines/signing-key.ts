import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import { DomainError } from '@nightlight/contract'

export const SIGNATURE_ALGORITHMS = ['ed25519', 'ecdsa-p256-sha256'] as const
export type SignatureAlgorithm = (typeof SIGNATURE_ALGORITHMS)[number]

export type PublicKey = {
  algorithm: SignatureAlgorithm
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Buffer
}

const SIGNATURE_BYTES = 64
const ED25519_BYTES = 32

/**
 * Reads a public key that requests may be signed with: Ed25519, or ECDSA on P-256.
 *
 * @param pem  SubjectPublicKeyInfo in PEM
 * @throws {DomainError} invalid `signing-key-invalid`; also for a private key, which is nobody's to hand over
 */
export function readPublicKey(pem: string): PublicKey {
  const isPublic =
    /^\s*-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----\s*$/.test(pem)
  const key = isPublic ? keyOrNull(pem) : null
  const algorithm = key && algorithmOf(key)
  if (key && algorithm) return { algorithm, publicKey: key.export({ type: 'spki', format: 'der' }) }
  throw new DomainError(
    'invalid',
    'signing-key-invalid',
    'Reading a public key: it is none of Ed25519 or of ECDSA on P-256, in PEM',
  )
}

function keyOrNull(pem: string): KeyObject | null {
  try {
    return createPublicKey(pem)
  } catch {
    return null
  }
}

/** What requests are signed with by this key; null for a key that is of no use here. */
export function algorithmOf(key: KeyObject): SignatureAlgorithm | null {
  if (key.asymmetricKeyType === 'ed25519') {
    const bytes = key.export({ type: 'spki', format: 'der' }).subarray(-ED25519_BYTES)
    return isSmallOrder(bytes) ? null : 'ed25519'
  }
  const curve = key.asymmetricKeyDetails?.namedCurve
  return key.asymmetricKeyType === 'ec' && curve === 'prime256v1' ? 'ecdsa-p256-sha256' : null
}

/** Points of Ed25519 for which one signature is good for any message; without the bit of the sign. */
const SMALL_ORDER = new Set([
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
])

function isSmallOrder(bytes: Buffer): boolean {
  const point = Buffer.from(bytes)
  point[31]! &= 0x7f
  return SMALL_ORDER.has(point.toString('hex'))
}

/**
 * Whether a signature is of this key. The algorithm is that of the key, whatever a message says.
 *
 * @param signature  64 bytes; of ECDSA r and s, 32 bytes each, as RFC 9421 has it
 */
export function isSignedBy(
  { algorithm, publicKey }: PublicKey,
  text: string,
  signature: Uint8Array,
): boolean {
  if (signature.length !== SIGNATURE_BYTES) return false
  const key = createPublicKey({ key: publicKey, format: 'der', type: 'spki' })
  if (algorithmOf(key) !== algorithm) return false
  const data = Buffer.from(text)
  if (algorithm === 'ed25519') return verify(null, data, key, signature)
  return verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature)
}
