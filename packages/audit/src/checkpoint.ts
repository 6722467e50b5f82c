import type { KeyObject } from 'node:crypto'
import { installationKey } from '@nightlight/runtime'
import { HASH_BYTES } from './merkle.ts'
import {
  SIGNATURE_TYPES,
  keyIdOf,
  readNote,
  signNote,
  verifyNote,
  writeNote,
  type NoteKey,
} from './note.ts'

/** The head of the tree that a note states. */
export type Checkpoint = { origin: string; size: number; root: Buffer }

/** Signs checkpoints; one Ed25519 key, whose name is the origin of the log. */
export type LogKey = { origin: string; publicKey: Buffer; key: KeyObject }

/** For what the key of the log is derived from the master key. */
export const LOG_KEY = 'audit:1'

/**
 * The key of the log of an installation.
 *
 * @param masterKey 32 bytes
 * @param origin    name of the log; by default made of the key, so that no two installations have the same
 */
export function createLogKey(masterKey: Uint8Array, origin?: string): LogKey {
  const { key, publicKey } = installationKey(masterKey, LOG_KEY)
  const id = keyIdOf({ name: 'nightlight', type: SIGNATURE_TYPES.ed25519, publicKey })
  return { origin: origin ?? `nightlight/audit/${id.toString('hex')}`, publicKey, key }
}

/** What others verify checkpoints with. */
export const verifierOf = ({
  origin,
  publicKey,
}: Pick<LogKey, 'origin' | 'publicKey'>): NoteKey => ({
  name: origin,
  type: SIGNATURE_TYPES.ed25519,
  publicKey,
})

const clockOf = (key: NoteKey): NoteKey => ({ ...key, type: SIGNATURE_TYPES.cosignature })

/** @see https://c2sp.org/tlog-checkpoint */
export const writeCheckpoint = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${root.toString('base64')}\n`

/** @returns null for a text that is no checkpoint, or has lines that no log of ours writes */
export function readCheckpoint(text: string): Checkpoint | null {
  const [, origin, digits, encoded] =
    /^([^\s+]+)\n(0|[1-9]\d{0,15})\n([\w+/=]+)\n$/.exec(text) ?? []
  if (origin === undefined || encoded === undefined) return null
  const checkpoint = { origin, size: Number(digits), root: Buffer.from(encoded, 'base64') }
  const isExact = checkpoint.root.length === HASH_BYTES && writeCheckpoint(checkpoint) === text
  return isExact && Number.isSafeInteger(checkpoint.size) ? checkpoint : null
}

/**
 * A checkpoint with two lines of ours: the signature of the log, and one that says when, by the same key.
 *
 * @returns a signed note
 */
export function signCheckpoint(
  key: LogKey,
  head: { size: number; root: Buffer },
  at: Date,
): string {
  const text = writeCheckpoint({ origin: key.origin, ...head })
  const signer = { ...verifierOf(key), key: key.key }
  const lines = [signNote(text, signer, at), signNote(text, { ...signer, ...clockOf(signer) }, at)]
  return writeNote({ text, lines })
}

/** A note that has been verified. */
export type OpenedCheckpoint = Checkpoint & { text: string; at: Date; note: string }

/** @returns what the note states and when it was signed, or why it is not believed */
export function openCheckpoint(
  note: string,
  key: NoteKey,
): OpenedCheckpoint | 'malformed' | 'other-key' | 'signature-invalid' {
  const parsed = readNote(note)
  const checkpoint = parsed && readCheckpoint(parsed.text)
  if (!parsed || !checkpoint) return 'malformed'
  if (checkpoint.origin !== key.name) return 'other-key'
  const signed = verifyNote(parsed, key)
  const clock = verifyNote(parsed, clockOf(key))
  if (signed.status === 'absent') return 'other-key'
  if (signed.status === 'invalid' || clock.status !== 'valid' || !clock.at) {
    return 'signature-invalid'
  }
  return { ...checkpoint, text: parsed.text, at: clock.at, note }
}
