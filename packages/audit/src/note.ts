import { hash, sign, verify, type KeyObject } from 'node:crypto'
import { publicKeyOf } from '@nightlight/runtime'

/** Kinds of signature on a note: of its text, or of its text with the time. */
export const SIGNATURE_TYPES = { ed25519: 1, cosignature: 4 } as const
type SignatureType = (typeof SIGNATURE_TYPES)[keyof typeof SIGNATURE_TYPES]

/** Who signs: a name, and the 32 bytes of an Ed25519 key. */
export type NoteKey = { name: string; type: SignatureType; publicKey: Uint8Array }

export type NoteLine = { name: string; keyId: Buffer; signature: Buffer }
export type Note = { text: string; lines: NoteLine[] }

/** Longest note that is read, characters. */
const MAX_NOTE = 64 * 1024

/** The four bytes that tell keys of one name apart. @see https://c2sp.org/signed-note */
export const keyIdOf = ({ name, type, publicKey }: NoteKey): Buffer =>
  hash(
    'sha256',
    Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(type), publicKey]),
    'buffer',
  ).subarray(0, 4)

/** A key as one word, to hand to whoever is to verify: `name+8 hex digits+base64`. */
export const writeVerifierKey = (key: NoteKey): string =>
  `${key.name}+${keyIdOf(key).toString('hex')}+${Buffer.concat([Buffer.of(key.type), key.publicKey]).toString('base64')}`

/** @returns null for a word that is no such key, or whose digits do not fit it */
export function readVerifierKey(word: string): NoteKey | null {
  const [, name, digits, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+([\w+/=]+)$/.exec(word.trim()) ?? []
  if (name === undefined || encoded === undefined) return null
  const bytes = Buffer.from(encoded, 'base64')
  const type = Object.values(SIGNATURE_TYPES).find((known) => known === bytes[0])
  if (type === undefined || bytes.length !== 33) return null
  const key = { name, type, publicKey: bytes.subarray(1) }
  return keyIdOf(key).toString('hex') === digits ? key : null
}

export const writeLine = ({ name, keyId, signature }: NoteLine): string =>
  `\u2014 ${name} ${Buffer.concat([keyId, signature]).toString('base64')}\n`

/** @returns null where a line is no signature line */
export function readLines(text: string): NoteLine[] | null {
  if (!text.endsWith('\n')) return null
  const lines: NoteLine[] = []
  for (const line of text.slice(0, -1).split('\n')) {
    const [, name, encoded] = /^\u2014 ([^\s+]+) ([\w+/]+={0,2})$/.exec(line) ?? []
    if (name === undefined || encoded === undefined) return null
    const bytes = Buffer.from(encoded, 'base64')
    // another spelling of the same bytes would be another note
    if (bytes.length < 5 || bytes.toString('base64') !== encoded) return null
    lines.push({ name, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) })
  }
  return lines
}

/** @returns null for what is no signed note */
export function readNote(note: string): Note | null {
  const split = note.lastIndexOf('\n\n')
  if (note.length > MAX_NOTE || split < 0) return null
  const lines = readLines(note.slice(split + 2))
  return lines && { text: note.slice(0, split + 1), lines }
}

export const writeNote = ({ text, lines }: Note): string =>
  `${text}\n${lines.map(writeLine).join('')}`

const timed = (text: string, at: Date | bigint): Buffer =>
  Buffer.from(`cosignature/v1\ntime ${typeof at === 'bigint' ? at : secondsOf(at)}\n${text}`)

const secondsOf = (at: Date): bigint => BigInt(Math.floor(at.getTime() / 1000))

/**
 * Signs the text of a note; a cosignature says when as well.
 *
 * @see https://c2sp.org/tlog-cosignature
 */
export function signNote(text: string, key: NoteKey & { key: KeyObject }, at: Date): NoteLine {
  const line = { name: key.name, keyId: keyIdOf(key) }
  if (key.type === SIGNATURE_TYPES.ed25519) {
    return { ...line, signature: sign(null, Buffer.from(text), key.key) }
  }
  const time = Buffer.alloc(8)
  time.writeBigUInt64BE(secondsOf(at))
  return { ...line, signature: Buffer.concat([time, sign(null, timed(text, at), key.key)]) }
}

/** What a key says of a note; `at` where it is a cosignature. */
export type LineVerdict = { status: 'valid'; at: Date | null } | { status: 'absent' | 'invalid' }

/** A note whose line of a known key does not verify is not believed, whatever other lines say. */
export function verifyNote({ text, lines }: Note, key: NoteKey): LineVerdict {
  const keyId = keyIdOf(key)
  const own = lines.filter((line) => line.name === key.name && line.keyId.equals(keyId))
  let found: LineVerdict = { status: 'absent' }
  for (const { signature } of own) {
    found = verifyLine(text, signature, key)
    if (found.status === 'invalid') return found
  }
  return found
}

function verifyLine(text: string, signature: Buffer, { type, publicKey }: NoteKey): LineVerdict {
  const key = publicKeyOf(publicKey)
  if (type === SIGNATURE_TYPES.ed25519) {
    const isValid = signature.length === 64 && verify(null, Buffer.from(text), key, signature)
    return isValid ? { status: 'valid', at: null } : { status: 'invalid' }
  }
  if (signature.length !== 72) return { status: 'invalid' }
  const seconds = signature.readBigUInt64BE()
  return verify(null, timed(text, seconds), key, signature.subarray(8))
    ? { status: 'valid', at: new Date(Number(seconds) * 1000) }
    : { status: 'invalid' }
}
