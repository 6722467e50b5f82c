import { hash, sign, verify } from 'node:crypto'
import canonicalize from 'canonicalize'
import { installationKey, publicKeyOf } from './installation-key.ts'

/** A record with what a third party needs to tell that it was not altered. */
export type SignedRecord<Content = unknown> = {
  record: Content
  signature: {
    algorithm: 'Ed25519'
    /** First 16 hex digits of the SHA-256 of the public key. */
    keyId: string
    /** 32 bytes, base64url. */
    publicKey: string
    /** Over the UTF-8 bytes of `record` in canonical form; 64 bytes, base64url. */
    value: string
  }
}

export type RecordSigner = {
  keyId: string
  /** 32 bytes, base64url. */
  publicKey: string
  /** @param record JSON values only; `undefined` members are left out */
  sign<Content>(record: Content): SignedRecord<Content>
  /** A detached signature over bytes as they are; 64 bytes. */
  signBytes(bytes: Uint8Array): Buffer
  /** The public half of another key of the installation, for a record that names it; 32 bytes. */
  publicKeyFor(purpose: string): Buffer
}

/** Why a record is not believed; `valid` when it is. */
export type RecordVerdict = 'valid' | 'malformed' | 'other-key' | 'altered'

/**
 * Signs records under the installation's key: Ed25519 (RFC 8032) over JSON in canonical form (RFC 8785).
 *
 * @param masterKey 32 bytes
 */
export function createRecordSigner(masterKey: Uint8Array): RecordSigner {
  const { key, publicKey: bare } = installationKey(masterKey, 'records:1')
  const publicKey = bare.toString('base64url')
  const keyId = keyIdOf(bare)
  return {
    keyId,
    publicKey,
    sign(record) {
      const value = sign(null, canonicalBytes(record), key).toString('base64url')
      return { record, signature: { algorithm: 'Ed25519', keyId, publicKey, value } }
    },
    signBytes: (bytes) => sign(null, bytes, key),
    publicKeyFor: (purpose) => installationKey(masterKey, purpose).publicKey,
  }
}

/**
 * Verifies a record without the service that made it.
 *
 * @param signed    parsed JSON, from wherever
 * @param publicKey the key that is trusted, 32 bytes in base64url, had by another way than the record
 */
export function verifyRecord(signed: unknown, publicKey: string): RecordVerdict {
  if (!isSigned(signed)) return 'malformed'
  const bare = Buffer.from(publicKey, 'base64url')
  const value = Buffer.from(signed.signature.value, 'base64url')
  if (bare.length !== 32 || value.length !== 64) return 'malformed'
  if (signed.signature.keyId !== keyIdOf(bare)) return 'other-key'
  const key = publicKeyOf(bare)
  try {
    return verify(null, canonicalBytes(signed.record), key, value) ? 'valid' : 'altered'
  } catch {
    // Text that is no Unicode has no canonical form, so it was never signed.
    return 'malformed'
  }
}

const keyIdOf = (publicKey: Uint8Array): string => hash('sha256', publicKey, 'hex').slice(0, 16)

/**
 * The one way in which a JSON value is written to be signed or hashed: RFC 8785, UTF-8.
 *
 * @throws {TypeError} for what is no JSON value
 */
export function canonicalBytes(record: unknown): Buffer {
  const text = canonicalize(record)
  if (text === undefined) throw new TypeError('sign record: not a JSON value')
  return Buffer.from(text)
}

function isSigned(value: unknown): value is SignedRecord {
  if (typeof value !== 'object' || value === null || !('record' in value)) return false
  if (!('signature' in value) || typeof value.signature !== 'object' || value.signature === null) {
    return false
  }
  const { signature } = value
  return (
    'algorithm' in signature &&
    signature.algorithm === 'Ed25519' &&
    'keyId' in signature &&
    typeof signature.keyId === 'string' &&
    'value' in signature &&
    typeof signature.value === 'string'
  )
}
