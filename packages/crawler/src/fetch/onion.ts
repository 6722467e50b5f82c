import { createHash } from 'node:crypto'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
const KEY_BYTES = 32
const VERSION = 3

/** Whether a host is below `.onion`, well formed or not. */
export function isBelowOnion(hostname: string): boolean {
  return hostname === 'onion' || hostname.endsWith('.onion')
}

/**
 * Whether a host is the name of an onion service of version 3, or below one: form, version and checksum.
 *
 * @see Tor rend-spec-v3, section 6 (encoding onion addresses)
 */
export function isOnionName(hostname: string): boolean {
  const [address = '', suffix] = hostname.split('.').slice(-2)
  if (suffix !== 'onion' || !/^[a-z2-7]{56}$/.test(address) || hostname.length > 253) return false
  const bytes = base32(address)
  const [key, checksum] = [bytes.subarray(0, KEY_BYTES), bytes.subarray(KEY_BYTES, KEY_BYTES + 2)]
  return bytes[KEY_BYTES + 2] === VERSION && checksumOf(key).equals(checksum)
}

function checksumOf(key: Uint8Array): Buffer {
  const version = Buffer.from([VERSION])
  return createHash('sha3-256')
    .update('.onion checksum')
    .update(key)
    .update(version)
    .digest()
    .subarray(0, 2)
}

function base32(text: string): Buffer {
  let value = 0n
  for (const letter of text) value = (value << 5n) | BigInt(ALPHABET.indexOf(letter))
  return Buffer.from(value.toString(16).padStart((text.length * 5) / 4, '0'), 'hex')
}
