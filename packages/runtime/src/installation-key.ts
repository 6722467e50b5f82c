import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto'

// What DER puts before a bare key (RFC 8410).
const PRIVATE_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/**
 * An Ed25519 key (RFC 8032) of the installation for one purpose, derived from the master key by HKDF-SHA-256: a restored
 * installation signs with the key that it signed with before.
 *
 * @param masterKey 32 bytes
 * @param purpose   keys of different purposes have nothing in common
 * @returns the private key, and the 32 bytes of the public one
 */
export function installationKey(
  masterKey: Uint8Array,
  purpose: string,
): { key: KeyObject; publicKey: Buffer } {
  const seed = Buffer.from(hkdfSync('sha256', masterKey, 'nightlight', `sign:${purpose}`, 32))
  const key = createPrivateKey({
    key: Buffer.concat([PRIVATE_PREFIX, seed]),
    format: 'der',
    type: 'pkcs8',
  })
  const exported = createPublicKey(key).export({ format: 'der', type: 'spki' })
  return { key, publicKey: Buffer.from(exported.subarray(PUBLIC_PREFIX.length)) }
}

/** @param bare 32 bytes of an Ed25519 public key */
export const publicKeyOf = (bare: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, bare]), format: 'der', type: 'spki' })
