import { createHash } from 'node:crypto'
import { createMessage, encrypt, readKey, type Key } from 'openpgp'
import { enclose, splitMail } from './enclosed-mail.ts'
import type { KeyProblem, RecipientKey } from './recipient-key.ts'

/**
 * Reads an OpenPGP public key and tells whether mail may be encrypted to it (RFC 9580).
 *
 * The mail it encrypts is PGP/MIME (RFC 3156): two parts, the control part and the message. Headers
 * that sort and thread stay outside, the subject among them, which says nothing but our reference.
 *
 * @param material  one ASCII-armoured key; a private one is refused, it should not be with us
 */
export async function openpgpKey(material: string, now: Date): Promise<RecipientKey> {
  const key = await readKey({ armoredKey: material }).catch(() => null)
  if (key === null) return { status: 'unfit', problem: 'recipient-key-unreadable' }
  const problem = await problemOf(key, now)
  if (problem) return { status: 'unfit', problem }
  const expires = await key.getExpirationTime()
  return {
    status: 'fit',
    facts: {
      fingerprint: key.getFingerprint().toLowerCase(),
      validFrom: key.getCreationTime(),
      validTo: expires instanceof Date ? expires : null,
    },
    encrypt: (raw) => encryptMail(raw, key, now),
  }
}

async function problemOf(key: Key, now: Date): Promise<KeyProblem | null> {
  if (key.isPrivate()) return 'recipient-key-unfit'
  if (key.getCreationTime() > now) return 'recipient-key-not-yet-valid'
  if (await key.isRevoked(undefined, undefined, now).catch(() => true)) {
    return 'recipient-key-revoked'
  }
  const expires = await key.getExpirationTime().catch(() => null)
  if (expires instanceof Date && expires <= now) return 'recipient-key-expired'
  const fits = await key.getEncryptionKey(undefined, now).then(
    () => true,
    () => false,
  )
  return fits ? null : 'recipient-key-unfit'
}

async function encryptMail(raw: Uint8Array, key: Key, date: Date): Promise<Uint8Array> {
  const { envelope, entity } = splitMail(raw)
  const message = await createMessage({ binary: entity, date })
  const armoured = await encrypt({ message, encryptionKeys: key, date, format: 'armored' })
  const boundary = `pgp-${createHash('sha256').update(armoured).digest('hex').slice(0, 32)}`
  const body = [
    'This is an OpenPGP/MIME encrypted message (RFC 3156).',
    `--${boundary}`,
    'Content-Type: application/pgp-encrypted',
    'Content-Description: PGP/MIME version identification',
    '',
    'Version: 1',
    '',
    `--${boundary}`,
    'Content-Type: application/octet-stream; name="encrypted.asc"',
    'Content-Description: OpenPGP encrypted message',
    'Content-Disposition: inline; filename="encrypted.asc"',
    '',
    armoured.trimEnd().replace(/\r?\n/g, '\r\n'),
    '',
    `--${boundary}--`,
    '',
  ].join('\r\n')
  const head = [
    'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted";',
    ` boundary="${boundary}"`,
  ]
  return enclose(envelope, head, body)
}
