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
import { purposeOf, type KeyPurpose } from './keys/sealed-columns.ts'

/** Where a ciphertext belongs; it is bound in, so a value copied to another row does not open. */
export type FieldPlace = { table: string; column: string; row: string }

export type FieldCrypto = {
  /**
   * AES-256-GCM over UTF-8 text or bytes: version byte, with version 2 the generation of the data key in two bytes (big-endian),
   * 12 bytes nonce, 16 bytes tag, ciphertext.
   */
  seal(place: FieldPlace, plain: string | Uint8Array): Buffer
  /** @throws {DomainError} `field-not-readable` when the key, the place or a byte differs */
  open(place: FieldPlace, sealed: Uint8Array): Buffer
  openText(place: FieldPlace, sealed: Uint8Array): string
  /** 32 bytes, equal for equal values of one `domain`: the only way to find a sealed value. */
  blindIndex(domain: string, value: string): Buffer
}

/** Keys that values are sealed with, of one purpose and generation each; they may come to be more while it is used. */
export type DataKeyRing = {
  /** Null before there are any. */
  generationNow(purpose: KeyPurpose): number | null
  /** 32 bytes; undefined for one that is not known here (yet). */
  keyOf(purpose: KeyPurpose, generation: number): Uint8Array | undefined
}

/** Sealed with a key that was derived from the root key. */
const DERIVED = 1
/** Sealed with a key that was derived from a data key, whose generation comes next. */
const BY_DATA_KEY = 2
const NONCE_BYTES = 12
const TAG_BYTES = 16
const CIPHER = 'aes-256-gcm'
const HMAC_BLOCK = 64
const TAG = { authTagLength: TAG_BYTES }

/**
 * Encryption of single fields.
 *
 * A key per table and column is derived by HKDF-SHA-256 from the data key of its purpose, or from the root key where there is no ring,
 * and one for each domain of blind indexes from the root key.
 *
 * @param rootKey 32 bytes
 * @param ring    the data keys; without it everything is sealed under the root key
 * @throws {DomainError} `field-key-invalid` for another length
 */
export function createFieldCrypto(rootKey: Uint8Array, ring?: DataKeyRing): FieldCrypto {
  if (rootKey.length !== 32) {
    throw new DomainError(
      'invalid',
      'field-key-invalid',
      `Reading the master key: ${rootKey.length} bytes where 32 are needed`,
    )
  }
  const derive = (info: string, from = rootKey): Buffer =>
    Buffer.from(hkdfSync('sha256', from, 'nightlight', info, 32))
  // As key objects: made of bytes for each value, they take longer than sealing it.
  const keys = new Map<string, KeyObject>()
  const keyOf = (name: string, generation: number | null): KeyObject => {
    const id = generation === null ? name : `${name} ${generation}`
    const known = keys.get(id)
    if (known) return known
    const from = generation === null ? rootKey : ring?.keyOf(purposeOf(name), generation)
    if (!from) throw new UnknownGeneration(name, generation)
    const key = createSecretKey(derive(`field:${name}`, from))
    keys.set(id, key)
    return key
  }
  const writers = new Map<string, Writer>()
  const writerOf = ({ table, column }: FieldPlace): Writer => {
    const name = `${table}.${column}`
    const known = writers.get(name)
    const purpose = known?.purpose ?? purposeOf(name)
    const generation = ring?.generationNow(purpose) ?? null
    if (known?.generation === generation) return known
    const head = generation === null ? [DERIVED] : [BY_DATA_KEY, generation >> 8, generation & 255]
    const writer = { purpose, generation, head: Buffer.from(head), key: keyOf(name, generation) }
    writers.set(name, writer)
    return writer
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
    const name = `${place.table}.${place.column}`
    try {
      const [version = 0, high = 0, low = 0] = sealed
      if (version !== DERIVED && version !== BY_DATA_KEY) throw new Error('version')
      const key = keyOf(name, version === DERIVED ? null : (high << 8) | low)
      const nonceAt = version === DERIVED ? 1 : 3
      const tagAt = nonceAt + NONCE_BYTES
      const bodyAt = tagAt + TAG_BYTES
      const decipher = createDecipheriv(CIPHER, key, sealed.subarray(nonceAt, tagAt), TAG)
      decipher.setAAD(boundTo(place))
      decipher.setAuthTag(sealed.subarray(tagAt, bodyAt))
      return Buffer.concat([decipher.update(sealed.subarray(bodyAt)), decipher.final()])
    } catch (error) {
      if (error instanceof UnknownGeneration && ring) throw error
      throw new DomainError(
        'conflict',
        'field-not-readable',
        `Opening ${name}: the key does not fit; was FIELD_KEY changed?`,
      )
    }
  }

  return {
    seal(place, plain) {
      const { key, head } = writerOf(place)
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(CIPHER, key, nonce, TAG)
      cipher.setAAD(boundTo(place))
      const body = Buffer.concat([cipher.update(plain), cipher.final()])
      return Buffer.concat([head, nonce, cipher.getAuthTag(), body])
    },
    open,
    openText: (place, sealed) => open(place, sealed).toString('utf8'),
    blindIndex: (domain, value) => hmac(padsOf(domain), value),
  }
}

type Writer = { purpose: KeyPurpose; generation: number | null; head: Buffer; key: KeyObject }

/** Made with a data key that this process has not read: trying again later helps. */
class UnknownGeneration extends Error {
  override name = 'UnknownGeneration'
  constructor(column: string, generation: number | null) {
    super(`Opening ${column}: no data key of generation ${generation} is known here yet`)
  }
}

/** The generation that a value was sealed with; null for one under the root key, or no sealed value. */
export const generationOf = (sealed: Uint8Array): number | null =>
  sealed[0] === BY_DATA_KEY ? ((sealed[1] ?? 0) << 8) | (sealed[2] ?? 0) : null

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
