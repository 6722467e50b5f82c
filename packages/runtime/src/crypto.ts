import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hash,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto'
import { DomainError } from '@nightlight/contract'

/** Where a ciphertext belongs; it is bound in, so a value copied to another row does not open. */
export type FieldPlace = { table: string; column: string; row: string }

export type FieldCrypto = {
  /** AES-256-GCM over UTF-8 text or bytes: version byte, 12 bytes nonce, 16 bytes tag, ciphertext. */
  seal(place: FieldPlace, plain: string | Uint8Array): Buffer
  /** @throws {DomainError} `field-not-readable` when the key, the place or a byte differs */
  open(place: FieldPlace, sealed: Uint8Array): Buffer
  openText(place: FieldPlace, sealed: Uint8Array): string
  /** 32 bytes, equal for equal values of one `domain`: the only way to find a sealed value. */
  blindIndex(domain: string, value: string): Buffer
}

const VERSION = 1
const CIPHER = 'aes-256-gcm'
const HMAC_BLOCK = 64
const TAG = { authTagLength: 16 }

/**
 * Encryption of single fields under one master key.
 *
 * A key per table and column and one for blind indexes are derived by HKDF-SHA-256.
 *
 * @param masterKey 32 bytes
 * @throws {DomainError} `field-key-invalid` for another length
 */
export function createFieldCrypto(masterKey: Uint8Array): FieldCrypto {
  if (masterKey.length !== 32) {
    throw new DomainError(
      'invalid',
      'field-key-invalid',
      `Reading the master key: ${masterKey.length} bytes where 32 are needed`,
    )
  }
  const derive = (info: string): Buffer =>
    Buffer.from(hkdfSync('sha256', masterKey, 'nightlight', info, 32))
  // As key objects: made of bytes for each value, they take longer than sealing it.
  const keys = new Map<string, KeyObject>()
  const keyOf = ({ table, column }: FieldPlace): KeyObject => {
    const name = `${table}.${column}`
    const key = keys.get(name) ?? createSecretKey(derive(`field:${name}`))
    keys.set(name, key)
    return key
  }
  const pads = new Map<string, Pads>()
  const padsOf = (domain: string): Pads => {
    const known = pads.get(domain) ?? padsFor(derive(`index:${domain}`))
    pads.set(domain, known)
    return known
  }
  const boundTo = (place: FieldPlace): Buffer =>
    Buffer.from(`${place.table}\0${place.column}\0${place.row}`)

  const open = (place: FieldPlace, sealed: Uint8Array): Buffer => {
    try {
      if (sealed[0] !== VERSION) throw new Error('version')
      const decipher = createDecipheriv(CIPHER, keyOf(place), sealed.subarray(1, 13), TAG)
      decipher.setAAD(boundTo(place))
      decipher.setAuthTag(sealed.subarray(13, 29))
      return Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()])
    } catch {
      throw new DomainError(
        'conflict',
        'field-not-readable',
        `Opening ${place.table}.${place.column}: the key does not fit; was FIELD_KEY changed?`,
      )
    }
  }

  return {
    seal(place, plain) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv(CIPHER, keyOf(place), nonce, TAG)
      cipher.setAAD(boundTo(place))
      const body = Buffer.concat([cipher.update(plain), cipher.final()])
      return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), body])
    },
    open,
    openText: (place, sealed) => open(place, sealed).toString('utf8'),
    blindIndex: (domain, value) => hmac(padsOf(domain), value),
  }
}

type Pads = { inner: Buffer; outer: Buffer }

/**
 * HMAC-SHA-256 in two calls that keep no state: a third of the time of a `Hmac`, and lists have millions of values.
 *
 * @see RFC 2104
 */
function hmac({ inner, outer }: Pads, value: string): Buffer {
  const room = HMAC_BLOCK + value.length * 3
  const scratch = room <= SCRATCH.length ? SCRATCH : Buffer.alloc(room)
  scratch.set(inner)
  const end = HMAC_BLOCK + scratch.write(value, HMAC_BLOCK)
  const first = hash('sha256', scratch.subarray(0, end), 'buffer')
  scratch.set(outer)
  scratch.set(first, HMAC_BLOCK)
  return hash('sha256', scratch.subarray(0, HMAC_BLOCK + first.length), 'buffer')
}

const SCRATCH = Buffer.alloc(1024)

function padsFor(key: Uint8Array): Pads {
  const padded = (by: number) =>
    Buffer.from(Array.from({ length: HMAC_BLOCK }, (_, at) => (key[at] ?? 0) ^ by))
  return { inner: padded(0x36), outer: padded(0x5c) }
}

/**
 * Reads a master key written as 64 hex digits or as base64 of 32 bytes.
 *
 * @throws {DomainError} `field-key-invalid`, without the value
 */
export function parseMasterKey(text: string): Uint8Array {
  const trimmed = text.trim()
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, 'hex')
  if (/^[\w+/-]{43}=?$/.test(trimmed)) return Buffer.from(trimmed, 'base64')
  throw new DomainError(
    'invalid',
    'field-key-invalid',
    `Reading FIELD_KEY: ${trimmed.length} characters where 64 hex digits or base64 of 32 bytes are needed`,
  )
}

/** To draw many bytes takes little longer than to draw sixteen. */
const DRAWN_BYTES = 4096
let drawn = Buffer.alloc(0)

/** A new row id: UUID version 7 (RFC 9562), so that ids sort by the time they were made. */
export function newId(now: number = Date.now()): string {
  if (drawn.length < 16) drawn = randomBytes(DRAWN_BYTES)
  const bytes = drawn.subarray(0, 16)
  drawn = drawn.subarray(16)
  bytes.writeUIntBE(now, 0, 6)
  bytes[6] = 0x70 | (bytes[6]! & 0x0f)
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  const hex = bytes.toString('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
}
